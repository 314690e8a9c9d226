output "bucket" {
  description = "The bucket's name, once it is set up."
  value       = aws_s3_bucket.this.bucket
  depends_on  = [aws_s3_bucket_policy.this, aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this]
}

output "arn" {
  description = "ARN of the bucket; its objects are <arn>/*."
  value       = aws_s3_bucket.this.arn
}

output "website_url" {
  description = "Where everybody reads the objects: this and their keys. Null unless website is true."
  value       = var.website ? "https://${aws_s3_bucket.this.bucket_regional_domain_name}/" : null
}
