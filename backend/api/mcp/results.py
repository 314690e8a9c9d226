"""REST answers -> tool results, small enough for a model to read."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

from pydantic_core import from_json, to_json

from backend.api.messages import Response
from backend.api.router import RouteError, Tool
from backend.api.schema_profile import Schema
from backend.forge.clients.media import TYPES

LARGEST_PICTURE = 256_000
"""Bytes. Base64 makes it a third more, and hosts cut off what is much larger."""

Picture = Callable[[str, int], bytes | None]
"""The content of the file with a key; None where there is none, or a larger one."""
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
    """Of an answer what a tree keeps, in lists of each item; nulls are left out."""
    if isinstance(value, list):
        return [kept(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: kept(each, tree.get(name, {}))
        for name, each in value.items()
        if each is not None and (not tree or name in tree)
    }


def kept_schema(schema: Schema, tree: Tree) -> Schema:
    """The schema of what `kept` leaves: shapes and meanings. `RouteError` for a tree that names what there is not."""
    made: Schema = {key: schema[key] for key in ("type", "enum", "description") if key in schema}
    if "items" in schema:
        return {**made, "items": kept_schema(schema["items"], tree)}
    fields: dict[str, Schema] = schema.get("properties", {})
    if unknown := tree.keys() - fields.keys():
        raise RouteError(f"a tool keeps {', '.join(sorted(unknown))}, which its operation does not give")
    chosen = {name: each for name, each in fields.items() if not tree or name in tree}
    if chosen:
        made["properties"] = {name: kept_schema(each, tree.get(name, {})) for name, each in chosen.items()}
    required = [name for name in schema.get("required", ()) if name in chosen and not chosen[name].get("nullable")]
    return {**made, "required": required} if required else made


def result_of(response: Response, tool: Tool, tree: Tree, picture: Picture) -> dict[str, Any]:
    """The CallToolResult of a good REST answer: what is kept of it, and the picture that it tells of, if that is small.

    The same JSON stands in `content` and `structuredContent`: hosts read the one or the other.
    """
    answer = from_json(response.body) if response.body else {"done": True}
    shown = kept(answer, tree)
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
    return {"type": "text", "text": to_json(value).decode()}


def _block(answer: Any, picture: Picture) -> list[dict[str, Any]]:
    key = next(_images(answer), None)
    content = None if key is None else picture(key, LARGEST_PICTURE)
    if key is None or content is None:
        return []
    content_type, _ = TYPES[key.rpartition(".")[2]]
    return [{"type": "image", "data": base64.b64encode(content).decode(), "mimeType": content_type}]


def _images(node: Any) -> Iterator[str]:
    """The keys of all media of an answer that are images."""
    if isinstance(node, list):
        for each in node:
            yield from _images(each)
    elif isinstance(node, dict):
        if node.get("type") == "image" and "key" in node:
            yield str(node["key"])
        for each in node.values():
            yield from _images(each)
