"""The sign-in pages of a user pool, as Cognito's hosted UI has them: OAuth 2.0 with authorization codes and PKCE.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
"""

from backend.local.sign_in.server import SignInPages

__all__ = ["SignInPages"]
