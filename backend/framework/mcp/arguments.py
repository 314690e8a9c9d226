"""The arguments of a tool: from path, query, body and headers to one object, and back to a REST request."""

import json
import re
from collections.abc import Mapping, Set
from typing import Any
from urllib.parse import quote

from backend.framework.binding.problems import Problem, problem, shorten
from backend.framework.binding.signature import Binding
from backend.framework.errors import HttpUnprocessable
from backend.framework.mcp.values import is_nothing, read_texts
from backend.framework.openapi.schemas import Schema, path_schemas, query_schemas, whole
from backend.framework.request import Request
from backend.framework.routing.operation import Operation, RouteError
from backend.framework.routing.tool import Tool

Arguments = dict[str, Any]
KEY = "idempotency_key"
LONG_TEXT = 1000
LARGE_NUMBER = 1_000_000
_KEY_SCHEMA: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "description": "A UUID: calls with the same one are executed once.",
}


class ToolArguments:
    """The arguments of one tool: their schema, and how a REST request is made of them."""

    def __init__(self, binding: Binding, tool: Tool, unlisted_patterns: frozenset[str]) -> None:
        self._operation = operation = binding.operation
        self._defaults = dict(tool.defaults)
        self._waits = tool.job is not None and operation.job is not None
        self._body = binding.body
        path = path_schemas(binding)
        query = {name: schema for name, schema, _ in query_schemas(binding)}
        body = _body_schema(binding)
        key = {KEY: _KEY_SCHEMA} if operation.idempotent else {}
        offered = _together(operation, path, query, body.get("properties", {}), key)
        if unknown := ({*tool.defaults, *tool.hide} - offered.keys()):
            raise RouteError(f"{operation.operation_id}: it takes no {', '.join(sorted(unknown))}")
        self._path, self._query = path.keys(), query.keys()
        self._repeated = {parameter.wire_name for parameter in binding.query if parameter.collect is not None}
        self._shown = shown = {name: schema for name, schema in offered.items() if name not in tool.hide}
        required = {*path, *(name for name, _, must in query_schemas(binding) if must)}
        if binding.body is not None and binding.body.required:
            required |= {*body.get("required", ())}
        if out_of_reach := (required & {*tool.hide}) - tool.defaults.keys():
            raise RouteError(f"{operation.operation_id}: it needs what it hides: {', '.join(sorted(out_of_reach))}")
        required -= tool.defaults.keys()
        self._required = required
        self.schema = _input_schema(shown, required, tool.defaults, unlisted_patterns)
        if "minProperties" in body:
            self.schema["minProperties"] = body["minProperties"] + len(path)
        if "$defs" in body:
            self.schema["$defs"] = {name: json_schema(each, unlisted_patterns) for name, each in body["$defs"].items()}

    def request(self, arguments: Arguments, outer: Request) -> Request:
        """The REST request of a call. `HttpUnprocessable` for arguments that no REST request could carry."""
        unknown = [_problem(name, "unknown argument") for name in arguments if name not in self._shown]
        given = {**self._defaults, **self._read(arguments)}
        missing = [_problem(name, "is missing") for name in sorted(self._path) if given.get(name) in (None, "")]
        in_url = {name: value for name, value in given.items() if name in self._path | self._query}
        texts, unreadable = _texts_of(in_url, self._repeated)
        wrong_key = [_problem(KEY, "must be text")] if not isinstance(given.get(KEY, ""), str) else []
        if problems := [*unknown, *missing, *unreadable, *wrong_key]:
            fields = ", ".join(problem["field"] for problem in problems)
            raise HttpUnprocessable(f"Invalid arguments: {fields}. Fix them and retry.", details=problems[:20])
        headers = {"accept": "application/json", "content-type": "application/json"}
        if self._waits:
            headers["prefer"] = "respond-async"
        if KEY in given and self._operation.idempotent:
            headers["idempotency-key"] = given[KEY]
        rest = {name: value for name, value in given.items() if name not in self._path | self._query | {KEY}}
        has_body = self._body is not None and (bool(rest) or self._body.required)
        return outer.with_(
            method=self._operation.method,
            path=re.sub(r"\{(\w+)\}", lambda name: quote(texts[name[1]][0], safe=""), self._operation.path),
            query={name: each for name, each in texts.items() if name in self._query},
            headers=headers,
            # in the order of their names: the same arguments in another order are the same order of goods
            body=json.dumps(rest, sort_keys=True).encode() if has_body else b"",
        )

    def _read(self, arguments: Arguments) -> Arguments:
        """The arguments without those that are as good as left out, and with numbers where text stands for them."""
        optional = self._shown.keys() - self._required
        return {
            name: read_texts(value, self._shown.get(name, {}))
            for name, value in arguments.items()
            if name not in optional or not is_nothing(value, self._shown[name])
        }


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
    properties = {name: _without_echo(name, json_schema(schema, unlisted)) for name, schema in arguments.items()}
    for name in defaults.keys() & properties.keys():
        properties[name]["default"] = defaults[name]
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [name for name in arguments if name in required]
    return {**made, "required": needed} if needed else made


