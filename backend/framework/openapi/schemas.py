"""JSON schemas in the small language of our documents: what pydantic emits, narrowed to what every consumer can read.

No anyOf, oneOf, allOf or const, nothing beside a $ref, absent rather than null, no defaults. The OpenAPI document keeps
the schemas apart as components; tools have each in one piece. docs/decisions.md says which consumer wants what.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from backend.framework.binding.signature import Binding

Schema = dict[str, Any]

COMPONENT = "#/components/schemas/"
_DROPPED = ("title", "default", "$schema", "discriminator")
_VERBATIM = ("enum", "required", "example")


def emitted(models: Iterable[type[BaseModel]], *, inputs: bool) -> dict[str, Schema]:
    """Component name -> schema of the models and all that they are made of.

    A model of requests that answers show too (a Brief) is emitted twice: `Brief` for answers, `BriefInput` else.
    """
    unique = list(dict.fromkeys(models))
    suffix = "Input" if inputs else ""
    mode: Any = "validation" if inputs else "serialization"
    _, top = models_json_schema(
        [(model, mode) for model in unique],
        ref_template=COMPONENT + "{model}",
        schema_generator=GenerateJsonSchema,
    )
    definitions = top.get("$defs", {})
    roots = {model.__name__ for model in unique}
    renamed = {name: name if not inputs or name in roots else name + suffix for name in definitions}
    return {renamed[name]: profiled(schema, inputs=inputs, renamed=renamed) for name, schema in definitions.items()}


def whole(model: type[BaseModel], *, inputs: bool) -> Schema:
    """A model's schema in one piece, each $ref replaced by what it stands for."""
    components = emitted([model], inputs=inputs)
    schema: Schema = _inlined(components[model.__name__], components)
    return schema


def path_schemas(binding: Binding) -> dict[str, Schema]:
    """Name -> schema of each path parameter."""
    return {name: profiled(TypeAdapter(kind).json_schema(), inputs=True) for name, kind in binding.path.items()}


def query_schemas(binding: Binding) -> Iterator[tuple[str, Schema, bool]]:
    """Name, schema (with its default, where it has one) and whether it is required, of each query parameter."""
    if binding.query is None:
        return
    described = binding.query.model_json_schema()
    for name, raw in described["properties"].items():
        schema = profiled(raw, inputs=True)
        if raw.get("default") is not None:
            schema["default"] = raw["default"]
        yield name, schema, name in described.get("required", ())


def page_of(item: Schema) -> Schema:
    """The schema of a part of a dataset whose items have the schema `item`."""
    return {
        "type": "object",
        "description": "A part of a dataset.",
        "properties": {
            "items": {"type": "array", "description": "This page's items, in order.", "items": item},
            "count": {"type": "integer", "description": "How many items this page has."},
            "total": {"type": "integer", "description": "How many items there are with these filters."},
        },
        "required": ["items", "count", "total"],
    }


def profiled(schema: Any, *, inputs: bool, renamed: Mapping[str, str] | None = None) -> Any:
    """A JSON schema of pydantic's in the small language of the document."""
    if isinstance(schema, list):
        return [profiled(each, inputs=inputs, renamed=renamed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    node = _without_null(schema)
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return {"$ref": COMPONENT + (renamed or {}).get(name, name)}
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if isinstance(node.get("examples"), list):
        node["example"] = node.pop("examples")[0]
    if not inputs and node.get("additionalProperties") is False:
        del node["additionalProperties"]
    made: Schema = {}
    for key, value in node.items():
        if key == "properties":
            made[key] = {name: profiled(each, inputs=inputs, renamed=renamed) for name, each in value.items()}
        elif key in _VERBATIM:
            made[key] = value
        elif key not in _DROPPED:
            made[key] = profiled(value, inputs=inputs, renamed=renamed)
    return made


def _without_null(schema: Schema) -> Schema:
    """`anyOf: [X, null]` is X: a field without a value is absent. Only where the schema says so it is nullable."""
    options = schema.get("anyOf")
    if options is None:
        return dict(schema)
    kinds = [option for option in options if option.get("type") != "null"]
    if len(kinds) != 1:
        raise ValueError(f"a field of several types cannot be described: {schema}")
    outer = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kinds[0], **outer}


def _inlined(node: Any, components: Mapping[str, Schema]) -> Any:
    if isinstance(node, list):
        return [_inlined(each, components) for each in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return _inlined(components[node["$ref"].removeprefix(COMPONENT)], components)
    return {key: _inlined(value, components) for key, value in node.items()}
