# Known clients. A key identifies the client for rate and quota; the token still decides what the caller may do.

resource "aws_api_gateway_usage_plan" "this" {
  count = var.usage_plan == null ? 0 : 1

  name = "${var.name}-${var.stage}"

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = var.usage_plan.rate
    burst_limit = var.usage_plan.burst
  }

  quota_settings {
    limit  = var.usage_plan.quota_per_day
    period = "DAY"
  }
}

# AWS makes the values up: aws apigateway get-api-keys --include-values. They are in Terraform's state too.
resource "aws_api_gateway_api_key" "this" {
  for_each = try(var.usage_plan.clients, toset([]))

  name = "${var.name}-${var.stage}-${each.key}"
}

resource "aws_api_gateway_usage_plan_key" "this" {
  for_each = aws_api_gateway_api_key.this

  key_id        = each.value.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this[0].id
}
