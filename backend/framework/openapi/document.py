"""Operations -> an OpenAPI 3.0.3 document that code generators, MCP bridges and API Gateway can all read.

Pure functions. The schemas are in the small language of `schema_profile.py`.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.framework.binding.signature import Binding
from backend.framework.openapi.components import FORM_COMPONENT, Components
from backend.framework.openapi.info import ApiInfo
from backend.framework.openapi.links import OperationLinks
from backend.framework.openapi.responses import (
    DocumentContext,
    error_component,
    error_kinds,
    header_components,
    json_content,
    responses_of,
)
from backend.framework.openapi.schemas import COMPONENT, Schema, path_schemas, query_schemas
from backend.framework.routing.operation import Operation, RouteError


def build(bindings: Sequence[Binding], base_url: str, info: ApiInfo) -> Schema:
    """The whole document; `base_url` is the absolute URL of its one server."""
    bindings = [binding for binding in bindings if binding.operation.documented]
    components = Components(bindings)
    schemas = components.schemas
    examples = dict(info.examples) | _taken_out(schemas)
    context = DocumentContext(info, components, OperationLinks(bindings, schemas), examples)
    kinds = error_kinds(info)
    paths: dict[str, dict[str, Any]] = {}
    statuses: set[int] = set()
    for binding in bindings:
        described = _operation(binding, context)
        paths.setdefault(binding.operation.path, {})[binding.operation.method.lower()] = described
        statuses.update(int(status) for status in described["responses"] if int(status) >= 400)
    responses = {kinds[status].component: error_component(status, info) for status in sorted(statuses)}
    return {
        "openapi": "3.0.3",
        "info": {"title": info.title, "version": info.version, "description": info.description, **info.more},
        "servers": [{"url": base_url}],
        "tags": _tags(bindings, info),
        "paths": paths,
        "components": {
            **({"securitySchemes": dict(info.security)} if info.security else {}),
            "schemas": schemas,
            "responses": responses,
            "headers": header_components(_find_refs([paths, responses]), info),
        },
    }


def _tags(bindings: Sequence[Binding], info: ApiInfo) -> list[Schema]:
    """Those that are used: first those that the application describes, in its order."""
    used = dict.fromkeys(binding.operation.tag for binding in bindings)
    told = [{"name": tag, "description": text} for tag, text in info.tags.items() if tag in used]
    return told + [{"name": tag} for tag in used if tag not in info.tags]


def check(binding: Binding, info: ApiInfo) -> None:
    """`RouteError` for an operation whose document cannot be built."""
    try:
        build([binding], "http://localhost", info)
    except RouteError:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0]
        raise RouteError(f"{binding.operation.operation_id}: it cannot be described: {reason}") from error


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
    _unlink(made["paths"])
    used = _find_refs(made["paths"], made["components"])
    for kind in ("schemas", "responses", "headers"):
        made["components"][kind] = {
            name: each for name, each in made["components"][kind].items() if f"#/components/{kind}/{name}" in used
        }
    told = {tag for methods in made["paths"].values() for described in methods.values() for tag in described["tags"]}
    made["tags"] = [tag for tag in made["tags"] if tag["name"] in told]
    return made


def _unlink(paths: Schema) -> None:
    """Takes out the links to operations that are not there."""
    operations = [described for methods in paths.values() for described in methods.values()]
    there = {described["operationId"] for described in operations}
    for response in [each for described in operations for each in described["responses"].values()]:
        kept = {name: link for name, link in response.pop("links", {}).items() if link["operationId"] in there}
        if kept:
            response["links"] = kept


def _media_types(described: Mapping[str, Any]) -> set[str]:
    contents = [described.get("requestBody", {}), *described["responses"].values()]
    return {media_type for content in contents for media_type in content.get("content", {})}


def _find_refs(start: Any, components: Mapping[str, Any] | None = None) -> set[str]:
    """All $refs that can be reached from somewhere; without components those that stand there."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and ref not in found:
                found.add(ref)
                _, _, kind, name = ref.split("/")
                if components is not None:
                    waiting.append(components[kind][name])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return found


def _operation(binding: Binding, context: DocumentContext) -> Schema:
    operation = binding.operation
    described: Schema = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "security": [] if operation.public else [{name: []} for name in context.info.security],
        "responses": responses_of(binding, context),
    }
    parameters = [*_path_parameters(binding), *_query_parameters(binding), *_header_parameters(operation)]
    if parameters:
        described["parameters"] = parameters
    if binding.body is not None:
        content = json_content(context.components.body(binding), context.examples)
        described["requestBody"] = {"required": binding.body.required, "content": content}
    elif binding.form:
        schema = {"$ref": COMPONENT + FORM_COMPONENT}
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return described


def _path_parameters(binding: Binding) -> Iterable[Schema]:
    for name, schema in path_schemas(binding).items():
        description = schema.pop("description", None) or f"The {name.replace('_', ' ')}."
        yield {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _query_parameters(binding: Binding) -> Iterable[Schema]:
    for name, schema, required in query_schemas(binding):
        description = schema.pop("description", None) or f"Only items whose `{name}` is this value."
        yield {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _header_parameters(operation: Operation) -> Iterable[Schema]:
    if operation.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key and body within 24 hours get the first response; the request runs once.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
    if operation.job is not None:
        yield {
            "name": "Prefer",
            "in": "header",
            "required": False,
            "description": "`respond-async`: the response is a 202 with a job. Other preferences are ignored.",
            "schema": {"type": "string"},
        }


def _taken_out(schemas: Mapping[str, Schema]) -> Schema:
    """Takes the examples of whole bodies out of the schemas: next to a body they are shown once, not in each field."""
    return {name: schema.pop("example") for name, schema in schemas.items() if "example" in schema}
