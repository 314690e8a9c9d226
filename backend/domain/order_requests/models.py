"""Order requests, as buyer and seller see them."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.shared.fields import Cents, Currency, ListingId, OrderRequestId, ProductId, Timestamp
from backend.domain.shared.schemas import Answer, OmitNone

OrderRequestStatus = Literal["open", "answered", "closed"]
OrderRole = Literal["seller", "buyer"]


class OrderRequest(Answer):
    """What somebody asks of a listing's seller. Title and price are those of the moment it was sent."""

    request_id: OrderRequestId
    listing_id: ListingId
    product_id: ProductId
    title: str = Field(description="The product's title.")
    price_cents: Cents
    currency: Currency
    seller_id: str = Field(description="Cognito's `sub` of the seller.")
    buyer_id: str = Field(description="Cognito's `sub` of the buyer.")
    buyer_name: str = Field(description="The buyer's user name.")
    message: str = Field(description="What the buyer wrote.")
    quantity: int = Field(description="How many copies.")
    size: OmitNone[str] = Field(default=None, description="The size of the print, such as 50x70.")
    contact: OmitNone[str] = Field(default=None, description="How to reach the buyer, if the buyer says so.")
    status: OrderRequestStatus = Field(description="`open` until the seller answers, then `answered`; `closed`: done.")
    answer: OmitNone[str] = Field(default=None, description="What the seller answered.")
    created_at: Timestamp
    updated_at: Timestamp
    version: Annotated[int, Field(ge=1, description="The number of changes.")] = 1
