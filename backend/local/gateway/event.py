"""HTTP request -> the event of a Lambda proxy integration (payload format 1.0)."""

import base64
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, unquote_plus

from backend.local.gateway.authorizer import MONTHS
from backend.local.gateway.paths import without_stage

Headers = Sequence[tuple[str, str]]

# Never handed on to a function: they belong to one connection, or API Gateway sets them itself.
_DROPPED = {
    "connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "te", "trailer",
    "transfer-encoding", "upgrade", "via",
}  # fmt: skip


_OWN_NAME = re.compile(r"127\.0\.0\.1|([a-z0-9-]{1,63}\.){0,3}localhost")


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came in over the wire; `path` and `query` percent-encoded as received."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    source_ip: str
    port: int
    received_at: float
    """Seconds since 1970."""
    protocol: str = "HTTP/1.1"
    mapped: str | None = None
    """What a base path mapping leaves of the path; None where none applies."""

    def header(self, name: str) -> str | None:
        """The last value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Ids:
    """What API Gateway calls one request, in headers and in the event."""

    request: str
    extended: str
    trace: str

    @classmethod
    def new(cls, now: float, incoming_trace: str | None) -> "Ids":
        extended = base64.b64encode(uuid.uuid4().bytes[:11]).decode()
        trace = incoming_trace or f"Root=1-{int(now):08x}-{uuid.uuid4().hex[:24]}"
        return cls(str(uuid.uuid4()), extended, trace)


@dataclass(frozen=True, slots=True)
class Api:
    """The REST API and its stage, as they are named in events."""

    stage: str
    api_id: str = "local00api"
    account: str = "123456789012"
    deployment_id: str = "local0"
    domain: str | None = None
    """AWS's name for it, such as `a1b2c3.execute-api.us-west-2.amazonaws.com`, by which it is called over https."""


@dataclass(frozen=True, slots=True)
class ApiPlace:
    """Where a request came in: the resource, such as `/{proxy+}`, its id, and the values of the path's parameters."""

    resource: str
    resource_id: str
    parameters: Mapping[str, str] | None


def everything(path: str) -> ApiPlace:
    """The resource of a path in an API that has only `/` and `/{proxy+}`; a slash at the end is not the path's."""
    if path == "/":
        return ApiPlace("/", "root0000", None)
    return ApiPlace("/{proxy+}", "proxy000", {"proxy": unquote(path[1:].removesuffix("/"))})


def proxy_event(
    request: HttpRequest,
    ids: Ids,
    *,
    api: Api,
    place: ApiPlace,
    authorizer: Mapping[str, Any] | None,
    binary_types: Iterable[str],
) -> dict[str, Any]:
    """The event of a request; `authorizer` is what its authorizer found out, None where none looked."""
    body, encoded = _body(request, binary_types)
    return {
        **_build_event(request, ids, api=api, place=place, authorizer=authorizer),
        "body": body,
        "isBase64Encoded": encoded,
    }


def authorizer_event(request: HttpRequest, ids: Ids, *, api: Api, place: ApiPlace, method_arn: str) -> dict[str, Any]:
    """What a Lambda authorizer of type REQUEST gets: everything but the body.

    Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
    """
    described = _build_event(request, ids, api=api, place=place, authorizer=None)
    return {"type": "REQUEST", "methodArn": method_arn, **described}


def _build_event(
    request: HttpRequest, ids: Ids, *, api: Api, place: ApiPlace, authorizer: Mapping[str, Any] | None
) -> dict[str, Any]:
    headers = _forward_headers(request, ids, api)
    query = _query(request.query)
    return {
        "resource": place.resource,
        # a base path stays in it, as AWS renders it: localstack/localstack#12296, aws/serverless-java-container#34
        "path": without_stage(request.path, api.stage) if request.mapped is None else request.path,
        "httpMethod": request.method,
        "headers": _last(headers) or None,
        "multiValueHeaders": _group_values(headers) or None,
        "queryStringParameters": _last(query) or None,
        "multiValueQueryStringParameters": _group_values(query) or None,
        "pathParameters": dict(place.parameters) if place.parameters is not None else None,
        "stageVariables": None,
        "requestContext": _context(request, ids, api=api, place=place, authorizer=authorizer),
    }


