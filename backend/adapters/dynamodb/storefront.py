"""The storefront: listings over all owners, the newest first."""

from typing import Any

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import Rows, Tables
from backend.domain.products.models import Listing, ListingStatus
from backend.domain.products.ports import Filters, StorefrontRepository
from backend.domain.shared.slices import Slice

READS_PER_PAGE, ROWS_PER_READ = 4, 100
"""What a page with a price filter costs at most: it may be short, or empty, and still have a next one."""


class DynamoDBStorefront(StorefrontRepository):
    def __init__(self, tables: Tables, listings: str, cursors: Cursors, *, rows_per_read: int = ROWS_PER_READ) -> None:
        self._tables = tables
        self._listings = listings
        self._cursors = cursors
        self._in_window = find_key_schema("listings", "window")
        self._rows_per_read = rows_per_read

    def page(self, filters: Filters, *, limit: int, token: str | None, asked_by: str) -> Slice[Listing]:
        prices = (filters.currency, filters.min_price_cents, filters.max_price_cents)
        scope = ("window", asked_by, filters.status, *prices)
        start = self._cursors.open(token, *scope)
        read = (
            self._read_filtered(filters, limit, start) if filters.by_price else self._read(filters.status, limit, start)
        )
        return Slice([Listing.model_validate(row) for row in read.items], self._cursors.seal(read.last, *scope))

    def _read_filtered(self, filters: Filters, limit: int, start: dict[str, Any] | None) -> Rows:
        found: list[dict[str, Any]] = []
        for _ in range(READS_PER_PAGE):
            rows = self._read(filters.status, self._rows_per_read, start)
            found += [row for row in rows.items if filters.accept(row)]
            if len(found) > limit:
                return Rows(found[:limit], self._in_window.cursor(found[limit - 1]))
            if rows.last is None:
                break
            start = rows.last
        return Rows(found, rows.last)

    def _read(self, status: ListingStatus, limit: int, start: dict[str, Any] | None) -> Rows:
        return self._tables.page(self._listings, self._in_window, status, limit=limit, start=start)
