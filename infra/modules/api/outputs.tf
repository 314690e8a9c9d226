output "api_url" {
  description = "Where the API is, without a slash at its end."
  value       = local.url

  # Nobody gets it before it answers.
  depends_on = [aws_api_gateway_stage.this, aws_api_gateway_base_path_mapping.this, aws_lambda_permission.function]
}

output "name" {
  description = "The API's name, under which CloudWatch has its metrics."
  value       = aws_api_gateway_rest_api.this.name
}

output "rest_api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.this.stage_name
}

output "stage_arn" {
  description = "ARN of the stage."
  value       = aws_api_gateway_stage.this.arn
}

output "execution_arn" {
  description = "What calls to the API are named by in policies."
  value       = aws_api_gateway_rest_api.this.execution_arn
}
