output "arn" {
  description = "ARN of the layer's version, which functions name."
  value       = aws_lambda_layer_version.this.arn
}
