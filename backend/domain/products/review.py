"""Review before publishing: where it is required, only admins put content on the storefront."""

from collections.abc import Mapping
from typing import Any

from backend.domain.products.models import Product
from backend.domain.shared.errors import Forbidden

REVIEWED = frozenset({"title", "description", "tags", "lines", "media_keys"})
"""What a review looks at."""


class ReviewPolicy:
    """The one rule for every path that publishes: what the storefront shows was approved as it is."""

    def __init__(self, *, required: bool) -> None:
        self._required = required

    def may_publish(self, *, is_admin: bool) -> bool:
        return is_admin or not self._required

    def apply(self, product: Product, changes: Mapping[str, Any], *, is_admin: bool) -> dict[str, Any]:
        """The changes as they may be made to a product.

        An owner's edit of a published product takes it back to `draft` until an admin approves it. `Forbidden` when
        an owner asks for `active`.
        """
        if self.may_publish(is_admin=is_admin):
            return dict(changes)
        if changes.get("status") == "active":
            raise Forbidden("This product needs a review: only an admin can publish it. Leave out status.")
        edited = any(name in REVIEWED and value != getattr(product, name, None) for name, value in changes.items())
        if edited and product.status == "active":
            return {"status": "draft", **changes}
        return dict(changes)
