variable "name" {
  description = "The stack's full name, such as dreamforge-dev. Alarms, topic and dashboard begin with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,46}[a-z0-9]$", var.name))
    error_message = "name is 3 to 48 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "stage" {
  description = "The variable STAGE of the functions, which is the dimension of the service's own metrics."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]{1,32}$", var.stage))
    error_message = "stage is 1 to 32 lower-case letters, digits and hyphens."
  }
}

variable "api" {
  description = "The REST API's name, its stage in API Gateway, and the log group of the function behind it."
  type = object({
    name           = string
    stage          = string
    log_group_name = string
  })
}

variable "functions" {
  description = "The functions by their use. `raises`: the function raises errors in normal operation, as an authorizer does for each invalid token, so its errors are no alarm."
  type = map(object({
    name            = string
    timeout_seconds = number
    raises          = optional(bool, false)
  }))

  validation {
    condition     = alltrue([for function in var.functions : function.timeout_seconds >= 1 && function.timeout_seconds <= 900])
    error_message = "timeout_seconds of each function is 1 to 900."
  }
}

variable "queues" {
  description = "The queues' names by their use: {jobs = \"dreamforge-dev-jobs\"}."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "dead_letters" {
  description = "The dead-letter queues' names by their use: {jobs = \"dreamforge-dev-jobs-dead-letters\"}."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "emails" {
  description = "E-mail recipients of the alarms. Each confirms the subscription by a link from AWS."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", email))])
    error_message = "Each of emails is an e-mail address."
  }
}

variable "monthly_budget_usd" {
  description = "Monthly budget of the whole account in US dollars. The topic gets a message at 80 % spent and at 100 % forecast. Null: no budget."
  type        = number
  default     = null

  validation {
    condition     = var.monthly_budget_usd == null ? true : var.monthly_budget_usd > 0
    error_message = "monthly_budget_usd is more than 0, or null."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the topic. Its policy has to let cloudwatch.amazonaws.com use it, and budgets.amazonaws.com where there is a budget; otherwise alarms are lost silently."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key."
  }
}

variable "thresholds" {
  description = "Thresholds of the alarms: percent of 5xx responses; p99 of the latency in milliseconds; percent of a function's timeout; age of the oldest message in seconds; model failures in 5 minutes; images in an hour; estimated US dollars for models in a day, which needs MODEL_PRICES."
  type = object({
    server_errors_percent = optional(number, 5)
    latency_p99_ms        = optional(number, 25000)
    duration_percent      = optional(number, 97)
    oldest_message_s      = optional(number, 900)
    model_failures        = optional(number, 5)
    images_per_hour       = optional(number, 500)
    model_cost_usd        = optional(number, 25)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.thresholds) : threshold > 0])
    error_message = "Each of thresholds is more than 0."
  }
  validation {
    condition     = var.thresholds.server_errors_percent <= 100 && var.thresholds.duration_percent <= 100
    error_message = "thresholds.server_errors_percent and duration_percent are at most 100."
  }
}
