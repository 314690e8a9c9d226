"""The storefront, and the price, currency and status of each product."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from backend.domain.identity.caller import Caller
from backend.domain.products.models import Listing, ListingStatus
from backend.domain.products.ports import Filters
from backend.domain.products.shop import Shop, StorefrontItem
from backend.domain.shared.errors import Forbidden, Invalid
from backend.domain.shared.fields import Cents, Currency, ListingId
from backend.domain.shared.media import Media
from backend.domain.shared.schemas import Input, OmitNone, Omittable
from backend.framework.page import Limit, Page, PageToken


class ListingPatch(Input):
    price_cents: Omittable[Cents] = None
    currency: Omittable[Currency] = None
    status: Omittable[ListingStatus] = Field(default=None, description="`inactive` removes it from the storefront.")

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "example": {"price_cents": 2500}})

    @model_validator(mode="after")
    def _changes_something(self) -> "ListingPatch":
        if not self.model_fields_set:
            raise ValueError("name at least one field to change")
        return self


class WindowItem(Listing):
    title: str = Field(description="The product's title.")
    kind: str = Field(description="What the product is: poster, photo, card or document.")
    picture: OmitNone[Media] = Field(default=None, description="The first picture of the product.")


class ListingDetail(WindowItem):
    description: str = Field(description="What the shop says of it.")


class WindowPage(Page[WindowItem]):
    pass


def list_listings(
    caller: Caller,
    shop: Shop,
    status: ListingStatus = "active",
    limit: Limit = 20,
    page_token: PageToken | None = None,
    min_price_cents: Annotated[Cents | None, Field(description="The lowest price, in minor units.")] = None,
    max_price_cents: Annotated[Cents | None, Field(description="The highest price, in minor units.")] = None,
    currency: Annotated[
        Currency | None, Field(description="Only prices in it; amounts of several have no order.")
    ] = None,
) -> WindowPage:
    """The storefront: active listings of all owners, the newest first. A filter can make a page shorter.

    Send `currency` with a price: without it, minor units of all currencies are compared.
    """
    if status != "active" and not caller.is_admin:
        raise Forbidden("Only admins can list inactive listings. Leave out status.")
    if min_price_cents is not None and max_price_cents is not None and min_price_cents > max_price_cents:
        problem = {"in": "query", "field": "min_price_cents", "message": "is above max_price_cents"}
        raise Invalid("min_price_cents must not be above max_price_cents.", details=[problem])
    filters = Filters(status, currency, min_price_cents, max_price_cents)
    page = shop.window(filters, limit=limit, token=page_token, asked_by=caller.user_id)
    return WindowPage.of([_item(each) for each in page.items], page.next_page_token)


def get_listing(listing_id: ListingId, caller: Caller, shop: Shop) -> ListingDetail:
    """A listing in the storefront, or one of your own, with what its page in the shop shows."""
    return _detail(shop.listing(listing_id, caller.may_act_for))


def update_listing(listing_id: ListingId, body: ListingPatch, caller: Caller, shop: Shop) -> ListingDetail:
    """Changes price, currency or status of a listing."""
    return _detail(shop.change_listing(listing_id, body.model_dump(exclude_unset=True), caller.may_act_for))


def _item(each: StorefrontItem) -> WindowItem:
    return WindowItem.model_validate(_facts(each))


def _detail(item: StorefrontItem) -> ListingDetail:
    return ListingDetail.model_validate({**_facts(item), "description": item.description})


def _facts(each: StorefrontItem) -> dict[str, Any]:
    return {**each.listing.model_dump(), "title": each.title, "kind": each.kind, "picture": each.picture}
