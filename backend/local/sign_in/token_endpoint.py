"""/oauth2/token, /oauth2/revoke and /oauth2/userInfo: what clients ask without a browser.

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from backend.local.sign_in.authorize import OAuthClient
from backend.local.sign_in.codes import Grant, ShortLivedKeys
from backend.local.sign_in.moto_pool import MotoPool

Answer = tuple[int, dict[str, Any] | None]
"""Status and JSON; None for an empty body."""


class OAuthError(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.answer: Answer = (status, {"error": error})


class TokenEndpoint:
    def __init__(self, pool: MotoPool, codes: ShortLivedKeys[Grant]) -> None:
        self._pool = pool
        self._codes = codes

    def token(self, form: Mapping[str, str], authorization: str) -> Answer:
        """Tokens for a code, which is spent whatever comes of it, or for a refresh token."""
        grant_type = form.get("grant_type")
        if grant_type is None:
            raise OAuthError("invalid_request")
        if grant_type not in ("authorization_code", "refresh_token"):
            raise OAuthError("unsupported_grant_type")
        client = self._client(form, authorization)
        if "code" not in client.flows:
            raise OAuthError("unauthorized_client")
        return 200, self._redeem(form, client) if grant_type == "authorization_code" else self._renew(form, client)

    def revoke(self, form: Mapping[str, str], authorization: str) -> Answer:
        """Ends a refresh token with all that came of it; one that is unknown is no error."""
        if "token" not in form:
            raise OAuthError("invalid_request")
        client = self._client(form, authorization, status=401)
        if form["token"].count(".") == 2:
            raise OAuthError("unsupported_token_type")
        self._pool.revoke(client.client_id, form["token"])
        return 200, None

    def user_info(self, authorization: str) -> Answer:
        scheme, _, token = authorization.partition(" ")
        user = self._pool.user_of(token) if scheme.lower() == "bearer" else None
        return (401, {"error": "invalid_token"}) if user is None else (200, user)

    def _redeem(self, form: Mapping[str, str], client: OAuthClient) -> dict[str, Any]:
        if "code" not in form or "redirect_uri" not in form:
            raise OAuthError("invalid_request")
        grant = self._codes.take(form["code"])
        if grant is None or grant.client_id != client.client_id or grant.redirect_uri != form["redirect_uri"]:
            raise OAuthError("invalid_grant")
        if not grant.is_proven_by(form.get("code_verifier")):
            raise OAuthError("invalid_grant")
        if form.get("resource", grant.resource) != grant.resource:
            raise OAuthError("invalid_grant")
        return self._pool.issue(grant)

    def _renew(self, form: Mapping[str, str], client: OAuthClient) -> dict[str, Any]:
        if "refresh_token" not in form:
            raise OAuthError("invalid_request")
        tokens = self._pool.renew(client.client_id, form["refresh_token"])
        if tokens is None:
            raise OAuthError("invalid_grant")
        return tokens

    def _client(self, form: Mapping[str, str], authorization: str, status: int = 400) -> OAuthClient:
        """A public client names itself; one with a secret proves that it has it, in the header or the body."""
        client_id, secret = _basic(authorization)
        client_id, secret = client_id or form.get("client_id"), secret or form.get("client_secret")
        client = None if client_id is None else self._pool.client(client_id)
        if client is None or form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_client", status)
        is_right = hmac.compare_digest((client.secret or "").encode(), (secret or "").encode())
        if (client.secret is None and secret) or not is_right:
            raise OAuthError("invalid_client", status)
        return client


def _basic(authorization: str) -> tuple[str | None, str | None]:
    """`Basic YTpi` -> `("a", "b")`; nothing for a header that is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        client_id, colon, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise OAuthError("invalid_client") from None
    return (unquote(client_id), unquote(secret)) if colon else (None, None)
