"""Secrets from Secrets Manager and Parameter Store."""
