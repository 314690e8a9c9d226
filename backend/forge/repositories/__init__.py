"""What is kept in DynamoDB: one module per noun, small verbs."""
