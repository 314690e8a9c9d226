# A queue, its dead-letter queue, and the functions that receive from both. Failures are reported for each message (partial
# batch responses), so a failed message repeats no other.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  names = { messages = var.name, dead_letters = "${var.name}-dead-letters" }

  # Composed here, because the policy is an argument of the queue: a separate policy resource takes 25 s longer.
  arns = {
    for kind, name in local.names :
    kind => "arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${name}"
  }

  policies = {
    for kind, arn in local.arns : kind => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    })
  }

  day     = 24 * 60 * 60
  sources = { messages = aws_sqs_queue.this.arn, dead_letters = aws_sqs_queue.dead_letters.arn }
}

resource "aws_sqs_queue" "this" {
  name                       = local.names.messages
  kms_master_key_id          = var.kms_key_arn
  visibility_timeout_seconds = var.visibility_seconds
  message_retention_seconds  = var.retention_days * local.day
  policy                     = local.policies.messages

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.max_receives
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                       = local.names.dead_letters
  kms_master_key_id          = var.kms_key_arn
  visibility_timeout_seconds = var.visibility_seconds
  message_retention_seconds  = 14 * local.day
  policy                     = local.policies.dead_letters

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.arns.messages]
  })
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = var.workers

  event_source_arn        = local.sources[each.key]
  function_name           = each.value.arn
  batch_size              = each.value.batch_size
  function_response_types = ["ReportBatchItemFailures"]
  enabled                 = var.enabled

  # Not as the function's reserved concurrency: excess messages then wait in the queue. A throttled function would return
  # them, and each return counts as an attempt.
  scaling_config {
    maximum_concurrency = each.value.concurrency
  }
}
