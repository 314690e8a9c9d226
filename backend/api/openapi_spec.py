"""Operations -> an OpenAPI 3.0.3 document that code generators, MCP bridges and API Gateway can all read.

Pure functions. The schemas are in the small language of `schema_profile.py`.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend import __version__
from backend.api.binding import Binding
from backend.api.events import EVENT_STREAM
from backend.api.router import Operation
from backend.api.schema_profile import COMPONENT, Schema, emitted, page_of, path_schemas, profiled, query_schemas
from backend.forge.errors import CALLER_ERRORS

TITLE = "DreamForge API"
DESCRIPTION = (
    "An idea goes in, a listed product comes out. Sign in with POST /auth/login and send the IdToken as "
    "`Authorization: Bearer <token>`."
)
TAGS = {
    "service": "Is it there, is it well, who am I.",
    "auth": "Signing in.",
    "forge": "Ideas become briefs, pictures and products.",
    "products": "The products that you own.",
    "listings": "The shop window, and the terms products are offered on.",
    "uploads": "Files that you bring.",
    "jobs": "Work that goes on after a 202.",
    "chat": "Questions about products and catalogue.",
    "echoes": "Recorded moments, and what was felt.",
    "catalogue": "Demo datasets.",
}
SUCCESS = {200: "OK", 201: "Created", 202: "Accepted", 204: "Done; there is no content"}
ERROR_NAMES = {error.status: error.__name__ for error in CALLER_ERRORS} | {500: "InternalError"}
ERROR_TEXTS = {
    400: "The request is malformed.",
    401: "The token is missing, expired or not ours.",
    403: "Signed in, but not allowed.",
    404: "There is no such thing, or it is not yours.",
    405: "The path does not take this method; see Allow.",
    406: "None of the accepted media types can be given.",
    409: "It conflicts with how things are.",
    413: "The body is too large.",
    415: "The body is of another type than wanted.",
    422: "A field breaks its rule; details names it.",
    429: "Too often, or today's allowance is used up; see Retry-After.",
    500: "A mistake on our side.",
    502: "A model answered with something that cannot be used.",
    503: "A model or a store cannot be reached.",
    504: "A model took too long.",
}


def build(bindings: Sequence[Binding], base_url: str) -> Schema:
    """The whole document; `base_url` is the absolute URL of its one server."""
    schemas = _components(bindings)
    tags = [tag for tag in TAGS if any(b.operation.tag == tag for b in bindings)]
    paths: dict[str, dict[str, Any]] = {}
    statuses: set[int] = set()
    for binding in bindings:
        described = _operation(binding)
        paths.setdefault(binding.operation.path, {})[binding.operation.method.lower()] = described
        statuses.update(int(status) for status in described["responses"] if int(status) >= 400)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "version": __version__,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [{"url": base_url}],
        "tags": [{"name": tag, "description": TAGS[tag]} for tag in tags],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "cognito": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A Cognito IdToken.",
                }
            },
            "schemas": schemas,
            "responses": {ERROR_NAMES[status]: _error_response(status) for status in sorted(statuses)},
        },
    }


def for_agents(document: Schema) -> Schema:
    """The operations that can be had in JSON alone, with what they need; of their answers the JSON."""
    made = copy.deepcopy(document)
    made["info"]["title"] += " for agents"
    for path, methods in list(made["paths"].items()):
        for method, described in list(methods.items()):
            for response in described["responses"].values():
                if "application/json" in response.get("content", {}):
                    response["content"] = {"application/json": response["content"]["application/json"]}
            if _media_types(described) - {"application/json"}:
                del methods[method]
        if not methods:
            del made["paths"][path]
    used = _reached(made["paths"], made["components"])
    for kind in ("schemas", "responses"):
        made["components"][kind] = {
            name: each for name, each in made["components"][kind].items() if f"#/components/{kind}/{name}" in used
        }
    told = {tag for methods in made["paths"].values() for described in methods.values() for tag in described["tags"]}
    made["tags"] = [tag for tag in made["tags"] if tag["name"] in told]
    return made


def _media_types(described: Mapping[str, Any]) -> set[str]:
    contents = [described.get("requestBody", {}), *described["responses"].values()]
    return {media_type for content in contents for media_type in content.get("content", {})}


def _reached(start: Any, components: Mapping[str, Any]) -> set[str]:
    """All $refs that can be reached from somewhere."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and ref not in found:
                found.add(ref)
                _, _, kind, name = ref.split("/")
                waiting.append(components[kind][name])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return found


def _operation(binding: Binding) -> Schema:
    operation = binding.operation
    described: Schema = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "security": [] if operation.public else [{"cognito": []}],
        "responses": _responses(binding),
    }
    parameters = [*_path_parameters(binding), *_query_parameters(binding), *_header_parameters(operation)]
    if parameters:
        described["parameters"] = parameters
    if binding.body is not None:
        schema = {"$ref": f"#/components/schemas/{binding.body.__name__}"}
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    elif binding.form:
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}
    return described


