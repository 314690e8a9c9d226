variable "name" {
  description = "The API's name, such as dreamforge-dev."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,46}[a-z0-9]$", var.name))
    error_message = "name is 3 to 48 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "stage" {
  description = "The stage's name: the first part of the path, https://<id>.execute-api.<region>.amazonaws.com/<stage>."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]{1,32}$", var.stage))
    error_message = "stage is 1 to 32 lower-case letters, digits and hyphens."
  }
}

variable "functions" {
  description = "The functions that API Gateway invokes: `api` answers all requests, `authorizer` verifies the tokens for paths.tokens. Each with its invoke ARN, its name, and the alias in that ARN."
  type = map(object({
    invoke_arn = string
    name       = string
    qualifier  = string
  }))

  validation {
    condition     = contains(keys(var.functions), "api") && length(setsubtract(keys(var.functions), ["api", "authorizer"])) == 0
    error_message = "functions has the key api, and authorizer where paths.tokens has paths."
  }
  validation {
    condition     = length(var.paths.tokens) == 0 || contains(keys(var.functions), "authorizer")
    error_message = "A function verifies the tokens for paths.tokens: set functions.authorizer."
  }
}

variable "user_pool_arn" {
  description = "The Cognito user pool; all other paths require one of its IdTokens."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:cognito-idp:", var.user_pool_arn))
    error_message = "user_pool_arn is the ARN of a Cognito user pool."
  }
}

variable "paths" {
  description = "Paths that need no IdToken: `public` need nothing, `tokens` need a token that the authorizer accepts. Up to four segments; {name} matches any one."
  type = object({
    public = set(string)
    tokens = optional(set(string), [])
  })

  validation {
    condition     = alltrue([for path in setunion(var.paths.public, var.paths.tokens) : path == "/" || can(regex("^(/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9_]+\\})){1,4}$", path))])
    error_message = "Each of paths begins with a slash, ends with none, and has one to four segments of letters, digits and ._:- or {name}."
  }
  validation {
    condition     = length(setintersection(var.paths.public, var.paths.tokens)) == 0
    error_message = "A path is either in paths.public or in paths.tokens."
  }
}

variable "cors_origins" {
  description = "Origins whose pages may read API Gateway's own responses, such as https://shop.example.com; \"*\" for all, [] for none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.cors_origins : origin == "*" || can(regex("^https?://[^\\s,/*']+$", origin))])
    error_message = "Each of cors_origins is a scheme and a host (and port), without a path, or \"*\"."
  }
}

variable "throttle" {
  description = "Requests per second that the whole stage accepts (rate), and how many at once (burst)."
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 200)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttle.rate > 0 && var.throttle.burst >= 1
    error_message = "throttle.rate is more than 0 and throttle.burst at least 1; with less, every request is refused."
  }
}

variable "method_metrics" {
  description = "Whether CloudWatch has metrics for each method, in addition to those of the stage. AWS bills them as custom metrics."
  type        = bool
  default     = false
}

variable "log" {
  description = "The access log: its retention in days, and the key that encrypts it. `account_role`: whether this stack sets the role with which API Gateway writes logs; there is one for the account in each region, so of several stacks there one sets it."
  type = object({
    retention_days = number
    kms_key_arn    = string
    account_role   = optional(bool, true)
  })
}

variable "domain" {
  description = "A custom domain name: its certificate in ACM (in the API's region), and the Route 53 zone for the record (null: the record is managed elsewhere). Null: the address from AWS."
  type = object({
    name            = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null
}

variable "waf" {
  description = "A web application firewall: the limit of requests per address in five minutes, and AWS's managed rule groups. Null: none."
  type = object({
    rate_limit = optional(number, 2000)
    rules      = optional(list(string), ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"])
  })
  default = null

  validation {
    condition     = var.waf == null ? true : var.waf.rate_limit >= 10
    error_message = "waf.rate_limit is 10 or more requests in five minutes."
  }
}

variable "usage_plan" {
  description = "Known clients, each with its own API key, rate and quota; all paths except the public ones then require X-Api-Key in addition to the token. Null: no keys."
  type = object({
    clients       = set(string)
    rate          = optional(number, 20)
    burst         = optional(number, 40)
    quota_per_day = optional(number, 10000)
  })
  default = null

  validation {
    condition     = var.usage_plan == null ? true : length(var.usage_plan.clients) > 0
    error_message = "usage_plan.clients names at least one client: without a key every call is refused."
  }
}
