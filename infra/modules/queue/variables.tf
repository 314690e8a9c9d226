variable "name" {
  description = "The queue's name, such as dreamforge-dev-jobs; its dead letters go to <name>-dead-letters."
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
  description = "Seconds that a message is out of sight while a worker has it, and until one that failed comes again. More than either worker's own timeout."
  type        = number

  validation {
    condition     = var.visibility_seconds >= 1 && var.visibility_seconds <= 43200
    error_message = "visibility_seconds is 1 to 43200, which is twelve hours."
  }
}

variable "max_receives" {
  description = "How often a message is handed out before it goes to the dead letters."
  type        = number

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 1000
    error_message = "max_receives is 1 to 1000."
  }
}

variable "worker" {
  description = "Who gets the messages: the ARN of a function's alias, its timeout, how many messages it is handed at once, and how many of its instances work at the same time."
  type = object({
    arn             = string
    timeout_seconds = number
    batch_size      = optional(number, 1)
    concurrency     = optional(number, 10)
  })

  validation {
    condition     = var.worker.timeout_seconds < var.visibility_seconds
    error_message = "worker.timeout_seconds is less than visibility_seconds: else a message comes again while it is being worked on."
  }
  validation {
    condition     = var.worker.batch_size >= 1 && var.worker.batch_size <= 10
    error_message = "worker.batch_size is 1 to 10; for more, Lambda wants a batching window."
  }
  validation {
    condition     = var.worker.concurrency >= 2 && var.worker.concurrency <= 1000
    error_message = "worker.concurrency is 2 to 1000."
  }
}

variable "dead_letter_worker" {
  description = "Who gets the dead letters: as worker."
  type = object({
    arn             = string
    timeout_seconds = number
    batch_size      = optional(number, 5)
    concurrency     = optional(number, 2)
  })

  validation {
    condition     = var.dead_letter_worker.timeout_seconds < var.visibility_seconds
    error_message = "dead_letter_worker.timeout_seconds is less than visibility_seconds: else a message comes again while it is being worked on."
  }
  validation {
    condition     = var.dead_letter_worker.batch_size >= 1 && var.dead_letter_worker.batch_size <= 10
    error_message = "dead_letter_worker.batch_size is 1 to 10; for more, Lambda wants a batching window."
  }
  validation {
    condition     = var.dead_letter_worker.concurrency >= 2 && var.dead_letter_worker.concurrency <= 1000
    error_message = "dead_letter_worker.concurrency is 2 to 1000."
  }
}

variable "retention_days" {
  description = "Days until a message that nobody took is gone; a dead letter is always kept for 14."
  type        = number
  default     = 4

  validation {
    condition     = var.retention_days >= 1 && var.retention_days < 14
    error_message = "retention_days is 1 to 13: a dead letter's time counts from when the message was first sent, so the 14 days of the dead letters must be more."
  }
}

variable "enabled" {
  description = "Whether the workers are handed messages. False holds them back, as when a worker is broken; they wait in the queue."
  type        = bool
  default     = true
}
