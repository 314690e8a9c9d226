"""What the OpenAPI document says of answers: their statuses, headers and errors, and where they lead."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from backend.framework.binding.signature import Binding
from backend.framework.events import EVENT_STREAM
from backend.framework.openapi.components import ERROR_COMPONENT, Components
from backend.framework.openapi.info import ApiInfo, ErrorKind, HeaderKind
from backend.framework.openapi.links import OperationLinks
from backend.framework.openapi.schemas import COMPONENT, Schema
from backend.framework.openapi.statuses import ADDRESS_TOO_LONG, error_statuses, is_counted
from backend.framework.routing.operation import Operation, RouteError

SUCCESS = {200: "OK", 201: "Created", 202: "Accepted: a job executes it", 204: "Done; no content"}
ERRORS = {
    400: ErrorKind("Malformed", "malformed_request", "The request is malformed."),
    401: ErrorKind("Unauthorized", "unauthorized", "The token is missing, expired or invalid."),
    403: ErrorKind("Forbidden", "forbidden", "Signed in, but not allowed."),
    404: ErrorKind("NotFound", "not_found", "It does not exist, or it belongs to another user."),
    405: ErrorKind("MethodNotAllowed", "method_not_allowed", "Method not allowed; see Allow."),
    406: ErrorKind("NotAcceptable", "not_acceptable", "None of the accepted media types is available."),
    409: ErrorKind("Conflict", "conflict", "The request conflicts with the current state."),
    413: ErrorKind("PayloadTooLarge", "payload_too_large", "The body is too large."),
    ADDRESS_TOO_LONG: ErrorKind(
        "AddressTooLong", "malformed_request", "The URL is too long, usually because of its query."
    ),
    415: ErrorKind("UnsupportedMediaType", "unsupported_media_type", "The body's media type is not supported."),
    422: ErrorKind("Invalid", "validation_failed", "Invalid fields; see details."),
    429: ErrorKind("TooManyRequests", "too_many_requests", "Too many requests; see Retry-After."),
    500: ErrorKind("InternalError", "internal_error", "Internal error."),
    502: ErrorKind("BadGateway", "bad_gateway", "An upstream service sent an invalid response."),
    503: ErrorKind("Unavailable", "unavailable", "An upstream service is unavailable."),
    504: ErrorKind("GatewayTimeout", "gateway_timeout", "An upstream service timed out."),
}
HEADERS = {
    "X-Request-Id": HeaderKind("string", "Names the request in the logs.", "0f1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"),
    "RateLimit-Limit": HeaderKind("integer", "Requests allowed in any sliding window of time.", 100),
    "RateLimit-Remaining": HeaderKind("integer", "Requests left in the window.", 97),
    "RateLimit-Reset": HeaderKind("integer", "Seconds until the oldest counted request leaves the window.", 42),
    "Retry-After": HeaderKind("integer", "Seconds to wait before the next attempt.", 42),
    "WWW-Authenticate": HeaderKind("string", "How to sign in.", "Bearer"),
    "Location": HeaderKind("string", "URL of the job.", "/jobs/1"),
    "Preference-Applied": HeaderKind("string", "The preference that was applied.", "respond-async"),
    "Idempotent-Replayed": HeaderKind("string", "`true` if this is the stored first response.", "true"),
}
QUOTA = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_OF_ERRORS = {401: ("WWW-Authenticate",), 429: ("Retry-After",)}

_ERROR_DETAIL = {"in": "body", "field": "q", "message": "String should have at least 1 character"}


def json_content(schema: Schema, examples: Schema) -> Schema:
    """A JSON body, with the example of its component where there is one."""
    name = schema.get("$ref", "").removeprefix(COMPONENT)
    shown = {"example": examples[name]} if name in examples else {}
    return {"application/json": {"schema": schema, **shown}}


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What the description of each operation rests on."""

    info: ApiInfo
    components: Components
    links: OperationLinks
    examples: Schema


def error_kinds(info: ApiInfo) -> Mapping[int, ErrorKind]:
    return {**ERRORS, **info.errors}


