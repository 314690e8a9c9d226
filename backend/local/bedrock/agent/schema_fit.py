"""A value made to fit a JSON schema: what a model does when it must call a tool.

`{"properties": {"title": {"type": "string", "maxLength": 3}}}`, `{"title": "Faro", "mood": "calm"}` ->
`{"title": "Far"}`. Properties that the schema does not know are left out; so are optional ones without a value. What is
required and has no value is made up: of the text at hand where any text will do, else of the schema alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from backend.local.bedrock.agent.schema_merge import branches, property_schema
from backend.local.bedrock.agent.schema_values import MISSING, numbers, texts
from backend.local.bedrock.mood import nearest
from backend.local.bedrock.wire import JSON

DEEPEST = 24
_KINDS = ("object", "array", "string", "integer", "number", "boolean", "null")


class UnfitError(Exception):
    """No value was found that the schema accepts."""


def fit(schema: JSON, value: Any = MISSING, text: str = "") -> Any:
    """Raises UnfitError where nothing was found: for what no value satisfies, and for what is too involved."""
    return _Fitter(schema, text).fit(schema, value)


class _Fitter:
    def __init__(self, root: JSON, text: str) -> None:
        self._root = Draft202012Validator(root, format_checker=Draft202012Validator.FORMAT_CHECKER)
        self._text = text

    def fit(self, schema: Any, value: Any = MISSING, depth: int = 0, variant: int = 0) -> Any:
        """The first candidate that the schema accepts. Each `variant` gives another, where there are several."""
        if depth > DEEPEST:
            raise UnfitError
        validator = self._root.evolve(schema=schema)
        for candidate in self._candidates(schema, value, depth, variant):
            if validator.is_valid(candidate):
                return candidate
        raise UnfitError

    def _candidates(self, schema: Any, value: Any, depth: int, variant: int) -> Iterator[Any]:
        if not isinstance(schema, Mapping):
            schema = {} if schema else {"enum": []}
        for plain in branches(schema, self._root.schema, depth):
            if "const" in plain:
                yield plain["const"]
            elif "enum" in plain:
                yield from self._options(plain["enum"], value, variant)
            else:
                for kind in _kinds(plain, value):
                    yield from self._of_kind(kind, plain, value, depth, variant)

    def _options(self, options: list[Any], value: Any, variant: int) -> Iterator[Any]:
        if value in options:
            yield value
        words = [option for option in options if isinstance(option, str)]
        if words and not variant:
            yield nearest(words, self._text)
        yield from options[variant:]

    def _of_kind(self, kind: str, schema: JSON, value: Any, depth: int, variant: int) -> Iterator[Any]:
        if kind == "object":
            yield from self._objects(schema, value if isinstance(value, Mapping) else {}, depth, variant)
        elif kind == "array":
            yield from self._arrays(schema, list(value) if isinstance(value, list | tuple) else [], depth)
        elif kind == "string":
            yield from texts(schema, value, self._text, variant)
        elif kind == "boolean":
            yield from (value is True, value is not True)[variant % 2 :]
        elif kind == "null":
            yield None
        else:
            yield from numbers(schema, value, variant, whole=kind == "integer")

    def _objects(self, schema: JSON, given: Mapping[str, Any], depth: int, variant: int) -> Iterator[JSON]:
        known = schema.get("properties", {})
        required = [*schema.get("required", [])]
        names = [name for name in known if name in required or given.get(name) is not None]
        names += [name for name in required if name not in known]
        made: JSON = {}
        for name in names:
            try:
                made[name] = self._member(schema, name, given.get(name), depth, variant)
            except UnfitError:
                if name in required:
                    return
        yield made
        # What other keywords ask for: more properties than are needed, or those that depend on others.
        for name in (*known, *_further_names(schema)):
            if name not in made:
                try:
                    made = {**made, name: self._member(schema, name, given.get(name), depth, variant)}
                except UnfitError:
                    continue
                yield made

    def _member(self, schema: JSON, name: str, value: Any, depth: int, variant: int) -> Any:
        found = property_schema(schema, name)
        return self.fit(found, MISSING if value is None else value, depth + 1, variant)

    def _arrays(self, schema: JSON, given: list[Any], depth: int) -> Iterator[list[Any]]:
        first = schema.get("prefixItems", [])
        most, fewest = schema.get("maxItems", len(first) + len(given) + 64), schema.get("minItems", 0)
        wanted = max(fewest, min(most, max(len(given), len(first))))
        made: list[Any] = []
        for index in range(wanted):
            part = first[index] if index < len(first) else schema.get("items", True)
            try:
                made.append(self._item(schema, part, given[index] if index < len(given) else MISSING, made, depth))
            except UnfitError:
                break
        yield made
        if "contains" in schema:
            for count in range(1, schema.get("minContains", 1) + 1):
                held = [self._item(schema, schema["contains"], MISSING, [], depth) for _ in range(count)]
                yield [*made[: len(made) - count], *held] if len(made) >= count else held

    def _item(self, schema: JSON, part: Any, value: Any, before: list[Any], depth: int) -> Any:
        for variant in range(len(before) + 1 if schema.get("uniqueItems") else 1):
            item = self.fit(part, MISSING if variant else value, depth + 1, variant)
            if not schema.get("uniqueItems") or item not in before:
                return item
        raise UnfitError


def _kinds(schema: JSON, value: Any) -> list[str]:
    """The types a schema allows, that of the value first and null last."""
    named = schema.get("type", _implied_kinds(schema, value))
    allowed = [named] if isinstance(named, str) else list(named)
    return sorted(allowed, key=lambda kind: (not _is_kind(kind, value), kind == "null"))


def _implied_kinds(schema: JSON, value: Any) -> list[str]:
    """Of a schema without `type`: what its other keywords speak of, else what the value is, else text."""
    if {"properties", "required", "minProperties"} & schema.keys():
        return ["object"]
    if {"items", "prefixItems", "minItems", "contains"} & schema.keys():
        return ["array"]
    if {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"} & schema.keys():
        return ["number"]
    first = [kind for kind in _KINDS if _is_kind(kind, value)]
    return [*first, "string", *(kind for kind in _KINDS if kind != "string")]


def _is_kind(kind: str, value: Any) -> bool:
    return bool(Draft202012Validator.TYPE_CHECKER.is_type(value, kind))


def _further_names(schema: JSON) -> list[str]:
    """Names for more properties than a schema lists."""
    dependent = [name for names in schema.get("dependentRequired", {}).values() for name in names]
    patterns = [
        text for pattern in schema.get("patternProperties", {}) for text in texts({"pattern": pattern}, MISSING, "", 0)
    ]
    names = [
        text
        for variant in range(8)
        for text in texts(schema.get("propertyNames", {}), MISSING, f"more{variant}", variant)
    ]
    return [*dependent, *patterns, *names]
