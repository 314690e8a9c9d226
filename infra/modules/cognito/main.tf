# A user pool, its public client, the two groups, and the scope that MCP clients request.

data "aws_region" "current" {}

locals {
  groups = {
    admin  = { precedence = 1, description = "May act for any owner" }
    seller = { precedence = 10, description = "Sells what it makes" }
  }

  hosted = var.domain_prefix != null
}

resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"

  mfa_configuration        = var.mfa
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = false
  }

  # Codes to recover an account go there.
  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = !var.self_sign_up
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = true
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  # The old address stays in force until the new one is confirmed: a typo locks nobody out.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }
}

resource "aws_cognito_user_pool_client" "public" {
  name         = "${var.name}-public"
  user_pool_id = aws_cognito_user_pool.this.id

  # Browsers, command lines and MCP clients cannot keep a secret.
  generate_secret               = false
  explicit_auth_flows           = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true
  read_attributes               = ["email", "email_verified", "name"]
  write_attributes              = ["email", "name"]

  id_token_validity      = var.token_validity.id_minutes
  access_token_validity  = var.token_validity.access_minutes
  refresh_token_validity = var.token_validity.refresh_days

  # Each refresh gives a new refresh token. The old one works for a minute more: a call whose answer was lost is repeated.
  # With rotation, Cognito does not take REFRESH_TOKEN_AUTH.
  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 60
  }

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "days"
  }

  # The code grant. The client has no secret, so PKCE proves that a code is redeemed by the client that requested it.
  allowed_oauth_flows_user_pool_client = local.hosted
  allowed_oauth_flows                  = local.hosted ? ["code"] : []
  allowed_oauth_scopes                 = local.hosted ? concat(["email", "openid", "profile"], aws_cognito_resource_server.this.scope_identifiers) : []
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = var.callback_urls
  logout_urls                          = var.logout_urls
}

resource "aws_cognito_user_group" "this" {
  for_each = local.groups

  name         = each.key
  description  = each.value.description
  precedence   = each.value.precedence
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "this" {
  identifier   = "dreamforge"
  name         = "DreamForge"
  user_pool_id = aws_cognito_user_pool.this.id

  scope {
    scope_name        = "mcp"
    scope_description = "Use DreamForge's tools"
  }
}

# MCP clients name the address that a token is for (`resource`, RFC 8707). Cognito takes only an address that is the
# identifier of a resource server. Scopes stay those of the server above.
resource "aws_cognito_resource_server" "mcp" {
  count = length(var.mcp_urls)

  identifier   = var.mcp_urls[count.index]
  name         = "MCP endpoint ${count.index + 1}"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_user_pool_domain" "this" {
  count = local.hosted ? 1 : 0

  domain       = var.domain_prefix
  user_pool_id = aws_cognito_user_pool.this.id
}
