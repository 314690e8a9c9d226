output "url" {
  description = "Where messages are sent."
  value       = aws_sqs_queue.this.url
}

output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "dead_letter_arn" {
  description = "ARN of the queue of dead letters."
  value       = aws_sqs_queue.dead_letters.arn
}

output "dead_letter_name" {
  description = "Name of the queue of dead letters."
  value       = aws_sqs_queue.dead_letters.name
}
