# The key's policy: who may do what, under which condition. Offline: no account is asked.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/0" }
  }
}

variables {
  name = "dreamforge-dev"
}

run "nobody_gets_everything" {
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : [for action in statement.Action : action != "kms:*"]
    ]))
    error_message = "A statement allows kms:*."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Principal != "*" && !contains(values(statement.Principal), "*")
    ])
    error_message = "A statement is for every principal."
  }
}

run "administrators_do_not_use_the_key" {
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : [
        for action in statement.Action : !can(regex("Encrypt|Decrypt|GenerateDataKey|CreateGrant|\\*", action))
      ] if statement.Sid == "Administration"
    ]))
    error_message = "Administration reaches what the key encrypts."
  }
  assert {
    condition = contains(flatten([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Action if statement.Sid == "Administration"
    ]), "kms:PutKeyPolicy")
    error_message = "Nobody could ever change the policy again."
  }
}

run "the_account_comes_through_the_services_only" {
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      try(statement.Condition.StringEquals["kms:ViaService"], null) == [
        "dynamodb.eu-west-1.amazonaws.com", "lambda.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com",
        "sns.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com",
      ] && statement.Condition.StringEquals["kms:CallerAccount"] == "123456789012"
      if contains(["UseThroughServices", "GrantsForServices"], statement.Sid)
    ])
    error_message = "The account's principals may use the key past the services."
  }
  assert {
    condition = one([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Condition.Bool["kms:GrantIsForAWSResource"] if statement.Sid == "GrantsForServices"
    ]) == "true"
    error_message = "Grants may be made for others than AWS's services."
  }
}

run "services_use_it_for_this_account_alone" {
  variables {
    services = { own = ["budgets", "cloudwatch", "logs"] }
  }

  assert {
    condition = {
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Principal.Service => statement.Condition.ArnLike
      if can(statement.Principal.Service)
      } == {
      "budgets.amazonaws.com"        = { "aws:SourceArn" = "arn:aws:budgets::123456789012:*" }
      "cloudwatch.amazonaws.com"     = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:dreamforge-dev-*" }
      "logs.eu-west-1.amazonaws.com" = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:123456789012:log-group:*dreamforge-dev*" }
    }
    error_message = "A service may use the key for what is not this stack's."
  }
}

run "services_that_are_not_named_have_no_access" {
  variables {
    services = { through = ["s3"], own = [] }
  }

  assert {
    condition     = [for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid] == ["Administration", "UseThroughServices", "GrantsForServices"]
    error_message = "A service has access that was not asked for."
  }
  assert {
    condition     = jsondecode(aws_kms_key.this.policy).Statement[1].Condition.StringEquals["kms:ViaService"] == ["s3.eu-west-1.amazonaws.com"]
    error_message = "The key may be used through a service that was not asked for."
  }
}

run "it_rotates_and_can_be_taken_back" {
  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.rotation_period_in_days == 365
    error_message = "The key does not rotate once a year."
  }
  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 30
    error_message = "The order to delete the key cannot be taken back for 30 days."
  }
  assert {
    condition     = aws_kms_alias.this.name == "alias/dreamforge-dev" && output.alias_name == "alias/dreamforge-dev"
    error_message = "The alias is not alias/<name>."
  }
}

run "refuses_wrong_input" {
  command = plan

  variables {
    name                 = "Dreamforge_dev"
    services             = { through = [] }
    deletion_window_days = 6
    rotation_days        = 89
  }

  expect_failures = [var.name, var.services, var.deletion_window_days, var.rotation_days]
}

run "refuses_a_service_that_it_does_not_know" {
  command = plan

  variables {
    services = { own = ["events"] }
  }

  expect_failures = [var.services]
}
