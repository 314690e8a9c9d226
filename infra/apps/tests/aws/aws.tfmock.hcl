# What AWS would make of ids, ARNs and the like, for all tests of the root stack.

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}
mock_data "aws_partition" {
  defaults = { partition = "aws" }
}
mock_data "aws_region" {
  defaults = { id = "us-west-2" }
}
mock_resource "aws_api_gateway_rest_api" {
  defaults = {
    id               = "abc123"
    root_resource_id = "root"
    execution_arn    = "arn:aws:execute-api:us-west-2:123456789012:abc123"
  }
}
mock_resource "aws_api_gateway_stage" {
  defaults = { arn = "arn:aws:apigateway:us-west-2::/restapis/abc123/stages/dev" }
}
mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-west-2:123456789012:log-group:some" }
}
mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/some" }
}
mock_resource "aws_lambda_function" {
  defaults = { arn = "arn:aws:lambda:us-west-2:123456789012:function:some", version = "1" }
}
mock_resource "aws_lambda_layer_version" {
  defaults = { arn = "arn:aws:lambda:us-west-2:123456789012:layer:some:1" }
}
mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:us-west-2:123456789012:function:some:live"
    invoke_arn = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:some:live/invocations"
  }
}
mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-west-2:123456789012:some" }
}
mock_resource "aws_wafv2_web_acl" {
  defaults = { arn = "arn:aws:wafv2:us-west-2:123456789012:regional/webacl/x/y" }
}
mock_resource "aws_cognito_user_pool_client" {
  defaults = { id = "1example23456789" }
}
mock_resource "aws_cognito_resource_server" {
  defaults = { scope_identifiers = ["dreamforge/mcp"] }
}
override_resource {
  target = module.users.aws_cognito_user_pool.this
  values = { id = "us-west-2_aBcDeFgHi", arn = "arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-west-2_aBcDeFgHi" }
}
override_resource {
  target = module.key.aws_kms_key.this
  values = { arn = "arn:aws:kms:us-west-2:123456789012:key/0" }
}
override_resource {
  target = module.uploads.aws_s3_bucket.this
  values = { arn = "arn:aws:s3:::the-uploads-bucket" }
}
override_resource {
  target = module.assets.aws_s3_bucket.this
  values = { arn = "arn:aws:s3:::the-assets-bucket" }
}
override_resource {
  target = module.public.aws_s3_bucket.this
  values = { arn = "arn:aws:s3:::the-public-bucket" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["products"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-products-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["listings"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-listings-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["users"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-users-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["jobs"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-jobs-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["conversations"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-conversations-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["messages"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-messages-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["echoes"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-echoes-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["requests"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-requests-table" }
}
override_resource {
  target = module.tables.aws_dynamodb_table.this["short_lived"]
  values = { arn = "arn:aws:dynamodb:us-west-2:123456789012:table/the-short-lived-table" }
}
override_resource {
  target = module.jobs.aws_sqs_queue.this
  values = { arn = "arn:aws:sqs:us-west-2:123456789012:the-jobs-queue", url = "https://sqs.us-west-2.amazonaws.com/123456789012/the-jobs-queue" }
}
override_resource {
  target = module.jobs.aws_sqs_queue.dead_letters
  values = { arn = "arn:aws:sqs:us-west-2:123456789012:the-dead-letters-queue" }
}
