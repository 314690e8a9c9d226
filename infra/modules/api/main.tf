# A REST API that passes all requests to one function. API Gateway verifies tokens, throttles and logs requests, and its
# own responses have the service's format.

data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  url = (
    var.domain != null ? "https://${var.domain.name}"
    : "https://${aws_api_gateway_rest_api.this.id}.execute-api.${data.aws_region.current.id}.amazonaws.com/${var.stage}"
  )
}

resource "aws_api_gateway_rest_api" "this" {
  #checkov:skip=CKV_AWS_237:a REST API is changed in place; to make a second one first would change its address
  name        = var.name
  description = "DreamForge"

  # All bodies are binary for API Gateway: images, recordings and forms reach the function unchanged.
  binary_media_types = ["*/*"]

  # With a custom domain name the API has only this address.
  disable_execute_api_endpoint = var.domain != null

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_authorizer" "id_tokens" {
  name            = "id-tokens"
  rest_api_id     = aws_api_gateway_rest_api.this.id
  type            = "COGNITO_USER_POOLS"
  provider_arns   = [var.user_pool_arn]
  identity_source = "method.request.header.Authorization"
}

resource "aws_api_gateway_authorizer" "tokens" {
  count = local.checks_tokens ? 1 : 0

  name            = "tokens"
  rest_api_id     = aws_api_gateway_rest_api.this.id
  type            = "REQUEST"
  authorizer_uri  = var.functions["authorizer"].invoke_arn
  identity_source = "method.request.header.Authorization"

  # An expired token is accepted for this time by the authorizer; the API function checks it again.
  authorizer_result_ttl_in_seconds = 300
}

resource "aws_lambda_permission" "function" {
  statement_id  = "${var.name}-${var.stage}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions["api"].name
  qualifier     = var.functions["api"].qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage}/*"
}

resource "aws_lambda_permission" "authorizer" {
  count = local.checks_tokens ? 1 : 0

  statement_id  = "${var.name}-${var.stage}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions["authorizer"].name
  qualifier     = var.functions["authorizer"].qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.tokens[0].id}"
}
