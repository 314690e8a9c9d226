"""Users in the deployed pool, made the way docs/deploy.md has it, and their tokens."""

import secrets
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PoolUser:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class PoolUserTokens:
    id_token: str
    access_token: str


class PoolUsers:
    """`cognito` is a boto3 client with the owner's keys; the client is the deployed one."""

    def __init__(self, cognito: Any, pool_id: str, client_id: str) -> None:
        self._cognito = cognito
        self._pool_id = pool_id
        self._client_id = client_id

    def make(self, username: str, *groups: str) -> PoolUser:
        """A confirmed user with a password that nobody else knows."""
        password = f"Aa1-{secrets.token_urlsafe(24)}"
        email = f"{username}@example.com"
        self._cognito.admin_create_user(
            UserPoolId=self._pool_id,
            Username=username,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            MessageAction="SUPPRESS",
        )
        self._cognito.admin_set_user_password(
            UserPoolId=self._pool_id, Username=username, Password=password, Permanent=True
        )
        for group in groups:
            self._cognito.admin_add_user_to_group(UserPoolId=self._pool_id, Username=username, GroupName=group)
        return PoolUser(username, password)

    def tokens(self, person: PoolUser) -> PoolUserTokens:
        answer = self._cognito.initiate_auth(
            ClientId=self._client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
        )["AuthenticationResult"]
        return PoolUserTokens(answer["IdToken"], answer["AccessToken"])
