"""A transaction that fails puts back the items it wrote, and nothing else.

moto copies every table that a transaction names, whole, and puts the copies back when it fails: each transaction costs
as much as there are rows. `install` has moto copy nothing, and keeps a copy of the transaction's own items instead.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_moto_transact = DynamoDBBackend.transact_write_items


def install() -> None:
    """For every account of this process; may be called again."""
    setattr(DynamoDBBackend, "transact_write_items", _transact)  # noqa: B010 (mypy takes moto's decorator for a method)
    setattr(Table, "__deepcopy__", _same)  # noqa: B010 (moto declares none)


def _same(table: Table, _memo: Any) -> Table:
    """What moto puts back is the table as it is. Otherwise only backups copy a table, and the laptop has none."""
    return table


def _transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    slots = [slot for entry in transact_items for slot in _slots(backend, entry)]
    before = [(slot, copy.deepcopy(slot.item)) for slot in slots]
    try:
        _moto_transact(backend, transact_items)
    except Exception:
        for slot, item in before:
            slot.put(item)
        raise


class _Slot:
    """The place of one item in a table."""

    def __init__(self, table: Table, key: Mapping[str, Any]) -> None:
        self._items: Any = table.items
        self._hash = DynamoType(key[table.hash_key_attr])
        self._range = DynamoType(key[table.range_key_attr]) if table.range_key_attr else None

    @property
    def item(self) -> Item | None:
        found: Any = self._items.get(self._hash)
        if self._range is not None and found is not None:
            found = found.get(self._range)
        return found  # type: ignore[no-any-return] # moto's rows are either items or items by range

    def put(self, item: Item | None) -> None:
        row = self._items if self._range is None else self._items[self._hash]
        place = self._hash if self._range is None else self._range
        if item is None:
            row.pop(place, None)
        else:
            row[place] = item


def _slots(backend: DynamoDBBackend, entry: Mapping[str, Any]) -> Sequence[_Slot]:
    """None for what moto refuses: an unknown operation or table, a key without its attributes."""
    slots = []
    for operation in entry.values():
        table = backend.tables.get(str(operation.get("TableName", "")).rpartition("/")[2])
        key = operation.get("Key", operation.get("Item", {}))
        if table is not None and all(name in key for name in table.table_key_attrs):
            slots.append(_Slot(table, key))
    return slots
