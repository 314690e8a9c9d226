# DreamForge on AWS: a key, buckets, tables, users, functions, a queue, an API, and the alarms. The functions are listed in
# functions.tf, their environment is in environment.tf, their permissions are in permissions.tf.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  name    = "${var.project}-${var.stage}"
  account = data.aws_caller_identity.current.account_id

  repository = "${path.root}/../.."
  zip        = coalesce(var.package.zip, "${local.repository}/dist/dreamforge-${var.package.architecture}.zip")
  layers = {
    imaging = coalesce(var.package.imaging_layer, "${local.repository}/dist/imaging-layer-${var.package.architecture}.zip")
  }

  written = jsondecode(file("${path.root}/paths.json"))
  paths = {
    public = setunion(local.written.public, var.service.openapi_public ? local.written.openapi : [])
    tokens = local.written.tokens
  }
}

module "key" {
  source = "../modules/kms"

  name = local.name
  services = {
    through = setunion(["dynamodb", "lambda", "s3", "sns", "sqs"], local.secret_services)
    own     = setunion(["cloudwatch", "logs"], var.alarms.monthly_budget_usd == null ? [] : ["budgets"])
  }
}

# Uploads of callers: pictures to start from, which expire after a month, and the recordings of echoes, which do not.
# Presigned forms upload to inbox/, where unused objects expire after two days: an upload can be saved for that long.
module "uploads" {
  source = "../modules/s3"

  name                = "${local.name}-uploads-${local.account}"
  kms_key_arn         = module.key.key_arn
  cors_origins        = var.service.cors_origins
  expire_orphans_days = 30
  expire_prefixes     = { "uploads/" = 30 }
  expire_inbox_days   = 2
  force_destroy       = !var.protect_data
}

# The media of products, and the datasets.
module "assets" {
  source = "../modules/s3"

  name                = "${local.name}-assets-${local.account}"
  kms_key_arn         = module.key.key_arn
  cors_origins        = var.service.cors_origins
  expire_orphans_days = 7
  force_destroy       = !var.protect_data
}

module "public" {
  source = "../modules/s3"

  name          = "${local.name}-public-${local.account}"
  website       = var.public_website
  cors_origins  = var.service.cors_origins
  force_destroy = !var.protect_data
}

module "tables" {
  source = "../modules/dynamodb"

  name                = local.name
  kms_key_arn         = module.key.key_arn
  deletion_protection = var.protect_data
  access              = { for use, function in local.functions : use => function.tables }
}

module "users" {
  source = "../modules/cognito"

  name                = local.name
  mfa                 = var.sign_in.mfa
  self_sign_up        = var.sign_in.self_sign_up
  domain_prefix       = var.sign_in.domain_prefix
  callback_urls       = var.sign_in.callback_urls
  logout_urls         = var.sign_in.logout_urls
  mcp_urls            = concat(["${module.api.api_url}/mcp"], var.sign_in.mcp_urls)
  deletion_protection = var.protect_data
}

module "jobs" {
  source = "../modules/queue"

  name               = "${local.name}-jobs"
  kms_key_arn        = module.key.key_arn
  visibility_seconds = local.visibility_seconds
  max_receives       = 5

  workers = {
    messages = {
      arn             = module.functions["worker"].alias_arn
      timeout_seconds = local.functions.worker.timeout_seconds
      concurrency     = var.scaling.jobs
    }
    dead_letters = {
      arn             = module.functions["dead_letters"].alias_arn
      timeout_seconds = local.functions.dead_letters.timeout_seconds
      batch_size      = 5
    }
  }
}

module "layers" {
  source   = "../modules/layer"
  for_each = local.layers

  name         = "${local.name}-${each.key}"
  zip          = each.value
  architecture = var.package.architecture
}

# Each is the module's call for one entry of local.functions (functions.tf).
module "functions" {
  source   = "../modules/lambda"
  for_each = local.functions

  name                    = "${local.name}-${replace(each.key, "_", "-")}"
  package                 = each.value.image_uri == null ? { zip = local.zip } : { image_uri = each.value.image_uri }
  handler                 = each.value.image_uri == null ? each.value.handler : null
  layers                  = each.value.image_uri == null ? [for layer in each.value.layers : module.layers[layer].arn] : []
  architecture            = var.package.architecture
  memory_mb               = each.value.memory_mb
  timeout_seconds         = each.value.timeout_seconds
  environment             = local.environment
  statements              = local.statements[each.key]
  kms_key_arn             = module.key.key_arn
  log_retention_days      = var.log_retention_days
  reserved_concurrency    = each.value.scaling.reserved
  provisioned_concurrency = each.value.scaling.provisioned
  snap_start              = each.value.scaling.snap_start
}

module "api" {
  source = "../modules/api"

  name          = local.name
  stage         = var.stage
  user_pool_arn = module.users.user_pool_arn
  paths         = local.paths
  cors_origins  = var.service.cors_origins
  throttle      = var.throttle
  domain        = var.domain
  waf           = var.waf
  usage_plan    = var.usage_plan

  method_metrics = var.method_metrics

  functions = {
    for use in ["api", "authorizer"] : use => {
      invoke_arn = module.functions[use].invoke_arn
      name       = module.functions[use].function_name
      qualifier  = module.functions[use].alias_name
    }
  }
  log = {
    retention_days = var.log_retention_days
    kms_key_arn    = module.key.key_arn
    account_role   = var.account_role
  }
}

module "observability" {
  source = "../modules/observability"

  name               = local.name
  stage              = var.stage
  api                = { name = module.api.name, stage = module.api.stage_name, log_group_name = module.functions["api"].log_group_name }
  queues             = { jobs = module.jobs.name }
  dead_letters       = { jobs = module.jobs.dead_letter_name }
  emails             = var.alarms.emails
  monthly_budget_usd = var.alarms.monthly_budget_usd
  kms_key_arn        = module.key.key_arn

  functions = {
    for use, function in module.functions : use => {
      name            = function.function_name
      timeout_seconds = local.functions[use].timeout_seconds
      raises          = use == "authorizer" # a refused token is an error of the function
    }
  }
}
