"""Text and image models on Amazon Bedrock."""
