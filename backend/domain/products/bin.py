"""The bin: what an owner deletes can be taken out again for a week."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from backend.domain.products.ports import ProductListing, ProductListingRepository
from backend.domain.products.races import MayAct, own, retry_conflicts
from backend.domain.shared.errors import Conflict, NotFound, StoreUnavailable
from backend.domain.shared.ids import seconds_of, timestamp
from backend.domain.shared.media import MediaStore

log = logging.getLogger(__name__)

BIN_SECONDS = 7 * 86_400
LEASE_SECONDS = 60
"""Longer than a request can take: files are marked by one request at a time, or a restored product could lose them."""


class ProductBin:
    """Rows first, then files, then the date on which the store removes the rows: what stops half way is completed by
    a later read, and no row that names files is removed before these are marked.

    The store removes both by itself, the files a little after the rows: a file that can still be restored is there.
    """

    def __init__(
        self, offers: ProductListingRepository, media: MediaStore, now: Callable[[], float] = time.time
    ) -> None:
        """`now` gives Unix seconds."""
        self._offers = offers
        self._media = media
        self._now = now

    def put(self, product_id: str, may_act: MayAct) -> None:
        """Out of everyone's sight at once. `NotFound` for one that is in the bin already."""

        def begin() -> ProductListing:
            begun = self._offers.half_binned(product_id, now=self._now())
            if begun is not None:
                return self._lease(own(begun, may_act, "product"))
            offer = own(self._offers.get(product_id), may_act, "product")
            return self._offers.start_binning(offer, timestamp(), until=self._lease_end())

        self._finish(retry_conflicts(begin))

    def complete(self, product_id: str) -> None:
        """Completes a way into the bin, or out of it, that stopped: what fails now is left to the next read."""
        try:
            begun = self._offers.half_binned(product_id, now=self._now())
            if begun is not None:
                self._finish(self._lease(begun))
        except (Conflict, StoreUnavailable):
            log.warning("product is not in the bin yet", extra={"product_id": product_id}, exc_info=True)

    def restore(self, product_id: str, may_act: MayAct) -> ProductListing:
        """The offer as it was before. `NotFound` when it is not in the bin, or its week is over."""

        def take_out() -> ProductListing:
            offer = own(self._offers.find_binned(product_id, now=self._now()), may_act, "product")
            if not self.holds(offer):
                raise NotFound("Product not found.")
            begun = self._lease(offer)
            with self._released_on_failure(begun):
                self._media.keep(begun.product.all_keys)
            return self._offers.finish_restoring(begun)

        return retry_conflicts(take_out)

    def find(self, product_id: str) -> ProductListing:
        """An offer in the bin; `NotFound` when there is none, `Conflict` while it is being moved."""
        return self._offers.find_binned(product_id, now=self._now())

    def holds(self, offer: ProductListing) -> bool:
        """Whether an offer's week is not over: the store removes rows some time after their date."""
        return offer.product.deleted_at is None or self._now() < self._ends(offer)

    def _finish(self, begun: ProductListing) -> None:
        with self._released_on_failure(begun):
            self._media.expire(begun.product.all_keys)
        self._offers.finish_binning(begun, int(self._ends(begun)))

    @contextmanager
    def _released_on_failure(self, begun: ProductListing) -> Iterator[None]:
        """A request that fails lets the next one try at once; the lease of one that dies ends by itself."""
        try:
            yield
        except StoreUnavailable:
            with suppress(Conflict, StoreUnavailable):
                self._offers.lease_binned(begun, until=0)
            raise

    def _lease(self, offer: ProductListing) -> ProductListing:
        return self._offers.lease_binned(offer, until=self._lease_end())

    def _lease_end(self) -> int:
        return int(self._now()) + LEASE_SECONDS

    def _ends(self, offer: ProductListing) -> float:
        return seconds_of(offer.product.deleted_at or timestamp()) + BIN_SECONDS
