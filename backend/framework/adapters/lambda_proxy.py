"""API Gateway's proxy event <-> Request and Response. The only module that knows event shapes.

Format 1.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
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
GREEDY = "/{proxy+}"
"""The resource of API Gateway that takes all paths."""
GATEWAY_SECONDS = 29.0
"""API Gateway's limit."""
_COLD_START_SECONDS = 15.0
"""A request that is older than a cold start makes it was not sent by a gateway that waits: it is an event kept from
before."""


class ReadOnce:
    """A property that is read out of the event when it is first asked for, and kept."""

    __slots__ = ("_name", "_read")

    def __init__(self, read: "Callable[[ProxyRequest], Any]") -> None:
        self._read = read

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, request: "ProxyRequest", _: type) -> Any:
        value = self._read(request)
        setattr(request, self._name, value)
        return value


class SentHeaders(Mapping[str, str]):
    """The headers of an event, by their names in lower case; several values of one are joined by commas."""

    __slots__ = ("_values", "names")

    def __init__(self, request: "ProxyRequest") -> None:
        event = request._event
        self._values: Mapping[str, Any] = event.get("multiValueHeaders") or event.get("headers") or NOTHING
        self.names = index_names(tuple(self._values))
        """In lower case -> as they were sent."""

    def get(self, name: str, default: Any = None) -> Any:
        as_sent = self.names.get(name)
        if as_sent is None:
            return default
        value = self._values[as_sent]
        return value if isinstance(value, str) else ", ".join(value)

    def __getitem__(self, name: str) -> str:
        value = self._values[self.names[name]]
        return value if isinstance(value, str) else ", ".join(value)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return repr(dict(self))


@lru_cache(maxsize=64)
def index_names(names: tuple[str, ...]) -> Mapping[str, str]:
    """`("Accept", "X-One")` -> `{"accept": "Accept", "x-one": "X-One"}`. Clients send the same names each time."""
    return {name.lower(): name for name in names}


def _read_request_id(request: "ProxyRequest") -> str:
    """The caller's own, where it has one that fits into a header and a log; the gateway's otherwise."""
    headers = request.headers
    if "x-request-id" in headers.names or "x-correlation-id" in headers.names:
        for name in ("x-request-id", "x-correlation-id"):
            sent = headers.get(name)
            if sent and len(sent) <= _ID_LENGTH and _ID_CHARACTERS.issuperset(sent):
                return str(sent)
    return str(request._told.get("requestId") or "")


def _read_base_url(request: "ProxyRequest") -> str:
    """From what the gateway says of itself, never from the Host header, which the caller writes."""
    ctx, path = request._told, request._event.get("path") or "/"
    forwarded = request.headers.get("x-forwarded-proto", "https")
    scheme = "http" if forwarded == "http" or forwarded.split(",")[0].strip() == "http" else "https"
    stage = str(ctx.get("path") or path).removesuffix(path)
    return f"{scheme}://{ctx.get('domainName') or 'localhost'}{stage}{request._base_path}"


def _read_end(request: "ProxyRequest") -> float:
    """When Lambda ends the invocation, or the gateway stops waiting: it began to before a cold start did."""
    seconds = seconds_left(request._lambda_context, GATEWAY_SECONDS)
    began = request._told.get("requestTimeEpoch")
    if began:
        age = time.time() - float(began) / 1000
        if 0 < age < _COLD_START_SECONDS:
            seconds = min(seconds, GATEWAY_SECONDS - age)
    return time.monotonic() + seconds


class ProxyRequest(Request):
    """The request in an event. What few requests need is read when it is asked for; what is not there costs nothing."""

    caller = claims = body_error = None
    body, query, work, path_parameters, _base_path = b"", NO_QUERY, "", NO_TEXT, ""
    headers: Any = ReadOnce(SentHeaders)
    request_id: Any = ReadOnce(_read_request_id)
    base_url: Any = ReadOnce(_read_base_url)
    source_ip: Any = ReadOnce(lambda request: (request._told.get("identity") or NOTHING).get("sourceIp") or "")
    ends_at: Any = ReadOnce(_read_end)

    def __init__(self, event: Mapping[str, Any], context: Any) -> None:
        get = event.get
        self._event = event
        self._lambda_context = context
        self._told: Mapping[str, Any] = get("requestContext") or NOTHING
        self.context = Context()
        self.method = get("httpMethod", "").upper()
        path, parameters = get("path"), get("pathParameters")
        if parameters and path == "/" + parameters.get("proxy", "") and path[-1] != "/" and get("resource") == GREEDY:
            self.path = path
        else:
            self._base_path, self.path = split_base_path(event)
        authorizer = self._told.get("authorizer")
        if authorizer:
            self.claims = authorizer.get("claims")
        if get("multiValueQueryStringParameters") or get("queryStringParameters"):
            self.query = _query_of(event)
        if get("body"):
            try:
                self.body = body_of(event)
            except HttpBadRequest as error:
                self.body_error = error


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
    encoded = bool(body) and ((content_type != JSON and not is_text(content_type)) or "Content-Encoding" in headers)
    if encoded:
        import base64

        body = base64.b64encode(body)
    return {"statusCode": response.status, "headers": headers, "body": body.decode(), "isBase64Encoded": encoded}


def is_text(content_type: str) -> bool:
    """`text/html; charset=utf-8`, `application/json` and `application/problem+json` are; `image/png` is not."""
    if content_type.startswith(_TEXT_TYPES) or content_type.startswith("text/"):
        return True
    return content_type.partition(";")[0].strip().endswith("+json")


def _query_of(event: Mapping[str, Any]) -> Mapping[str, list[str]]:
    several = event.get("multiValueQueryStringParameters")
    if several:
        return {name: list(values) for name, values in several.items()}
    single = event.get("queryStringParameters")
    return {name: [value] for name, value in single.items()} if single else NO_QUERY


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
