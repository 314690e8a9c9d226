# The deployment, the stage, and the access log.

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  description = "${var.name} ${var.stage}"

  # A deployment is a snapshot: without a new one, a change of the following would have no effect.
  triggers = {
    what = sha256(jsonencode({
      binary_types = aws_api_gateway_rest_api.this.binary_media_types
      methods      = { for name, method in local.methods : name => merge(method, { resource = local.ids[method.path] }) }
      function     = var.functions["api"].invoke_arn
      pool         = var.user_pool_arn
      authorizer   = try(var.functions["authorizer"].invoke_arn, null)
      responses = {
        for kind, response in aws_api_gateway_gateway_response.this :
        kind => [response.status_code, response.response_parameters, response.response_templates]
      }
    }))
  }

  depends_on = [aws_api_gateway_integration.this]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  #checkov:skip=CKV_AWS_120:every answer is its caller's own, so there is nothing to cache for all
  #checkov:skip=CKV2_AWS_29:waf puts a firewall in front where it is worth its price
  #checkov:skip=CKV2_AWS_4:the access log has what went wrong in each phase; execution logs go to a group that API Gateway makes itself, without the key, and repeat what the function logs
  #checkov:skip=CKV2_AWS_77:waf.rules has AWSManagedRulesKnownBadInputsRuleSet, which stops Log4j's messages; checkov does not look into a dynamic block
  #checkov:skip=CKV2_AWS_51:a Lambda integration is called with IAM's rights; client certificates are for HTTP ones
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = var.stage
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.log_line)
  }

  depends_on = [aws_api_gateway_account.this]
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:every answer is its caller's own, so there is nothing to cache for all
  #checkov:skip=CKV_AWS_308:nothing is cached, so there is no cache to encrypt
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = var.method_metrics
    logging_level          = "OFF"
    throttling_rate_limit  = var.throttle.rate
    throttling_burst_limit = var.throttle.burst
  }
}

# Never the query, a header or a body: they may hold tokens and what people wrote. Never an error's message either: API
# Gateway does not promise to escape what it puts between our quotes, and the variable that brings its own quotes
# ($context.error.messageString) is a bare - where there is no error. One line that is no JSON hides a request from
# every query. Errors are logged by type and by the status of each phase.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
locals {
  log_line = {
    request_id          = "$context.requestId"
    extended_request_id = "$context.extendedRequestId"
    trace_id            = "$context.xrayTraceId"
    time                = "$context.requestTimeEpoch"
    ip                  = "$context.identity.sourceIp"
    caller              = "$context.authorizer.claims.sub"  # an IdToken's owner, as Cognito's authorizer tells it
    principal           = "$context.authorizer.principalId" # a token's owner at /mcp, as our authorizer tells it
    method              = "$context.httpMethod"
    path                = "$context.path"
    resource            = "$context.resourcePath"
    protocol            = "$context.protocol"
    status              = "$context.status"
    bytes               = "$context.responseLength"
    ms                  = "$context.responseLatency"
    integration_ms      = "$context.integration.latency"
    integration_status  = "$context.integration.status"            # what the function answered
    lambda_status       = "$context.integration.integrationStatus" # what Lambda said: 403 no permission, 429 throttled
    authorizer_ms       = "$context.authorizer.latency"
    authorizer_status   = "$context.authorizer.status"
    waf                 = "$context.wafResponseCode"
    error_type          = "$context.error.responseType"
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}-${var.stage}"
  retention_in_days = var.log.retention_days
  kms_key_id        = var.log.kms_key_arn
}

# API Gateway writes no log at all until the account has named it a role for that.
resource "aws_api_gateway_account" "this" {
  count = var.log.account_role ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.logs[0].arn

  # AWS looks whether the role may write before it takes it.
  depends_on = [aws_iam_role_policy_attachment.logs]
}

resource "aws_iam_role" "logs" {
  count = var.log.account_role ? 1 : 0

  name        = "${var.name}-apigateway-logs"
  description = "With it API Gateway writes the logs of all APIs of the account in this region"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "ApiGateway", Effect = "Allow", Principal = { Service = "apigateway.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

# AWS's own policy, as it is for all APIs there: API Gateway refuses a role that may do less.
resource "aws_iam_role_policy_attachment" "logs" {
  count = var.log.account_role ? 1 : 0

  role       = aws_iam_role.logs[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}
