variable "name" {
  description = "The stack's full name, such as dreamforge-dev. The key's alias is alias/<name>, and only log groups whose names contain it may use the key."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,46}[a-z0-9]$", var.name))
    error_message = "name is 3 to 48 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "services" {
  description = "Services that the key is for. `through`: those through which the account's principals, if their own policies let them, use it. `own`: those that use it in their own name."
  type = object({
    through = optional(set(string), ["dynamodb", "lambda", "s3", "sns", "sqs"])
    own     = optional(set(string), ["cloudwatch", "logs"])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.services.through) > 0 && length(setsubtract(var.services.through, ["dynamodb", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm"])) == 0
    error_message = "services.through takes dynamodb, lambda, s3, secretsmanager, sns, sqs and ssm, at least one of them."
  }
  validation {
    condition     = length(setsubtract(var.services.own, ["budgets", "cloudwatch", "logs"])) == 0
    error_message = "services.own takes budgets, cloudwatch and logs."
  }
}

variable "deletion_window_days" {
  description = "Days between the order to delete the key and its end, in which the order can be taken back. Whatever the key encrypted is lost with it."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "deletion_window_days is 7 to 30."
  }
}

variable "rotation_days" {
  description = "Days after which KMS makes new key material. Old material stays and decrypts what it encrypted."
  type        = number
  default     = 365

  validation {
    condition     = var.rotation_days >= 90 && var.rotation_days <= 2560
    error_message = "rotation_days is 90 to 2560."
  }
}
