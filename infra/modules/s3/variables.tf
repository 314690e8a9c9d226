variable "name" {
  description = "The bucket's name. Names are global: the account's number makes it unique."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name is 3 to 63 lower-case letters, digits and hyphens. A dot would break TLS for https://<name>.s3.<region>.amazonaws.com."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the objects (SSE-KMS, with a bucket key). Null: S3's own keys (SSE-S3)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a KMS key, or null."
  }
}

variable "cors_origins" {
  description = "Origins whose pages may read from and upload to the bucket with presigned URLs, such as https://shop.example.com; \"*\" for all, [] for none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.cors_origins : origin == "*" || can(regex("^https?://[^\\s,/*]+$", origin))])
    error_message = "Each of cors_origins is a scheme and a host (and port), without a path, or \"*\"."
  }
}

variable "expire_orphans_days" {
  description = "Days after which objects with the tag state=orphan are removed: files without an owner. Null: never."
  type        = number
  default     = null

  validation {
    condition     = var.expire_orphans_days == null ? true : var.expire_orphans_days >= 1
    error_message = "expire_orphans_days is 1 or more, or null."
  }
}

variable "expire_prefixes" {
  description = "Days after which objects under a prefix are removed: {\"uploads/\" = 30}."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for prefix, days in var.expire_prefixes : can(regex("^[^/].*/$", prefix)) && days >= 1])
    error_message = "Each of expire_prefixes is a prefix that ends with a slash and begins with none, and 1 day or more. The whole bucket cannot be named."
  }
}

variable "expire_inbox_days" {
  description = "Days after which objects under inbox/ are removed: uploads by presigned forms that nobody used. Null: never."
  type        = number
  default     = null

  validation {
    condition     = var.expire_inbox_days == null ? true : var.expire_inbox_days >= 1
    error_message = "expire_inbox_days is 1 or more, or null."
  }
}

variable "noncurrent_days" {
  description = "Days in which an overwritten or deleted object can be restored."
  type        = number
  default     = 30

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "noncurrent_days is 1 or more."
  }
}

variable "website" {
  description = "Whether the objects can be read without credentials, at https://<name>.s3.<region>.amazonaws.com/<key>. Needs SSE-S3: without credentials nothing can be decrypted with a KMS key."
  type        = bool
  default     = false

  validation {
    condition     = !(var.website && var.kms_key_arn != null)
    error_message = "A website is read without credentials, and so without the KMS key: set kms_key_arn = null."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket destroys what is in it. False: S3 refuses to delete a bucket that is not empty."
  type        = bool
  default     = false
}
