"""Operations -> MCP tools. A tool call is the REST call that the same arguments would make, by the same binding.

Pure but for the call itself, which is handed in. Schemas are whole (no $ref), of the type object at their root, and
know no null: what a client cannot read in one of them costs it the entire list.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import Any
from urllib.parse import quote

from backend.framework.binding.answers import NOTHING
from backend.framework.binding.signature import Binding
from backend.framework.errors import HttpUnprocessable
from backend.framework.mcp.protocol import McpTool
from backend.framework.mcp.results import Picture, error_of, keep_tree, kept_schema, result_of
from backend.framework.middleware.error_handler import error_response
from backend.framework.openapi.schemas import Schema, page_of, path_schemas, profiled, query_schemas, whole
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError, Tool

Arguments = dict[str, Any]
Call = Callable[[Request], Response]
"""Answers a REST request; what goes wrong is an answer, too."""
Follow = Callable[[Request, Response], Response]
"""The end of a job, from the request that began or asked for it and its answer."""
KEY = "idempotency_key"
_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")
_DONE: Schema = {"type": "object", "properties": {"done": {"type": "boolean"}}, "required": ["done"]}
_KEY_SCHEMA: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": "^[!-~]+$",
    "description": "A word of your own for this order, such as a UUID. Sent again with the same arguments within 24 "
    "hours it gives what was made, and makes nothing twice: use it when you may have to repeat a call.",
}


def tools_of(
    bindings: Iterable[Binding],
    call: Call,
    *,
    picture: Picture = lambda _: None,
    follow: Follow = lambda _, response: response,
    unlisted_patterns: Collection[str] = (),
) -> list[McpTool]:
    """The tools, in the order of the operations. `RouteError` for what cannot be one, or a name used twice.

    `unlisted_patterns` are left out of schemas: they are long, and no model needs them.
    """
    made: dict[str, McpTool] = {}
    for binding in bindings:
        tool = binding.operation.tool
        if tool is None:
            continue
        if not _NAME.fullmatch(tool.name) or tool.name in made:
            raise RouteError(f"{binding.operation.operation_id}: {tool.name!r} is no name, or that of another tool")
        reader = _Reader(binding, tool, frozenset(unlisted_patterns))
        made[tool.name] = _made(binding, tool, reader, call, picture, follow)
    return list(made.values())


def _made(binding: Binding, tool: Tool, reader: "_Reader", call: Call, picture: Picture, follow: Follow) -> McpTool:
    operation, tree = binding.operation, keep_tree(tool.keep)

    def run(arguments: Arguments, request: Request) -> dict[str, Any]:
        try:
            asked = reader.request(arguments, request)
        except HttpUnprocessable as error:
            request.notes["status"] = error.status
            return error_of(error_response(error, request.request_id))
        response = call(asked)
        request.notes["status"] = response.status
        if tool.job is not None and response.status < 400:
            response = follow(asked, response)
        return error_of(response) if response.status >= 400 else result_of(response, tool, tree, picture)

    listed = {
        "name": tool.name,
        "title": operation.summary,
        "description": tool.about or operation.description,
        "inputSchema": reader.schema,
        "outputSchema": kept_schema(_answer_schema(binding), tree),
        "annotations": _annotations(operation, tool),
    }
    return McpTool(listed, run)


def _annotations(operation: Operation, tool: Tool) -> dict[str, bool]:
    """PATCH and DELETE overwrite or remove, and do so once however often they are called; POST only adds."""
    read_only = operation.method == "GET" if tool.read_only is None else tool.read_only
    changes = operation.method in ("PATCH", "PUT", "DELETE")
    return {
        "readOnlyHint": read_only,
        "destructiveHint": changes,
        "idempotentHint": read_only or changes,
        "openWorldHint": tool.open_world,
    }


def _answer_schema(binding: Binding) -> Schema:
    """What the tool gives, before it is cut down."""
    operation = binding.operation
    if operation.media_type != "application/json" or binding.form:
        raise RouteError(f"{operation.operation_id}: only what speaks JSON can be a tool")
    if "item_schema" in operation.extra:
        return page_of(profiled(operation.extra["item_schema"], inputs=False))
    if operation.tool is not None and operation.tool.job is not None:
        return whole(operation.tool.job, inputs=False)
    return _DONE if binding.answer in (Any, NOTHING) else whole(binding.answer, inputs=False)


class _Reader:
    """Takes the arguments of one tool apart: into path, query, body and headers."""

    def __init__(self, binding: Binding, tool: Tool, unlisted_patterns: frozenset[str]) -> None:
        self._operation = operation = binding.operation
        self._defaults = dict(tool.defaults)
        self._waits = tool.job is not None and operation.job is not None
        self._has_body = binding.body is not None
        path = path_schemas(binding)
        query = {name: schema for name, schema, _ in query_schemas(binding)}
        body = whole(binding.body.kind, inputs=True) if binding.body is not None else {}
        key = {KEY: _KEY_SCHEMA} if operation.idempotent else {}
        offered = _together(operation, path, query, body.get("properties", {}), key)
        if unknown := ({*tool.defaults, *tool.hide} - offered.keys()):
            raise RouteError(f"{operation.operation_id}: it takes no {', '.join(sorted(unknown))}")
        self._path, self._query = path.keys(), query.keys()
        self._known = offered.keys() - set(tool.hide)
        shown = {name: schema for name, schema in offered.items() if name in self._known}
        required = {*path, *(name for name, _, must in query_schemas(binding) if must), *body.get("required", ())}
        self.schema = _input_schema(shown, required, tool.defaults, unlisted_patterns)
        if "minProperties" in body:
            self.schema["minProperties"] = body["minProperties"] + len(path)

    def request(self, arguments: Arguments, outer: Request) -> Request:
        """The REST request of a call. `HttpUnprocessable` for arguments that no REST request could carry."""
        unknown = [_problem(name, "there is no such argument") for name in arguments if name not in self._known]
        given = {**self._defaults, **arguments}
        missing = [_problem(name, "is missing") for name in sorted(self._path) if not given.get(name)]
        texts, unreadable = _texts({name: given[name] for name in given if name in self._path | self._query})
        wrong_key = [_problem(KEY, "must be text")] if not isinstance(given.get(KEY, ""), str) else []
        if problems := [*unknown, *missing, *unreadable, *wrong_key]:
            fields = ", ".join(problem["field"] for problem in problems)
            raise HttpUnprocessable(f"Mend these arguments and call it again: {fields}.", details=problems[:20])
        headers = {"accept": "application/json", "content-type": "application/json"}
        if self._waits:
            headers["prefer"] = "respond-async"
        if KEY in given and self._operation.idempotent:
            headers["idempotency-key"] = given[KEY]
        rest = {name: value for name, value in given.items() if name not in self._path | self._query | {KEY}}
        return outer.with_(
            method=self._operation.method,
            path=re.sub(r"\{(\w+)\}", lambda name: quote(texts[name[1]], safe=""), self._operation.path),
            query={name: [text] for name, text in texts.items() if name in self._query},
            headers=headers,
            # in the order of their names: the same arguments in another order are the same order of goods
            body=json.dumps(rest, sort_keys=True).encode() if self._has_body else b"",
        )


def _together(operation: Operation, *places: Mapping[str, Schema]) -> dict[str, Schema]:
    """The arguments of path, query, body and headers as those of one object."""
    made: dict[str, Schema] = {}
    for place in places:
        if twice := made.keys() & place.keys():
            raise RouteError(
                f"{operation.operation_id}: two of its arguments have one name: {', '.join(sorted(twice))}"
            )
        made.update(place)
    return made


def _input_schema(
    arguments: Mapping[str, Schema], required: Set[str], defaults: Mapping[str, Any], unlisted: frozenset[str]
) -> Schema:
    properties = {name: json_schema(schema, unlisted) for name, schema in arguments.items()}
    for name in defaults.keys() & properties.keys():
        properties[name]["default"] = defaults[name]
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [name for name in arguments if name in required]
    return {**made, "required": needed} if needed else made


def json_schema(schema: Schema, unlisted: frozenset[str] = frozenset()) -> Schema:
    """OpenAPI's words -> JSON Schema's: `example: x` is `examples: [x]`. Patterns that are `unlisted` are left out."""
    made = {key: value for key, value in schema.items() if key not in ("example", "properties", "items")}
    if made.get("pattern") in unlisted:
        del made["pattern"]
    if "example" in schema and schema["type"] != "object":
        made["examples"] = [schema["example"]]
    if "items" in schema:
        made["items"] = json_schema(schema["items"], unlisted)
    if "properties" in schema:
        made["properties"] = {name: json_schema(each, unlisted) for name, each in schema["properties"].items()}
    return made


def _texts(values: Arguments) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Arguments as they stand in a URL: `true`, `20`, `20` for 20.0; and those that cannot stand there."""
    texts: dict[str, str] = {}
    problems = []
    for name, value in values.items():
        if isinstance(value, bool):
            texts[name] = "true" if value else "false"
        elif isinstance(value, float) and value.is_integer():
            texts[name] = str(int(value))
        elif isinstance(value, str | int | float):
            texts[name] = str(value)
        elif value is None:
            problems.append(_problem(name, "must not be null; leave it out instead"))
        else:
            problems.append(_problem(name, "must be text, a number, true or false"))
    return texts, problems


def _problem(name: str, message: str) -> dict[str, str]:
    return {"in": "arguments", "field": name if len(name) <= 100 else f"{name[:100]}...", "message": message}
