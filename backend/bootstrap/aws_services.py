"""The services of AWS that clients are made of. This module imports nothing, so that scripts can read it."""

SERVICES = frozenset({"bedrock-runtime", "cognito-idp", "dynamodb", "s3", "secretsmanager", "sqs", "ssm"})
"""By the names of their folders in botocore's data; a test compares them with what the code asks for."""
CREDENTIAL_SERVICES = frozenset({"signin", "sso", "sso-oidc", "sts"})
"""What botocore itself makes clients of when its credentials are those of a role."""
