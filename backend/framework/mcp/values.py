"""What agents write where a value of a schema is wanted: null or "" for nothing, and numbers as text."""

import re
from typing import Any

from backend.framework.binding.text import Read, reader_of_type
from backend.framework.openapi.schemas import Schema

_READERS: dict[str, Read] = {
    "integer": reader_of_type("int"),
    "number": reader_of_type("float"),
    "boolean": reader_of_type("bool"),
}


def is_nothing(value: Any, schema: Schema) -> bool:
    """Whether an optional argument is as good as left out: null, or "" where the schema does not allow it."""
    return value is None or (value == "" and not _allows_empty(schema))


def read_texts(value: Any, schema: Schema) -> Any:
    """`"20"` -> 20 and `"true"` -> True where the schema has a number or a boolean, at any depth.

    Text is read as it is in a URL; any other stays text, so that the operation refuses it.
    """
    if isinstance(value, str):
        return _read_text(value, str(schema.get("type")))
    if isinstance(value, list):
        return [read_texts(each, schema.get("items", {})) for each in value]
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        return {name: read_texts(each, fields.get(name, {})) for name, each in value.items()}
    return value


def _read_text(text: str, kind: str) -> Any:
    try:
        return _READERS[kind](text)
    except (KeyError, ValueError):
        return text


def _allows_empty(schema: Schema) -> bool:
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return any(_allows_empty(each) for each in options)
    if schema.get("type", "string") != "string" or schema.get("minLength", 0) > 0:
        return False
    if "enum" in schema:
        return "" in schema["enum"]
    return "pattern" not in schema or re.search(schema["pattern"], "") is not None
