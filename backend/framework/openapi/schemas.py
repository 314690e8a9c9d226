"""JSON schemas in the small language of our documents: what pydantic emits, narrowed to what every consumer can read.

OpenAPI 3.0.3: no const, no prefixItems, nothing next to a $ref, no defaults. docs/decisions.md says who wants what. The
document keeps the schemas apart as components; tools have each in one piece.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from backend.framework.binding.core import make_adapter
from backend.framework.binding.parameters import Parameter
from backend.framework.binding.signature import Binding

Schema = dict[str, Any]
Mode = Literal["validation", "serialization"]

COMPONENT = "#/components/schemas/"
_KEPT = (
    "additionalProperties", "allOf", "anyOf", "deprecated", "description", "enum", "example", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems",
    "minLength", "minProperties", "minimum", "multipleOf", "not", "nullable", "oneOf", "pattern", "properties",
    "readOnly", "required", "type", "uniqueItems", "writeOnly",
)  # fmt: skip
_VERBATIM = ("enum", "required", "example")


class Generator(GenerateJsonSchema):
    """pydantic's generator, but a Decimal is text, and a field that is left out instead of null is never null."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002
        return {"type": "string", "format": "decimal"}

    def model_field_schema(self, schema: core_schema.ModelField) -> JsonSchemaValue:
        made = super().model_field_schema(schema)
        if self.mode == "serialization" and schema.get("serialization_exclude_if") is not None:
            return {**made, "nullable": False}
        return made


class Emitted:
    """The schemas of some types, and the components that they refer to."""

    def __init__(self, kinds: Iterable[Any], *, inputs: bool, taken: Iterable[str] = ()) -> None:
        """`taken` are names of components that are used already.

        Of requests the bodies themselves have plain names, all that they are made of ends in `Input`.
        """
        self._inputs = inputs
        unique: list[Any] = []
        for kind in kinds:
            if kind not in unique:
                unique.append(kind)
        self._kinds = unique
        mode: Mode = "validation" if inputs else "serialization"
        adapters = [(at, mode, make_adapter(kind)) for at, kind in enumerate(unique)]
        roots, top = TypeAdapter.json_schemas(adapters, ref_template=COMPONENT + "{model}", schema_generator=Generator)
        self._roots = [roots[at, mode] for at in range(len(unique))]
        definitions: Mapping[str, Schema] = top.get("$defs", {})
        self._renamed = self._names(definitions, set(taken))
        self.components = {
            self._renamed[name]: apply_profile(schema, inputs=inputs, renamed=self._renamed)
            for name, schema in definitions.items()
        }

    def schema(self, kind: Any) -> Schema:
        """A reference to the component of a model, or the schema of what is none."""
        made: Schema = apply_profile(self._roots[self._kinds.index(kind)], inputs=self._inputs, renamed=self._renamed)
        return made

    def _names(self, definitions: Iterable[str], taken: set[str]) -> dict[str, str]:
        plain = {_without_null(root)[0].get("$ref", "").removeprefix(COMPONENT) for root in self._roots}
        names: dict[str, str] = {}
        for name in definitions:
            wanted = name if not self._inputs or (name in plain and name not in taken) else f"{name}Input"
            number = 2
            while wanted in taken:
                wanted, number = f"{wanted.rstrip('0123456789')}{number}", number + 1
            taken.add(wanted)
            names[name] = wanted
        return names


def whole(kind: Any, *, inputs: bool) -> Schema:
    """A type's schema in one piece: each $ref is replaced by what it stands for, but those of models in themselves."""
    emitted = Emitted([kind], inputs=inputs)
    recursive: dict[str, Schema] = {}
    made: Schema = _inline(emitted.schema(kind), emitted.components, (), recursive)
    return {**made, "$defs": recursive} if recursive else made


def path_schemas(binding: Binding) -> dict[str, Schema]:
    """Name -> schema of each path parameter."""
    return {parameter.wire_name: _parameter_schema(parameter) for parameter in binding.path}


def query_schemas(binding: Binding) -> Iterator[tuple[str, Schema, bool]]:
    """Name, schema (with its default, where it has one) and whether it is required, of each query parameter."""
    for parameter in binding.query:
        schema = _parameter_schema(parameter)
        if not parameter.required:
            default = parameter.adapter.dump_python(parameter.default(), mode="json")
            if default is not None:
                schema["default"] = default
        yield parameter.wire_name, schema, parameter.required


