variable "name" {
  description = "The stack's full name, such as dreamforge-dev. The table short_lived of tables.json is <name>-short-lived."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,46}[a-z0-9]$", var.name))
    error_message = "name is 3 to 48 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the tables."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key."
  }
}

variable "deletion_protection" {
  description = "Whether DynamoDB refuses to delete the tables, also when Terraform would replace one. To destroy them, apply with false first."
  type        = bool
  default     = true
}

variable "point_in_time_recovery" {
  description = "Whether the tables can be restored to any second of the last 35 days."
  type        = bool
  default     = true
}

variable "access" {
  description = "Which function may call which actions on which table: {api = {jobs = [\"GetItem\", \"Query\"]}}. Tables have their keys in tables.json. `Query` covers all indexes of the table, and the table itself if it has a range key."
  type        = map(map(set(string)))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for tables in var.access : length(setsubtract(keys(tables), keys(local.tables))) == 0])
    error_message = "access names a table that tables.json does not have; it has ${join(", ", keys(local.tables))}."
  }
  validation {
    condition     = alltrue(flatten([for tables in var.access : [for actions in tables : [for action in actions : can(regex("^[A-Z][A-Za-z]+$", action))]]]))
    error_message = "Each action in access is the name of one action of DynamoDB, such as GetItem, without a prefix or a wildcard."
  }
}
