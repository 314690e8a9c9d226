# A test compares the defaults with those of the service (.env.example).

variable "project" {
  description = "Beginning of every name: <project>-<stage>-..."
  type        = string
  default     = "dreamforge"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.project))
    error_message = "project is 3 to 20 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "stage" {
  description = "The stage, such as dev or prod. Each stage has its own state, names and data."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$", var.stage)) && var.stage != "local"
    error_message = "stage is 1 to 12 lower-case letters, digits and inner hyphens, and not local, which is the laptop's."
  }
}

variable "region" {
  description = "AWS region. The text models have to be there, or their inference profiles; pictures may be made elsewhere (models.image_region)."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,3}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of an AWS region, such as us-west-2."
  }
}

variable "package" {
  description = "The code, built by `make build`: its architecture, the zip (null: dist/dreamforge-<architecture>.zip), the layer with the packages for pictures (null: dist/imaging-layer-<architecture>.zip), and, for the API only, the URI of a container image instead."
  type = object({
    architecture  = optional(string, "arm64")
    zip           = optional(string)
    imaging_layer = optional(string)
    api_image_uri = optional(string)
  })
  default  = {}
  nullable = false
}

variable "service" {
  description = "Settings of the service: origins of browsers, log level, and limits for each caller. `daily_text_tokens`: input and output together; 0 is no limit. `openapi_public`: /openapi.json needs no token."
  type = object({
    cors_origins        = optional(list(string), [])
    log_level           = optional(string, "INFO")
    rate_limit_requests = optional(number, 100)
    rate_limit_window   = optional(number, 60)
    daily_generations   = optional(number, 200)
    daily_text_tokens   = optional(number, 500000)
    max_audio_file_size = optional(number, 10485760)
    openapi_public      = optional(bool, false)
    review_required     = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.service.log_level)
    error_message = "service.log_level is DEBUG, INFO, WARNING or ERROR."
  }
}

variable "models" {
  description = "Bedrock's models: ids of models or inference profiles, or ARNs. `restyle`: makes pictures from pictures, in place of `image`. `image_region`: where pictures are made, if not in `region`. `also_arns`: what an ARN of an application inference profile routes to. `prices`: US dollars by the beginning of a model's id, as .env.example explains."
  type = object({
    text           = optional(string, "us.anthropic.claude-sonnet-4-6")
    text_fallbacks = optional(list(string), [])
    image          = optional(string, "stability.stable-image-core-v1:1")
    restyle        = optional(string)
    image_region   = optional(string)
    guardrail      = optional(string)
    temperature    = optional(number, 0.3)
    top_p          = optional(number, 0.8)
    streaming      = optional(bool, true)
    cache_prompt   = optional(bool, false)
    prices         = optional(map(map(number)), {})
    also_arns      = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for model in concat([var.models.text, var.models.image], var.models.restyle[*], var.models.text_fallbacks) : can(regex("^[A-Za-z0-9_.:/-]+$", model))])
    error_message = "Each of the models is an id or an ARN: letters, digits and _.:/-"
  }
  validation {
    condition     = anytrue([for known in local.catalogue.image : can(regex(known.pattern, replace(var.models.image, "/^(.*/)?((${join("|", local.catalogue.geographies)})\\.)?/", "")))])
    error_message = "models.image is of none of the families that the service knows how to ask: ${join(", ", distinct(local.catalogue.image[*].family))}. `dreamforge models` lists their ids."
  }
  validation {
    condition     = var.models.restyle == null ? true : anytrue([for known in local.catalogue.restyle : can(regex(known.pattern, replace(var.models.restyle, "/^(.*/)?((${join("|", local.catalogue.geographies)})\\.)?/", "")))])
    error_message = "models.restyle is of none of the families that the service knows how to ask: ${join(", ", distinct(local.catalogue.restyle[*].family))}. `dreamforge models` lists their ids."
  }
  validation {
    condition     = var.models.image_region == null ? true : can(regex("^[a-z]{2,3}(-[a-z]+)+-[0-9]$", var.models.image_region))
    error_message = "models.image_region is the name of an AWS region, such as us-west-2."
  }
}

variable "kie" {
  description = "KIE, a second image provider. `secret` names the secret with its key, such as ssm:/dreamforge/dev/kie or secretsmanager:dreamforge/dev/kie. Null: none; provider=kie is refused."
  type = object({
    secret   = string
    base_url = optional(string, "https://api.kie.ai")
    model    = optional(string, "flux-2/pro-image-to-image")
  })
  default = null

  validation {
    condition     = var.kie == null ? true : can(regex("^(ssm|secretsmanager):[A-Za-z0-9/_+=.@:-]+$", var.kie.secret))
    error_message = "kie.secret is the name of a secret, never the key itself: ssm:<name> or secretsmanager:<name>."
  }
}

