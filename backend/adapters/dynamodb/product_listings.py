"""Offers: a product with its listing, always written together.

Both tables are written in one transaction whose conditions hold existence and version, so neither is ever seen
without the other, and a change that raced with another is refused instead of lost.
"""

from collections.abc import Sequence
from typing import Any

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, check_of, delete_of, put_of
from backend.domain.products.models import ListedStatus, Listing, Product, StoredProduct
from backend.domain.products.ports import ProductListing, ProductListingPage, ProductListingRepository
from backend.domain.shared.errors import Conflict, NotFound
from backend.domain.shared.unit_of_work import Write

NOT_DELETED = "version = :version AND attribute_not_exists(deleting)"
UNCHANGED = f"{NOT_DELETED} AND attribute_not_exists(deleted_at)"
BINNED = f"{NOT_DELETED} AND attribute_exists(deleted_at)"
CHANGED = "It was changed by another request at the same time. Read it again and retry."
BIN = "deleted"
"""The status by which an owner's products in the bin are found."""


class DynamoDBProductListings(ProductListingRepository):
    def __init__(self, tables: Tables, products: str, listings: str, cursors: Cursors) -> None:
        self._tables = tables
        self._products = products
        self._listings = listings
        self._cursors = cursors
        self._by_owner = find_key_schema("products", "owner_id")
        self._by_status = find_key_schema("products", "owner_status")

    def add(self, offer: ProductListing, *, also: Sequence[Write] = ()) -> None:
        absent = "attribute_not_exists({})".format
        try:
            self._tables.transact(
                [
                    put_of(self._products, product_row(offer), condition=absent("product_id")),
                    put_of(self._listings, listing_row(offer), condition=absent("listing_id")),
                    *also,
                ]
            )
        except ConditionFailed:
            raise Conflict("This product already exists.") from None

    def get(self, product_id: str) -> ProductListing:
        row = self._tables.get(self._products, {"product_id": product_id})
        if row is None or not _is_live(row):
            raise NotFound("Product not found.")
        return self._with_listing(row)

    def _with_listing(self, row: dict[str, Any]) -> ProductListing:
        listing = self._tables.get(self._listings, {"listing_id": row["listing_id"]})
        if listing is None:
            raise NotFound("Product not found.")
        return ProductListing(_product_of(row), Listing.model_validate(listing))

    def by_listing(self, listing_id: str) -> ProductListing:
        row = self._tables.get(self._listings, {"listing_id": listing_id})
        if row is None:
            raise NotFound("Listing not found.")
        return self.get(row["product_id"])

    def change(self, before: ProductListing, after: ProductListing) -> None:
        try:
            self._tables.transact(
                [
                    self._half(self._products, "product_id", product_row(before), product_row(after)),
                    self._half(self._listings, "listing_id", listing_row(before), listing_row(after)),
                ]
            )
        except ConditionFailed:
            raise Conflict(CHANGED) from None

    def page(
        self, owner_id: str, *, status: ListedStatus | None, limit: int, token: str | None, asked_by: str
    ) -> ProductListingPage:
        scope = ("offers", asked_by, owner_id, status)
        schema, value = (self._by_owner, owner_id) if status is None else (self._by_status, f"{owner_id}#{status}")
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._products, schema, value, limit=limit, start=start)
        offers = self.with_listings([row for row in rows.items if _is_live(row) or status == BIN])
        half_deleted = [row["product_id"] for row in rows.items if row.get("deleting") or _is_half_binned(row)]
        return ProductListingPage(offers, self._cursors.seal(rows.last, *scope), half_deleted)

    def with_listings(self, products: Sequence[dict[str, Any]]) -> list[ProductListing]:
        """The offers of some rows of products. A row whose listing is gone is being deleted, and left out."""
        listings = self._tables.get_many(self._listings, "listing_id", (row["listing_id"] for row in products))
        return [
            ProductListing(_product_of(row), Listing.model_validate(listings[row["listing_id"]]))
            for row in products
            if row["listing_id"] in listings
        ]

    def products_of(self, listings: Sequence[Listing]) -> dict[str, StoredProduct]:
        rows = self._tables.get_many(self._products, "product_id", (listing.product_id for listing in listings))
        return {key: _product_of(row) for key, row in rows.items() if _is_live(row)}

    def start_binning(self, offer: ProductListing, at: str, *, until: int) -> ProductListing:
        """It stays in its owner's list, without being shown there, until `finish_binning`."""
        after = _next_of(offer, deleted_at=at)
        self._replace_both(offer, *_bin_rows(after, moving_until=until), condition=UNCHANGED)
        return after

    def finish_binning(self, offer: ProductListing, expires_at: int) -> None:
        """Without `owner_id` the row is in the list of the owner's bin alone."""
        product, listing = _bin_rows(offer, expires_at=expires_at)
        self._replace_both(offer, {**product, "owner_id": None}, listing, condition=BINNED)

    def find_binned(self, product_id: str, *, now: float) -> ProductListing:
        row = self._tables.get(self._products, {"product_id": product_id})
        if row is None or row.get("deleting") or not row.get("deleted_at"):
            raise NotFound("Product not found.")
        if row.get("moving_until", 0) > now:
            raise Conflict("It is being moved into the bin or out of it. Retry in a moment.")
        return self._with_listing(row)

    def half_binned(self, product_id: str, *, now: float) -> ProductListing | None:
        row = self._tables.get(self._products, {"product_id": product_id})
        is_left = row is not None and _is_half_binned(row) and row.get("moving_until", 0) <= now
        return self._with_listing(row) if row is not None and is_left else None

    def lease_binned(self, offer: ProductListing, *, until: int) -> ProductListing:
        after = _next_of(offer)
        self._replace_both(offer, *_bin_rows(after, moving_until=until), condition=BINNED)
        return after

    def finish_restoring(self, offer: ProductListing) -> ProductListing:
        after = _next_of(offer, deleted_at=None)
        self._replace_both(offer, product_row(after), listing_row(after), condition=BINNED)
        return after

    def _replace_both(
        self, before: ProductListing, product: dict[str, Any], listing: dict[str, Any], *, condition: str
    ) -> None:
        versions = before.product.version, before.listing.version
        writes = [
            put_of(self._products, product, condition=condition, version=versions[0]),
            put_of(self._listings, listing, condition="version = :version", version=versions[1]),
        ]
        try:
            self._tables.transact(writes)
        except ConditionFailed:
            raise Conflict(CHANGED) from None

    def start_deleting(self, offer: ProductListing) -> None:
        """It stays in its owner's list, whose next reading removes the rest."""
        product = offer.product
        left = {
            "product_id": product.product_id,
            "deleting": True,
            "owner_id": product.owner_id,
            "media_keys": product.all_keys,
        }
        try:
            self._tables.transact(
                [
                    put_of(self._products, left, condition=NOT_DELETED, version=product.version),
                    delete_of(self._listings, {"listing_id": offer.listing.listing_id}),
                ]
            )
        except ConditionFailed:
            raise Conflict(CHANGED) from None

    def half_deleted(self, product_id: str) -> tuple[str, list[str]] | None:
        row = self._tables.get(self._products, {"product_id": product_id})
        return (row["owner_id"], row["media_keys"]) if row and row.get("deleting") else None

    def finish_deleting(self, product_id: str) -> None:
        self._tables.delete(self._products, {"product_id": product_id})

    def _half(self, table: str, key: str, before: dict[str, Any], after: dict[str, Any]) -> Write:
        if before == after:
            return check_of(table, {key: before[key]}, condition=UNCHANGED, version=before["version"])
        return put_of(table, after, condition=UNCHANGED, version=before["version"])


