"""API Gateway's proxy event <-> Request and Response. The only module that knows event shapes.

Format 1.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import binascii
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from backend.framework.adapters.lambda_events import seconds_left
from backend.framework.errors import HttpBadRequest
from backend.framework.request import Request
from backend.framework.response import Response

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_AS_TEXT = re.compile(r"(text/|application/(json|javascript|xml)|image/svg\+xml|[a-z]+/[a-z0-9.-]+\+json)")
_PARAMETER = re.compile(r"\{(\w+)\+?\}")
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
        method=event.get("httpMethod", "").upper(),
        path=path,
        headers=headers,
        query=_query_of(event),
        claims=(ctx.get("authorizer") or {}).get("claims"),
        request_id=_request_id(headers, ctx),
        base_url=_base_url(headers, ctx, event.get("path") or "/", base),
        source_ip=(ctx.get("identity") or {}).get("sourceIp") or "",
        ends_at=time.monotonic() + _seconds_left(ctx, context),
    )


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body as bytes; `HttpBadRequest` for base64 that is none."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise HttpBadRequest("The body is marked as base64 but is not.") from None


def event_of(response: Response) -> dict[str, Any]:
    """What the proxy integration wants back; anything but text travels as base64.

    Also to HEAD the whole body: the gateway leaves it out, and sends its length.
    """
    body: str
    is_text = "Content-Encoding" not in response.headers and _AS_TEXT.match(
        response.headers.get("Content-Type", "text/plain")
    )
    encoded = bool(response.body) and not is_text
    body = base64.b64encode(response.body).decode() if encoded else response.body.decode()
    return {
        "statusCode": response.status,
        "headers": dict(response.headers),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    several = event.get("multiValueHeaders")
    if several:
        return {name.lower(): ", ".join(values) for name, values in several.items()}
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def _query_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    several = event.get("multiValueQueryStringParameters")
    if several:
        return {name: list(values) for name, values in several.items()}
    return {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}


def _request_id(headers: Mapping[str, str], ctx: Mapping[str, Any]) -> str:
    for name in ("x-request-id", "x-correlation-id"):
        if _SANE_ID.fullmatch(headers.get(name, "")):
            return headers[name]
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
    parameters = event.get("pathParameters") or {}
    ours = _without_slash(_PARAMETER.sub(lambda found: parameters.get(found[1]) or found[0], resource))
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
    scheme = "http" if headers.get("x-forwarded-proto", "https").split(",")[0].strip() == "http" else "https"
    stage = str(ctx.get("path") or path).removesuffix(path)
    return f"{scheme}://{ctx.get('domainName') or 'localhost'}{stage}{base}"


def _seconds_left(ctx: Mapping[str, Any], context: Any) -> float:
    """Until Lambda ends the invocation, or the gateway stops waiting: it began to before a cold start did."""
    seconds = seconds_left(context, GATEWAY_SECONDS)
    age = time.time() - float(ctx.get("requestTimeEpoch") or 0) / 1000
    return min(seconds, GATEWAY_SECONDS - age) if 0 < age < _COLD_START_SECONDS else seconds
