# Authorization by path, gateway responses, firewall, usage plan. Offline: no account is needed.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_resource "aws_api_gateway_rest_api" {
    defaults = {
      id               = "abc123"
      root_resource_id = "root"
      execution_arn    = "arn:aws:execute-api:eu-west-1:123456789012:abc123"
    }
  }
  mock_resource "aws_api_gateway_stage" {
    defaults = { arn = "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/dev" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:x" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/dreamforge-dev-apigateway-logs" }
  }
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/x/y" }
  }
  override_resource {
    target = aws_api_gateway_authorizer.id_tokens
    values = { id = "cognito" }
  }
  override_resource {
    target = aws_api_gateway_authorizer.tokens
    values = { id = "tokens" }
  }
}

variables {
  name          = "dreamforge-dev"
  stage         = "dev"
  user_pool_arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc"
  functions = {
    api        = { invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:api:live/invocations", name = "api", qualifier = "live" }
    authorizer = { invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:tokens:live/invocations", name = "tokens", qualifier = "live" }
  }
  paths        = { public = ["/", "/auth/login", "/.well-known/oauth-protected-resource/mcp"], tokens = ["/mcp"] }
  cors_origins = ["https://shop.example.com"]
  log          = { retention_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0" }
}

run "everything_needs_an_id_token_but_for_the_paths_that_are_named" {
  assert {
    condition = { for name, method in aws_api_gateway_method.this : name => join(" ", compact([method.authorization, method.authorizer_id])) } == {
      "ANY /"                                         = "NONE"
      "ANY /auth/login"                               = "NONE"
      "ANY /.well-known/oauth-protected-resource/mcp" = "NONE"
      "ANY /mcp"                                      = "CUSTOM tokens"
      "OPTIONS /mcp"                                  = "NONE"
      "ANY /{proxy+}"                                 = "COGNITO_USER_POOLS cognito"
      "OPTIONS /{proxy+}"                             = "NONE"
    }
    error_message = "A path needs something else than it should."
  }
  assert {
    condition     = [aws_api_gateway_authorizer.id_tokens.type, aws_api_gateway_authorizer.id_tokens.provider_arns, aws_api_gateway_authorizer.tokens[0].type] == ["COGNITO_USER_POOLS", toset([var.user_pool_arn]), "REQUEST"]
    error_message = "The authorizers are not the pool's and the function."
  }
}

run "the_greeting_is_guarded_when_it_is_not_named" {
  variables {
    paths     = { public = ["/ping"] }
    functions = { api = { invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:api:live/invocations", name = "api", qualifier = "live" } }
  }
  assert {
    condition     = aws_api_gateway_method.this["ANY /"].authorization == "COGNITO_USER_POOLS" && aws_api_gateway_method.this["OPTIONS /"].authorization == "NONE"
    error_message = "/ is open though it is not named, or browsers cannot ask about it."
  }
  assert {
    condition     = length(aws_api_gateway_authorizer.tokens) == 0 && length(aws_lambda_permission.authorizer) == 0
    error_message = "There is an authorizer that nothing needs."
  }
}

run "each_path_hangs_under_the_one_above_it" {
  assert {
    condition     = keys(aws_api_gateway_resource.first) == ["/.well-known", "/auth", "/mcp", "/{proxy+}"]
    error_message = "The first segments are wrong."
  }
  assert {
    condition     = aws_api_gateway_resource.third["/.well-known/oauth-protected-resource/mcp"].parent_id == aws_api_gateway_resource.second["/.well-known/oauth-protected-resource"].id
    error_message = "/mcp is not a child of /oauth-protected-resource."
  }
  assert {
    condition     = aws_api_gateway_resource.second["/auth/login"].path_part == "login" && aws_api_gateway_resource.first["/{proxy+}"].path_part == "{proxy+}"
    error_message = "A path's last part is wrong."
  }
}

run "every_method_calls_the_function" {
  assert {
    condition = keys(aws_api_gateway_integration.this) == keys(aws_api_gateway_method.this) && alltrue([
      for integration in aws_api_gateway_integration.this : integration.type == "AWS_PROXY" && integration.uri == var.functions["api"].invoke_arn && integration.timeout_milliseconds == 29000
    ])
    error_message = "A method does not call the function."
  }
  assert {
    condition     = aws_api_gateway_rest_api.this.binary_media_types == tolist(["*/*"])
    error_message = "Pictures would reach the function as broken text."
  }
  assert {
    condition     = aws_lambda_permission.function.source_arn == "arn:aws:execute-api:eu-west-1:123456789012:abc123/dev/*" && aws_lambda_permission.function.qualifier == "live"
    error_message = "Not this stage, or others too, may call the function's alias."
  }
  assert {
    condition     = aws_lambda_permission.authorizer[0].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:abc123/authorizers/tokens"
    error_message = "Not this authorizer, or others too, may call its function."
  }
}

run "what_the_gateway_says_by_itself_has_our_shape" {
  assert {
    condition = alltrue([
      for kind, response in aws_api_gateway_gateway_response.this :
      keys(jsondecode(response.response_templates["application/json"])) == ["error", "message", "request_id"]
      && response.response_parameters["gatewayresponse.header.X-Request-Id"] == "context.requestId"
      && response.response_parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://shop.example.com'"
      && response.response_parameters["gatewayresponse.header.X-Content-Type-Options"] == "'nosniff'"
    ])
    error_message = "An answer of the gateway's has not the service's shape and headers."
  }
  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer resource_metadata=\"https://abc123.execute-api.eu-west-1.amazonaws.com/dev/.well-known/oauth-protected-resource\"'"
    error_message = "A 401 does not say where to find out how to sign in."
  }
  assert {
    condition     = aws_api_gateway_gateway_response.this["DEFAULT_4XX"].status_code == null && aws_api_gateway_gateway_response.this["UNAUTHORIZED"].status_code == "401"
    error_message = "A default has a status, which all errors would take on, or a 401 has another."
  }
}

run "several_origins_are_a_star" {
  variables {
    cors_origins = ["https://a.example.com", "https://b.example.com"]
  }
  assert {
    condition     = aws_api_gateway_gateway_response.this["THROTTLED"].response_parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
    error_message = "Pages of one of the origins could not read why they were refused."
  }
}

run "no_origin_is_no_cors" {
  variables {
    cors_origins = []
  }
  assert {
    condition     = !anytrue([for response in aws_api_gateway_gateway_response.this : contains(keys(response.response_parameters), "gatewayresponse.header.Access-Control-Allow-Origin")])
    error_message = "Pages of any origin may read what the gateway says."
  }
}

run "the_stage_is_throttled_traced_and_logged" {
  assert {
    condition     = [aws_api_gateway_method_settings.all.settings[0].throttling_rate_limit, aws_api_gateway_method_settings.all.settings[0].throttling_burst_limit] == [100, 200]
    error_message = "The stage takes any number of requests."
  }
  assert {
    condition     = !aws_api_gateway_method_settings.all.settings[0].metrics_enabled
    error_message = "Metrics of each method are paid for that nobody asked for."
  }
  assert {
    condition     = aws_api_gateway_stage.this.xray_tracing_enabled && jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format).request_id == "$context.requestId"
    error_message = "Requests are not traced, or have no line in the log."
  }
  assert {
    condition     = !strcontains(aws_api_gateway_stage.this.access_log_settings[0].format, "requestOverride") && !strcontains(lower(aws_api_gateway_stage.this.access_log_settings[0].format), "querystring")
    error_message = "The log holds what callers wrote."
  }
  assert {
    condition     = aws_cloudwatch_log_group.access.kms_key_id == var.log.kms_key_arn && aws_cloudwatch_log_group.access.retention_in_days == 30
    error_message = "The log has no retention time or is not encrypted with the key."
  }
  assert {
    condition     = length(aws_wafv2_web_acl.this) + length(aws_api_gateway_usage_plan.this) + length(aws_api_gateway_domain_name.this) == 0
    error_message = "There is something that costs and that nobody asked for."
  }
}

run "methods_are_measured_where_asked" {
  variables {
    method_metrics = true
  }
  assert {
    condition     = aws_api_gateway_method_settings.all.settings[0].metrics_enabled
    error_message = "Methods are not measured."
  }
}

run "another_stack_sets_the_accounts_role" {
  variables {
    log = { retention_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0", account_role = false }
  }
  assert {
    condition     = length(aws_api_gateway_account.this) == 0 && length(aws_iam_role.logs) == 0
    error_message = "This stack takes the account's role for itself."
  }
}

run "a_name_of_ones_own_is_the_only_address" {
  variables {
    domain = { name = "api.example.com", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0", zone_id = "Z1" }
  }
  assert {
    condition     = output.api_url == "https://api.example.com" && aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    error_message = "The API is not at its name, or elsewhere too."
  }
  assert {
    condition     = aws_api_gateway_domain_name.this[0].security_policy == "TLS_1_2" && aws_route53_record.this[0].name == "api.example.com"
    error_message = "The name has no record, or takes old TLS."
  }
  assert {
    condition     = strcontains(aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"], "https://api.example.com/.well-known/")
    error_message = "A 401 names the other address."
  }
}

run "known_clients_have_keys_and_public_paths_want_none" {
  variables {
    usage_plan = { clients = ["partner"], quota_per_day = 50 }
  }
  assert {
    condition = { for name, method in aws_api_gateway_method.this : name => method.api_key_required if startswith(name, "ANY") } == {
      "ANY /"                                         = false
      "ANY /auth/login"                               = false
      "ANY /.well-known/oauth-protected-resource/mcp" = false
      "ANY /mcp"                                      = true
      "ANY /{proxy+}"                                 = true
    }
    error_message = "A path requires a key and should not, or the other way round."
  }
  assert {
    condition     = keys(aws_api_gateway_usage_plan_key.this) == ["partner"] && aws_api_gateway_usage_plan.this[0].quota_settings[0].limit == 50
    error_message = "The client has no key, or no quota."
  }
}

run "a_firewall_limits_each_address_and_only_counts_what_bodies_may_hold" {
  variables {
    waf = { rate_limit = 300 }
  }
  assert {
    condition     = one(flatten([for rule in aws_wafv2_web_acl.this[0].rule : rule.statement[0].rate_based_statement[*].limit])) == 300
    error_message = "An address may send any number of requests."
  }
  assert {
    condition = toset(flatten([
      for rule in aws_wafv2_web_acl.this[0].rule : [for group in rule.statement[0].managed_rule_group_statement : [for override in group.rule_action_override : override.name]]
    ])) == toset(["CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "SizeRestrictions_BODY"])
    error_message = "The firewall would block pictures or what people write, or counts where it should block."
  }
  assert {
    condition     = aws_wafv2_web_acl_association.this[0].resource_arn == aws_api_gateway_stage.this.arn && startswith(aws_cloudwatch_log_group.waf[0].name, "aws-waf-logs-")
    error_message = "The firewall stands before nothing, or WAF does not take its log group."
  }
}

run "paths_for_a_function_without_one_are_refused" {
  command = plan
  variables {
    functions = { api = { invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:api:live/invocations", name = "api", qualifier = "live" } }
  }
  expect_failures = [var.functions]
}

run "a_path_with_a_slash_at_its_end_is_refused" {
  command = plan
  variables {
    paths = { public = ["/docs/"] }
  }
  expect_failures = [var.paths]
}

run "a_path_that_is_deeper_than_four_is_refused" {
  command = plan
  variables {
    paths = { public = ["/a/b/c/d/e"] }
  }
  expect_failures = [var.paths]
}

run "a_path_that_is_both_is_refused" {
  command = plan
  variables {
    paths = { public = ["/mcp"], tokens = ["/mcp"] }
  }
  expect_failures = [var.paths]
}

run "an_origin_with_a_quote_is_refused" {
  command = plan
  variables {
    cors_origins = ["https://a'b.example.com"]
  }
  expect_failures = [var.cors_origins]
}

run "a_throttle_that_lets_nothing_through_is_refused" {
  command = plan
  variables {
    throttle = { rate = 0 }
  }
  expect_failures = [var.throttle]
}
