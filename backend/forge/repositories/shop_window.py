"""The shop window: listings over all owners, the newest first."""

from dataclasses import dataclass
from typing import Any

from backend.forge.models import Listing, ListingStatus
from backend.forge.repositories.cursors import Cursors
from backend.forge.repositories.key_schemas import find_key_schema
from backend.forge.repositories.tables import Rows, Tables

IN_WINDOW = find_key_schema("listings", "window")
READS_PER_PAGE, ROWS_PER_READ = 4, 100
"""What a page with a price filter costs at most: it may be short, or empty, and still have a next one."""


@dataclass(frozen=True, slots=True)
class Filters:
    status: ListingStatus = "active"
    min_price_cents: int | None = None
    max_price_cents: int | None = None

    @property
    def by_price(self) -> bool:
        return self.min_price_cents is not None or self.max_price_cents is not None

    def accept(self, row: dict[str, Any]) -> bool:
        price = row["price_cents"]
        above = self.min_price_cents is None or price >= self.min_price_cents
        return above and (self.max_price_cents is None or price <= self.max_price_cents)


@dataclass(frozen=True, slots=True)
class ListingPage:
    listings: list[Listing]
    next_page_token: str | None


class ShopWindow:
    def __init__(self, tables: Tables, listings: str, cursors: Cursors, *, rows_per_read: int = ROWS_PER_READ) -> None:
        self._tables = tables
        self._listings = listings
        self._cursors = cursors
        self._rows_per_read = rows_per_read

    def page(self, filters: Filters, *, limit: int, token: str | None, asked_by: str) -> ListingPage:
        """Up to `limit` listings: one Query, or with a price filter at most `READS_PER_PAGE`."""
        scope = ("window", asked_by, filters.status, filters.min_price_cents, filters.max_price_cents)
        start = self._cursors.open(token, *scope)
        read = self._filtered(filters, limit, start) if filters.by_price else self._read(filters.status, limit, start)
        return ListingPage([Listing.model_validate(row) for row in read.items], self._cursors.seal(read.last, *scope))

    def _filtered(self, filters: Filters, limit: int, start: dict[str, Any] | None) -> Rows:
        found: list[dict[str, Any]] = []
        for _ in range(READS_PER_PAGE):
            rows = self._read(filters.status, self._rows_per_read, start)
            found += [row for row in rows.items if filters.accept(row)]
            if len(found) > limit:
                return Rows(found[:limit], IN_WINDOW.cursor(found[limit - 1]))
            if rows.last is None:
                break
            start = rows.last
        return Rows(found, rows.last)

    def _read(self, status: ListingStatus, limit: int, start: dict[str, Any] | None) -> Rows:
        return self._tables.page(self._listings, IN_WINDOW, status, limit=limit, start=start)
