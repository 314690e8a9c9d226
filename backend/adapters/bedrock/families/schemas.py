"""Tool schemas in the dialects of the model families.

{"type": "object", "properties": {...}, "additionalProperties": false, "$defs": {...}}
    -> for Nova: {"type": "object", "properties": {...}}, every $ref replaced by what it names
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

TOP_LEVEL = ("type", "properties", "required")


class Dialect(Enum):
    FULL = "full"
    """JSON Schema as it is."""
    CLOSED_UNKNOWN = "no additionalProperties"
    """Llama and Mistral refuse `additionalProperties`, at any depth."""
    THREE_KEYS = "only type, properties, required at the top"
    """Nova, and every family that is not known."""


def adapt_schema(schema: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """The schema in a dialect. References are inlined: `$defs` has no place at the top of a narrow one."""
    if dialect is Dialect.FULL:
        return dict(schema)
    inlined: dict[str, Any] = _simplify(dict(schema), schema.get("$defs", {}))
    if dialect is Dialect.CLOSED_UNKNOWN:
        return inlined
    return {key: inlined[key] for key in TOP_LEVEL if key in inlined}


def _simplify(node: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_simplify(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = definitions[str(node["$ref"]).rpartition("/")[2]]
        return _simplify({**named, **{key: value for key, value in node.items() if key != "$ref"}}, definitions)
    return {
        key: _simplify_properties(value, definitions) if key == "properties" else _simplify(value, definitions)
        for key, value in node.items()
        if key not in ("additionalProperties", "$defs")
    }


def _simplify_properties(properties: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A property may be named `$ref` or `additionalProperties`: names are no keywords."""
    return {name: _simplify(schema, definitions) for name, schema in properties.items()}
