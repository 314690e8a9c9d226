variable "name" {
  description = "The queue's name, such as dreamforge-dev-jobs; its dead-letter queue is <name>-dead-letters."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,64}[a-z0-9]$", var.name))
    error_message = "name is 3 to 66 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the messages."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key."
  }
}

variable "visibility_seconds" {
  description = "The visibility timeout: a message is hidden for this time while a worker processes it, and a failed message until its next attempt. More than the timeout of each worker."
  type        = number

  validation {
    condition     = var.visibility_seconds >= 1 && var.visibility_seconds <= 43200
    error_message = "visibility_seconds is 1 to 43200, which is twelve hours."
  }
}

variable "max_receives" {
  description = "How often a message is received before it goes to the dead-letter queue."
  type        = number

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 1000
    error_message = "max_receives is 1 to 1000."
  }
}

variable "workers" {
  description = "The functions that receive from the queue (`messages`) and from its dead-letter queue (`dead_letters`): the ARN of an alias, its timeout, the messages in one invocation, and how many instances run at the same time."
  type = map(object({
    arn             = string
    timeout_seconds = number
    batch_size      = optional(number, 1)
    concurrency     = optional(number, 2)
  }))

  validation {
    condition     = toset(keys(var.workers)) == toset(["dead_letters", "messages"])
    error_message = "workers has the keys messages and dead_letters."
  }
  validation {
    condition     = alltrue([for worker in var.workers : worker.timeout_seconds < var.visibility_seconds])
    error_message = "timeout_seconds of each of workers is less than visibility_seconds: otherwise a message is delivered again while a worker processes it."
  }
  validation {
    condition     = alltrue([for worker in var.workers : worker.batch_size >= 1 && worker.batch_size <= 10])
    error_message = "batch_size of each of workers is 1 to 10; for more, Lambda needs a batching window."
  }
  validation {
    condition     = alltrue([for worker in var.workers : worker.concurrency >= 2 && worker.concurrency <= 1000])
    error_message = "concurrency of each of workers is 2 to 1000."
  }
}

variable "retention_days" {
  description = "Days until a message that is not processed is deleted; a dead letter is always kept for 14."
  type        = number
  default     = 4

  validation {
    condition     = var.retention_days >= 1 && var.retention_days < 14
    error_message = "retention_days is 1 to 13: a dead letter's time counts from when the message was first sent, so the 14 days of the dead letters must be more."
  }
}

variable "enabled" {
  description = "Whether the workers receive messages. False: messages wait in the queue, for example while a worker is broken."
  type        = bool
  default     = true
}