def responses_of(binding: Binding, context: DocumentContext) -> Schema:
    """Status -> Response Object, or a reference to the one that all operations share."""
    operation, kinds = binding.operation, error_kinds(context.info)
    good = str(operation.status)
    made = {good: _good(binding, context)}
    if operation.job is not None:
        made["202"] = _later(binding, context.components.job(operation.job), context)
    for status in sorted(_error_statuses(binding, context)):
        if status in operation.also_answers:
            made[str(status)] = {**made[good], "description": operation.also_answers[status]}
        elif status not in kinds:
            raise RouteError(f"{operation.operation_id}: its status {status} is described nowhere; see ApiInfo.errors")
        else:
            made[str(status)] = {"$ref": f"#/components/responses/{kinds[status].component}"}
    return made


def _error_statuses(binding: Binding, context: DocumentContext) -> set[int]:
    body = None if binding.body is None else context.components.body(binding)
    return error_statuses(binding, context.info, names_things=context.links.names_things(binding, body))


def error_component(status: int, info: ApiInfo) -> Schema:
    """The Response Object of an error, as it is in the components."""
    kind = error_kinds(info)[status]
    example = {
        "error": kind.name,
        "message": kind.text,
        "request_id": HEADERS["X-Request-Id"].example,
        **({"details": [_ERROR_DETAIL]} if status == 422 else {}),
    }
    return {
        "description": kind.text,
        "headers": _headers("X-Request-Id", *_quota(info), *_OF_ERRORS.get(status, ())),
        "content": {"application/json": {"schema": {"$ref": COMPONENT + ERROR_COMPONENT}, "example": example}},
    }


def header_components(refs: Container[str], info: ApiInfo) -> Schema:
    """Component name -> Header Object of the headers that something refers to."""
    return {
        _component(name): {"description": kind.text, "schema": {"type": kind.type}, "example": kind.example}
        for name, kind in {**HEADERS, **info.headers}.items()
        if _reference(name)["$ref"] in refs
    }


def _good(binding: Binding, context: DocumentContext) -> Schema:
    operation = binding.operation
    schema = context.components.answer(binding)
    if operation.status == 202:
        return _later(binding, schema, context)
    made: Schema = {
        "description": SUCCESS.get(operation.status) or HTTPStatus(operation.status).phrase,
        "headers": _headers(*_names(operation, context.info)),
    }
    if operation.media_type != "application/json":
        made["content"] = {operation.media_type: {"schema": {"type": "string"}}}
    elif operation.status != 204:
        made["content"] = json_content(schema, context.examples)
        made.update(_links_member(context.links.of(operation, schema)))
    if operation.events:
        made["content"][EVENT_STREAM] = {"schema": {"type": "string", "description": operation.events}}
    return made


def _later(binding: Binding, schema: Schema, context: DocumentContext) -> Schema:
    """A 202: the job, and where it is."""
    operation = binding.operation
    applied = ("Preference-Applied",) if operation.job is not None else ()
    return {
        "description": SUCCESS[202],
        "headers": _headers("Location", *applied, *_names(operation, context.info)),
        "content": json_content(schema, context.examples),
        **_links_member(context.links.of(operation, schema)),
    }


def _links_member(links: Schema) -> Schema:
    return {"links": links} if links else {}


def _names(operation: Operation, info: ApiInfo) -> Iterable[str]:
    """The headers of a good answer."""
    yield "X-Request-Id"
    if is_counted(operation):
        yield from _quota(info)
    if operation.idempotent:
        yield "Idempotent-Replayed"


def _quota(info: ApiInfo) -> tuple[str, ...]:
    return QUOTA if info.rate_limited else ()


def _headers(*names: str) -> Mapping[str, Schema]:
    return {name: _reference(name) for name in names}


def _reference(header: str) -> Schema:
    return {"$ref": f"#/components/headers/{_component(header)}"}


def _component(header: str) -> str:
    """`X-Request-Id` -> `XRequestId`: names of components are letters and digits."""
    return header.replace("-", "")