def _is_live(row: dict[str, Any]) -> bool:
    return not row.get("deleting") and not row.get("deleted_at")


def _is_half_binned(row: dict[str, Any]) -> bool:
    return bool(row.get("deleted_at")) and not row.get("expires_at") and not row.get("deleting")


def _product_of(row: dict[str, Any]) -> StoredProduct:
    return StoredProduct.model_validate({"owner_id": row.get("bin_owner"), **row})


def _next_of(offer: ProductListing, **changes: Any) -> ProductListing:
    """The offer with the next version of both halves."""
    product, listing = offer.product, offer.listing
    return ProductListing(
        product.model_copy(update={**changes, "version": product.version + 1}),
        listing.model_copy(update={"version": listing.version + 1}),
    )


def _bin_rows(offer: ProductListing, **marks: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both halves as they are in the bin: found by the owner's bin, and by no storefront."""
    owner_id = offer.product.owner_id
    product = {**product_row(offer), "bin_owner": owner_id, "owner_status": f"{owner_id}#{BIN}", **marks}
    return product, {**listing_row(offer), "window": None, **marks}


def product_row(offer: ProductListing) -> dict[str, Any]:
    product = offer.product
    return {
        **product.model_dump(mode="json", exclude={"media"}),
        "owner_status": f"{product.owner_id}#{product.status}",
    }


def listing_row(offer: ProductListing) -> dict[str, Any]:
    """The listing with `window`, the hash key of the storefront's index, if it is to be in the storefront."""
    return {**offer.listing.model_dump(mode="json"), "window": _window(offer.product, offer.listing)}


def _window(product: Product, listing: Listing) -> str | None:
    if listing.status == "inactive":
        return "inactive"
    return "active" if product.status == "active" else None
