"""Offers: a product with its listing, always written together.

Both tables are written in one transaction whose conditions hold existence and version, so neither is ever seen
without the other, and a change that raced with another is refused instead of lost.
"""

from collections.abc import Sequence
from typing import Any

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, check_of, delete_of, put_of
from backend.domain.products.models import Listing, Product, ProductStatus, StoredProduct
from backend.domain.products.ports import ProductListing, ProductListingPage, ProductListingRepository
from backend.domain.shared.errors import Conflict, NotFound
from backend.domain.shared.unit_of_work import Write

UNCHANGED = "version = :version AND attribute_not_exists(deleting)"


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
        if row is None or row.get("deleting"):
            raise NotFound("Product not found.")
        listing = self._tables.get(self._listings, {"listing_id": row["listing_id"]})
        if listing is None:
            raise NotFound("Product not found.")
        return ProductListing(StoredProduct.model_validate(row), Listing.model_validate(listing))

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
            raise Conflict("It was changed by another request at the same time. Read it again and retry.") from None

    def page(
        self, owner_id: str, *, status: ProductStatus | None, limit: int, token: str | None, asked_by: str
    ) -> ProductListingPage:
        scope = ("offers", asked_by, owner_id, status)
        schema, value = (self._by_owner, owner_id) if status is None else (self._by_status, f"{owner_id}#{status}")
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._products, schema, value, limit=limit, start=start)
        offers = self.with_listings([row for row in rows.items if not row.get("deleting")])
        half_deleted = [row["product_id"] for row in rows.items if row.get("deleting")]
        return ProductListingPage(offers, self._cursors.seal(rows.last, *scope), half_deleted)

    def with_listings(self, products: Sequence[dict[str, Any]]) -> list[ProductListing]:
        """The offers of some rows of products. A row whose listing is gone is being deleted, and left out."""
        listings = self._tables.get_many(self._listings, "listing_id", (row["listing_id"] for row in products))
        return [
            ProductListing(StoredProduct.model_validate(row), Listing.model_validate(listings[row["listing_id"]]))
            for row in products
            if row["listing_id"] in listings
        ]

    def products_of(self, listings: Sequence[Listing]) -> dict[str, StoredProduct]:
        rows = self._tables.get_many(self._products, "product_id", (listing.product_id for listing in listings))
        return {key: StoredProduct.model_validate(row) for key, row in rows.items() if not row.get("deleting")}

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
                    put_of(self._products, left, condition=UNCHANGED, version=product.version),
                    delete_of(self._listings, {"listing_id": offer.listing.listing_id}),
                ]
            )
        except ConditionFailed:
            raise Conflict("It was changed by another request at the same time. Read it again and retry.") from None

    def half_deleted(self, product_id: str) -> tuple[str, list[str]] | None:
        row = self._tables.get(self._products, {"product_id": product_id})
        return (row["owner_id"], row["media_keys"]) if row and row.get("deleting") else None

    def finish_deleting(self, product_id: str) -> None:
        self._tables.delete(self._products, {"product_id": product_id})

    def _half(self, table: str, key: str, before: dict[str, Any], after: dict[str, Any]) -> Write:
        if before == after:
            return check_of(table, {key: before[key]}, condition=UNCHANGED, version=before["version"])
        return put_of(table, after, condition=UNCHANGED, version=before["version"])


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
