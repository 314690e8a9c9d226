"""The shop window: listings over all owners, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backend.forge.models import Listing, ListingStatus
from backend.forge.repositories.cursors import Cursors
from backend.forge.repositories.offers import window_of
from backend.forge.repositories.tables import Tables

FIRST_MONTH = "2026-01"
"""Nothing was listed before."""
READS_PER_PAGE = 12
"""A page never costs more Queries than this: with a narrow filter it may be short, or empty, and still have a next."""


@dataclass(frozen=True, slots=True)
class Filters:
    status: ListingStatus = "active"
    min_price_cents: int | None = None
    max_price_cents: int | None = None

    def let_through(self, row: dict[str, Any]) -> bool:
        price = row["price_cents"]
        above = self.min_price_cents is None or price >= self.min_price_cents
        return above and (self.max_price_cents is None or price <= self.max_price_cents)


@dataclass(frozen=True, slots=True)
class ListingPage:
    listings: list[Listing]
    next_page_token: str | None


class ShopWindow:
    def __init__(self, tables: Tables, listings: str, cursors: Cursors) -> None:
        self._tables = tables
        self._listings = listings
        self._cursors = cursors

    def page(self, filters: Filters, *, limit: int, token: str | None, asked_by: str, this_month: str) -> ListingPage:
        """Up to `limit` listings from `this_month` (`2026-11`) backwards."""
        scope = ("window", asked_by, filters.status, filters.min_price_cents, filters.max_price_cents)
        place: dict[str, Any] | None
        place = self._cursors.open(token, *scope) or {"month": this_month, "after": None}
        found: list[Listing] = []
        for _ in range(READS_PER_PAGE):
            if place is None or len(found) == limit:
                break
            rows, place = self._read(filters, place, limit - len(found))
            found += [Listing.model_validate(row) for row in rows if filters.let_through(row)]
        return ListingPage(found, self._cursors.seal(place, *scope))

    def _read(
        self, filters: Filters, place: dict[str, Any], limit: int
    ) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """One Query, and where to go on: in the same month, in the one before, or nowhere."""
        month = place["month"]
        key = ("window", window_of(filters.status, month))
        rows = self._tables.query(
            self._listings, index="in_window", key=key, limit=limit, place=["listing_id"], start=place["after"]
        )
        if rows.last is not None:
            return rows.items, {"month": month, "after": rows.last}
        before = next(months_before(month), None)
        return rows.items, {"month": before, "after": None} if before else None


def months_before(month: str) -> Iterator[str]:
    """`months_before("2026-03")` -> 2026-02, 2026-01, down to the first month."""
    year, number = map(int, month.split("-"))
    while (month := f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}") >= FIRST_MONTH:
        year, number = map(int, month.split("-"))
        yield month
