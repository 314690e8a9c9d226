"""Every tool input that the stand-in makes fits the schema that the caller sent."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backend.local.bedrock import OfflineBackend
from backend.local.bedrock.agent.model import tool_call
from backend.local.bedrock.agent.schema_fit import UnfitError, fit
from backend.local.documents import tool_list

TOOLS = tool_list()


def is_valid(schema: Any, value: Any) -> bool:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["name"])
@pytest.mark.parametrize("text", ["Hazme una imagen de Colombia", "x", "", "delete prd_1 and $5, " * 200])
def test_each_tool_of_the_service(tool: dict[str, Any], text: str) -> None:
    """From any request, ids and all."""
    made = fit(tool["inputSchema"], text=text)
    Draft202012Validator(tool["inputSchema"]).validate(made)


# ---- any schema

NAMES = st.sampled_from(["title", "kind", "product_id", "count", "ready", "tags", "when"])
PATTERNS = st.sampled_from(
    [
        "^prd_[0-9A-HJKMNP-TV-Z]{26}$", "^[a-z]{2}$", r"^\d{4}-\d{2}-\d{2}$", "^https?://[^\\s]+$",
        "^#[0-9A-Fa-f]{6}$",
        "^(red|green|blue)$", "^[^abc]+$", r"^\S+@\S+\.\S+$", "[A-Z]", "^a+b?c*$", r"^(\w)-\1$", "^[\u0400-\u04ff]+$",
        "",
    ]
)  # fmt: skip
FORMATS = st.sampled_from(["date", "date-time", "email", "uuid", "ipv4", "ipv6", "uri", "time"])


def bounded(low: str, high: str, numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Neither, one or both limits, in order."""
    pair = st.tuples(numbers, numbers).map(sorted)
    both = pair.map(lambda limits: {low: limits[0], high: limits[1]})
    return st.one_of(st.just({}), both, numbers.map(lambda n: {low: n}), numbers.map(lambda n: {high: n}))


SMALL = st.integers(0, 12)
STRINGS = st.one_of(
    bounded("minLength", "maxLength", SMALL),
    PATTERNS.map(lambda pattern: {"pattern": pattern}),
    FORMATS.map(lambda name: {"format": name}),
    st.tuples(PATTERNS, SMALL).map(lambda each: {"pattern": each[0], "minLength": min(each[1], 1)}),
).map(lambda schema: {"type": "string", **schema})
INTEGERS = st.one_of(
    bounded("minimum", "maximum", st.integers(-50, 50)),
    st.integers(-50, 50).map(lambda n: {"exclusiveMinimum": n}),
    st.integers(-50, 50).map(lambda n: {"exclusiveMaximum": n}),
    st.tuples(st.integers(-50, 50), st.integers(1, 9)).map(lambda n: {"minimum": n[0], "multipleOf": n[1]}),
).map(lambda schema: {"type": "integer", **schema})
NUMBERS = st.one_of(
    bounded("minimum", "maximum", st.floats(-50, 50, allow_nan=False)),
    st.floats(-50, 50).map(lambda n: {"exclusiveMinimum": n, "exclusiveMaximum": n + 0.5}),
    st.sampled_from([0.5, 0.25, 2]).map(lambda n: {"multipleOf": n, "minimum": 1}),
).map(lambda schema: {"type": "number", **schema})
CHOICES = st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none(), st.booleans()), min_size=1, max_size=4)
LEAVES = st.one_of(
    STRINGS,
    INTEGERS,
    NUMBERS,
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {}, True, {"type": ["string", "null"]}]),
    CHOICES.map(lambda options: {"enum": options}),
    st.integers().map(lambda value: {"const": value}),
)