variable "sign_in" {
  description = "How users sign in, as in modules/cognito: codes from an authenticator app (OFF, OPTIONAL, ON), whether users may register themselves, and the hosted sign-in pages, which MCP clients need, with the addresses that they may redirect to. `mcp_urls`: addresses of /mcp in addition to the API's own, such as below a base path."
  type = object({
    mfa           = optional(string)
    self_sign_up  = optional(bool)
    domain_prefix = optional(string)
    callback_urls = optional(list(string))
    logout_urls   = optional(list(string))
    mcp_urls      = optional(list(string), [])
  })
  default  = {}
  nullable = false
}

# A variable of type `any` is passed on as it is: the module declares and checks its type, so no type is written twice.

variable "throttle" {
  description = "Requests per second that the stage accepts (rate), and how many at once (burst): `throttle` in modules/api."
  type        = any
  default     = {}
  nullable    = false
}

variable "domain" {
  description = "A domain name for the API, with its certificate and hosted zone: `domain` in modules/api. Null: the address from AWS."
  type        = any
  default     = null
}

variable "waf" {
  description = "A web application firewall: `waf` in modules/api; {} for its defaults. Null: none."
  type        = any
  default     = null
}

variable "usage_plan" {
  description = "API keys for known clients: `usage_plan` in modules/api. Null: no keys."
  type        = any
  default     = null
}

variable "account_role" {
  description = "Whether this stack sets the role with which all APIs of the account write logs in this region. Of several stacks in a region, exactly one does."
  type        = bool
  default     = true
}

variable "method_metrics" {
  description = "Whether CloudWatch has metrics for each method of the API, which AWS bills as custom metrics."
  type        = bool
  default     = false
}

# The worker, the dead letters and the API share the account's limit of concurrent functions. A new account has 10, of
# which AWS reserves none: 100 (10 on such accounts) always stay unreserved. So the maximum concurrency of the worker's
# event source mapping, which is at least 2, keeps room for the API.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
variable "scaling" {
  description = "How many jobs run at the same time, how many functions the account may run at once (`aws lambda get-account-settings`), and reserved, provisioned and SnapStart instances of the API, as in modules/lambda."
  type = object({
    jobs                = optional(number, 2)
    account_concurrency = optional(number, 10)
    api = optional(object({
      reserved    = optional(number)
      provisioned = optional(number, 0)
      snap_start  = optional(bool, false)
    }), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.scaling.jobs + 2 <= var.scaling.account_concurrency / 2
    error_message = "scaling.jobs and the 2 for dead letters take more than half of scaling.account_concurrency, so the API could not answer while jobs run. See `aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions` and set account_concurrency to it, or lower jobs."
  }
  validation {
    condition     = var.scaling.api.reserved == null ? true : var.scaling.api.reserved + 100 <= var.scaling.account_concurrency
    error_message = "scaling.api.reserved leaves less than 100 of scaling.account_concurrency unreserved, which Lambda refuses. Lower it, or have AWS raise the account's quota (Service Quotas, Lambda, Concurrent executions)."
  }
  validation {
    condition     = var.scaling.api.provisioned + 100 <= var.scaling.account_concurrency || var.scaling.api.provisioned == 0
    error_message = "scaling.api.provisioned leaves less than 100 of scaling.account_concurrency unreserved, which Lambda refuses. Lower it, or have AWS raise the account's quota (Service Quotas, Lambda, Concurrent executions)."
  }
}

variable "alarms" {
  description = "The alarms' e-mail recipients, and the monthly budget of the account in US dollars (null: no budget)."
  type = object({
    emails             = optional(set(string), [])
    monthly_budget_usd = optional(number)
  })
  default  = {}
  nullable = false
}

variable "protect_data" {
  description = "Whether AWS refuses to delete the tables, the user pool, and buckets that are not empty. To destroy a stack with its data, apply with false first."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Retention of logs in days: one of the numbers that CloudWatch accepts."
  type        = number
  default     = 365
}

variable "public_website" {
  description = "Whether the public bucket can be read without credentials."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Additional tags for all resources."
  type        = map(string)
  default     = {}
}

variable "emulated" {
  description = "Whether this stack is applied to an emulator. Each use names what the emulator does not support; infra/README.md lists them. Never true on AWS."
  type        = bool
  default     = false
}
