# What each function may do: exactly what its code calls. A transaction needs the rights of its parts, and a presigned URL
# is good for what the function that signed it may do.

locals {
  arns   = module.tables.table_arns
  prefix = "arn:${data.aws_partition.current.partition}"

  permissions = {
    api = merge(
      { for sid, actions in local.table_actions.api : sid => { actions = actions, resources = [local.arns[local.table_of[sid]]] } },
      {
        Indexes = {
          actions = ["dynamodb:Query"]
          resources = [
            "${local.arns.products}/index/by_owner",
            "${local.arns.products}/index/by_owner_status",
            "${local.arns.listings}/index/in_window",
            "${local.arns.jobs}/index/by_owner",
            "${local.arns.conversations}/index/by_owner",
            "${local.arns.messages}/index/by_owner",
            "${local.arns.echoes}/index/by_emotion",
          ]
        }
        Buckets  = local.buckets
        Media    = { actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = [local.media] }
        Datasets = { actions = ["s3:GetObject"], resources = ["${module.assets.arn}/mock_data/*"] }
        Uploads  = { actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = ["${module.uploads.arn}/*"] }
        SendJobs = { actions = ["sqs:SendMessage"], resources = [module.jobs.arn] }
        Key      = local.key
      },
      # GET /health asks whether the first model answers.
      { for sid, arns in { CountTokens = local.counted } : sid => { actions = ["bedrock:CountTokens"], resources = arns } if length(arns) > 0 },
      local.ask_models.api,
    )

    worker = merge(
      { for sid, actions in local.table_actions.worker : sid => { actions = actions, resources = [local.arns[local.table_of[sid]]] } },
      {
        Buckets     = local.buckets
        Media       = { actions = ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"], resources = [local.media] }
        Uploads     = { actions = ["s3:GetObject"], resources = ["${module.uploads.arn}/*"] }
        ReceiveJobs = { actions = local.receive, resources = [module.jobs.arn] }
        Key         = local.key
      },
      local.ask_models.worker,
      local.read_secret,
    )

    dead_letters = merge(
      { for sid, actions in local.table_actions.dead_letters : sid => { actions = actions, resources = [local.arns[local.table_of[sid]]] } },
      {
        # A job that is given up releases its files: it looks for them, and tags them as orphans.
        Buckets            = { actions = ["s3:ListBucket"], resources = [module.assets.arn] }
        Media              = { actions = ["s3:GetObject", "s3:PutObjectTagging"], resources = [local.media] }
        ReceiveDeadLetters = { actions = local.receive, resources = [module.jobs.dead_letter_arn] }
        Key                = merge(local.key, { actions = ["kms:Decrypt"] })
      },
    )
  }

  table_of = {
    Products      = "products"
    Listings      = "listings"
    Users         = "users"
    Jobs          = "jobs"
    Conversations = "conversations"
    Messages      = "messages"
    Echoes        = "echoes"
    ShortLived    = "short_lived"
  }
  # BatchGetItem on every table is GET /health, besides what pages of products and listings need.
  table_actions = {
    api = {
      Products      = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      Listings      = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      Users         = ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
      Jobs          = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      Conversations = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      Messages      = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
      Echoes        = ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      ShortLived    = ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    }
    worker = {
      Products      = ["dynamodb:PutItem"]
      Listings      = ["dynamodb:PutItem"]
      Jobs          = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      Conversations = ["dynamodb:PutItem"]
      Messages      = ["dynamodb:PutItem"]
      ShortLived    = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    }
    dead_letters = {
      Jobs       = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      ShortLived = ["dynamodb:UpdateItem"]
    }
  }

  media   = "${module.assets.arn}/assets/*"
  receive = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]

  # Without it S3 answers 403 for an object that is not there, and the service would take that for a failure.
  buckets = { actions = ["s3:ListBucket"], resources = [module.uploads.arn, module.assets.arn] }

  # Never used directly: the services come with the function's rights to what they keep encrypted.
  key = {
    actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources  = [module.key.key_arn]
    conditions = { StringEquals = { "kms:ViaService" = [for service in local.through_key : "${service}.${var.region}.amazonaws.com"] } }
  }
  through_key = concat(["dynamodb", "s3", "sqs"], local.secret == null ? [] : [local.secret.service])

  # "ssm:/dreamforge/dev/kie" -> {service = "ssm", name = "/dreamforge/dev/kie"}
  secret = var.kie == null ? null : {
    service = split(":", var.kie.secret)[0]
    name    = join(":", slice(split(":", var.kie.secret), 1, length(split(":", var.kie.secret))))
  }
  read_secret = local.secret == null ? {} : {
    Secret = {
      actions = [local.secret.service == "ssm" ? "ssm:GetParameter" : "secretsmanager:GetSecretValue"]
      resources = [
        startswith(local.secret.name, "arn:") ? local.secret.name
        : local.secret.service == "ssm" ? "${local.prefix}:ssm:${var.region}:${local.account}:parameter/${trimprefix(local.secret.name, "/")}"
        : "${local.prefix}:secretsmanager:${var.region}:${local.account}:secret:${local.secret.name}-??????"
      ]
    }
  }
}
