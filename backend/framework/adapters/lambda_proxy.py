"""API Gateway's proxy event <-> Request and Response. The only module that knows event shapes.

Format 1.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from backend.framework.adapters.lambda_events import seconds_left
from backend.framework.context import Context
from backend.framework.errors import HttpBadRequest
from backend.framework.request import NO_QUERY, NO_TEXT, Request
from backend.framework.response import Response

_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_ID_LENGTH = 128
JSON = "application/json"
_TEXT_TYPES = (JSON, "application/javascript", "application/xml", "image/svg+xml")
NOTHING: Mapping[str, Any] = {}
GATEWAY_SECONDS = 29.0
"""API Gateway's limit."""
_COLD_START_SECONDS = 15.0
"""A request that is older than a cold start makes it was not sent by a gateway that waits: it is an event kept from
before."""


class ProxyRequest(Request):
    """The request in an event. What nobody asks for is not read out of the event."""

    __slots__ = ("_base_path", "_event", "_lambda_context")

    def __init__(self, event: Mapping[str, Any], context: Any) -> None:
        self._event = event
        self._lambda_context = context
        self.method = event.get("httpMethod", "").upper()
        self._base_path, self.path = split_base_path(event)
        self.query = _query_of(event)
        self.caller = self.body_error = None
        self.work = ""
        self.path_parameters = NO_TEXT
        self.context = Context()
        try:
            self.body = body_of(event)
        except HttpBadRequest as error:
            self.body, self.body_error = b"", error

    def __getattr__(self, name: str) -> Any:
        """Of a property that was not read yet."""
        read = _READERS.get(name)
        if read is None:
            raise AttributeError(name)
        value = read(self)
        setattr(self, name, value)
        return value


def request_of(event: Mapping[str, Any], context: Any) -> Request:
    """The request in an event. Where its body cannot be decoded, `body_error` says so."""
    return ProxyRequest(event, context)


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
    content_type = headers.get("Content-Type", "text/plain")
    encoded = bool(body) and ("Content-Encoding" in headers or not (content_type == JSON or is_text(content_type)))
    if encoded:
        import base64

        body = base64.b64encode(body)
    return {"statusCode": response.status, "headers": headers, "body": body.decode(), "isBase64Encoded": encoded}


def is_text(content_type: str) -> bool:
    """`text/html; charset=utf-8`, `application/json` and `application/problem+json` are; `image/png` is not."""
    if content_type.startswith(_TEXT_TYPES) or content_type.startswith("text/"):
        return True
    return content_type.partition(";")[0].strip().endswith("+json")


def _read_headers(request: ProxyRequest) -> Mapping[str, str]:
    event = request._event
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


def _gateway_context(request: ProxyRequest) -> Mapping[str, Any]:
    return request._event.get("requestContext") or NOTHING


def _read_claims(request: ProxyRequest) -> Mapping[str, Any] | None:
    claims: Mapping[str, Any] | None = (_gateway_context(request).get("authorizer") or NOTHING).get("claims")
    return claims


def _read_request_id(request: ProxyRequest) -> str:
    for name in ("x-request-id", "x-correlation-id"):
        sent = request.headers.get(name)
        if sent and len(sent) <= _ID_LENGTH and _ID_CHARACTERS.issuperset(sent):
            return sent
    return str(_gateway_context(request).get("requestId") or "")


def _read_source_ip(request: ProxyRequest) -> str:
    return (_gateway_context(request).get("identity") or NOTHING).get("sourceIp") or ""


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
    parameters = event.get("pathParameters") or NOTHING
    if resource == "/{proxy+}" and path == f"/{parameters.get('proxy')}" and path[-1] != "/":
        return "", path
    ours = _without_slash(_fill(resource, parameters))
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


def _read_base_url(request: ProxyRequest) -> str:
    """From what the gateway says of itself, never from the Host header, which the caller writes."""
    ctx, path = _gateway_context(request), request._event.get("path") or "/"
    forwarded = request.headers.get("x-forwarded-proto", "https")
    scheme = "http" if forwarded == "http" or forwarded.split(",")[0].strip() == "http" else "https"
    stage = str(ctx.get("path") or path).removesuffix(path)
    return f"{scheme}://{ctx.get('domainName') or 'localhost'}{stage}{request._base_path}"


def _read_end(request: ProxyRequest) -> float:
    """When Lambda ends the invocation, or the gateway stops waiting: it began to before a cold start did."""
    seconds = seconds_left(request._lambda_context, GATEWAY_SECONDS)
    age = time.time() - float(_gateway_context(request).get("requestTimeEpoch") or 0) / 1000
    if 0 < age < _COLD_START_SECONDS:
        seconds = min(seconds, GATEWAY_SECONDS - age)
    return time.monotonic() + seconds


_READERS: Mapping[str, Callable[[ProxyRequest], Any]] = {
    "headers": _read_headers,
    "claims": _read_claims,
    "request_id": _read_request_id,
    "base_url": _read_base_url,
    "source_ip": _read_source_ip,
    "ends_at": _read_end,
}
"""What makes each property when it is first asked for."""
