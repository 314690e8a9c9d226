"""Schemas made plain: references followed, and the choices of allOf, anyOf, oneOf and if laid side by side."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from backend.local.bedrock.wire import JSON

_LOWEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_HIGHEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_DEEPEST = 24


def branches(schema: Mapping[str, Any], root: Any, depth: int = 0) -> Iterator[JSON]:
    """The schemas without choices of which one has to be met. Those that are null come last."""
    if depth > _DEEPEST:
        return
    if "$ref" in schema:
        rest = _without(schema, "$ref")
        yield from branches(both(find(schema["$ref"], root), rest), root, depth + 1)
    elif "allOf" in schema:
        rest = _without(schema, "allOf")
        parts = [_target(part, root) for part in schema["allOf"]]
        yield from branches(reduce(both, parts, rest), root, depth + 1)
    elif "anyOf" in schema or "oneOf" in schema:
        choice = "anyOf" if "anyOf" in schema else "oneOf"
        rest = _without(schema, choice)
        for branch in sorted(schema[choice], key=_is_null):
            yield from branches(both(rest, branch), root, depth + 1)
    elif "if" in schema:
        rest = _without(schema, "if", "then", "else")
        for parts in ([], [schema["if"], schema.get("then", {})], [schema.get("else", {})]):
            yield from branches(reduce(both, parts, rest), root, depth + 1)
    else:
        yield dict(schema)


def _target(part: Any, root: Any) -> Any:
    return (
        both(find(part["$ref"], root), _without(part, "$ref")) if isinstance(part, Mapping) and "$ref" in part else part
    )


def find(reference: str, root: Any) -> JSON:
    """`#/$defs/Kind` -> the schema there; nothing for what is not in this document."""
    found = root
    for part in reference.lstrip("#").strip("/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Sequence) and not isinstance(found, str) and name.isdigit():
            found = found[int(name)] if int(name) < len(found) else {}
        elif name:
            found = found.get(name, {}) if isinstance(found, Mapping) else {}
    return dict(found) if isinstance(found, Mapping) else {}


def both(one: Any, other: Any) -> JSON:
    """A schema that asks for what both ask for, as far as that can be said in one."""
    if one is False or other is False:
        return {"enum": []}
    made = dict(one) if isinstance(one, Mapping) else {}
    for key, value in (other if isinstance(other, Mapping) else {}).items():
        made[key] = _combine(key, made[key], value) if key in made else value
    return made


def property_schema(schema: JSON, name: str) -> Any:
    """What an object's schema asks of one property."""
    known = schema.get("properties", {})
    found = known.get(name, {})
    matching = [each for pattern, each in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
    if name not in known and not matching:
        return schema.get("additionalProperties", {})
    return reduce(both, matching, found)


def _combine(key: str, one: Any, other: Any) -> Any:
    if key == "properties":
        return {name: both(one.get(name, {}), other.get(name, {})) for name in {**one, **other}}
    if key == "required":
        return list(dict.fromkeys([*one, *other]))
    if key == "enum":
        return [value for value in one if value in other]
    if key == "type":
        first, second = ([kinds] if isinstance(kinds, str) else kinds for kinds in (one, other))
        return [kind for kind in first if kind in second or (kind == "integer" and "number" in second)] or second
    if key in _LOWEST:
        return min(one, other)
    if key in _HIGHEST:
        return max(one, other)
    return both(one, other) if key == "items" else [*one, *other] if key in ("allOf", "anyOf") else other


def _without(schema: Mapping[str, Any], *keys: str) -> JSON:
    return {key: value for key, value in schema.items() if key not in keys}


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"
