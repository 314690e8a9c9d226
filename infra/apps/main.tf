# DreamForge on AWS: a key, buckets, tables and users; four functions, a queue and an API; and somebody who watches.
# What the functions are told is in environment.tf, what they may do in permissions.tf.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  name    = "${var.project}-${var.stage}"
  account = data.aws_caller_identity.current.account_id

  repository = "${path.root}/../.."
  package = {
    zip = coalesce(var.package.zip, "${local.repository}/dist/dreamforge-${var.package.architecture}.zip")
  }

  # Seconds. API Gateway hangs up after 29. A message is out of sight for longer than its worker may take, and comes
  # again when that time is over: six times the worker's, as AWS advises against throttling, would have whoever waits for
  # a job wait eleven minutes after each failure, and the mapping never starts more workers than may run.
  timeouts = { api = 29, worker = 110, dead_letters = 30, authorizer = 10, visibility = 120 }
  tries    = 5
}

module "key" {
  source = "../modules/kms"

  name = local.name
  services = {
    through = setunion(["dynamodb", "lambda", "s3", "sns", "sqs"], local.secret == null ? [] : [local.secret.service])
    own     = setunion(["cloudwatch", "logs"], var.alarms.monthly_budget_usd == null ? [] : ["budgets"])
  }
}

# What callers bring: pictures to start from, for a month, and the recordings of echoes, for as long as their owners want.
# Presigned forms upload to inbox/, and what nobody used within two days goes: an upload may wait for so long to be saved.
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

# What is made: the media of products, and the datasets.
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
  visibility_seconds = local.timeouts.visibility
  max_receives       = local.tries

  worker = {
    arn             = module.worker.alias_arn
    timeout_seconds = local.timeouts.worker
    concurrency     = var.scaling.jobs
  }
  dead_letter_worker = {
    arn             = module.dead_letters.alias_arn
    timeout_seconds = local.timeouts.dead_letters
  }
}

module "api_function" {
  source = "../modules/lambda"

  name               = "${local.name}-api"
  package            = var.package.api_image_uri == null ? local.package : { image_uri = var.package.api_image_uri }
  handler            = var.package.api_image_uri == null ? "backend.api.lambda_function.lambda_handler" : null
  architecture       = var.package.architecture
  memory_mb          = 1024
  timeout_seconds    = local.timeouts.api
  environment        = local.environment
  statements         = local.permissions.api
  kms_key_arn        = module.key.key_arn
  log_retention_days = var.log_retention_days
  scaling            = var.scaling.api
}

module "worker" {
  source = "../modules/lambda"

  name               = "${local.name}-worker"
  package            = local.package
  handler            = "backend.worker.lambda_function.lambda_handler"
  architecture       = var.package.architecture
  memory_mb          = 1024
  timeout_seconds    = local.timeouts.worker
  environment        = local.environment
  statements         = local.permissions.worker
  kms_key_arn        = module.key.key_arn
  log_retention_days = var.log_retention_days
}

module "dead_letters" {
  source = "../modules/lambda"

  name               = "${local.name}-dead-letters"
  package            = local.package
  handler            = "backend.worker.lambda_function.dead_letter_handler"
  architecture       = var.package.architecture
  memory_mb          = 512
  timeout_seconds    = local.timeouts.dead_letters
  environment        = local.environment
  statements         = local.permissions.dead_letters
  kms_key_arn        = module.key.key_arn
  log_retention_days = var.log_retention_days
}

# It asks no service of AWS's: the pool's public keys are had over https by anybody.
module "authorizer" {
  source = "../modules/lambda"

  name               = "${local.name}-authorizer"
  package            = local.package
  handler            = "backend.api.authorizer.lambda_handler"
  architecture       = var.package.architecture
  memory_mb          = 512
  timeout_seconds    = local.timeouts.authorizer
  environment        = local.environment
  kms_key_arn        = module.key.key_arn
  log_retention_days = var.log_retention_days
}

module "api" {
  source = "../modules/api"

  name          = local.name
  stage         = var.stage
  user_pool_arn = module.users.user_pool_arn
  paths         = jsondecode(file("${path.root}/paths.json"))
  cors_origins  = var.service.cors_origins
  throttle      = var.throttle
  domain        = var.domain
  waf           = var.waf
  usage_plan    = var.usage_plan

  method_metrics = var.method_metrics

  function = {
    invoke_arn = module.api_function.invoke_arn
    name       = module.api_function.function_name
    qualifier  = module.api_function.alias_name
  }
  authorizer = {
    invoke_arn = module.authorizer.invoke_arn
    name       = module.authorizer.function_name
    qualifier  = module.authorizer.alias_name
  }
  log = {
    retention_days = var.log_retention_days
    kms_key_arn    = module.key.key_arn
    account_role   = var.account_role
  }
}

module "watch" {
  source = "../modules/observability"

  name               = local.name
  stage              = var.stage
  api                = { name = module.api.name, stage = module.api.stage_name, log_group_name = module.api_function.log_group_name }
  queues             = { jobs = module.jobs.name }
  dead_letters       = { jobs = module.jobs.dead_letter_name }
  emails             = var.alarms.emails
  monthly_budget_usd = var.alarms.monthly_budget_usd
  kms_key_arn        = module.key.key_arn

  functions = {
    api          = { name = module.api_function.function_name, log_group_name = module.api_function.log_group_name, timeout_seconds = local.timeouts.api }
    worker       = { name = module.worker.function_name, log_group_name = module.worker.log_group_name, timeout_seconds = local.timeouts.worker }
    dead_letters = { name = module.dead_letters.function_name, log_group_name = module.dead_letters.log_group_name, timeout_seconds = local.timeouts.dead_letters }
    authorizer   = { name = module.authorizer.function_name, log_group_name = module.authorizer.log_group_name, timeout_seconds = local.timeouts.authorizer, raises = true }
  }
}
