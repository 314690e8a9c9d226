# test_api.sh reads api_url, user_pool_id and region; clients need client_id, too.

output "api_url" {
  description = "Where the API is, without a slash at its end."
  value       = module.api.api_url
}

output "region" {
  description = "Where everything is."
  value       = var.region
}

output "user_pool_id" {
  description = "The Cognito user pool."
  value       = module.users.user_pool_id
}

output "client_id" {
  description = "The pool's public client, which has no secret."
  value       = module.users.client_id
}

output "sign_in_url" {
  description = "The hosted sign-in pages; null without sign_in.domain_prefix."
  value       = module.users.domain_url
}

output "scopes" {
  description = "The service's scopes, which MCP clients request."
  value       = module.users.scopes
}

output "buckets" {
  description = "The buckets' names by their use: uploads, assets, public."
  value       = { uploads = module.uploads.bucket, assets = module.assets.bucket, public = module.public.bucket }
}

output "tables" {
  description = "The tables' names by their keys in tables.json."
  value       = module.tables.table_names
}

output "jobs_queue_url" {
  description = "The queue of jobs."
  value       = module.jobs.url
}

output "functions" {
  description = "The functions' names by their keys in functions.tf; each has the log group /aws/lambda/<name>."
  value       = { for use, function in module.functions : use => function.function_name }
}

output "website_url" {
  description = "Public address of the public bucket; null unless public_website is true."
  value       = module.public.website_url
}

output "dashboard" {
  description = "Name of the dashboard in CloudWatch."
  value       = module.observability.dashboard_name
}
