# A web application firewall: AWS's managed rules, and a rate limit for each address.

locals {
  firewall = var.waf[*]

  # The core rule set's five rules for bodies count and do not block. A picture is larger than 8 kB; an idea, a chat
  # message or a tool's argument may hold a script tag, a path with ../, an address, or 169.254.169.254, and is no attack:
  # bodies are JSON or files that the function checks against its models, no text becomes a path or a page, and whatever
  # address it fetches goes through the SSRF protection of backend/adapters. The rules for the path, the query,
  # cookies and headers keep blocking.
  # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
  only_counted = {
    AWSManagedRulesCommonRuleSet = [
      "CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "SizeRestrictions_BODY",
    ]
  }
}

resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:waf.rules has AWSManagedRulesKnownBadInputsRuleSet, which stops Log4j's messages; checkov does not look into a dynamic block
  count = length(local.firewall)

  name        = "${var.name}-${var.stage}"
  description = "In front of ${var.name}, ${var.stage}"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = local.firewall[0].rate_limit
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      metric_name                = "${var.name}-${var.stage}-rate"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = local.firewall[0].rules

    content {
      name     = rule.value
      priority = rule.key + 1

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.value
          vendor_name = "AWS"

          dynamic "rule_action_override" {
            for_each = lookup(local.only_counted, rule.value, [])

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        metric_name                = "${var.name}-${var.stage}-${rule.value}"
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = false
      }
    }
  }

  # Samples would contain headers, and so tokens.
  visibility_config {
    metric_name                = "${var.name}-${var.stage}"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  count = length(local.firewall)

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this[0].arn
}

# WAF accepts only log groups with this prefix.
resource "aws_cloudwatch_log_group" "waf" {
  count = length(local.firewall)

  name              = "aws-waf-logs-${var.name}-${var.stage}"
  retention_in_days = var.log.retention_days
  kms_key_id        = var.log.kms_key_arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = length(local.firewall)

  resource_arn            = aws_wafv2_web_acl.this[0].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[0].arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  # Allowed requests are in the access log.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }
      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}
