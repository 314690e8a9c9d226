"""In front of moto's Cognito: signing in is as strict and as tight-lipped as at AWS.

moto lets a client use flows it was not given (and its SRP takes any password), and it tells unknown users from wrong
passwords, which a client with PreventUserExistenceErrors must not.
"""

import io
import json
from collections.abc import Callable, Collection, Iterable
from typing import Any

from werkzeug.test import run_wsgi_app

from backend.local.serving import App

_SIGNING_IN = "AWSCognitoIdentityProviderService.InitiateAuth"
_REFRESH = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")


class CognitoGuard:
    """The middleware. `flows` answers the ExplicitAuthFlows of a client id."""

    def __init__(self, app: App, flows: Callable[[str], Collection[str]]) -> None:
        self._app = app
        self._flows = flows

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_X_AMZ_TARGET") != _SIGNING_IN:
            return self._app(environ, start_response)
        body = environ["wsgi.input"].read(1 << 20)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        flow = self._forbidden_flow(body)
        if flow:
            return _error(start_response, "InvalidParameterException", f"{flow} is not enabled for the client.")
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        answer = b"".join(chunks)
        if b"UserNotFoundException" in answer and not status.startswith("200"):
            return _error(start_response, "NotAuthorizedException", "Incorrect username or password.")
        start_response(status, headers.to_wsgi_list())
        return [answer]

    def _forbidden_flow(self, body: bytes) -> str | None:
        """The flow asked for, if the client may not use it; what is no request is left to moto to refuse."""
        try:
            asked = json.loads(body)
            flow, client = asked["AuthFlow"], asked["ClientId"]
        except (ValueError, KeyError, TypeError):
            return None
        names = ("ALLOW_REFRESH_TOKEN_AUTH",) if flow in _REFRESH else (f"ALLOW_{flow}", flow)
        allowed = self._flows(client)
        return str(flow) if allowed and not any(name in allowed for name in names) else None


def _error(start_response: Any, code: str, message: str) -> list[bytes]:
    body = json.dumps({"__type": code, "message": message}).encode()
    headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Content-Length", str(len(body))),
        ("x-amzn-ErrorType", code),
        ("Access-Control-Allow-Origin", "*"),
    ]
    start_response("400 Bad Request", headers)
    return [body]
