variable "name" {
  description = "The stack's full name, such as dreamforge-dev, which is also the user pool's."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,46}[a-z0-9]$", var.name))
    error_message = "name is 3 to 48 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool and with it all users. To destroy it, apply with false first."
  type        = bool
  default     = true
}

variable "mfa" {
  description = "Codes from an authenticator app: OPTIONAL (users who set it up), ON (all users) or OFF."
  type        = string
  default     = "OPTIONAL"
  nullable    = false

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa)
    error_message = "mfa is OFF, OPTIONAL or ON."
  }
}

variable "self_sign_up" {
  description = "Whether users may register themselves, and so cause model costs. False: an administrator creates users."
  type        = bool
  default     = false
  nullable    = false
}

variable "domain_prefix" {
  description = "Hosted sign-in pages at https://<prefix>.auth.<region>.amazoncognito.com, which MCP clients need. Prefixes are unique in a region. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.domain_prefix == null || (can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) && !can(regex("aws|amazon|cognito", var.domain_prefix)))
    error_message = "domain_prefix is 1 to 63 lower-case letters, digits and inner hyphens, without the words aws, amazon and cognito."
  }
}

# Cognito takes http for the loopback addresses alone.
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
locals {
  safe_url = "^(https://[^\\s#*]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?(/[^\\s#*]*)?)$"
  app_url  = "^[a-z][a-z0-9+.-]*://[^\\s#*]+$"
}

variable "callback_urls" {
  description = "Where the sign-in pages may redirect with a code: https, http on localhost, 127.0.0.1 or [::1], or an app's own scheme such as cursor://. Needed with domain_prefix."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.callback_urls : can(regex(local.safe_url, url)) || (can(regex(local.app_url, url)) && !startswith(url, "http"))])
    error_message = "Each of callback_urls is https, http on this machine (localhost, 127.0.0.1 or [::1], any port), or an app's own scheme, without a fragment."
  }
  validation {
    condition     = var.domain_prefix == null || length(var.callback_urls) > 0
    error_message = "With domain_prefix, callback_urls needs at least one address for the sign-in pages to redirect to."
  }
}

variable "logout_urls" {
  description = "Where the sign-in pages may redirect after a sign-out: as callback_urls."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.logout_urls : can(regex(local.safe_url, url)) || (can(regex(local.app_url, url)) && !startswith(url, "http"))])
    error_message = "Each of logout_urls is https, http on this machine (localhost, 127.0.0.1 or [::1], any port), or an app's own scheme, without a fragment."
  }
}

variable "mcp_urls" {
  description = "Addresses of the MCP endpoint, as clients name them in a token request (`resource`): https://api.example.com/mcp."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.mcp_urls : can(regex("^https?://[!-~]{1,248}$", url)) && !strcontains(url, "\"") && !endswith(url, "/")])
    error_message = "Each of mcp_urls is an address of at most 256 characters without a slash at its end."
  }
}

variable "token_validity" {
  description = "How long tokens are valid: IdTokens and access tokens in minutes, refresh tokens in days."
  type = object({
    id_minutes     = optional(number, 60)
    access_minutes = optional(number, 60)
    refresh_days   = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for minutes in [var.token_validity.id_minutes, var.token_validity.access_minutes] : minutes >= 5 && minutes <= 1440
    ])
    error_message = "token_validity.id_minutes and access_minutes are 5 to 1440: a token cannot be taken back, so its life is short."
  }
  validation {
    condition     = var.token_validity.refresh_days >= 1 && var.token_validity.refresh_days <= 365
    error_message = "token_validity.refresh_days is 1 to 365."
  }
}
