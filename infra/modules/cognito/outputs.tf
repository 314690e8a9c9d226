output "user_pool_id" {
  description = "Id of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "ARN of the user pool, for API Gateway's authorizer."
  value       = aws_cognito_user_pool.this.arn
}

output "client_id" {
  description = "Id of the public client, which has no secret."
  value       = aws_cognito_user_pool_client.public.id
}

output "domain_url" {
  description = "Base of the hosted sign-in pages; null without domain_prefix."
  value       = one([for domain in aws_cognito_user_pool_domain.this : "https://${domain.domain}.auth.${data.aws_region.current.id}.amazoncognito.com"])
}

output "scopes" {
  description = "The service's own scopes, as tokens and clients write them: dreamforge/mcp."
  value       = aws_cognito_resource_server.this.scope_identifiers
}