def _parameter_schema(parameter: Parameter) -> Schema:
    raw = parameter.adapter.json_schema(ref_template=COMPONENT + "{model}", schema_generator=Generator)
    components = {name: apply_profile(each, inputs=True) for name, each in raw.pop("$defs", {}).items()}
    made: Schema = _inline(apply_profile(raw, inputs=True), components, (), {})
    if parameter.field.description:
        made["description"] = parameter.field.description
    return made


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


def apply_profile(schema: Any, *, inputs: bool, renamed: Mapping[str, str] | None = None) -> Any:
    """A JSON schema in the small language of the document."""
    if isinstance(schema, list):
        return [apply_profile(each, inputs=inputs, renamed=renamed) for each in schema]
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}  # 3.0 knows such schemas as additionalProperties alone
    if not isinstance(schema, dict):
        return schema
    node, nullable = _without_null(schema)
    nullable = nullable and not inputs
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        ref = {"$ref": COMPONENT + (renamed or {}).get(name, name)}
        return {"allOf": [ref], "nullable": True} if nullable else ref
    node = _in_words_of_3_0(node)
    if not inputs and node.get("additionalProperties") is False:
        del node["additionalProperties"]
    made: Schema = {}
    for key, value in node.items():
        if key == "properties":
            made[key] = {name: apply_profile(each, inputs=inputs, renamed=renamed) for name, each in value.items()}
        elif key in _VERBATIM or isinstance(value, bool):
            made[key] = value
        elif key in _KEPT or key.startswith("x-"):
            made[key] = apply_profile(value, inputs=inputs, renamed=renamed)
    if nullable:
        made["nullable"] = True
    return made


def _without_null(schema: Schema) -> tuple[Schema, bool]:
    """`anyOf: [X, null]` is X, which may be null unless a field is left out instead."""
    nullable = False
    node = dict(schema)
    if isinstance(node.get("type"), list):
        kinds = [kind for kind in node["type"] if kind != "null"]
        nullable = len(kinds) < len(node["type"])
        node.pop("type")
        node |= {"type": kinds[0]} if len(kinds) == 1 else {"anyOf": [{"type": kind} for kind in kinds]}
    if "anyOf" in node:
        options = [option for option in node["anyOf"] if option.get("type") != "null"]
        nullable = nullable or len(options) < len(node["anyOf"])
        outer = {key: value for key, value in node.items() if key != "anyOf"}
        node = {**options[0], **outer} if len(options) == 1 else {**outer, "anyOf": options}
    told = node.pop("nullable", None)
    return node, nullable if told is None else bool(told)


def _in_words_of_3_0(node: Schema) -> Schema:
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if isinstance(node.get("examples"), list):
        node["example"] = node.pop("examples")[0]
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if exclusive in node and not isinstance(node[exclusive], bool):
            node[limit] = node[exclusive]
            node[exclusive] = True
    if "prefixItems" in node:
        kinds = [each for at, each in enumerate(node["prefixItems"]) if each not in node["prefixItems"][:at]]
        node["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if isinstance(node.get("items"), bool):
        node["items"] = {} if node["items"] else {"not": {}}
    if node.get("type") == "array":
        node.setdefault("items", {})
    return node


def _inline(node: Any, components: Mapping[str, Schema], around: tuple[str, ...], recursive: dict[str, Schema]) -> Any:
    """`around` are the components that contain the node; those that refer to themselves go into `recursive`."""
    if isinstance(node, list):
        return [_inline(each, components, around, recursive) for each in node]
    if not isinstance(node, dict):
        return node
    if not isinstance(node.get("$ref"), str):
        return {key: _inline(value, components, around, recursive) for key, value in node.items()}
    name = node["$ref"].removeprefix(COMPONENT)
    if name not in around:
        return _inline(components[name], components, (*around, name), recursive)
    if name not in recursive:
        recursive[name] = {}  # known from here on, so that it is not looked into again
        recursive[name] = _inline(components[name], components, (name,), recursive)
    return {"$ref": f"#/$defs/{name}"}
