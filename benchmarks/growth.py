"""What a page costs in a table of few and of many rows: its calls and the units that they use, by `calls`.

Rows are put into the stand-in's tables directly. Its own time grows with the table, as DynamoDB's does not, so that
time is not shown.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from backend.adapters.dynamodb.items import encode
from backend.local import moto_state
from backend.local.laptop import Laptop
from benchmarks.calls import GENEROUS, Call, Caller, describe, recorded
from benchmarks.stand_ins import make_rows
from benchmarks.table import show

SIZES = (100, 10_000)


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
        for _ in range(size):
            for table, row in zip(("products", "listings"), make_rows(), strict=True):
                moto_state.put_item(cloud.account, cloud.region, cloud.tables[table], encode(row))
        yield Caller(laptop)


def run() -> None:
    rows = []
    for name, each in measure().items():
        units = [f"{sum(c.reads for c in calls):g} + {sum(c.writes for c in calls):g}" for calls in each]
        rows.append((name, *units, describe(each[-1])))
    head = ("", *(f"read + write units at {size:,} rows" for size in SIZES), "calls")
    show("A page, by the number of rows", head, rows)
