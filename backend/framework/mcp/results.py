"""REST answers -> tool results, small enough for a model to read."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import from_json

from backend.framework.json_text import write_json
from backend.framework.openapi.schemas import Schema
from backend.framework.response import Response
from backend.framework.routing.operation import RouteError, Tool

Picture = Callable[[Any], tuple[bytes, str] | None]
"""The picture that an answer tells of, with its media type: small enough to be sent as base64; or None."""
WRAPPED = "result"
"""What an answer is called that is no object: the results of tools are."""
Tree = dict[str, Any]
"""Names that are kept, each with the tree of what is kept below it; an empty tree keeps all."""


def keep_tree(names: tuple[str, ...]) -> Tree:
    """`("a.b", "a.c", "d")` -> `{"a": {"b": {}, "c": {}}, "d": {}}`"""
    tree: Tree = {}
    for name in names:
        node = tree
        for part in name.split("."):
            node = node.setdefault(part, {})
    return tree


def kept(value: Any, tree: Tree) -> Any:
    """Of an answer what a tree keeps, in its order, in lists of each item; nulls are left out."""
    if isinstance(value, list):
        return [kept(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    names = tree or value
    return {name: kept(value[name], tree.get(name, {})) for name in names if value.get(name) is not None}


def output_schema(operation_id: str, answer: Schema, tree: Tree) -> Schema:
    """The schema of what is kept, an object. `RouteError` for a tree that names what there is not."""
    definitions: dict[str, Schema] = answer.get("$defs", {})
    try:
        made = _kept_schema(answer, tree, definitions)
    except KeyError as unknown:
        raise RouteError(f"{operation_id}: a tool keeps {unknown.args[0]}, which its operation does not give") from None
    if made.get("type") != "object":
        required = {} if answer.get("nullable") else {"required": [WRAPPED]}
        made = {"type": "object", "properties": {WRAPPED: made}, **required}
    if definitions:
        made["$defs"] = {name: _kept_schema(each, {}, {}) for name, each in definitions.items()}
    return made


def _kept_schema(schema: Schema, tree: Tree, definitions: Mapping[str, Schema]) -> Schema:
    """Shapes and meanings. KeyError with the names that are not there."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return _kept_schema(definitions[name], tree, definitions) if tree else {"$ref": schema["$ref"]}
    if tree and len(schema.get("allOf", ())) == 1:
        return _kept_schema(schema["allOf"][0], tree, definitions)
    made: Schema = {key: schema[key] for key in ("type", "enum", "description") if key in schema}
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema and not tree:
            made[key] = [_kept_schema(each, {}, definitions) for each in schema[key]]
    if "items" in schema:
        return {**made, "items": _kept_schema(schema["items"], tree, definitions)}
    fields: dict[str, Schema] = schema.get("properties", {})
    if unknown := tree.keys() - fields.keys():
        raise KeyError(", ".join(sorted(unknown)))
    chosen = {name: fields[name] for name in tree or fields}
    if chosen:
        made["properties"] = {
            name: _kept_schema(each, tree.get(name, {}), definitions) for name, each in chosen.items()
        }
    required = [name for name in schema.get("required", ()) if name in chosen and not chosen[name].get("nullable")]
    return {**made, "required": required} if required else made


def result_of(response: Response, tool: Tool, tree: Tree, picture: Picture) -> dict[str, Any]:
    """The CallToolResult of a good REST answer: what is kept of it, and the picture that it tells of, if that is small.

    The same JSON stands in `content` and `structuredContent`: hosts read the one or the other.
    """
    answer = from_json(response.body) if response.body else {"done": True}
    shown = kept(answer, tree)
    if not isinstance(shown, dict):
        shown = {} if shown is None else {WRAPPED: shown}
    content = [_text(shown)]
    if tool.picture:
        content += _block(answer, picture)
    return {"content": content, "structuredContent": shown, "isError": False}


def error_of(response: Response) -> dict[str, Any]:
    """The CallToolResult of a refusal: its body, as REST gives it, and how long to wait, which stands in a header."""
    problem = from_json(response.body)
    if "Retry-After" in response.headers:
        problem["retry_after"] = int(response.headers["Retry-After"])
    return {"content": [_text(problem)], "isError": True}


def _text(value: Any) -> dict[str, Any]:
    return {"type": "text", "text": write_json(value).decode()}


def _block(answer: Any, picture: Picture) -> list[dict[str, Any]]:
    found = picture(answer)
    if found is None:
        return []
    content, media_type = found
    return [{"type": "image", "data": base64.b64encode(content).decode(), "mimeType": media_type}]
