"""What an owner does with offers: look, change, take away."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.domain.products.models import Listing, Product, ProductStatus, StoredProduct
from backend.domain.products.ports import Filters, ProductListing, ProductListingRepository, StorefrontRepository
from backend.domain.products.prints import PrintMaker, StoredPrint
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.backoff import choose_pause
from backend.domain.shared.budget import current
from backend.domain.shared.errors import Conflict, NotFound, StoreUnavailable
from backend.domain.shared.ids import timestamp
from backend.domain.shared.media import Media, MediaStore, show_files
from backend.domain.shared.slices import Slice

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""How often a change is repeated that raced with another."""
SECONDS_A_CHANGE_NEEDS = 0.2
T = TypeVar("T")
MayAct = Callable[[str], bool]
"""Whether the caller may act for an owner."""


@dataclass(frozen=True, slots=True)
class ProductView:
    """An offer as its owner sees it: the product with URLs that open its media."""

    product: Product
    listing: Listing
    warnings: tuple[str, ...] = ()
    """What could not be typeset."""


@dataclass(frozen=True, slots=True)
class StorefrontItem:
    listing: Listing
    title: str
    kind: str
    picture: Media | None


class Shop:
    def __init__(
        self,
        offers: ProductListingRepository,
        window: StorefrontRepository,
        media: MediaStore,
        review: ReviewPolicy,
        prints: Callable[[], PrintMaker],
    ) -> None:
        """`prints` is asked for when a text changes, and not before."""
        self._offers = offers
        self._review = review
        self._window = window
        self._media = media
        self._prints = prints

    def show(self, offer: ProductListing, warnings: Sequence[str] = ()) -> ProductView:
        media = list(show_files(self._media, offer.product.media_keys))
        shown = {"media": media, "media_keys": [each.key for each in media]}
        product = Product.model_validate({**offer.product.model_dump(), **shown})
        return ProductView(product, offer.listing, tuple(warnings))

    def product(self, product_id: str, may_act: MayAct) -> ProductView:
        return self.show(_own(self._get(product_id), may_act, "product"))

    def products(
        self, owner_id: str, *, status: ProductStatus | None, limit: int, token: str | None, asked_by: str
    ) -> Slice[ProductView]:
        page = self._offers.page(owner_id, status=status, limit=limit, token=token, asked_by=asked_by)
        for product_id in page.half_deleted:
            self._complete_deletion(product_id)
        return Slice([self.show(offer) for offer in page.offers], page.next_page_token)

    def change_product(
        self, product_id: str, changes: Mapping[str, Any], may_act: MayAct, *, is_admin: bool = False
    ) -> ProductView:
        """Sets some fields of a product; the listing enters or leaves the storefront with its status.

        A changed title or line is typeset again on the same art: the new files belong to the product in the transaction
        that changes it, then the old ones are removed. The review policy decides on each change against the product as
        it is then. `Forbidden` where it refuses.
        """

        def change() -> tuple[ProductView, list[str]]:
            before = _own(self._offers.get(product_id), may_act, "product")
            allowed = self._review.apply(before.product, changes, is_admin=is_admin)
            product = before.product.model_copy(update={**allowed, **_next_version(before.product.version)})
            printed = self._print_again(before.product, product)
            if printed is None:
                return self.show(self._replace(before, ProductListing(product, before.listing))), []
            product = product.model_copy(update={"media_keys": printed.keys})
            made = [key for key in printed.keys if key not in before.product.media_keys]
            self._media.keep(made)
            try:
                offer = self._replace(before, ProductListing(product, before.listing))
            except Conflict:
                self._media.release(made)
                raise
            view = self.show(offer, printed.warnings)
            return view, [key for key in before.product.media_keys if key not in printed.keys]

        view, unused = _retry_conflicts(change)
        self._remove(unused)
        return view

    def _print_again(self, before: StoredProduct, after: StoredProduct) -> StoredPrint | None:
        """The print of another text; None where the text is the same, or there is no art to set it on."""
        if (before.title, before.lines) == (after.title, after.lines):
            return None
        brief = after.brief.model_copy(update={"title": after.title, "lines": after.lines})
        return self._prints().store_again(brief, before.media_keys, after.version)

    def _remove(self, keys: list[str]) -> None:
        """Removes files that nothing refers to; a change that is made is not undone because this fails."""
        if not keys:
            return
        try:
            self._media.delete(keys)
        except StoreUnavailable:
            log.warning("old prints are not removed", extra={"keys": keys}, exc_info=True)

    def listing(self, listing_id: str, may_act: MayAct) -> Listing:
        """The caller's own listing, or one in the storefront."""
        offer = self._offers.by_listing(listing_id)
        in_window = offer.listing.status == "active" and offer.product.status == "active"
        return offer.listing if in_window else _own(offer, may_act, "listing").listing

    def change_listing(self, listing_id: str, changes: Mapping[str, Any], may_act: MayAct) -> Listing:
        def change() -> ProductListing:
            before = _own(self._offers.by_listing(listing_id), may_act, "listing")
            listing = before.listing.model_copy(update={**changes, **_next_version(before.listing.version)})
            return self._replace(before, ProductListing(before.product, listing))

        return _retry_conflicts(change).listing

    def window(self, filters: Filters, *, limit: int, token: str | None, asked_by: str) -> Slice[StorefrontItem]:
        page = self._window.page(filters, limit=limit, token=token, asked_by=asked_by)
        products = self._offers.products_of(page.items)
        items = [
            StorefrontItem(listing, product.title, product.kind, self._first_picture(product))
            for listing in page.items
            if (product := products.get(listing.product_id)) is not None
        ]
        return Slice(items, page.next_page_token)

    def delete(self, product_id: str, may_act: MayAct) -> None:
        """Out of sight first, then the media, then the rest; what fails half way can be asked for again."""

        def begin() -> tuple[str, list[str]]:
            begun = self._offers.half_deleted(product_id)
            if begun is None:
                offer = _own(self._offers.get(product_id), may_act, "product")
                self._offers.start_deleting(offer)
                begun = (offer.product.owner_id, offer.product.media_keys)
            return begun

        owner_id, keys = _retry_conflicts(begin)
        if not may_act(owner_id):
            raise NotFound("Product not found.")
        self._delete_files(owner_id, product_id, keys)
        self._offers.finish_deleting(product_id)

    def _delete_files(self, owner_id: str, product_id: str, keys: Sequence[str]) -> None:
        """The product's media, and the files that were made of it since and belong to nothing."""
        self._media.delete(keys)
        self._media.delete(list(self._media.list_keys(made_files_folder(owner_id, product_id))))

    def _get(self, product_id: str) -> ProductListing:
        """`NotFound` also for one whose deletion stopped half way, which is completed now."""
        try:
            return self._offers.get(product_id)
        except NotFound:
            self._complete_deletion(product_id)
            raise

    def _complete_deletion(self, product_id: str) -> None:
        """Removes what a deletion left that its owner did not repeat; what fails now is left to the next read."""
        try:
            begun = self._offers.half_deleted(product_id)
            if begun is not None:
                self._delete_files(begun[0], product_id, begun[1])
                self._offers.finish_deleting(product_id)
        except StoreUnavailable:
            log.warning("deletion of a product is not completed yet", extra={"product_id": product_id}, exc_info=True)

    def _replace(self, before: ProductListing, after: ProductListing) -> ProductListing:
        self._offers.change(before, after)
        return after

    def _first_picture(self, product: Product) -> Media | None:
        return next((media for media in show_files(self._media, product.media_keys) if media.type == "image"), None)


def made_files_folder(owner_id: str, product_id: str) -> str:
    """The beginning of the keys of what is made of a product when it is asked for: print files, mock-ups."""
    return f"assets/{owner_id}/made/{product_id}/"


def _own(offer: ProductListing, may_act: MayAct, noun: str) -> ProductListing:
    if not may_act(offer.product.owner_id):
        raise NotFound(f"{noun.capitalize()} not found.")
    return offer


def _next_version(version: int) -> dict[str, Any]:
    return {"version": version + 1, "updated_at": timestamp()}


def _retry_conflicts(change: Callable[[], T]) -> T:
    """A change that raced with another is made again on what that left: it sets fields to given values, or deletes."""
    for attempt in range(1, MAX_ATTEMPTS):
        try:
            return change()
        except Conflict:
            pause = choose_pause(attempt)
            if not current().allows(pause + SECONDS_A_CHANGE_NEEDS):
                raise
            time.sleep(pause)  # those who raced would only meet again
    return change()
