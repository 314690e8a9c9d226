"""What products need of others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from backend.domain.products.models import ListedStatus, Listing, ListingStatus, StoredProduct
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write


@dataclass(frozen=True, slots=True)
class ProductListing:
    product: StoredProduct
    listing: Listing


@dataclass(frozen=True, slots=True)
class ProductListingPage:
    offers: list[ProductListing]
    next_page_token: str | None
    half_deleted: list[str] = field(default_factory=list)
    """Ids of products among these rows whose way into the bin, or out of the store, was begun and not finished."""


@dataclass(frozen=True, slots=True)
class Filters:
    status: ListingStatus = "active"
    currency: str | None = None
    """Of prices that are compared: amounts of several currencies have no order."""
    min_price_cents: int | None = None
    max_price_cents: int | None = None

    @property
    def by_price(self) -> bool:
        return any(each is not None for each in (self.currency, self.min_price_cents, self.max_price_cents))

    def accept(self, row: dict[str, Any]) -> bool:
        price = row["price_cents"]
        if self.currency is not None and row["currency"] != self.currency:
            return False
        above = self.min_price_cents is None or price >= self.min_price_cents
        return above and (self.max_price_cents is None or price <= self.max_price_cents)


class ProductListingRepository(Protocol):
    """Products with their listings; both halves are written together."""

    def add(self, offer: ProductListing, *, also: Sequence[Write] = ()) -> None:
        """Writes a new offer and whatever else belongs to the same moment. `Conflict` when it exists already."""

    def get(self, product_id: str) -> ProductListing:
        """`NotFound` when there is none, when it is being deleted, or in the bin."""

    def by_listing(self, listing_id: str) -> ProductListing:
        """`NotFound` when there is none, or when its product is being deleted."""

    def change(self, before: ProductListing, after: ProductListing) -> None:
        """Replaces an offer. `Conflict` when either half is no longer as it was in `before`."""

    def page(
        self, owner_id: str, *, status: ListedStatus | None, limit: int, token: str | None, asked_by: str
    ) -> ProductListingPage:
        """An owner's offers, the newest first: one Query and one BatchGetItem, whatever the table holds."""

    def products_of(self, listings: Sequence[Listing]) -> dict[str, StoredProduct]:
        """The products of some listings by their id, in one BatchGetItem."""

    def start_binning(self, offer: ProductListing, at: str, *, until: int) -> ProductListing:
        """Puts an offer into the bin, out of everyone's sight, and leases it until then (Unix seconds): the offer as it
        is there. `Conflict` as `change`."""

    def finish_binning(self, offer: ProductListing, expires_at: int) -> None:
        """Ends the lease; the store may remove the offer from then on (Unix seconds). `Conflict` as `change`."""

    def find_binned(self, product_id: str, *, now: float) -> ProductListing:
        """An offer in the bin. `NotFound` when there is none, `Conflict` while another request has leased it."""

    def half_binned(self, product_id: str, *, now: float) -> ProductListing | None:
        """An offer in the bin that `finish_binning` was not called for, and whose lease is over."""

    def lease_binned(self, offer: ProductListing, *, until: int) -> ProductListing:
        """Leases an offer in the bin; the store does not remove it any more. `Conflict` as `change`."""

    def finish_restoring(self, offer: ProductListing) -> ProductListing:
        """Takes an offer out of the bin. `Conflict` as `change`."""

    def start_deleting(self, offer: ProductListing) -> None:
        """Takes an offer out of everyone's sight; what is left of it only says whose media are still to be removed."""

    def half_deleted(self, product_id: str) -> tuple[str, list[str]] | None:
        """Owner and media keys of an offer whose deletion was begun and not finished."""

    def finish_deleting(self, product_id: str) -> None:
        """Removes what `start_deleting` left."""


class StorefrontRepository(Protocol):
    """The listings that everyone sees."""

    def page(self, filters: Filters, *, limit: int, token: str | None, asked_by: str) -> Slice[Listing]:
        """Up to `limit` listings: its cost depends on the page alone."""


@dataclass(frozen=True, slots=True)
class RememberedPicture:
    key: str
    seed: int | None
    """None for one of the time before seeds."""


class Pictures(Protocol):
    """Which picture an owner had made of a prompt within a day."""

    def remember(self, owner_id: str, prompt: str, picture: RememberedPicture) -> None:
        """Keeps the key and the seed of a picture for a day."""

    def recall(self, owner_id: str, prompt: str) -> RememberedPicture | None:
        """The latest picture; None when there is none of the last day."""
