output "table_names" {
  description = "The tables' names by their keys in tables.json: {products = \"dreamforge-dev-products\", ...}."
  value       = { for key, table in aws_dynamodb_table.this : key => table.name }
}

output "table_arns" {
  description = "The tables' ARNs by their keys in tables.json."
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
}

output "statements" {
  description = "What var.access allows, as statements of IAM policies by function and sid."
  value       = local.statements
}
