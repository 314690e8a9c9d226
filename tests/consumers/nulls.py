"""The document with what its text says of nulls: an optional field of a request may be null.

It is not said with `nullable`, which makes wrappers of such fields in generated clients. A fuzzer that takes the schema
at its word would report each null that is accepted.
"""

import copy
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def with_nulls(document: Schema) -> Schema:
    made = copy.deepcopy(document)
    schemas: dict[str, Schema] = made["components"]["schemas"]
    for name in sorted(_in_requests(made)):
        component = schemas[name]
        for field, schema in component.get("properties", {}).items():
            if field not in component.get("required", ()):
                component["properties"][field] = _nullable(schema)
    return made


def _nullable(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **choices, "nullable": True}


def _in_requests(document: Schema) -> set[str]:
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    waiting = [name for each in operations for name in _names(each.get("requestBody", {}))]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_names(document["components"]["schemas"][name]))
    return found


def _names(node: Any) -> Iterator[str]:
    """The components that something refers to."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for each in node.values():
            yield from _names(each)
    elif isinstance(node, list):
        for each in node:
            yield from _names(each)