def _responses(binding: Binding) -> Schema:
    operation = binding.operation
    good: Schema = {"description": SUCCESS[operation.status], "headers": _headers()}
    if operation.media_type != "application/json":
        good["content"] = {operation.media_type: {"schema": {"type": "string"}}}
    elif operation.status != 204:
        good["content"] = {"application/json": {"schema": _answer_schema(binding)}}
    if operation.events:
        good["content"][EVENT_STREAM] = {"schema": {"type": "string", "description": operation.events}}
    responses = {str(operation.status): good}
    if operation.job is not None:
        schema = {"$ref": f"#/components/schemas/{operation.job.__name__}"}
        headers = {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}, **_headers()}
        responses["202"] = {
            "description": SUCCESS[202],
            "headers": headers,
            "content": {"application/json": {"schema": schema}},
        }
    for status in sorted(_error_statuses(binding)):
        if operation.operation_id == "getHealth" and status == 503:
            responses["503"] = {**good, "description": "A dependency does not answer."}
            continue
        responses[str(status)] = {"$ref": f"#/components/responses/{ERROR_NAMES[status]}"}
    return responses


def _error_statuses(binding: Binding) -> set[int]:
    operation = binding.operation
    statuses = {500, 422, *operation.errors}
    if not operation.public:
        statuses |= {401, 429}
    if binding.path:
        statuses.add(404)
    if binding.body is not None or binding.form:
        statuses |= {400, 413, 415}
    return statuses


def _answer_schema(binding: Binding) -> Schema:
    operation = binding.operation
    if "item_schema" in operation.extra:
        return {"$ref": f"#/components/schemas/{page_name(operation)}"}
    if binding.answer is None:
        return {"type": "object"}
    return {"$ref": f"#/components/schemas/{binding.answer.__name__}"}


def page_name(operation: Operation) -> str:
    return f"{operation.extra['item_name']}Page"


def _headers() -> Schema:
    return {"X-Request-Id": {"description": "Names this call in our logs.", "schema": {"type": "string"}}}


def _error_response(status: int) -> Schema:
    headers = _headers()
    if status == 401:
        headers["WWW-Authenticate"] = {"description": "How to sign in.", "schema": {"type": "string"}}
    if status == 429:
        headers["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": ERROR_TEXTS[status], "headers": headers, "content": {"application/json": {"schema": schema}}}


def _path_parameters(binding: Binding) -> Iterable[Schema]:
    for name, schema in path_schemas(binding).items():
        description = schema.pop("description", None) or f"The {name.replace('_', ' ')}."
        yield {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _query_parameters(binding: Binding) -> Iterable[Schema]:
    for name, schema, required in query_schemas(binding):
        description = schema.pop("description", None) or f"Only items with this {name.replace('_', ' ')}."
        yield {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _header_parameters(operation: Operation) -> Iterable[Schema]:
    if operation.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key and body again within 24 hours is answered as the first time and done once.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
    if operation.job is not None:
        yield {
            "name": "Prefer",
            "in": "header",
            "required": False,
            "description": "`respond-async` answers 202 at once, with a job to follow.",
            "schema": {"type": "string", "enum": ["respond-async"]},
        }


def _components(bindings: Sequence[Binding]) -> dict[str, Schema]:
    inputs = [b.body for b in bindings if b.body is not None]
    answers = [b.answer for b in bindings if b.answer is not None and b.operation.media_type == "application/json"]
    answers += [b.operation.job for b in bindings if b.operation.job is not None]
    made = {"Error": ERROR}
    made.update(emitted(answers, inputs=False))
    for name, schema in emitted(inputs, inputs=True).items():
        made[name] = schema
    for binding in bindings:
        operation = binding.operation
        if "item_schema" in operation.extra:
            item = profiled(copy.deepcopy(operation.extra["item_schema"]), inputs=False)
            made[operation.extra["item_name"]] = item
            made[page_name(operation)] = page_of({"$ref": COMPONENT + operation.extra["item_name"]})
    return dict(sorted(made.items()))


FORM: Schema = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary", "description": "The file itself."}},
    "required": ["file"],
    "additionalProperties": False,
}
ERROR: Schema = {
    "type": "object",
    "description": "What went wrong, and what to do about it.",
    "properties": {
        "error": {"type": "string", "description": "A short name that stays the same."},
        "message": {"type": "string", "description": "What to do about it."},
        "request_id": {"type": "string", "description": "Names this call in our logs."},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string", "description": "body or query."},
                    "field": {"type": "string", "description": "The field's path, its parts joined by dots."},
                    "message": {"type": "string"},
                },
                "required": ["in", "field", "message"],
            },
        },
    },
    "required": ["error", "message", "request_id"],
}
