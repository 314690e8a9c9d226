"""What arrives at the web server -> Request.

The server speaks ASGI: https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from backend.domain.shared.budget import GATEWAY_SECONDS, Budget
from backend.framework.adapters.lambda_proxy import request_of
from backend.framework.errors import HttpPayloadTooLarge
from backend.framework.request import Request

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_BYTES = 10 * 1024 * 1024
"""As many as API Gateway takes."""
_ORIGIN = re.compile(r"^[A-Za-z]+://[^/]*")
_REQUEST_CONTEXT, _LAMBDA_CONTEXT = "x-amzn-request-context", "x-amzn-lambda-context"
LARGE_BODY_BYTES = 65_536
"""Above, a body counts against the memory for bodies. The server itself buffers as much of each connection."""
_TOO_LARGE = "The request is larger than 10 MB. For larger files see POST /uploads."
_TOO_LARGE_HERE = "The request is larger than {} bytes, the limit of this operation."


class CallerGone(Exception):
    """The caller closed the connection before the request was complete."""


class RequestFactory:
    """Makes requests. The caller, its address and the URL are taken from the connection, not from headers.

    Inside Lambda the connection is that of the Lambda Web Adapter, which tells in two headers what API Gateway and
    Lambda said, and lets no caller set them. Claims are not taken from there either: the function may have a URL of its
    own, without an authorizer before it. https://aws.github.io/aws-lambda-web-adapter/features/request-context.html
    """

    def __init__(self, *, public_url: str | None, in_lambda: bool, seconds: float) -> None:
        """`public_url` is what callers know the service by; None inside Lambda, where the gateway tells.

        `seconds` are what a request may take.
        """
        self._public_url = public_url
        self._in_lambda = in_lambda
        self._seconds = seconds

    def request_of(self, scope: Scope) -> Request:
        """The request without its body, and without claims, whatever a header says."""
        headers = _group(scope["headers"])
        told, lambda_told = (headers.pop(name, []) for name in (_REQUEST_CONTEXT, _LAMBDA_CONTEXT))
        event = {
            "httpMethod": scope["method"],
            "path": _path(scope["raw_path"].decode("latin-1")),
            "multiValueHeaders": headers,
            "multiValueQueryStringParameters": parse_qs(
                scope["query_string"].decode("latin-1"), keep_blank_values=True
            ),
            "requestContext": _tell(_object(told), scope) if self._in_lambda else _note(scope),
        }
        request = request_of(event, None)
        seconds = min(self._seconds, _seconds_left(_object(lambda_told))) if self._in_lambda else self._seconds
        base_url = self._public_url or request.base_url
        return request.with_(base_url=base_url, claims=None, ends_at=Budget.of(seconds).ends_at)


async def body_of(scope: Scope, receive: Receive, *, most: int = BODY_BYTES) -> bytes:
    """The whole body, of at most that many bytes. `HttpPayloadTooLarge` as soon as that is known; `CallerGone`."""
    too_large = _TOO_LARGE if most == BODY_BYTES else _TOO_LARGE_HERE.format(most)
    if (_read_length(scope["headers"]) or 0) > most:
        raise HttpPayloadTooLarge(too_large)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        body += message.get("body", b"")
        if len(body) > most:
            raise HttpPayloadTooLarge(too_large)
        if not message.get("more_body"):
            return bytes(body)


def has_ambiguous_length(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request has both Content-Length and Transfer-Encoding: RFC 9112, 6.1."""
    return {name for name, _ in headers} >= {b"content-length", b"transfer-encoding"}


def large_body_bytes(headers: Iterable[tuple[bytes, bytes]], most: int) -> int:
    """How much memory a body may take, up to `most`; 0 for one that is not large. One in chunks says no length."""
    declared = _read_length(headers)
    if declared is None:
        declared = most if any(name == b"transfer-encoding" for name, _ in headers) else 0
    return min(declared, most) if declared > LARGE_BODY_BYTES else 0


def _path(target: str) -> str:
    """`/a%20b` -> `/a%20b`, `http://host/a` (which HTTP allows) -> `/a`, `*` -> `*`"""
    return _ORIGIN.sub("", target, count=1) or "/"


def _group(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _read_length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Content-Length; the server has refused one that is no number."""
    return max((int(value) for name, value in headers if name == b"content-length"), default=None)


def _object(values: list[str]) -> Mapping[str, Any]:
    """The JSON object in a header of the adapter's; empty for a request of its own, such as its readiness check."""
    found = json.loads(values[0]) if len(values) == 1 else None
    return found if isinstance(found, dict) else {}


def _tell(context: Mapping[str, Any], scope: Scope) -> Mapping[str, Any]:
    """What API Gateway told. A function's URL tells the caller's address under `http` instead of `identity`."""
    seen = _note(scope)
    who = context.get("identity") or context.get("http") or seen["identity"]
    return {**seen, **context, "identity": who}


def _seconds_left(context: Mapping[str, Any]) -> float:
    """Seconds until Lambda ends the invocation; `deadline` is in milliseconds since 1970."""
    deadline = context.get("deadline")
    return GATEWAY_SECONDS if deadline is None else float(deadline) / 1000 - time.time()


def _note(scope: Scope) -> Mapping[str, Any]:
    """The same where there is no gateway. Behind a proxy that it trusts, the server has put the caller's address."""
    client = scope.get("client")
    return {"requestId": str(uuid.uuid4()), "identity": {"sourceIp": client[0] if client else ""}}
