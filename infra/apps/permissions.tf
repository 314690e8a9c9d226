# What each function may do, apart from the tables (functions.tf): exactly the calls of its code. A transaction needs the
# permissions of its parts, and a presigned URL allows what the function that signed it may do.

locals {
  prefix = "arn:${data.aws_partition.current.partition}"

  statements = {
    for use in keys(local.functions) : use => merge(module.tables.statements[use], lookup(local.permissions, use, {}))
  }

  permissions = {
    api = merge(
      {
        Buckets  = local.buckets
        Media    = { actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = [local.media] }
        Datasets = { actions = ["s3:GetObject"], resources = ["${module.assets.arn}/mock_data/*"] }
        Uploads  = { actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = ["${module.uploads.arn}/*"] }
        SendJobs = { actions = ["sqs:SendMessage"], resources = [module.jobs.arn] }
        Key      = local.key
      },
      # GET /health asks whether the first model answers.
      { for sid, arns in { CountTokens = local.counted } : sid => { actions = ["bedrock:CountTokens"], resources = arns } if length(arns) > 0 },
      local.ask_models,
    )

    worker = merge(
      {
        Buckets     = local.buckets
        Media       = { actions = ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = [local.media] }
        Uploads     = { actions = ["s3:GetObject"], resources = ["${module.uploads.arn}/*"] }
        ReceiveJobs = { actions = local.receive, resources = [module.jobs.arn] }
        Key         = local.key
      },
      local.ask_models,
      local.read_secret,
    )

    # It finds the files of a job that failed for good, and tags them as orphans.
    dead_letters = {
      Buckets            = { actions = ["s3:ListBucket"], resources = [module.assets.arn] }
      Media              = { actions = ["s3:GetObject", "s3:PutObjectTagging"], resources = [local.media] }
      ReceiveDeadLetters = { actions = local.receive, resources = [module.jobs.dead_letter_arn] }
      Key                = merge(local.key, { actions = ["kms:Decrypt"] })
    }
  }

  media   = "${module.assets.arn}/assets/*"
  receive = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]

  # Without it S3 answers 403 for a missing object, which the service would treat as a failure.
  buckets = { actions = ["s3:ListBucket"], resources = [module.uploads.arn, module.assets.arn] }

  # Only through services, which decrypt and encrypt with the permissions of the function.
  key = {
    actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources  = [module.key.key_arn]
    conditions = { StringEquals = { "kms:ViaService" = [for service in local.through_key : "${service}.${var.region}.amazonaws.com"] } }
  }
  through_key = concat(["dynamodb", "s3", "sqs"], local.secret_services)

  # The secrets of providers: "ssm:/dreamforge/dev/kie" -> {service = "ssm", name = "/dreamforge/dev/kie"}
  secrets = [
    for place in compact([try(var.kie.secret, null)]) : {
      service = split(":", place)[0]
      name    = join(":", slice(split(":", place), 1, length(split(":", place))))
    }
  ]
  secret_services = distinct(local.secrets[*].service)
  read_secret = length(local.secrets) == 0 ? {} : {
    Secret = {
      actions = [for service in local.secret_services : service == "ssm" ? "ssm:GetParameter" : "secretsmanager:GetSecretValue"]
      resources = [
        for secret in local.secrets : startswith(secret.name, "arn:") ? secret.name
        : secret.service == "ssm" ? "${local.prefix}:ssm:${var.region}:${local.account}:parameter/${trimprefix(secret.name, "/")}"
        : "${local.prefix}:secretsmanager:${var.region}:${local.account}:secret:${secret.name}-??????"
      ]
    }
  }
}
