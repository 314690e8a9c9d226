"""A mapping of facts laid onto a tool's JSON schema: what a model does when it must call the tool."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from backend.local.bedrock.mood import nearest
from backend.local.bedrock.wire import JSON

_MISSING: Any = object()


def project(schema: JSON, facts: Mapping[str, Any], text: str) -> JSON:
    """The facts the schema knows, in its order and within its limits.

    `{"properties": {"title": {"type": "string", "maxLength": 3}}}`, `{"title": "Faro", "mood": "calm"}` ->
    `{"title": "Far"}`. A required property without a fact is made from `text`; an optional one is left out.
    """
    return _Projection(schema.get("$defs", {}), text).object(schema, facts)


class _Projection:
    def __init__(self, definitions: JSON, text: str) -> None:
        self._definitions = definitions
        self._text = text
        self._makers: dict[str, Callable[[JSON, Any], Any]] = {
            "object": self.object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
            "boolean": lambda _schema, value: value is True,
            "null": lambda _schema, _value: None,
        }

    def object(self, schema: JSON, facts: Any) -> JSON:
        known = facts if isinstance(facts, Mapping) else {}
        required = schema.get("required", [])
        return {
            name: self._value(part, known.get(name, _MISSING))
            for name, part in schema.get("properties", {}).items()
            if name in required or known.get(name) is not None
        }

    def _value(self, schema: JSON, value: Any) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            options = schema["enum"]
            return value if value in options else nearest([str(option) for option in options], self._text)
        kind = schema.get("type", "string")
        return self._makers[kind[0] if isinstance(kind, list) else kind](schema, value)

    def _resolved(self, schema: JSON) -> JSON:
        """Follow `$ref` into `$defs`, and take the first branch of a choice that is not null."""
        while True:
            if "$ref" in schema:
                schema = self._definitions[schema["$ref"].rpartition("/")[2]]
            elif branches := schema.get("anyOf") or schema.get("oneOf"):
                schema = next((branch for branch in branches if branch.get("type") != "null"), branches[0])
            else:
                return schema

    def _array(self, schema: JSON, value: Any) -> list[Any]:
        items = list(value) if isinstance(value, list | tuple) else []
        return [self._value(schema.get("items", {}), item) for item in items[: schema.get("maxItems")]]

    def _string(self, schema: JSON, value: Any) -> str:
        text = self._text if value is _MISSING or value is None else str(value)
        return text[: schema.get("maxLength")]

    def _number(self, schema: JSON, value: Any) -> float:
        lowest: float = schema.get("minimum", -math.inf)
        highest: float = schema.get("maximum", math.inf)
        return max(lowest, min(highest, value if isinstance(value, int | float) else 0))

    def _integer(self, schema: JSON, value: Any) -> int:
        return round(self._number(schema, value))
