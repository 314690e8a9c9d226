"""Asking for a print, and answering."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.identity.caller import Caller
from backend.domain.limits.allowance import Allowance
from backend.domain.order_requests.models import OrderRequest, OrderRole
from backend.domain.order_requests.ports import OrderRequestRepository
from backend.domain.products.shop import Shop
from backend.domain.shared.errors import Forbidden, NotFound
from backend.domain.shared.ids import timestamp
from backend.domain.shared.slices import Slice

REQUESTS_A_DAY = 20
"""Of one buyer: enough for a person, too few to flood a seller."""


@dataclass(frozen=True, slots=True)
class OrderWish:
    message: str
    quantity: int
    size: str | None
    contact: str | None


class OrderRequests:
    def __init__(self, requests: OrderRequestRepository, shop: Shop, allowance: Allowance) -> None:
        self._requests = requests
        self._shop = shop
        self._allowance = allowance

    def send(self, listing_id: str, wish: OrderWish, buyer: Caller, work: str) -> OrderRequest:
        """Asks for a print that is for sale. Repeated with the same `work` it is sent once."""
        item = self._shop.for_sale(listing_id)
        if item.listing.owner_id == buyer.user_id:
            raise Forbidden("This is your own listing. Others can send you order requests for it.")
        now = timestamp()
        request = OrderRequest(
            request_id=f"req_{work}",
            listing_id=listing_id,
            product_id=item.listing.product_id,
            title=item.title,
            price_cents=item.listing.price_cents,
            currency=item.listing.currency,
            seller_id=item.listing.owner_id,
            buyer_id=buyer.user_id,
            buyer_name=buyer.username,
            message=wish.message,
            quantity=wish.quantity,
            size=wish.size,
            contact=wish.contact,
            status="open",
            created_at=now,
            updated_at=now,
        )
        _, counted = self._allowance.taking(buyer.user_id)
        if not self._requests.add(request, counted=counted):
            raise self._allowance.used_up()
        return request

    def page(self, role: OrderRole, *, limit: int, token: str | None, asked_by: str) -> Slice[OrderRequest]:
        return self._requests.page(role, asked_by, limit=limit, token=token, asked_by=asked_by)

    def change(self, request_id: str, changes: Mapping[str, Any], caller: Caller) -> OrderRequest:
        """The seller answers and sets the status; an answer without a status makes it `answered`. The buyer closes."""
        before = self._requests.get(request_id)
        is_seller = caller.may_act_for(before.seller_id)
        if not is_seller and caller.user_id != before.buyer_id:
            raise NotFound("Order request not found.")
        if not is_seller and dict(changes) != {"status": "closed"}:
            raise Forbidden("Only the seller can answer. As the buyer you can send status=closed.")
        status = {"status": "answered"} if "answer" in changes and "status" not in changes else {}
        moved = {"version": before.version + 1, "updated_at": timestamp()}
        after = before.model_copy(update={**changes, **status, **moved})
        self._requests.change(before, after)
        return after
