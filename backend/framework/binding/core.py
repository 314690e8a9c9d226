"""What pydantic makes of an annotation, looked at without what is wrapped around it.

pydantic resolves NewType, Annotated, aliases, `X | None` and its own types to a core schema; reading that once is
simpler, and right more often, than taking annotations apart.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaSerializer, SchemaValidator

Core = dict[str, Any]
_WRAPPERS = ("default", "function-after", "function-before", "function-wrap", "nullable")
_COLLECTIONS = ("list", "set", "frozenset", "tuple")
_OBJECTS = ("model", "dataclass", "typed-dict", "dict")
_FINITE = frozenset(
    "none bool int str bytes literal enum date time datetime timedelta uuid url multi-host-url definition-ref".split()
)
"""Core types that are never written as NaN or infinity."""


class Codec:
    """What validates and writes values of a type. A model has it already; for other types a TypeAdapter makes it."""

    __slots__ = ("core_schema", "serializer", "validator")

    def __init__(self, kind: Any) -> None:
        self.validator: SchemaValidator
        self.serializer: SchemaSerializer
        self.core_schema: Core
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__pydantic_complete__:
            self.validator, self.serializer = kind.__pydantic_validator__, kind.__pydantic_serializer__  # type: ignore[assignment]
            self.core_schema = dict(kind.__pydantic_core_schema__)
        else:
            adapter = make_adapter(kind)
            self.validator, self.serializer = adapter.validator, adapter.serializer  # type: ignore[assignment]
            self.core_schema = dict(adapter.core_schema)


def make_adapter(kind: Any) -> "TypeAdapter[Any]":
    """A TypeAdapter of the type alone: what a Field says of a field, such as its alias, makes pydantic warn here."""
    from pydantic import Field, TypeAdapter
    from pydantic.fields import FieldInfo

    if get_origin(kind) is Annotated and any(isinstance(each, FieldInfo) for each in get_args(kind)):
        field = FieldInfo.from_annotation(kind)
        told = Field(description=field.description, examples=field.examples, json_schema_extra=field.json_schema_extra)
        kind = Annotated[field.annotation, *field.metadata, told]
    return TypeAdapter(kind)


def core_of(adapter: "TypeAdapter[Any]") -> "Node":
    """`Annotated[int | None, Field(ge=1)]` -> the node of int."""
    return Node({}, dict(adapter.core_schema)).unwrap()


def has_no_floats(schema: Core) -> bool:
    """Whether nothing of this type is written as NaN or infinity. False where that cannot be told."""
    if "serialization" in schema:  # a function writes it
        return False
    if schema["type"] in _FINITE:
        return True
    parts = _parts(schema)
    return parts is not None and all(has_no_floats(each) for each in parts)


def _parts(schema: Core) -> list[Core] | None:
    """What is written of a value of this type; None where that cannot be told."""
    kind = schema["type"]
    if kind in (*_WRAPPERS, "model-field", "typed-dict-field"):
        return [schema["schema"]]
    if kind == "definitions":
        return [schema["schema"], *schema["definitions"]]
    if kind == "model":
        return None if schema.get("config", {}).get("extra_fields_behavior") == "allow" else [schema["schema"]]
    if kind in ("model-fields", "typed-dict"):
        is_open = schema.get("computed_fields") or schema.get("extra_behavior") == "allow"
        return None if is_open else list(schema["fields"].values())
    if kind in ("list", "set", "frozenset"):
        return [schema["items_schema"]] if "items_schema" in schema else None
    if kind == "dict":
        return [schema["values_schema"]] if "values_schema" in schema else None
    if kind == "union":
        return [each[0] if isinstance(each, tuple) else each for each in schema["choices"]]
    return list(schema["choices"].values()) if kind == "tagged-union" else None


def _has_default(schema: Core) -> bool:
    while schema["type"] in _WRAPPERS:
        if schema["type"] == "default":
            return True
        schema = schema["schema"]
    return False


class Node:
    """A part of a core schema, with the definitions that it may refer to."""

    def __init__(self, definitions: dict[str, Core], schema: Core) -> None:
        self._definitions = definitions
        self.schema = schema

    @property
    def type(self) -> str:
        return str(self.schema["type"])

    def unwrap(self) -> "Node":
        node = self
        while True:
            schema = node.schema
            if node.type == "definitions":
                known = {**node._definitions, **{each["ref"]: each for each in schema["definitions"]}}
                node = Node(known, schema["schema"])
            elif node.type == "definition-ref":
                node = Node(node._definitions, node._definitions[schema["schema_ref"]])
            elif node.type in _WRAPPERS:
                node = Node(node._definitions, schema["schema"])
            else:
                return node

    def items(self) -> list["Node"]:
        """The nodes of a collection's items, or of a union's choices."""
        if self.type in ("list", "set", "frozenset"):
            inner = [self.schema.get("items_schema", {"type": "any"})]
        elif self.type == "tuple":
            inner = self.schema["items_schema"]
        elif self.type == "union":
            inner = [each[0] if isinstance(each, tuple) else each for each in self.schema["choices"]]
        else:
            inner = list(self.schema["choices"].values()) if self.type == "tagged-union" else []
        return [Node(self._definitions, each).unwrap() for each in inner]

    def field(self, name: str) -> "NodeField | None":
        """The field that JSON has under this name; None where there is no such field."""
        if self.type == "dict":
            values = self.schema.get("values_schema", {"type": "any"})
            return NodeField(Node(self._definitions, values).unwrap(), is_optional=False)
        if self.type in ("model", "dataclass"):
            return Node(self._definitions, self.schema["schema"]).unwrap().field(name)
        fields = self.schema.get("fields", {})
        listed = fields if isinstance(fields, list) else [{"name": key, **each} for key, each in fields.items()]
        for each in listed:
            if name in (each["name"], each.get("validation_alias")):
                has_default = _has_default(each["schema"]) or each.get("required") is False
                return NodeField(Node(self._definitions, each["schema"]).unwrap(), is_optional=has_default)
        return None

    def is_collection(self) -> bool:
        """Of any number of items of one kind."""
        return self.type in _COLLECTIONS and (self.type != "tuple" or self.schema.get("variadic_item_index") == 0)

    def is_object(self) -> bool:
        """JSON that no URL can hold: an object, or something that has objects in it."""
        return any(node.type in _OBJECTS for node in self._walk(frozenset()))

    def _walk(self, seen: frozenset[int]) -> Iterator["Node"]:
        yield self
        if id(self.schema) not in seen:
            for each in self.items():
                yield from each._walk(seen | {id(self.schema)})


class NodeField:
    """A field of an object; `is_optional` says that it may be left out."""

    __slots__ = ("is_optional", "node")

    def __init__(self, node: Node, *, is_optional: bool) -> None:
        self.node = node
        self.is_optional = is_optional
