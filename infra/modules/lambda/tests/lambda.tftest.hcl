# A function's role, package and alias. Offline: no account is asked, and a file of this folder stands for the zip.

mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/dreamforge-dev-api" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/dreamforge-dev-api" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:dreamforge-dev-api", version = "7" }
  }
}

variables {
  name            = "dreamforge-dev-api"
  package         = { zip = "./main.tf" }
  handler         = "backend.api.lambda_function.lambda_handler"
  timeout_seconds = 29
  kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/0"
  environment     = { STAGE = "dev" }
  statements = {
    SendJobs = { actions = ["sqs:SendMessage"], resources = ["arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs"] }
    Key = {
      actions    = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources  = ["arn:aws:kms:eu-west-1:123456789012:key/0"]
      conditions = { StringEquals = { "kms:ViaService" = ["s3.eu-west-1.amazonaws.com"] } }
    }
  }
}

run "a_role_may_do_what_it_was_given_and_write_its_log_and_traces" {
  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => [statement.Action, statement.Resource] } == {
      Key      = [["kms:Decrypt", "kms:GenerateDataKey"], ["arn:aws:kms:eu-west-1:123456789012:key/0"]]
      Log      = [["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/dreamforge-dev-api:*"]]
      SendJobs = [["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs"]]
      Traces   = [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]]
    }
    error_message = "The role's policy is not what was given and its own log and traces."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Condition if statement.Sid == "Key"]) == { StringEquals = { "kms:ViaService" = ["s3.eu-west-1.amazonaws.com"] } }
    error_message = "A statement has lost its condition."
  }
  assert {
    condition     = [for statement in jsondecode(aws_iam_role.this.assume_role_policy).Statement : statement.Principal] == [{ Service = "lambda.amazonaws.com" }]
    error_message = "Others than Lambda may take the role."
  }
}

run "callers_get_the_version_that_was_published_last" {
  assert {
    condition     = aws_lambda_function.this.publish && aws_lambda_alias.live.function_version == "7" && output.alias_name == "live"
    error_message = "The alias live is not the last version."
  }
  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("./main.tf")
    error_message = "A zip with other content would not be deployed."
  }
}

run "the_function_is_as_it_was_asked_for" {
  assert {
    condition = (
      aws_lambda_function.this.architectures == tolist(["arm64"]) && aws_lambda_function.this.runtime == "python3.13"
      && aws_lambda_function.this.package_type == "Zip" && aws_lambda_function.this.timeout == 29
    )
    error_message = "The function is not a zip for Python 3.13 on arm64 with its timeout."
  }
  assert {
    condition     = aws_lambda_function.this.tracing_config[0].mode == "Active" && aws_lambda_function.this.kms_key_arn == var.kms_key_arn
    error_message = "The function is not traced, or its environment is not encrypted with the key."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "The log has no retention time or is not encrypted with the key."
  }
  assert {
    condition = (
      aws_lambda_function.this.reserved_concurrent_executions == -1 && length(aws_lambda_function.this.snap_start) == 0
      && length(aws_lambda_function.this.dead_letter_config) == 0 && length(aws_lambda_provisioned_concurrency_config.live) == 0
    )
    error_message = "The function has something that costs or limits and that nobody asked for."
  }
}

run "layers_are_taken_in_their_order" {
  variables {
    layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:b:1", "arn:aws:lambda:eu-west-1:123456789012:layer:a:2"]
  }
  assert {
    condition     = aws_lambda_function.this.layers == tolist(["arn:aws:lambda:eu-west-1:123456789012:layer:b:1", "arn:aws:lambda:eu-west-1:123456789012:layer:a:2"])
    error_message = "The function does not have its layers, or not in their order."
  }
}

run "more_layers_than_lambda_takes_are_refused" {
  command = plan
  variables {
    layers = [for n in range(6) : "arn:aws:lambda:eu-west-1:123456789012:layer:a:${n}"]
  }
  expect_failures = [var.layers]
}

run "layers_of_an_image_are_refused" {
  command = plan
  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dreamforge:1" }
    handler = null
    layers  = ["arn:aws:lambda:eu-west-1:123456789012:layer:a:1"]
  }
  expect_failures = [var.layers]
}

run "an_image_brings_its_own_entry_point" {
  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dreamforge:1" }
    handler = null
  }
  assert {
    condition     = aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.runtime == null && aws_lambda_function.this.filename == null
    error_message = "An image was given a runtime or a zip."
  }
}

run "asynchronous_failures_go_to_the_queue_that_is_named" {
  variables {
    failures_arn = "arn:aws:sqs:eu-west-1:123456789012:failures"
  }
  assert {
    condition     = aws_lambda_function.this.dead_letter_config[0].target_arn == var.failures_arn
    error_message = "The function has no dead-letter queue."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Resource if statement.Sid == "Failures"]) == [var.failures_arn]
    error_message = "The role may not send to the dead-letter queue."
  }
}

run "instances_are_kept_as_asked" {
  variables {
    reserved_concurrency    = 20
    provisioned_concurrency = 2
  }
  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 20 && aws_lambda_provisioned_concurrency_config.live[0].provisioned_concurrent_executions == 2
    error_message = "The reservation or the instances that are kept warm are missing."
  }
}

run "snapshots_are_of_published_versions" {
  variables {
    snap_start = true
  }
  assert {
    condition     = aws_lambda_function.this.snap_start[0].apply_on == "PublishedVersions"
    error_message = "SnapStart is not on."
  }
}

run "a_zip_and_an_image_are_refused" {
  command = plan
  variables {
    package = { zip = "./main.tf", image_uri = "x" }
  }
  expect_failures = [var.package]
}

run "a_zip_that_was_not_built_is_refused" {
  command = plan
  variables {
    package = { zip = "./nothing.zip" }
  }
  expect_failures = [var.package]
}

run "a_zip_without_an_entry_point_is_refused" {
  command = plan
  variables {
    handler = null
  }
  expect_failures = [var.handler]
}

run "a_variable_of_lambdas_own_is_refused" {
  command = plan
  variables {
    environment = { AWS_REGION = "eu-west-1" }
  }
  expect_failures = [var.environment]
}

run "an_action_with_a_wildcard_is_refused" {
  command = plan
  variables {
    statements = { All = { actions = ["s3:*"], resources = ["arn:aws:s3:::x/*"] } }
  }
  expect_failures = [var.statements]
}

run "a_statement_under_the_modules_own_name_is_refused" {
  command = plan
  variables {
    statements = { Log = { actions = ["logs:PutLogEvents"], resources = ["*"] } }
  }
  expect_failures = [aws_iam_role_policy.this]
}

run "a_reservation_of_none_is_refused" {
  command = plan
  variables {
    reserved_concurrency = 0
  }
  expect_failures = [var.reserved_concurrency]
}

run "snapshots_of_warm_instances_are_refused" {
  command = plan
  variables {
    snap_start              = true
    provisioned_concurrency = 1
  }
  expect_failures = [var.snap_start]
}

run "a_log_retention_that_cloudwatch_does_not_know_is_refused" {
  command = plan
  variables {
    log_retention_days = 100
  }
  expect_failures = [var.log_retention_days]
}