def _context(
    request: HttpRequest, ids: Ids, *, api: Api, place: ApiPlace, authorizer: Mapping[str, Any] | None
) -> dict[str, Any]:
    host = domain_name(request.header("Host"), request.port, api.domain)
    context: dict[str, Any] = {
        "resourceId": place.resource_id,
        "resourcePath": place.resource,
        "httpMethod": request.method,
        "extendedRequestId": ids.extended,
        "requestTime": _clf_time(request.received_at),
        "path": request.path,
        "accountId": api.account,
        "protocol": request.protocol,
        "stage": api.stage,
        "domainPrefix": host.split(".")[0].split(":")[0],
        "requestTimeEpoch": int(request.received_at * 1000),
        "requestId": ids.request,
        "identity": _identity(request),
        "domainName": host,
        "deploymentId": api.deployment_id,
        "apiId": api.api_id,
    }
    if authorizer is not None:
        context["authorizer"] = dict(authorizer)
    return context


def _identity(request: HttpRequest) -> dict[str, str | None]:
    unknown = (
        "cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "principalOrgId", "accessKey",
        "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "user",
    )  # fmt: skip
    nothing: dict[str, str | None] = dict.fromkeys(unknown)
    return nothing | {"sourceIp": request.source_ip, "userAgent": request.header("User-Agent")}


def _forward_headers(request: HttpRequest, ids: Ids, api: Api) -> Headers:
    """The headers as the function sees them: case kept, connection's own dropped, the gateway's added."""
    added = {"x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id"}
    kept = [(name, value) for name, value in request.headers if name.lower() not in _DROPPED | added]
    before = request.header("X-Forwarded-For")
    by_its_domain = api.domain is not None and request.header("Host") == api.domain
    return [
        *kept,
        ("X-Amzn-Trace-Id", ids.trace),
        ("X-Forwarded-For", f"{before}, {request.source_ip}" if before else request.source_ip),
        ("X-Forwarded-Port", "443" if by_its_domain else str(request.port)),
        ("X-Forwarded-Proto", "https" if by_its_domain else "http"),
    ]


def _query(query: str) -> Headers:
    """ "a=1&a=%20&b&=x" -> [("a", "1"), ("a", " "), ("b", ""), ("", "x")]; a broken percent sign stays as it is."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def _last(pairs: Headers) -> dict[str, str]:
    """Name -> its last value. Names differing only in case are one header, but two query parameters: both rules hold,
    for a client hardly ever sends one header in two spellings."""
    return dict(pairs)


def _group_values(pairs: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(request: HttpRequest, binary_types: Iterable[str]) -> tuple[str | None, bool]:
    """(body, isBase64Encoded). Text that is not UTF-8 goes as base64; AWS would lose what it cannot read."""
    if not request.body:
        return None, False
    if not is_binary(request.header("Content-Type") or "application/json", binary_types):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def is_binary(content_type: str, binary_types: Iterable[str]) -> bool:
    """Whether a media type is among the API's binary types, which may end in "/*" or be "*/*"."""
    essence = content_type.partition(";")[0].strip().lower()
    family = essence.partition("/")[0] + "/*"
    return any(pattern.lower() in {essence, family, "*/*"} for pattern in binary_types)


def _clf_time(seconds: float) -> str:
    """1795305599.0 -> "21/Nov/2026:23:59:59 +0000" """
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at:%d}/{MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S} +0000"


def domain_name(host: str | None, port: int, domain: str | None) -> str:
    """The Host header if it is `domain` or a name of this machine with this port, else 127.0.0.1 and the port.

    AWS answers for the API's own domains only; whatever else a caller writes there must not get into links.
    """
    name, _, given = (host or "").lower().partition(":")
    if domain is not None and host == domain:
        return domain
    is_own = given == str(port) and _OWN_NAME.fullmatch(name)
    return f"{name}:{given}" if is_own else f"127.0.0.1:{port}"