def json_schema(schema: Any, unlisted: frozenset[str] = frozenset()) -> Any:
    """OpenAPI's words -> JSON Schema's: `example: x` is `examples: [x]`, and `minimum: 1, exclusiveMinimum: true` is
    `exclusiveMinimum: 1`. Left out are patterns that are `unlisted`, limits that tell a model nothing, and examples of
    what is described."""
    if isinstance(schema, list):
        return [json_schema(each, unlisted) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made: Schema = {}
    for name, value in schema.items():
        if name == "properties":
            made[name] = {field: _without_echo(field, json_schema(each, unlisted)) for field, each in value.items()}
        elif name == "example":
            if schema.get("type") != "object" and "description" not in schema:
                made["examples"] = [value]
        elif name in ("enum", "required"):
            made[name] = value
        elif name != "nullable" and not (name == "pattern" and value in unlisted) and not _is_idle(name, value):
            made[name] = json_schema(value, unlisted)
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if made.pop(exclusive, False):
            made.pop(limit, None)
            made[exclusive] = schema[limit]
    return made


def _without_echo(name: str, schema: Any) -> Any:
    """Without a description that only repeats the name: `product_id`: `Id of a product.`"""
    said = str(schema.get("description", "")) if isinstance(schema, dict) else ""
    thing = name.removesuffix("_id").replace("_", " ")
    if thing != name and said in (f"Id of a {thing}.", f"Id of an {thing}."):
        return {each: value for each, value in schema.items() if each != "description"}
    return schema


def _is_idle(word: str, limit: Any) -> bool:
    """Whether a limit is one that no model comes near."""
    match word:
        case "minLength":
            return bool(limit == 1)
        case "maxLength":
            return bool(limit >= LONG_TEXT)
        case "minimum":
            return bool(limit in (0, 1) or abs(limit) >= LARGE_NUMBER)
        case "maximum":
            return bool(abs(limit) >= LARGE_NUMBER)
    return False


def _body_schema(binding: Binding) -> Schema:
    if binding.body is None:
        return {}
    schema = whole(binding.body.kind, inputs=True)
    if "properties" not in schema:
        raise RouteError(f"{binding.operation.operation_id}: as a tool its body must be an object with named fields")
    return schema


def _texts_of(values: Arguments, repeated: Set[str]) -> tuple[dict[str, list[str]], list[Problem]]:
    """Arguments as text in a URL: `true`, `20`, `20` for 20.0; and those that have no such text."""
    texts: dict[str, list[str]] = {}
    problems = []
    for name, value in values.items():
        written = [_text_of(each) for each in (value if name in repeated and isinstance(value, list) else [value])]
        if None in written:
            problems.append(_problem(name, "must be text, a number, true or false"))
        texts[name] = [each for each in written if each is not None]
    return texts, problems


def _text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None


def _problem(name: str, message: str) -> Problem:
    return problem("arguments", shorten(name), message)
