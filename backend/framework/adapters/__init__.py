"""Other shapes of requests and responses: those of AWS Lambda."""
