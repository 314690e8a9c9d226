"""Which items a request is about, and how large an item is.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.local.dynamodb.wire import WireRequest

TRANSACT_WRITE, TRANSACT_GET = "TransactWriteItems", "TransactGetItems"
ITEM_WRITES = ("PutItem", "UpdateItem", "DeleteItem")
_PART_KINDS = ("Put", "Update", "Delete", "ConditionCheck", "Get")


@dataclass(frozen=True, slots=True)
class TableShape:
    """Keys and their types: `types` {"owner_id": "S"}, `indexes` {"by_owner": ("owner_id", "product_id")}."""

    keys: tuple[str, ...]
    types: Mapping[str, str]
    indexes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PathPart:
    """One action on one item: a request of its own, or one of a transaction's."""

    kind: str
    """Put, Update, Delete, ConditionCheck or Get."""
    body: Mapping[str, Any]

    @property
    def table(self) -> str:
        """The table's name; requests may give its ARN."""
        return str(self.body.get("TableName", "")).rpartition("/")[2]


def parts_of(request: WireRequest) -> list[PathPart]:
    """A transaction's parts in their order, the one part of a plain request, none of any other request."""
    if request.operation in (TRANSACT_WRITE, TRANSACT_GET):
        parts = request.body.get("TransactItems")
        return [_part(each) for each in parts] if isinstance(parts, list) else []
    if request.operation in (*ITEM_WRITES, "GetItem"):
        return [PathPart(request.operation.removesuffix("Item"), request.body)]
    return []


def identify(part: PathPart, shape: TableShape) -> str:
    """One text for one item, whatever the order of its key's attributes."""
    attributes = part.body.get("Key", part.body.get("Item"))
    key = {name: attributes.get(name) for name in shape.keys} if isinstance(attributes, dict) else {}
    return f"{part.table} {json.dumps(key, sort_keys=True)}"


def size_of(item: Mapping[str, Any]) -> int:
    """Bytes, as AWS counts them: names and values."""
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def _part(transact_item: Any) -> PathPart:
    """`{"Put": {...}}` -> Part("Put", {...}); what is none has an empty kind and is for moto to refuse."""
    if isinstance(transact_item, dict):
        for kind in _PART_KINDS:
            if isinstance(transact_item.get(kind), dict):
                return PathPart(kind, transact_item[kind])
    return PathPart("", {})


def _size_of_value(value: Mapping[str, Any]) -> int:
    return sum(_size(kind, inner) for kind, inner in value.items())


def _size(kind: str, value: Any) -> int:
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return len(value.strip("-").replace(".", "")) // 2 + 2
        case "B":
            return _decoded_length(value)
        case "SS" | "NS" | "BS":
            return sum(_size(kind[0], each) for each in value)
        case "L":
            return 3 + sum(1 + _size_of_value(each) for each in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size_of_value(each) for name, each in value.items())
        case _:
            return 1


def _decoded_length(value: str) -> int:
    try:
        return len(base64.b64decode(value))
    except binascii.Error:
        return len(value)


def values_in(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The attribute values that a request carries: of its item, key and expressions."""
    for member in ("Item", "Key", "ExclusiveStartKey", "ExpressionAttributeValues"):
        held = part.get(member)
        if isinstance(held, dict):
            yield from held.values()
