"""Read and write units of DynamoDB, computed from what was sent and answered, as AWS bills them on demand.

A read is billed by 4 KB begun, half a unit of which is enough where an older value will do; a write by KB begun, once
more for each index that has the item, and twice in a transaction. An update is sent without its item: unless the answer
has it, what is sent is taken for all of it.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
KB = 1024
_OVERHEAD, _ELEMENT = 3, 1


def units(
    operation: str, sent: Mapping[str, Any], answer: Mapping[str, Any], indexes: Callable[[str], int]
) -> tuple[float, float]:
    """(read units, write units). `indexes` tells how many indexes a table has, by its name."""
    match operation:
        case "GetItem":
            return _read([answer.get("Item", {})], consistent=bool(sent.get("ConsistentRead"))), 0.0
        case "Query" | "Scan":
            return _read_together(answer.get("Items", ()), consistent=bool(sent.get("ConsistentRead"))), 0.0
        case "BatchGetItem":
            return _batch_read(sent, answer), 0.0
        case "TransactGetItems":
            return 2 * _read([each.get("Item", {}) for each in answer.get("Responses", ())], consistent=True), 0.0
        case "TransactWriteItems":
            parts = [part for each in sent.get("TransactItems", ()) for part in each.items()]
            return 0.0, sum(2 * _write(kind, part, {}, indexes) for kind, part in parts)
        case "BatchWriteItem":
            return 0.0, _batch_write(sent, indexes)
        case "PutItem" | "UpdateItem" | "DeleteItem":
            return 0.0, _write(operation.removesuffix("Item"), sent, answer, indexes)
    return 0.0, 0.0


def item_bytes(item: Item) -> int:
    """How large DynamoDB takes an item for: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    kind, content = _split(value)
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return ceil(len(content.lstrip("-0.").replace(".", "")) / 2) + 1
        case "B":
            return len(base64.b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case "M":
            return _OVERHEAD + item_bytes(content) + _ELEMENT * len(content)
        case "L":
            return _OVERHEAD + sum(_value_bytes(each) + _ELEMENT for each in content)
    return sum(_value_bytes({kind[0]: each}) for each in content)  # SS, NS, BS


def _split(value: Mapping[str, Any]) -> tuple[str, Any]:
    """`{"S": "a"}` -> ("S", "a")"""
    return next(iter(value.items()), ("NULL", True))


def _read(items: Iterable[Item], *, consistent: bool) -> float:
    """Each by itself."""
    return sum((1.0 if consistent else 0.5) * _blocks(item_bytes(item), 4 * KB) for item in items)


def _read_together(items: Iterable[Item], *, consistent: bool) -> float:
    return (1.0 if consistent else 0.5) * _blocks(sum(map(item_bytes, items)), 4 * KB)


def _batch_read(sent: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """A key without an item is billed as a small one."""
    whole = 0.0
    for table, wanted in sent.get("RequestItems", {}).items():
        found = answer.get("Responses", {}).get(table, ())
        missing = len(wanted.get("Keys", ())) - len(found)
        consistent = bool(wanted.get("ConsistentRead"))
        whole += _read([*found, *({} for _ in range(missing))], consistent=consistent)
    return whole


def _batch_write(sent: Mapping[str, Any], indexes: Callable[[str], int]) -> float:
    requests = ((table, each) for table, listed in sent.get("RequestItems", {}).items() for each in listed)
    return sum(
        _write(kind.removesuffix("Request"), {**part, "TableName": table}, {}, indexes)
        for table, each in requests
        for kind, part in each.items()
    )


def _write(kind: str, part: Mapping[str, Any], answer: Mapping[str, Any], indexes: Callable[[str], int]) -> float:
    if kind == "ConditionCheck":
        return 1.0
    item = part.get("Item") or answer.get("Attributes") or {**part.get("Key", {}), **_values(part)}
    return _blocks(item_bytes(item), KB) * (1.0 + indexes(str(part.get("TableName"))))


def _values(part: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = part.get("ExpressionAttributeValues") or {}
    return values


def _blocks(size: int, block: int) -> int:
    return max(1, ceil(size / block))
