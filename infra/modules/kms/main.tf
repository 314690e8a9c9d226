# One key for all data at rest.
#
# Administrators of the key cannot use it, and it can be used only through services: the account's principals come through
# a service (kms:ViaService), and only if their own policies allow it.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  root      = "arn:${local.partition}:iam::${local.account}:root"

  use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
  through = {
    "kms:CallerAccount" = local.account
    "kms:ViaService"    = [for service in sort(var.services.through) : "${service}.${local.region}.amazonaws.com"]
  }

  for_account = [
    {
      # Not kms:Create* or kms:*: a grant would allow use of the key. Without PutKeyPolicy the key could not be managed.
      Sid       = "Administration"
      Effect    = "Allow"
      Principal = { AWS = local.root }
      Action = [
        "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
        "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations",
        "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ]
      Resource = "*"
    },
    {
      Sid       = "UseThroughServices"
      Effect    = "Allow"
      Principal = { AWS = local.root }
      Action    = local.use
      Resource  = "*"
      Condition = { StringEquals = local.through }
    },
    {
      # DynamoDB needs a grant for its background work on a table, and Lambda for a function's environment.
      Sid       = "GrantsForServices"
      Effect    = "Allow"
      Principal = { AWS = local.root }
      Action    = ["kms:CreateGrant"]
      Resource  = "*"
      Condition = { StringEquals = local.through, Bool = { "kms:GrantIsForAWSResource" = "true" } }
    },
  ]

  for_services = {
    logs = {
      Sid       = "LogGroups"
      Effect    = "Allow"
      Principal = { Service = "logs.${local.region}.amazonaws.com" }
      Action    = local.use
      Resource  = "*"
      Condition = {
        ArnLike = {
          "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*${var.name}*"
        }
      }
    }
    cloudwatch = {
      Sid       = "AlarmsToTopic"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Resource  = "*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:cloudwatch:${local.region}:${local.account}:alarm:${var.name}-*" }
      }
    }
    budgets = {
      Sid       = "BudgetToTopic"
      Effect    = "Allow"
      Principal = { Service = "budgets.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Resource  = "*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:budgets::${local.account}:*" }
      }
    }
  }
}

# The key is not protected from `terraform destroy`: prevent_destroy takes no variable, and a trial stack must be removable.
# Until the end of the deletion window `aws kms cancel-key-deletion` restores it.
resource "aws_kms_key" "this" {
  description             = "${var.name}: everything at rest"
  enable_key_rotation     = true
  rotation_period_in_days = var.rotation_days
  deletion_window_in_days = var.deletion_window_days
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.for_account, [for service in sort(var.services.own) : local.for_services[service]])
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}
