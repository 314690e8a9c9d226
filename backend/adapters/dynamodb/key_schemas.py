"""What a Query needs to know of a table or an index: its keys, as tables.json has them.

Terraform and the laptop read the same file. Code names the attribute that it searches by, so an index has its name in
tables.json and nowhere else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLES_FILE = Path(__file__).parents[3] / "infra/modules/dynamodb/tables.json"


@dataclass(frozen=True, slots=True)
class KeySchema:
    """The keys of a table, or of one of its indexes."""

    index: str | None
    """None for the table itself."""
    hash_key: str
    range_key: str | None
    table_keys: tuple[str, ...]

    def cursor(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Where a page continues after this row: the keys of the index and of the table, which make it unique."""
        names = [self.hash_key, *filter(None, [self.range_key]), *self.table_keys]
        return {name: row[name] for name in names}


@cache
def read_tables() -> dict[str, dict[str, Any]]:
    """The data model: {"products": {"hash_key": ..., "attributes": {...}, "ttl": ..., "indexes": {...}}, ...}"""
    tables: dict[str, dict[str, Any]] = json.loads(TABLES_FILE.read_text())
    return tables


def table_keys(table: str) -> tuple[str, ...]:
    """The names of the attributes that identify an item: `("conversation_id", "message_id")`."""
    shape = read_tables()[table]
    return (shape["hash_key"], *filter(None, [shape.get("range_key")]))


def find_key_schema(table: str, hash_key: str, range_key: str | None = None) -> KeySchema:
    """The table's own keys or those of its index that find rows by `hash_key`: `find_key_schema("jobs", "owner_id")`.

    `range_key` tells apart several that have the same hash key. ValueError unless exactly one fits.
    """
    shape = read_tables()[table]
    candidates = {None: shape, **shape["indexes"]}
    fitting = [
        KeySchema(name, hash_key, each.get("range_key"), table_keys(table))
        for name, each in candidates.items()
        if each["hash_key"] == hash_key and range_key in (None, each.get("range_key"))
    ]
    if len(fitting) != 1:
        wanted = hash_key if range_key is None else f"{hash_key} and {range_key}"
        found = ", ".join(str(each.index or "the table") for each in fitting) or "none"
        raise ValueError(f"tables.json: one key schema of {table} must find rows by {wanted}; found: {found}")
    return fitting[0]
