output "table_names" {
  description = "The tables' names by their keys in tables.json: {products = \"dreamforge-dev-products\", ...}."
  value       = { for key, table in aws_dynamodb_table.this : key => table.name }
}

output "table_arns" {
  description = "The tables' ARNs by their keys in tables.json; their indexes are <arn>/index/<name>."
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
}