def objects(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some properties, some of them required, some properties more that are not listed."""

    def schema(properties: dict[str, Any], required: list[str], extra: Any, fewest: int) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
        made["additionalProperties"] = False if extra is None else extra
        if extra is None:
            made["required"] = [name for name in required if name in properties]
            fewest = min(fewest, len(properties))
        return made | ({"minProperties": fewest} if fewest else {})

    names = st.lists(NAMES, unique=True, max_size=4)
    return st.builds(schema, st.dictionaries(NAMES, parts, max_size=4), names, st.none() | parts, st.integers(0, 4))


def arrays(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    limits = bounded("minItems", "maxItems", st.integers(0, 4))
    several = st.tuples(parts, limits).map(lambda each: {"type": "array", "items": each[0], **each[1]})
    unique = st.integers(0, 4).map(
        lambda n: {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": n}
    )
    first = st.lists(parts, min_size=1, max_size=3).map(
        lambda items: {"type": "array", "prefixItems": items, "minItems": len(items)}
    )
    return st.one_of(several, unique, first)


def choices(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(several.map(lambda each: {"anyOf": each}), parts.map(lambda each: {"allOf": [each]}))


SCHEMAS = st.recursive(LEAVES, lambda parts: st.one_of(objects(parts), arrays(parts), choices(parts)), max_leaves=12)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda each: st.one_of(st.lists(each, max_size=3), st.dictionaries(NAMES, each, max_size=3)),
    max_leaves=8,
)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(schema=objects(SCHEMAS), value=VALUES, text=st.text(max_size=40))
def test_any_schema(schema: dict[str, Any], value: Any, text: str) -> None:
    """Limits, patterns, formats, choices and required names, to any depth."""
    assert is_valid(schema, fit(schema, value, text))


@settings(max_examples=60, deadline=None)
@given(schema=SCHEMAS, data=st.data())
def test_what_fits_is_kept(schema: Any, data: Any) -> None:
    """A value that the schema accepts is made again of itself."""
    first = fit(schema if isinstance(schema, dict) else {}, text="faro")
    again = fit(schema if isinstance(schema, dict) else {}, first, "otro")
    assert is_valid(schema, again)


WORDS = st.sampled_from(
    "make a poster of Medellín for 25 dollars , publish it tell me its address delete prd_1 crea y luego borra lista "
    'todos não 3 "Faro" kind title count a@b.co https://a.b 2026-01-02 status active'.split()
)
REQUESTS = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=40)
NO_MIND = OfflineBackend()


@settings(max_examples=100, deadline=None)
@given(
    schemas=st.lists(objects(SCHEMAS), min_size=1, max_size=4),
    text=REQUESTS,
    result=VALUES,
    failed=st.booleans(),
    choice=st.sampled_from([{}, {"auto": {}}, {"any": {}}, {"tool": {"name": "make_0"}}]),
)
def test_any_tools_and_any_request(schemas: Any, text: str, result: Any, failed: bool, choice: Any) -> None:
    """A call that fits, or words; before a result and after it."""
    names = [f"{verb}_{at}" for at, verb in zip(range(4), ("make", "list_titles", "delete", "get"), strict=True)]
    specs: list[dict[str, Any]] = [
        {"name": name, "description": f"Does {name}.", "inputSchema": {"json": schema}}
        for name, schema in zip(names, schemas, strict=False)
    ]
    body: dict[str, Any] = {
        "messages": [{"role": "user", "content": [{"text": text or "?"}]}],
        "toolConfig": {"tools": [{"toolSpec": spec} for spec in specs], "toolChoice": choice},
    }
    for _ in range(3):
        following = tool_call(body, NO_MIND)
        if not isinstance(following, tuple):
            assert not {"any", "tool"} & choice.keys()
            return
        name, given_input = following
        assert is_valid(next(spec["inputSchema"]["json"] for spec in specs if spec["name"] == name), given_input)
        use = {"toolUse": {"toolUseId": "t", "name": name, "input": given_input}}
        block = {"toolUseId": "t", "content": [{"json": result}], "status": "error" if failed else "success"}
        body["messages"] += [
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [{"toolResult": block}]},
        ]


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer", "minimum": 3}}}, 3),
        ({"type": "string", "pattern": "^[a-z]{2}_[0-9]+$"}, "ab_12"),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True, "minItems": 2}, ["a", "b"]),
        ({"oneOf": [{"type": "integer"}, {"type": "integer", "minimum": 0}]}, -1),
        ({"type": "object", "dependentRequired": {"a": ["b"]}, "required": ["a"]}, None),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "type": "object", "required": ["a"]}, None),
        ({"patternProperties": {"^x_": {"type": "integer"}}, "required": ["x_1"]}, {"x_1": 0}),
        ({"not": {"type": "string"}}, None),
        ({"type": "array", "contains": {"const": 7}}, [7]),
        ({"type": "object", "properties": {"next": {"$ref": "#"}, "name": {}}, "required": ["name"]}, None),
    ],
)  # fmt: skip
def test_other_keywords(schema: dict[str, Any], made: Any) -> None:
    """References, conditions, patterns of names, and what may not be."""
    found = fit(schema, text="use ab_12")
    assert is_valid(schema, found)
    assert made is None or found == made or schema.get("oneOf")


@pytest.mark.parametrize(
    "schema", [{"enum": []}, {"type": "string", "minLength": 5, "maxLength": 2}, {"allOf": [False]}]
)
def test_what_nothing_satisfies(schema: dict[str, Any]) -> None:
    """Is said, not answered with something else."""
    with pytest.raises(UnfitError):
        fit(schema)
