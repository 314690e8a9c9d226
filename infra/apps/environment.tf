# The environment of the functions: the variables of .env.example, without the laptop's own, those that Lambda sets, and
# secrets, which are never here. One map for all functions: they are one program, which does not start when a variable is
# missing. Empty variables are omitted.

locals {
  environment = { for name, value in local.variables : name => value if value != "" }

  variables = merge(
    {
      STAGE              = var.stage
      ENV                = var.stage
      LOG_LEVEL          = var.service.log_level
      CORS_ALLOW_ORIGINS = join(",", var.service.cors_origins)

      BEDROCK_TEXT_MODEL_ID     = var.models.text
      BEDROCK_TEXT_FALLBACK_IDS = join(",", var.models.text_fallbacks)
      BEDROCK_IMAGE_MODEL_ID    = var.models.image
      BEDROCK_RESTYLE_MODEL_ID  = join("", var.models.restyle[*])
      BEDROCK_IMAGE_REGION      = join("", var.models.image_region[*])
      BEDROCK_GUARDRAIL_ID      = join("", var.models.guardrail[*])
      LLM_TEMPERATURE           = tostring(var.models.temperature)
      LLM_TOP_P                 = tostring(var.models.top_p)
      LLM_STREAMING             = tostring(var.models.streaming)
      LLM_CACHE_PROMPT          = tostring(var.models.cache_prompt)
      MODEL_PRICES              = length(var.models.prices) == 0 ? "" : jsonencode(var.models.prices)

      KIE_API_KEY_SECRET = join("", var.kie[*].secret)
      KIE_BASE_URL       = join("", var.kie[*].base_url)
      KIE_MODEL          = join("", var.kie[*].model)

      S3_BUCKET_UPLOADS = module.uploads.bucket
      S3_BUCKET_ASSETS  = module.assets.bucket
      S3_BUCKET_PUBLIC  = module.public.bucket

      SQS_QUEUE_JOBS = module.jobs.url

      COGNITO_USER_POOL_ID = module.users.user_pool_id
      COGNITO_CLIENT_ID    = module.users.client_id
      COGNITO_DOMAIN       = var.sign_in.domain_prefix == null ? "" : module.users.domain_url

      RATE_LIMIT_REQUESTS = tostring(var.service.rate_limit_requests)
      RATE_LIMIT_WINDOW   = tostring(var.service.rate_limit_window)
      DAILY_GENERATIONS   = tostring(var.service.daily_generations)
      DAILY_TEXT_TOKENS   = tostring(var.service.daily_text_tokens)
      MAX_AUDIO_FILE_SIZE = tostring(var.service.max_audio_file_size)
      OPENAPI_PUBLIC      = tostring(var.service.openapi_public)
      REVIEW_REQUIRED     = tostring(var.service.review_required)
    },
    { for key, name in module.tables.table_names : "DDB_TABLE_${upper(key)}" => name },
  )
}
