"""What the OpenAPI document says of answers: their statuses, headers and errors, and where they lead."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from backend.api.binding import Binding
from backend.api.events import EVENT_STREAM
from backend.api.openapi_links import Links
from backend.api.router import Operation
from backend.api.schema_profile import COMPONENT, Schema
from backend.forge.errors import CALLER_ERRORS, Malformed

SUCCESS = {200: "OK", 201: "Created", 202: "Accepted: a job does it", 204: "Done; there is no content"}
ADDRESS_TOO_LONG = 414
"""Said by the gateway, which then asks nobody."""
ERRORS = {error.status: error for error in CALLER_ERRORS} | {ADDRESS_TOO_LONG: Malformed}
ERROR_NAMES = {error.status: error.__name__ for error in CALLER_ERRORS}
ERROR_NAMES |= {500: "InternalError", ADDRESS_TOO_LONG: "AddressTooLong"}
ERROR_TEXTS = {
    400: "The request is malformed.",
    401: "The token is missing, expired or not ours.",
    403: "Signed in, but not allowed.",
    404: "There is no such thing, or it is not yours.",
    405: "The path does not take this method; see Allow.",
    406: "None of the accepted media types can be given.",
    409: "It conflicts with how things are.",
    413: "The body is too large.",
    ADDRESS_TOO_LONG: "The address is too long, most often because of its query.",
    415: "The body is of another type than wanted.",
    422: "A field breaks its rule; details names it.",
    429: "Too often, or today's allowance is used up; see Retry-After.",
    500: "A mistake on our side.",
    502: "A model answered with something that cannot be used.",
    503: "A model or a store cannot be reached.",
    504: "A model took too long.",
}
HEADERS: dict[str, tuple[str, str, Any]] = {
    "X-Request-Id": ("string", "Names this call in our logs.", "0f1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"),
    "RateLimit-Limit": ("integer", "How many calls this caller has in any window of time; it slides.", 100),
    "RateLimit-Remaining": ("integer", "How many calls are left in the window.", 97),
    "RateLimit-Reset": ("integer", "Seconds until the oldest counted call leaves the window.", 42),
    "Retry-After": ("integer", "Seconds to wait before the call is made again.", 42),
    "WWW-Authenticate": ("string", "How to sign in.", "Bearer"),
    "Location": ("string", "Where the job is followed.", "/jobs/job_01KE8Q5ZJ4M9V7T2X6B3N8C1DF"),
    "Preference-Applied": ("string", "The preference that was followed.", "respond-async"),
    "Idempotent-Replayed": ("string", "`true` when this is the first answer again and nothing was done twice.", "true"),
}
"""Header -> its type, what it says, an example."""
QUOTA = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_OF_ERRORS = {401: ("WWW-Authenticate",), 429: ("Retry-After",)}

ERROR_SCHEMA: Schema = {
    "type": "object",
    "description": "What went wrong, and what to do about it.",
    "properties": {
        "error": {"type": "string", "description": "A short name that stays the same."},
        "message": {"type": "string", "description": "What to do about it."},
        "request_id": {"type": "string", "description": "Names this call in our logs."},
        "details": {
            "type": "array",
            "description": "Which fields are meant, where it is fields that are wrong.",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string", "description": "body or query."},
                    "field": {"type": "string", "description": "The field's path, its parts joined by dots."},
                    "message": {"type": "string", "description": "Which rule it breaks."},
                },
                "required": ["in", "field", "message"],
            },
        },
    },
    "required": ["error", "message", "request_id"],
}
ERROR_COMPONENT = "ApiError"
"""Not `Error`, which is a class of its own in the languages that clients are generated for."""
_ERROR_DETAIL = {"in": "body", "field": "q", "message": "String should have at least 1 character"}


def answer_schema(binding: Binding) -> Schema:
    operation = binding.operation
    if "item_schema" in operation.extra:
        return {"$ref": COMPONENT + page_name(operation)}
    if binding.answer is None:
        return {"type": "object", "description": "Another document.", "additionalProperties": {}}
    return {"$ref": COMPONENT + binding.answer.__name__}


def page_name(operation: Operation) -> str:
    return f"{operation.extra['item_name']}Page"


def json_content(schema: Schema, examples: Schema) -> Schema:
    """A JSON body, with the example of its component where there is one."""
    name = schema.get("$ref", "").removeprefix(COMPONENT)
    shown = {"example": examples[name]} if name in examples else {}
    return {"application/json": {"schema": schema, **shown}}


def responses_of(binding: Binding, links: Links, examples: Schema) -> Schema:
    """Status -> Response Object, or a reference to the one that all operations share."""
    operation = binding.operation
    made = {str(operation.status): _good(binding, links, examples)}
    if operation.job is not None:
        made["202"] = _later(binding, {"$ref": COMPONENT + operation.job.__name__}, links, examples)
    for status in sorted(_error_statuses(binding)):
        if operation.operation_id == "getHealth" and status == 503:
            made["503"] = {**made["200"], "description": "A dependency does not answer."}
            continue
        made[str(status)] = {"$ref": f"#/components/responses/{ERROR_NAMES[status]}"}
    return made


def error_response(status: int) -> Schema:
    """The Response Object of an error, as it stands in the components."""
    example = {
        "error": ERRORS[status].name,
        "message": ERROR_TEXTS[status],
        "request_id": HEADERS["X-Request-Id"][2],
        **({"details": [_ERROR_DETAIL]} if status == 422 else {}),
    }
    return {
        "description": ERROR_TEXTS[status],
        "headers": _headers("X-Request-Id", *QUOTA, *_OF_ERRORS.get(status, ())),
        "content": {"application/json": {"schema": {"$ref": COMPONENT + ERROR_COMPONENT}, "example": example}},
    }


def header_components(refs: Container[str]) -> Schema:
    """Component name -> Header Object of the headers that something refers to."""
    return {
        _component(name): {"description": text, "schema": {"type": kind}, "example": example}
        for name, (kind, text, example) in HEADERS.items()
        if _reference(name)["$ref"] in refs
    }


def _good(binding: Binding, links: Links, examples: Schema) -> Schema:
    operation = binding.operation
    schema = answer_schema(binding)
    if operation.status == 202:
        return _later(binding, schema, links, examples)
    made: Schema = {"description": SUCCESS[operation.status], "headers": _headers(*_names(operation))}
    if operation.media_type != "application/json":
        made["content"] = {operation.media_type: {"schema": {"type": "string"}}}
    elif operation.status != 204:
        made["content"] = json_content(schema, examples)
        made.update(_linked(links.of(operation, schema)))
    if operation.events:
        made["content"][EVENT_STREAM] = {"schema": {"type": "string", "description": operation.events}}
    return made


def _later(binding: Binding, schema: Schema, links: Links, examples: Schema) -> Schema:
    """A 202: the job, and where it is."""
    operation = binding.operation
    applied = ("Preference-Applied",) if operation.job is not None else ()
    return {
        "description": SUCCESS[202],
        "headers": _headers("Location", *applied, *_names(operation)),
        "content": json_content(schema, examples),
        **_linked(links.of(operation, schema)),
    }


def _linked(links: Schema) -> Schema:
    return {"links": links} if links else {}


def _names(operation: Operation) -> Iterable[str]:
    """The headers of a good answer. Calls are counted by caller; without one, those that are more than reading."""
    yield "X-Request-Id"
    if not operation.public or operation.method != "GET":
        yield from QUOTA
    if operation.idempotent:
        yield "Idempotent-Replayed"


def _headers(*names: str) -> Mapping[str, Schema]:
    return {name: _reference(name) for name in names}


def _reference(header: str) -> Schema:
    return {"$ref": f"#/components/headers/{_component(header)}"}


def _component(header: str) -> str:
    """`X-Request-Id` -> `XRequestId`: names of components are letters and digits."""
    return header.replace("-", "")


def _error_statuses(binding: Binding) -> set[int]:
    operation = binding.operation
    statuses = {500, 422, *operation.errors}
    if not operation.public:
        statuses |= {401, 429}
    if binding.path:
        statuses.add(404)
    if binding.query is not None:
        statuses.add(ADDRESS_TOO_LONG)
    if binding.body is not None or binding.form:
        statuses |= {400, 413, 415}
    return statuses
