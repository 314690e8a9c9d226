# The pool, its public client, groups and scope. Offline: no account is asked.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_resource "aws_cognito_user_pool" {
    defaults = { id = "eu-west-1_aBcDeFgHi" }
  }
  mock_resource "aws_cognito_resource_server" {
    defaults = { scope_identifiers = ["dreamforge/mcp"] }
  }
}

variables {
  name = "dreamforge-dev"
}

run "the_pool_keeps_its_users_and_their_secrets" {
  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
    error_message = "The pool can be deleted."
  }
  assert {
    condition = one([
      for policy in aws_cognito_user_pool.this.password_policy :
      policy.minimum_length >= 12 && policy.require_lowercase && policy.require_uppercase && policy.require_numbers && policy.require_symbols
    ])
    error_message = "Passwords are weaker than the laptop's (backend/local/provisioning.py)."
  }
  assert {
    condition     = aws_cognito_user_pool.this.mfa_configuration == "OPTIONAL" && one(aws_cognito_user_pool.this.software_token_mfa_configuration).enabled
    error_message = "Nobody can set up a second factor."
  }
  assert {
    condition     = one(aws_cognito_user_pool.this.username_configuration).case_sensitive == false
    error_message = "Ana and ana are two users."
  }
  assert {
    condition     = aws_cognito_user_pool.this.auto_verified_attributes == toset(["email"]) && one(one(aws_cognito_user_pool.this.account_recovery_setting).recovery_mechanism).name == "verified_email"
    error_message = "Accounts are not recovered by a verified e-mail address."
  }
  assert {
    condition     = one(aws_cognito_user_pool.this.admin_create_user_config).allow_admin_create_user_only
    error_message = "Anybody can make a user and spend on models."
  }
}

run "the_client_is_public_and_tells_nothing" {
  assert {
    condition     = aws_cognito_user_pool_client.public.generate_secret == false
    error_message = "The client has a secret, which no browser can keep."
  }
  assert {
    condition     = aws_cognito_user_pool_client.public.explicit_auth_flows == toset(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"])
    error_message = "The ways to sign in are not those that the service and its clients use."
  }
  assert {
    condition     = aws_cognito_user_pool_client.public.prevent_user_existence_errors == "ENABLED" && aws_cognito_user_pool_client.public.enable_token_revocation
    error_message = "Users can be listed by their errors, or refresh tokens not be revoked."
  }
  assert {
    condition     = one(aws_cognito_user_pool_client.public.refresh_token_rotation).feature == "ENABLED"
    error_message = "A refresh token that was stolen works for as long as the user's own."
  }
  assert {
    condition     = aws_cognito_user_pool_client.public.write_attributes == toset(["email", "name"])
    error_message = "Users may write what they are known by."
  }
}

run "groups_and_scope_are_what_the_service_reads" {
  assert {
    condition     = keys(aws_cognito_user_group.this) == ["admin", "seller"] && strcontains(file("../../../backend/local/provisioning.py"), "GROUPS = (\"admin\", \"seller\")")
    error_message = "The groups are not the laptop's."
  }
  assert {
    condition     = "${aws_cognito_resource_server.this.identifier}/${one(aws_cognito_resource_server.this.scope).scope_name}" == "dreamforge/mcp"
    error_message = "The scope is not dreamforge/mcp."
  }
}

run "without_a_domain_there_is_no_oauth" {
  assert {
    condition     = length(aws_cognito_user_pool_domain.this) == 0 && output.domain_url == null && !aws_cognito_user_pool_client.public.allowed_oauth_flows_user_pool_client
    error_message = "Hosted pages are there that nobody asked for."
  }
}

run "with_a_domain_codes_go_to_the_named_places" {
  variables {
    domain_prefix = "dreamforge-dev"
    callback_urls = ["https://app.example.com/callback", "http://localhost:6274/oauth/callback", "cursor://anysphere.cursor-mcp/oauth/callback"]
  }

  assert {
    condition     = aws_cognito_user_pool_client.public.allowed_oauth_flows == toset(["code"])
    error_message = "Tokens are handed out by another grant than the code grant."
  }
  assert {
    condition     = aws_cognito_user_pool_client.public.allowed_oauth_scopes == toset(["dreamforge/mcp", "email", "openid", "profile"])
    error_message = "The client may not ask for the scopes that sign-in and MCP need, or for more."
  }
  assert {
    condition     = length(aws_cognito_user_pool_client.public.callback_urls) == 3
    error_message = "Not every callback URL is registered."
  }
  assert {
    condition     = output.domain_url == "https://dreamforge-dev.auth.eu-west-1.amazoncognito.com"
    error_message = "The hosted pages' address is wrong."
  }
}

run "codes_go_to_this_machine_at_any_port" {
  variables {
    domain_prefix = "dreamforge-dev"
    callback_urls = ["http://127.0.0.1:33418/callback", "http://[::1]:5/", "http://localhost", "http://127.0.0.1"]
    logout_urls   = ["http://[::1]:65000/out"]
  }

  assert {
    condition     = aws_cognito_user_pool_client.public.callback_urls == toset(var.callback_urls)
    error_message = "An address of this machine is not registered."
  }
}

run "each_mcp_address_is_a_resource_server_without_scopes" {
  variables {
    mcp_urls = ["https://api.example.com/mcp", "https://api.example.com/forge/mcp"]
  }

  assert {
    condition     = tolist(aws_cognito_resource_server.mcp[*].identifier) == var.mcp_urls
    error_message = "A client that names the MCP endpoint as its resource gets no token."
  }
  assert {
    condition     = alltrue([for server in aws_cognito_resource_server.mcp : length(server.scope) == 0 && can(regex("^[\\w +=,.@-]+$", server.name))])
    error_message = "Scopes are not those of one server, or Cognito does not take a name."
  }
}

run "refuses_an_mcp_address_that_no_client_names" {
  command = plan

  variables {
    mcp_urls = ["https://api.example.com/mcp/"]
  }

  expect_failures = [var.mcp_urls]
}

run "refuses_a_domain_that_leads_nowhere" {
  command = plan

  variables {
    domain_prefix = "dreamforge-dev"
  }

  expect_failures = [var.callback_urls]
}

run "refuses_callbacks_in_the_clear" {
  command = plan

  variables {
    domain_prefix = "dreamforge-dev"
    callback_urls = ["http://app.example.com/callback"]
    logout_urls   = ["http://127.0.0.1.example.com"]
  }

  expect_failures = [var.callback_urls, var.logout_urls]
}

run "refuses_other_addresses_of_a_network" {
  command = plan

  variables {
    domain_prefix = "dreamforge-dev"
    callback_urls = ["http://127.0.0.2:80/callback"]
    logout_urls   = ["http://[::2]/", "http://localhost:port/"]
  }

  expect_failures = [var.callback_urls, var.logout_urls]
}

run "refuses_callbacks_that_catch_more_than_one_place" {
  command = plan

  variables {
    domain_prefix = "dreamforge-dev"
    callback_urls = ["https://*.example.com/callback"]
  }

  expect_failures = [var.callback_urls]
}

run "refuses_wrong_input" {
  command = plan

  variables {
    name           = "DreamForge"
    mfa            = "SOMETIMES"
    domain_prefix  = "aws-dreamforge"
    token_validity = { id_minutes = 2000 }
  }

  expect_failures = [var.name, var.mfa, var.domain_prefix, var.token_validity]
}
