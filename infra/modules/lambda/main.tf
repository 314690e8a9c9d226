# A function with an alias `live`, a log of its own, and a role with the given permissions only.
#
# Callers use the alias. Each change is published as a version; to roll back, point the alias at an earlier
# version: aws lambda update-alias --name live --function-version N.

locals {
  zipped = var.package.zip != null

  own = merge(
    {
      Log = {
        actions    = ["logs:CreateLogStream", "logs:PutLogEvents"]
        resources  = ["${aws_cloudwatch_log_group.this.arn}:*"]
        conditions = {}
      }
      Traces = {
        actions    = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        resources  = ["*"] # X-Ray has no resource-level permissions for writes
        conditions = {}
      }
    },
    { for queue in var.failures_arn[*] : "Failures" => { actions = ["sqs:SendMessage"], resources = [queue], conditions = {} } },
  )
  allowed = merge(var.statements, local.own)
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "this" {
  name        = var.name
  description = "Permissions of the function ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Lambda", Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "what-it-calls"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for sid in sort(keys(local.allowed)) : merge(
        { Sid = sid, Effect = "Allow", Action = sort(local.allowed[sid].actions), Resource = sort(local.allowed[sid].resources) },
        length(local.allowed[sid].conditions) > 0 ? { Condition = local.allowed[sid].conditions } : {},
      )
    ]
  })

  lifecycle {
    precondition {
      condition     = length(setintersection(keys(var.statements), keys(local.own))) == 0
      error_message = "The sids Log, Traces and Failures are reserved for the module: use other names in statements."
    }
  }
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_115:a reservation is taken from all other functions of the account, and new accounts have 10 instances in all; reserved_concurrency sets one
  #checkov:skip=CKV_AWS_116:a dead-letter queue takes asynchronous invocations only; failures_arn names one for functions that have such
  #checkov:skip=CKV_AWS_117:there is nothing private to reach in a VPC: AWS's services and the image provider are reached over TLS with the role's or the key's own rights
  #checkov:skip=CKV_AWS_272:the zip goes from the build to Lambda with its hash in Terraform's plan; a signing profile would add no second pair of eyes
  function_name = var.name
  description   = "DreamForge: ${var.name}"
  role          = aws_iam_role.this.arn
  architectures = [var.architecture]
  memory_size   = var.memory_mb
  timeout       = var.timeout_seconds
  publish       = true

  package_type     = local.zipped ? "Zip" : "Image"
  filename         = var.package.zip
  source_code_hash = local.zipped ? filebase64sha256(var.package.zip) : null
  runtime          = local.zipped ? var.package.runtime : null
  handler          = var.handler
  image_uri        = var.package.image_uri
  layers           = var.layers

  kms_key_arn                    = var.kms_key_arn
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)

  environment {
    variables = var.environment
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "snap_start" {
    for_each = var.snap_start ? ["PublishedVersions"] : []

    content {
      apply_on = snap_start.value
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.failures_arn[*]

    content {
      target_arn = dead_letter_config.value
    }
  }

  # Before the first invocation: otherwise Lambda creates a log group without a key and without a retention time. And AWS
  # refuses an event source mapping until the role may read the queue.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that callers get"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count = var.provisioned_concurrency > 0 ? 1 : 0

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}
