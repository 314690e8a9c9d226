"""In front of moto's Cognito: signing in, renewing and signing out are as strict as at AWS.

moto lets a client use flows that it was not given (and its SRP takes any password), it tells unknown users from wrong
passwords, which a client with PreventUserExistenceErrors must not, and it has neither GetTokensFromRefreshToken nor
RevokeToken.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
"""

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.test import run_wsgi_app

from backend.local.refresh_tokens import PoolClient
from backend.local.serving import App

_TARGET = "AWSCognitoIdentityProviderService."
_REFRESH = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")
_REVOKED = "Refresh Token has been revoked"

Environ = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers, body."""


class CognitoGuard:
    """The middleware. `client_of` finds a client by its id; None where there is none."""

    def __init__(self, app: App, client_of: Callable[[str], PoolClient | None]) -> None:
        self._app = app
        self._client_of = client_of
        self._operations = {
            "InitiateAuth": self._initiate_auth,
            "GetTokensFromRefreshToken": self._renew,
            "RevokeToken": self._revoke,
        }

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        operation = self._operations.get(str(environ.get("HTTP_X_AMZ_TARGET", "")).removeprefix(_TARGET))
        if operation is None:
            return self._app(environ, start_response)
        body = environ["wsgi.input"].read(1 << 20)
        status, headers, answer = operation(environ, body, _parse_request(body))
        start_response(status, headers)
        return [answer]

    def _initiate_auth(self, environ: Environ, body: bytes, asked: dict[str, Any]) -> Answer:
        flow = str(asked.get("AuthFlow", ""))
        client = self._client_of(str(asked.get("ClientId", "")))
        if client is not None and not _allows(client, flow):
            return _error("InvalidParameterException", f"{flow} is not enabled for the client.")
        answer = self._forward(environ, body)
        if b"UserNotFoundException" in answer[2] and not answer[0].startswith("200"):
            return _error("NotAuthorizedException", "Incorrect username or password.")
        return answer

    def _renew(self, environ: Environ, _body: bytes, asked: dict[str, Any]) -> Answer:
        """With rotation on, the answer has a new refresh token and the old one is valid for the grace period only."""
        client = self._client_of(str(asked.get("ClientId", "")))
        if client is None:
            return _error("ResourceNotFoundException", "User pool client does not exist.")
        token = str(asked.get("RefreshToken", ""))
        if not client.tokens.accepts(token):
            return _error("NotAuthorizedException", _REVOKED)
        flow = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": token}}
        body = json.dumps({**flow, "ClientId": asked["ClientId"]}).encode()
        status, headers, answer = self._forward(environ | {"HTTP_X_AMZ_TARGET": f"{_TARGET}InitiateAuth"}, body)
        if not status.startswith("200"):
            return status, headers, answer
        result = json.loads(answer)
        if (rotated := client.tokens.rotate(token)) is not None:
            result["AuthenticationResult"]["RefreshToken"] = rotated
        return _json("200 OK", result)

    def _revoke(self, _environ: Environ, _body: bytes, asked: dict[str, Any]) -> Answer:
        """The token and all that it was rotated into; a token that is unknown or revoked already is no error."""
        client = self._client_of(str(asked.get("ClientId", "")))
        if client is None:
            return _error("ResourceNotFoundException", "User pool client does not exist.")
        token = str(asked.get("Token", ""))
        if token.count(".") == 2:
            return _error("UnsupportedTokenTypeException", "Unsupported token type.")
        client.tokens.revoke(token)
        return _json("200 OK", {})

    def _forward(self, environ: Environ, body: bytes) -> Answer:
        forwarded = environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        chunks, status, headers = run_wsgi_app(self._app, forwarded, buffered=True)
        return status, headers.to_wsgi_list(), b"".join(chunks)


def _allows(client: PoolClient, flow: str) -> bool:
    names = ("ALLOW_REFRESH_TOKEN_AUTH",) if flow in _REFRESH else (f"ALLOW_{flow}", flow)
    flows = set(client.flows)
    return not flow or not flows or any(name in flows for name in names)


def _parse_request(body: bytes) -> dict[str, Any]:
    """The request; empty for what is none: moto refuses it."""
    try:
        asked = json.loads(body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _error(code: str, message: str) -> Answer:
    return _json("400 Bad Request", {"__type": code, "message": message}, ("x-amzn-ErrorType", code))


def _json(status: str, payload: Any, *more: tuple[str, str]) -> Answer:
    body = json.dumps(payload).encode()
    headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Content-Length", str(len(body))),
        ("Access-Control-Allow-Origin", "*"),
        *more,
    ]
    return status, headers, body
