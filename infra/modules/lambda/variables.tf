variable "name" {
  description = "The function's name, such as dreamforge-dev-api; also its role's, and its log group is /aws/lambda/<name>."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}[a-z0-9]$", var.name))
    error_message = "name is 3 to 64 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "package" {
  description = "The code: the path of a zip, with its runtime, or the URI of a container image in ECR. One of the two."
  type = object({
    zip       = optional(string)
    runtime   = optional(string, "python3.13")
    image_uri = optional(string)
  })

  validation {
    condition     = (var.package.zip == null) != (var.package.image_uri == null)
    error_message = "package has either a zip or an image_uri, and not both."
  }
  validation {
    condition     = var.package.zip == null ? true : fileexists(var.package.zip)
    error_message = "package.zip names a file that does not exist. Build it first: make build."
  }
}

variable "handler" {
  description = "The entry point in the zip, such as backend.api.lambda_function.lambda_handler. Null for an image, which has its own."
  type        = string
  default     = null

  validation {
    condition     = (var.handler == null) == (var.package.zip == null)
    error_message = "handler belongs to a zip: name it with one, and leave it out with an image."
  }
}

variable "layers" {
  description = "ARNs of versions of layers, in the order in which Lambda unpacks them below /opt."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5
    error_message = "Lambda takes at most 5 layers."
  }
  validation {
    condition     = length(var.layers) == 0 || var.package.image_uri == null
    error_message = "layers belong to a zip: an image has its packages in itself."
  }
}

variable "architecture" {
  description = "Instruction set of the package: arm64 (20 % cheaper) or x86_64."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is arm64 or x86_64."
  }
}

variable "memory_mb" {
  description = "Memory in MB. CPU grows with it: 1769 MB have one vCPU."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "memory_mb is 128 to 10240."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which Lambda ends an invocation."
  type        = number

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "timeout_seconds is 1 to 900."
  }
}

variable "environment" {
  description = "Environment variables; the ones that Lambda sets itself are not among them. No secrets: the function's configuration shows them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name)) && !startswith(name, "AWS_")])
    error_message = "Each name in environment is letters, digits and underscores, and does not begin with AWS_, which is Lambda's own."
  }
}

variable "statements" {
  description = "Permissions of the function, in addition to writing its log and its traces: statements by their sids."
  type = map(object({
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for sid in keys(var.statements) : can(regex("^[A-Za-z0-9]+$", sid))])
    error_message = "Each sid in statements is letters and digits."
  }
  validation {
    condition     = alltrue([for statement in values(var.statements) : length(statement.actions) > 0 && length(statement.resources) > 0])
    error_message = "Each of statements has at least one action and one resource."
  }
  validation {
    condition     = alltrue(flatten([for statement in values(var.statements) : [for action in statement.actions : can(regex("^[a-z0-9-]+:[A-Za-z]+$", action))]]))
    error_message = "Each action in statements is a service and one of its actions, such as s3:GetObject, without a wildcard."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the environment variables and the log."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that the log is kept: one of the numbers that CloudWatch takes."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "reserved_concurrency" {
  description = "How many of the account's concurrent instances are reserved for this function, which is also its limit. Null: no limit of its own."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= max(1, var.provisioned_concurrency)
    error_message = "reserved_concurrency is at least 1 and at least provisioned_concurrency, or null. With 0 the function would never run."
  }
}

variable "provisioned_concurrency" {
  description = "How many instances are kept initialised. AWS bills them by the hour."
  type        = number
  default     = 0
  nullable    = false
}

variable "snap_start" {
  description = "Whether new instances start from a snapshot, which AWS bills as well."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !(var.snap_start && var.provisioned_concurrency > 0)
    error_message = "Set either snap_start or provisioned_concurrency: Lambda takes no snapshot of instances that are kept initialised."
  }
  validation {
    condition     = !(var.snap_start && var.package.image_uri != null)
    error_message = "snap_start needs a zip: Lambda takes no snapshot of a container image."
  }
}

variable "failures_arn" {
  description = "SQS queue that takes events of asynchronous invocations which failed three times. Null for a function that nothing invokes asynchronously: a caller that waits, such as API Gateway or an event source mapping, gets failures itself."
  type        = string
  default     = null

  validation {
    condition     = var.failures_arn == null || can(regex("^arn:aws[a-z-]*:sqs:", var.failures_arn))
    error_message = "failures_arn is the ARN of an SQS queue, or null."
  }
}
