"""What an owner does with offers: look, change, take away."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.products.bin import ProductBin
from backend.domain.products.brief import Brief
from backend.domain.products.models import (
    FirstArt,
    ListedStatus,
    Listing,
    Product,
    RestyleSource,
    StoredProduct,
)
from backend.domain.products.ports import Filters, ProductListing, ProductListingRepository, StorefrontRepository
from backend.domain.products.prints import PrintMaker, StoredPrint, find_art, name_version
from backend.domain.products.races import MayAct, own, retry_conflicts
from backend.domain.products.review import ReviewPolicy
from backend.domain.shared.errors import Conflict, Invalid, NotFound, StoreUnavailable
from backend.domain.shared.ids import timestamp
from backend.domain.shared.media import ART_ENDING, Media, MediaStore, show_files
from backend.domain.shared.slices import Slice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProductView:
    """An offer as its owner sees it: the product with URLs that open its media."""

    product: Product
    listing: Listing
    warnings: tuple[str, ...] = ()
    """What could not be typeset."""


@dataclass(frozen=True, slots=True)
class ArtChoice:
    """Art for a product: where it is, and what it was made from."""

    key: str
    seed: int | None
    source: RestyleSource | None


@dataclass(frozen=True, slots=True)
class StorefrontItem:
    listing: Listing
    title: str
    description: str
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
        self._bin = ProductBin(offers, media)
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
        return self.show(own(self._get(product_id), may_act, "product"))

    def find_own(self, product_id: str, may_act: MayAct) -> ProductListing:
        """As it is kept. `NotFound` for one that may not be acted for."""
        return own(self._get(product_id), may_act, "product")

    def products(
        self, owner_id: str, *, status: ListedStatus | None, limit: int, token: str | None, asked_by: str
    ) -> Slice[ProductView]:
        page = self._offers.page(owner_id, status=status, limit=limit, token=token, asked_by=asked_by)
        for product_id in page.half_deleted:
            self._complete_deletion(product_id)
        return Slice([self.show(offer) for offer in page.offers if self._bin.holds(offer)], page.next_page_token)

    def change_product(
        self, product_id: str, changes: Mapping[str, Any], may_act: MayAct, *, is_admin: bool = False
    ) -> ProductView:
        """Sets some fields of a product; the listing enters or leaves the storefront with its status.

        A changed title or line is typeset again on the same art: the new files belong to the product in the transaction
        that changes it, then the old ones are removed. The review policy decides on each change against the product as
        it is then. `Forbidden` where it refuses.
        """

        def change() -> tuple[ProductView, list[str]]:
            before = own(self._offers.get(product_id), may_act, "product")
            allowed = self._review.apply(before.product, changes, is_admin=is_admin)
            product = before.product.model_copy(update={**allowed, **_next_version(before.product.version)})
            printed = self._print_again(before.product, product)
            if printed is None:
                return self.show(self._replace(before, ProductListing(product, before.listing))), []
            product = product.model_copy(update={"media_keys": printed.keys})
            return self._replace_files(before, product, printed)

        view, unused = retry_conflicts(change)
        self._remove(unused)
        return view

    def choose_art(self, product_id: str, choice: ArtChoice, may_act: MayAct, *, is_admin: bool = False) -> ProductView:
        """Typesets the product's words on other art, which is copied: the product's files are its own.

        The art that it was created with stays, all other files that it no longer has are removed. `Invalid` for art
        that is gone. A change that the review policy looks at, as one of the title is.
        """

        def change() -> tuple[ProductView, list[str]]:
            before = own(self._offers.get(product_id), may_act, "product")
            if choice.key == find_art(before.product.media_keys):
                return self.show(before), []
            product = before.product.model_copy(update=_next_version(before.product.version))
            base = name_version(product.base, product.version)
            is_first = product.first_art is not None and choice.key == product.first_art.key
            art, art_key = self._read_art(choice.key), choice.key if is_first else f"{base}{ART_ENDING}"
            if not is_first:
                self._media.put(art_key, art)
            printed = self._prints().store(art, _current_brief(product), base)
            facts = {
                "media_keys": [*printed.keys, art_key],
                "seed": choice.seed,
                "source": choice.source,
                "first_art": None if is_first else _find_first_art(before.product),
            }
            allowed = self._review.apply(before.product, facts, is_admin=is_admin)
            return self._replace_files(before, product.model_copy(update=allowed), printed)

        view, unused = retry_conflicts(change)
        self._remove(unused)
        return view

    def _read_art(self, key: str) -> bytes:
        art = self._media.get(key)
        if art is None:
            raise refuse_art("is no longer there; make new variations")
        return art

    def _replace_files(
        self, before: ProductListing, product: StoredProduct, printed: StoredPrint
    ) -> tuple[ProductView, list[str]]:
        """Writes a product with new files; its view, and the files that it no longer has. `Conflict` as in `change`."""
        had, has = before.product.all_keys, product.all_keys
        made = [key for key in has if key not in had]
        self._media.keep(made)
        try:
            offer = self._replace(before, ProductListing(product, before.listing))
        except Conflict:
            self._media.release(made)
            raise
        return self.show(offer, printed.warnings), [key for key in had if key not in has]

    def _print_again(self, before: StoredProduct, after: StoredProduct) -> StoredPrint | None:
        """The print of another text; None where the text is the same, or there is no art to set it on."""
        if (before.title, before.lines) == (after.title, after.lines):
            return None
        return self._prints().store_again(_current_brief(after), before.media_keys, after.version)

    def _remove(self, keys: list[str]) -> None:
        """Removes files that nothing refers to; a change that is made is not undone because this fails."""
        if not keys:
            return
        try:
            self._media.delete(keys)
        except StoreUnavailable:
            log.warning("old prints are not removed", extra={"keys": keys}, exc_info=True)

    def listing(self, listing_id: str, may_act: MayAct) -> StorefrontItem:
        """The caller's own listing, or one in the storefront."""
        offer = self._offers.by_listing(listing_id)
        seen = offer if _is_for_sale(offer) else own(offer, may_act, "listing")
        return self._storefront_item(seen.listing, seen.product)

    def for_sale(self, listing_id: str) -> StorefrontItem:
        """A listing of the storefront; `NotFound` for any other."""
        offer = self._offers.by_listing(listing_id)
        if not _is_for_sale(offer):
            raise NotFound("Listing not found.")
        return self._storefront_item(offer.listing, offer.product)

    def change_listing(self, listing_id: str, changes: Mapping[str, Any], may_act: MayAct) -> StorefrontItem:
        def change() -> ProductListing:
            before = own(self._offers.by_listing(listing_id), may_act, "listing")
            listing = before.listing.model_copy(update={**changes, **_next_version(before.listing.version)})
            return self._replace(before, ProductListing(before.product, listing))

        offer = retry_conflicts(change)
        return self._storefront_item(offer.listing, offer.product)

    def window(self, filters: Filters, *, limit: int, token: str | None, asked_by: str) -> Slice[StorefrontItem]:
        page = self._window.page(filters, limit=limit, token=token, asked_by=asked_by)
        products = self._offers.products_of(page.items)
        items = [
            self._storefront_item(listing, product)
            for listing in page.items
            if (product := products.get(listing.product_id)) is not None
        ]
        return Slice(items, page.next_page_token)

    def put_in_bin(self, product_id: str, may_act: MayAct) -> None:
        """Out of sight for a week, in which `restore` brings it back as it was; then the store removes it."""
        self._bin.put(product_id, may_act)

    def restore(self, product_id: str, may_act: MayAct) -> ProductView:
        return self.show(self._bin.restore(product_id, may_act))

    def delete(self, product_id: str, may_act: MayAct) -> None:
        """Also from the bin: out of sight first, then the media, then the rest; what fails can be asked for again."""

        def begin() -> tuple[str, list[str]]:
            begun = self._offers.half_deleted(product_id)
            if begun is None:
                offer = own(self._get_or_binned(product_id), may_act, "product")
                self._offers.start_deleting(offer)
                begun = (offer.product.owner_id, offer.product.all_keys)
            return begun

        owner_id, keys = retry_conflicts(begin)
        if not may_act(owner_id):
            raise NotFound("Product not found.")
        self._delete_files(owner_id, product_id, keys)
        self._offers.finish_deleting(product_id)

    def _delete_files(self, owner_id: str, product_id: str, keys: Sequence[str]) -> None:
        """The product's media, and the files that were made of it since and belong to nothing."""
        self._media.delete(keys)
        self._media.delete(list(self._media.list_keys(made_files_folder(owner_id, product_id))))

    def _get_or_binned(self, product_id: str) -> ProductListing:
        try:
            return self._offers.get(product_id)
        except NotFound:
            return self._bin.find(product_id)

    def _get(self, product_id: str) -> ProductListing:
        """`NotFound` also for one whose deletion stopped half way, which is completed now."""
        try:
            return self._offers.get(product_id)
        except NotFound:
            self._complete_deletion(product_id)
            raise

    def _complete_deletion(self, product_id: str) -> None:
        """Removes what a deletion left that its owner did not repeat; what fails now is left to the next read."""
        self._bin.complete(product_id)
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

    def _storefront_item(self, listing: Listing, product: Product) -> StorefrontItem:
        picture = self._first_picture(product)
        return StorefrontItem(listing, product.title, product.description, product.kind, picture)

    def _first_picture(self, product: Product) -> Media | None:
        return next((media for media in show_files(self._media, product.media_keys) if media.type == "image"), None)


def made_files_folder(owner_id: str, product_id: str) -> str:
    """The beginning of the keys of what is made of a product when it is asked for: print files, mock-ups."""
    return f"assets/{owner_id}/made/{product_id}/"


def _is_for_sale(offer: ProductListing) -> bool:
    return offer.listing.status == "active" and offer.product.status == "active"


def _current_brief(product: StoredProduct) -> Brief:
    """The brief with the words that the product has now."""
    return product.brief.model_copy(update={"title": product.title, "lines": product.lines})


def _find_first_art(product: StoredProduct) -> FirstArt | None:
    """What is kept when a product gets other art; None for one of the time before art was kept apart from its print."""
    first = f"{product.base}{ART_ENDING}"
    if product.first_art is None and first in product.media_keys:
        return FirstArt(key=first, seed=product.seed, source=product.source)
    return product.first_art


def refuse_art(reason: str) -> Invalid:
    problem = {"in": "body", "field": "art_key", "message": reason}
    return Invalid(f"This art cannot be chosen: it {reason}.", details=[problem])


def _next_version(version: int) -> dict[str, Any]:
    return {"version": version + 1, "updated_at": timestamp()}
