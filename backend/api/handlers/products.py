"""The caller's products."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from backend.api.errors import HttpMissingOwner
from backend.api.product_answers import ProductWithListing, show_product
from backend.domain.identity.caller import Caller
from backend.domain.products.brief import MOST_LINES, PrintLine
from backend.domain.products.models import ListedStatus, ProductStatus
from backend.domain.products.shop import Shop
from backend.domain.shared.errors import Forbidden, Invalid
from backend.domain.shared.fields import PRINTABLE_SCHEMA, NoControls, ProductId, UserId, Word, label
from backend.domain.shared.schemas import Answer, Input, Nullable, Omittable
from backend.framework.page import Limit, Page, PageToken


class ProductPatch(Input):
    title: Omittable[Annotated[str, *label(80, "On the print and in the shop.")]] = None
    lines: Omittable[Annotated[list[PrintLine], Field(max_length=MOST_LINES)]] = Field(
        default=None, description="Replaces all lines."
    )
    description: Omittable[
        Annotated[
            str,
            Field(
                max_length=600,
                description="Its description in the shop; can be empty.",
                json_schema_extra=PRINTABLE_SCHEMA,
            ),
            NoControls,
        ]
    ] = None
    tags: Omittable[Annotated[list[Word], Field(max_length=12)]] = Field(default=None, description="Replaces all tags.")
    status: Omittable[ProductStatus] = Field(default=None, description="`active` shows it in the storefront.")

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "example": {"status": "active"}})

    @model_validator(mode="after")
    def _changes_something(self) -> "ProductPatch":
        if not self.model_fields_set:
            raise ValueError("name at least one field to change")
        return self


class AppliedFilters(Answer):
    owner: str = Field(description="Cognito's `sub` of the owner whose products these are.")
    status: Nullable[str] = Field(description="The requested status; null for all.")
    limit: int = Field(description="Items in a page, at most.")


class ProductPage(Page[ProductWithListing]):
    applied_filters: AppliedFilters


def list_products(
    caller: Caller,
    shop: Shop,
    owner: Annotated[UserId | None, Field(description="`me`, or a user id.")] = None,
    user_id: Annotated[UserId | None, Field(description="The same as `owner`.")] = None,
    status: Annotated[ListedStatus | None, Field(description="`deleted`: those in the bin.")] = None,
    limit: Limit = 20,
    page_token: PageToken | None = None,
) -> ProductPage:
    """An owner's products, the newest first, each with its listing and URLs that open its media."""
    owner_id = _owner(owner, user_id, caller)
    page = shop.products(owner_id, status=status, limit=limit, token=page_token, asked_by=caller.user_id)
    filters = AppliedFilters(owner=owner_id, status=status, limit=limit)
    return ProductPage.of([show_product(shown) for shown in page.items], page.next_page_token, applied_filters=filters)


def get_product(product_id: ProductId, caller: Caller, shop: Shop) -> ProductWithListing:
    """One of your products with its listing."""
    return show_product(shop.product(product_id, caller.may_act_for))


def update_product(product_id: ProductId, body: ProductPatch, caller: Caller, shop: Shop) -> ProductWithListing:
    """Changes some fields of a product. A changed title or line is typeset again on the same art; no model is called.

    If reviews are required, only an admin can make it active, and an owner's edit of an active product returns it to
    draft until an admin approves it.
    """
    changes = {name: getattr(body, name) for name in body.model_fields_set if getattr(body, name) is not None}
    return show_product(shop.change_product(product_id, changes, caller.may_act_for, is_admin=caller.is_admin))


def delete_product(
    product_id: ProductId,
    caller: Caller,
    shop: Shop,
    purge: Annotated[bool, Field(description="Removes it now and for good.")] = False,
) -> None:
    """Moves a product with its listing to the bin, out of everyone's sight; seven days later it is removed.

    Until then POST /products/{product_id}/restore brings it back. With purge=true all is removed now, with the media.
    """
    if purge:
        shop.delete(product_id, caller.may_act_for)
    else:
        shop.put_in_bin(product_id, caller.may_act_for)


def restore_product(product_id: ProductId, caller: Caller, shop: Shop) -> ProductWithListing:
    """Takes a product out of the bin: product and listing are as they were before."""
    return show_product(shop.restore(product_id, caller.may_act_for))


def _owner(owner: str | None, user_id: str | None, caller: Caller) -> str:
    asked = owner or user_id
    if asked is None:
        raise HttpMissingOwner("The owner is missing. Send owner=me or owner=<user id>.")
    if owner is not None and user_id is not None and owner != user_id:
        problem = {"in": "query", "field": "user_id", "message": "is not the same as owner"}
        raise Invalid("owner and user_id have different values. Send one of them.", details=[problem])
    owner_id = caller.user_id if asked == "me" else asked
    if not caller.may_act_for(owner_id):
        raise Forbidden("You can only list your own products. Use owner=me.")
    return owner_id
