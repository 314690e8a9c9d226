"""Order requests: buyers send them, sellers answer them."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from backend.domain.identity.caller import Caller
from backend.domain.order_requests.models import OrderRequest, OrderRequestStatus, OrderRole
from backend.domain.order_requests.service import OrderRequests, OrderWish
from backend.domain.shared.fields import IntegralFloat, ListingId, OrderRequestId, label, text
from backend.domain.shared.schemas import Input, Omittable, example
from backend.framework.page import Limit, Page, PageToken
from backend.framework.request import Request


class OrderRequestInput(Input):
    model_config = example(message="Two of these, framed if possible.", quantity=2, size="50x70")

    message: Annotated[str, *text(1000, "What the buyer wants, for the seller.")]
    quantity: Annotated[int, Field(ge=1, le=100, description="How many copies."), IntegralFloat] = 1
    size: Omittable[Annotated[str, *label(40, "The size of the print, such as 50x70.")]] = None
    contact: Omittable[Annotated[str, *label(200, "How to reach the buyer; shown to the seller.")]] = None


class OrderRequestPatch(Input):
    status: Omittable[OrderRequestStatus] = Field(default=None, description="A buyer can only send `closed`.")
    answer: Omittable[Annotated[str, *text(1000, "The seller's answer. Without a status it becomes `answered`.")]] = (
        None
    )

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "example": {"answer": "Ready on Friday."}})

    @model_validator(mode="after")
    def _changes_something(self) -> "OrderRequestPatch":
        if not self.model_fields_set:
            raise ValueError("name at least one field to change")
        return self


class OrderRequestPage(Page[OrderRequest]):
    pass


def send_order_request(
    listing_id: ListingId, body: OrderRequestInput, caller: Caller, order_requests: OrderRequests, request: Request
) -> OrderRequest:
    """Asks the seller of a listing for a print: 20 requests a day at most. No payment is made."""
    wish = OrderWish(body.message, body.quantity, body.size, body.contact)
    return order_requests.send(listing_id, wish, caller, request.work)


def list_order_requests(
    caller: Caller,
    order_requests: OrderRequests,
    role: Annotated[OrderRole, Field(description="Your side of them.")] = "seller",
    limit: Limit = 20,
    page_token: PageToken | None = None,
) -> OrderRequestPage:
    """The order requests that you got as a seller, or with role=buyer those that you sent, the newest first."""
    page = order_requests.page(role, limit=limit, token=page_token, asked_by=caller.user_id)
    return OrderRequestPage.of(page.items, page.next_page_token)


def update_order_request(
    request_id: OrderRequestId, body: OrderRequestPatch, caller: Caller, order_requests: OrderRequests
) -> OrderRequest:
    """Answers an order request, or changes its status. The seller does both; the buyer can close it."""
    changes = {name: getattr(body, name) for name in body.model_fields_set if getattr(body, name) is not None}
    return order_requests.change(request_id, changes, caller)
