# API Gateway's own responses, with the service's format and headers. gateway_responses.json has their texts; a test
# compares them with those of the laptop's gateway. DEFAULT_* have no status: they keep that of the error.

locals {
  responses = jsondecode(file("${path.module}/gateway_responses.json"))

  # A gateway response holds one fixed origin: with several it is "*", which is safe as these bodies hold no secret and
  # the API takes no cookies.
  cors = length(var.cors_origins) == 0 ? {} : {
    "Access-Control-Allow-Origin"   = length(var.cors_origins) == 1 ? var.cors_origins[0] : "*"
    "Access-Control-Expose-Headers" = "Retry-After,WWW-Authenticate,X-Request-Id"
  }
  headers = merge(local.cors, {
    "Cache-Control"             = "no-store"
    "X-Content-Type-Options"    = "nosniff"
    "X-Frame-Options"           = "DENY"
    "X-XSS-Protection"          = "1; mode=block"
    "Referrer-Policy"           = "no-referrer"
    "Strict-Transport-Security" = "max-age=63072000; includeSubDomains"
    "Content-Security-Policy"   = "default-src 'none'; frame-ancestors 'none'"
  })
  more_headers = {
    # MCP clients read there how to sign in (RFC 9728). API Gateway renames this header in a function's own answers.
    UNAUTHORIZED = { "WWW-Authenticate" = "Bearer resource_metadata=\"${local.url}/.well-known/oauth-protected-resource\"" }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.responses

  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = each.key
  status_code   = try(tostring(each.value.status), null)

  response_parameters = merge(
    {
      for name, value in merge(local.headers, try(each.value.headers, {}), try(local.more_headers[each.key], {})) :
      "gatewayresponse.header.${name}" => "'${value}'"
    },
    { "gatewayresponse.header.X-Request-Id" = "context.requestId" },
  )

  response_templates = {
    "application/json" = "{\"error\":\"${each.value.error}\",\"message\":\"$context.error.message: ${each.value.hint}\",\"request_id\":\"$context.requestId\"}"
  }
}
