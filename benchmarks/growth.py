"""What a page costs in a table of few and of many rows: its calls and the units that they use, by `calls`.

Rows are put into the emulator's store directly; a million of both takes 2.3 GB of memory. Its own times say nothing
of DynamoDB's and are not shown.
"""

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from inspect import signature
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from backend.adapters.dynamodb.items import encode
from backend.local.laptop import Laptop
from benchmarks.calls import GENEROUS, Call, Caller, describe, recorded
from benchmarks.stand_ins import make_rows
from benchmarks.table import show

SIZES = (100, 1_000_000)


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, list[list[Call]]]:
    """Page -> its calls in a table of each size. The rows are the caller's own."""
    found: dict[str, list[list[Call]]] = {}
    for size in sizes:
        with _filled(size) as call:
            token = call("GET", "/products", owner="me")["next_page_token"]
            pages = {
                "GET /products, the first page": ("/products", {"owner": "me"}),
                "GET /products, the second page": ("/products", {"owner": "me", "page_token": token}),
                "GET /listings, the first page": ("/listings", {}),
            }
            for name, (path, query) in pages.items():
                with recorded() as recorder:
                    items = call("GET", path, **query)["items"]
                if len(items) != 20:
                    raise SystemExit(f"{name}: {len(items)} items")
                found.setdefault(name, []).append(recorder.calls)
    return found


@contextmanager
def _filled(size: int) -> Iterator[Caller]:
    with Laptop.start(log_to=logging.NullHandler(), settings=GENEROUS) as laptop:
        cloud = laptop.cloud
        names = ("products", "listings")
        for name, row in zip(names, make_rows(), strict=True):
            table = dynamodb_backends[cloud.account][cloud.region].tables[cloud.tables[name]]
            _IndexedRows(table, encode(row)).fill(size)
        yield Caller(laptop)


class _IndexedRows:
    """Many rows of one owner in a table of moto's, and an index over them.

    moto sorts a whole table for each query, which would take minutes. Here it is shown the rows around the page, as an
    index of DynamoDB finds them, and treats them by its own rules. Rows differ in their ids and share all other values.
    """

    def __init__(self, table: Any, row: dict[str, dict[str, str]]) -> None:
        self._table = table
        self._row = row
        self._shown: list[Any] = []
        self._ids: list[str] = []
        self._stock_query = table.query
        self._signature = signature(table.query)

    def fill(self, size: int) -> None:
        template = self._table.put_item(self._row)
        self._table.items.clear()
        others = [name for name in ("product_id", "listing_id") if name != self._table.hash_key_attr]
        for number in range(size):
            key = self._id(self._table.hash_key_attr, number)
            attrs = type(template.attrs)()
            dict.update(attrs, template.attrs)  # its own method measures the item each time
            dict.update(attrs, {name: self._id(name, number) for name in others}, **{self._table.hash_key_attr: key})
            item = copy(template)
            item.hash_key, item.attrs = key, attrs
            self._table.items[key] = item
            self._ids.append(key.value)
        self._table.query = self._query
        self._table.all_items = lambda: self._shown

    def _id(self, name: str, number: int) -> DynamoType:
        return DynamoType({"S": f"{self._row[name]['S'][:4]}{number:026d}"})

    def _query(self, *args: Any, **options: Any) -> Any:
        asked = self._signature.bind(*args, **options).arguments
        limit, start = asked["limit"], asked["exclusive_start_key"]
        after = start[self._table.hash_key_attr]["S"] if start else None
        if asked["scan_index_forward"]:
            first = bisect_right(self._ids, after) if after else 0
            near = self._ids[first : first + limit + 1]
        else:
            end = bisect_left(self._ids, after) if after else len(self._ids)
            near = self._ids[max(0, end - limit - 1) : end]
        self._shown = [self._table.items[DynamoType({"S": each})] for each in near]
        return self._stock_query(*args, **options)


def run() -> None:
    rows = []
    for name, each in measure().items():
        units = [f"{sum(c.reads for c in calls):g} + {sum(c.writes for c in calls):g}" for calls in each]
        rows.append((name, *units, describe(each[-1])))
    head = ("", *(f"read + write units at {size:,} rows" for size in SIZES), "calls")
    show("A page, by the number of rows", head, rows)
