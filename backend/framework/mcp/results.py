"""REST answers -> tool results, small enough for a model to read."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import from_json

from backend.framework.json_text import write_json
from backend.framework.openapi.schemas import Schema
from backend.framework.response import Response
from backend.framework.routing.operation import RouteError
from backend.framework.routing.tool import Tool

Picture = Callable[[Any], tuple[bytes, str] | None]
"""The picture that an answer tells of, with its media type: small enough to be sent as base64; or None."""
WRAPPED = "result"
"""What an answer is called that is no object: the results of tools are."""
SHOWN_DEPTH = 1
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


def keep(value: Any, tree: Tree) -> Any:
    """Of an answer what a tree keeps, in its order, in lists of each item; nulls are left out.

    Where everything is kept, ids come last: a model reads first what a thing is.
    """
    if isinstance(value, list):
        return [keep(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    names = tree or sorted(value, key=lambda name: name.endswith("_id"))
    return {name: keep(value[name], tree.get(name, {})) for name in names if value.get(name) is not None}


def output_schema(operation_id: str, answer: Schema, tree: Tree) -> Schema:
    """The schema of what is kept, an object. `RouteError` for a tree that names what there is not.

    It is part of every list of tools that a model reads, so it names fields and types to a depth of `SHOWN_DEPTH` and
    says no more, not even which are always there: descriptions are the tool's, and a result is read as it comes.
    """
    definitions: dict[str, Schema] = answer.get("$defs", {})
    try:
        made = _shape(answer, tree, definitions, SHOWN_DEPTH)
    except KeyError as unknown:
        raise RouteError(f"{operation_id}: a tool keeps {unknown.args[0]}, which its operation does not give") from None
    if made.get("type", "object") != "object":
        made = {"properties": {WRAPPED: made}}
    return {"type": "object", **made}


def _shape(schema: Schema, tree: Tree, definitions: Mapping[str, Schema], depth: int) -> Schema:
    """KeyError with the names that are not there."""
    schema = _resolve(schema, definitions)
    made: Schema = {"type": schema["type"]} if "type" in schema else {}
    if "items" in schema:
        return {**made, **_shape_of_items(schema["items"], tree, definitions, depth)}
    fields: dict[str, Schema] = schema.get("properties", {})
    if unknown := tree.keys() - fields.keys():
        raise KeyError(", ".join(sorted(unknown)))
    shapes = {
        name: _shape(fields[name], tree.get(name, {}), definitions, depth - 1)
        for name in tree or fields
        if name in tree or depth > 0
    }
    return {**made, "properties": shapes} if shapes and depth > 0 else made


def _shape_of_items(items: Schema, tree: Tree, definitions: Mapping[str, Schema], depth: int) -> Schema:
    is_list = "items" in _resolve(items, definitions)
    if items.get("nullable") or (is_list and depth == 0):
        return {}
    return {"items": _shape(items, tree, definitions, depth - is_list)}


def _resolve(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """What a reference stands for."""
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema["allOf"][0]
    return schema


def result_of(response: Response, tool: Tool, tree: Tree, picture: Picture) -> dict[str, Any]:
    """The CallToolResult of a good REST answer: what is kept of it, and the picture that it tells of, if that is small.

    The same JSON is in `content` and `structuredContent`: hosts read the one or the other.
    """
    answer = from_json(response.body) if response.body else {"done": True}
    shown = keep(answer, tree)
    if not isinstance(shown, dict):
        shown = {} if shown is None else {WRAPPED: shown}
    content = [_text(shown)]
    if tool.picture:
        content += _block(answer, picture)
    return {"content": content, "structuredContent": shown, "isError": False}


def error_of(response: Response) -> dict[str, Any]:
    """The CallToolResult of a refusal: its body, as REST gives it, and how long to wait, which is in a header."""
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
