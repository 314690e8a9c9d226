"""API Gateway's proxy event <-> Request and Response. The only module that knows event shapes.

Format 1.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import time
from collections.abc import Mapping
from typing import Any

from backend.framework.adapters.lambda_events import seconds_left
from backend.framework.errors import HttpBadRequest
from backend.framework.request import NO_QUERY, Request
from backend.framework.response import Response

_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_ID_LENGTH = 128
_TEXT_TYPES = ("application/json", "application/javascript", "application/xml", "image/svg+xml")
GATEWAY_SECONDS = 29.0
"""API Gateway's limit."""
_COLD_START_SECONDS = 15.0
"""A request that is older than a cold start makes it was not sent by a gateway that waits: it is an event kept from
before."""


def request_of(event: Mapping[str, Any], context: Any) -> Request:
    """The request in an event. The body is decoded by `body_of`, where a mistake in it can be answered."""
    ctx = event.get("requestContext") or {}
    headers = _headers_of(event)
    base, path = split_base_path(event)
    return Request(
        event.get("httpMethod", "").upper(),
        path,
        headers,
        _query_of(event),
        b"",
        (ctx.get("authorizer") or {}).get("claims"),
        _request_id(headers, ctx),
        _base_url(headers, ctx, event.get("path") or "/", base),
        (ctx.get("identity") or {}).get("sourceIp") or "",
        time.monotonic() + _seconds_left(ctx, context),
    )


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body as bytes; `HttpBadRequest` for base64 that is none."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    import base64  # of uploads alone

    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise HttpBadRequest("The body is marked as base64 but is not.") from None


def event_of(response: Response) -> dict[str, Any]:
    """What the proxy integration wants back; anything but text travels as base64.

    Also to HEAD the whole body: the gateway leaves it out, and sends its length.
    """
    headers, body = response.headers, response.body
    encoded = bool(body) and ("Content-Encoding" in headers or not is_text(headers.get("Content-Type", "text/plain")))
    if encoded:
        import base64

        body = base64.b64encode(body)
    return {"statusCode": response.status, "headers": headers, "body": body.decode(), "isBase64Encoded": encoded}


def is_text(content_type: str) -> bool:
    """`text/html; charset=utf-8`, `application/json` and `application/problem+json` are; `image/png` is not."""
    if content_type.startswith(_TEXT_TYPES) or content_type.startswith("text/"):
        return True
    return content_type.partition(";")[0].strip().endswith("+json")


def _headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    several = event.get("multiValueHeaders")
    if several:
        return {name.lower(): values[0] if len(values) == 1 else ", ".join(values) for name, values in several.items()}
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def _query_of(event: Mapping[str, Any]) -> Mapping[str, list[str]]:
    several = event.get("multiValueQueryStringParameters")
    if several:
        return {name: list(values) for name, values in several.items()}
    single = event.get("queryStringParameters")
    return {name: [value] for name, value in single.items()} if single else NO_QUERY


def _request_id(headers: Mapping[str, str], ctx: Mapping[str, Any]) -> str:
    for name in ("x-request-id", "x-correlation-id"):
        sent = headers.get(name)
        if sent and len(sent) <= _ID_LENGTH and _ID_CHARACTERS.issuperset(sent):
            return sent
    return str(ctx.get("requestId") or "")


def split_base_path(event: Mapping[str, Any]) -> tuple[str, str]:
    """The base path of a custom domain's mapping, and the path of the operation, both percent-encoded.

    With a mapping `path` holds the base path; `resource` and `pathParameters` do not, and say how much of it is ours:
    path `/shop/v1/docs/`, resource `/{proxy+}`, proxy `docs` -> (`/shop/v1`, `/docs`). A path with a slash at its end
    is the same as without, as API Gateway has it.
    """
    path: str = event.get("path") or "/"
    resource = event.get("resource")
    if not resource:
        return "", _without_slash(path)
    ours = _without_slash(_fill(resource, event.get("pathParameters") or {}))
    if path == ours:
        return "", path
    return _split_at(path, ours)


def _fill(resource: str, parameters: Mapping[str, str]) -> str:
    """`/a/{proxy+}` with the parameters of the event; one that is not there stays."""
    start, *parts = resource.split("{")
    filled = start
    for part in parts:
        name, brace, rest = part.partition("}")
        value = parameters.get(name.removesuffix("+")) if brace else None
        filled += value + rest if value else "{" + part
    return filled


def _split_at(path: str, ours: str) -> tuple[str, str]:
    from urllib.parse import unquote  # most paths have neither a base path nor anything encoded

    starts = [at for at, letter in enumerate(path) if letter == "/"] + [len(path)]
    for start in starts:
        if unquote(_without_slash(path[start:])) == unquote(ours):
            return path[:start], _without_slash(path[start:])
    return "", _without_slash(path)


def _without_slash(path: str) -> str:
    """`/docs/` -> `/docs`, `` and `/` -> `/`"""
    return path.removesuffix("/") or "/"


def _base_url(headers: Mapping[str, str], ctx: Mapping[str, Any], path: str, base: str) -> str:
    """From what the gateway says of itself, never from the Host header, which the caller writes."""
    forwarded = headers.get("x-forwarded-proto", "https")
    scheme = "http" if forwarded == "http" or forwarded.split(",")[0].strip() == "http" else "https"
    stage = str(ctx.get("path") or path).removesuffix(path)
    return f"{scheme}://{ctx.get('domainName') or 'localhost'}{stage}{base}"


def _seconds_left(ctx: Mapping[str, Any], context: Any) -> float:
    """Until Lambda ends the invocation, or the gateway stops waiting: it began to before a cold start did."""
    seconds = seconds_left(context, GATEWAY_SECONDS)
    age = time.time() - float(ctx.get("requestTimeEpoch") or 0) / 1000
    return min(seconds, GATEWAY_SECONDS - age) if 0 < age < _COLD_START_SECONDS else seconds
