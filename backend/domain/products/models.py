"""Designs, and the products and listings that are made of them."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.products.brief import Brief, PrintLine
from backend.domain.shared.fields import Cents, Currency, ListingId, ProductId, Seed, Timestamp
from backend.domain.shared.media import Media, MediaStore, show_files
from backend.domain.shared.schemas import Answer, OmitNone

ProductStatus = Literal["draft", "active", "archived"]
ListedStatus = Literal["draft", "active", "archived", "deleted"]
"""What an owner's list can be filtered by: `deleted` are the products in the bin."""
ListingStatus = Literal["active", "inactive"]


class DesignPackage(Answer):
    design_prompt: str = Field(description="The prompt that the image model was given.")
    brief: Brief


class RestyleSource(Answer):
    """The picture that art was made from, and what was asked for."""

    input_key: str
    prompt: str


class FirstArt(Answer):
    """The art that a product was created with."""

    key: str
    seed: OmitNone[Seed] = None
    source: OmitNone[RestyleSource] = None


class Design(Answer):
    """A brief as a picture with its text, and the art below the text, stored in S3."""

    media_keys: list[str] = Field(description="S3 keys of the files.")
    media: list[Media] = Field(description="The same files with URLs that open them.")
    package: DesignPackage
    model: OmitNone[str] = Field(default=None, description="The image model that drew it.")
    seed: OmitNone[Seed] = Field(default=None, description="Send it with the same brief to get the same art again.")
    warnings: OmitNone[list[str]] = Field(default=None, description="What could not be typeset.")

    def show(self, store: MediaStore) -> "Design":
        """The design as callers see it: its files, with URLs that open now."""
        media = list(show_files(store, self.media_keys))
        return self.model_copy(update={"media": media, "media_keys": [each.key for each in media]})


class Listing(Answer):
    """The price, currency and status of a product."""

    listing_id: ListingId
    product_id: ProductId
    owner_id: str = Field(description="Cognito's `sub` of the owner.")
    price_cents: Cents
    currency: Currency
    status: ListingStatus = Field(description="For sale when this and the product's status are `active`.")
    metadata: dict[str, str] = Field(default_factory=dict, description="Facts about its origin, such as `stage`.")
    created_at: Timestamp
    updated_at: Timestamp
    version: Annotated[int, Field(ge=1, description="The number of changes.")] = 1


class Product(Answer):
    """A product made from an idea."""

    product_id: ProductId
    owner_id: str = Field(description="Cognito's `sub` of the owner.")
    title: str = Field(description="From the brief, unless its owner changed it.")
    description: str = Field(description="Its description in the shop.")
    kind: str = Field(description="What it is: poster, photo, card or document.")
    lines: list[PrintLine] = Field(default_factory=list, description="Typeset on it below the title.")
    tags: list[str] = Field(description="Search tags.")
    status: ProductStatus = Field(description="`active`: for sale; `draft`: not yet; `archived`: no longer.")
    media_keys: list[str] = Field(description="S3 keys of its files.")
    media: OmitNone[list[Media]] = Field(default=None, description="The files with URLs that open them.")
    brief: Brief = Field(description="The brief that it was made from.")
    seed: OmitNone[Seed] = Field(default=None, description="The seed of its art.")
    created_at: Timestamp
    updated_at: Timestamp
    version: Annotated[int, Field(ge=1, description="The number of changes.")] = 1
    deleted_at: OmitNone[Timestamp] = Field(
        default=None, description="In the bin since then; removed for good seven days later."
    )


class StoredProduct(Product):
    """A product as it is kept: it also knows its listing."""

    listing_id: ListingId
    source: OmitNone[RestyleSource] = None
    """Of art that was made from a picture: variations start from it again."""
    first_art: OmitNone[FirstArt] = None
    """Once other art was chosen: the first is kept, for the conversation shows it and it can be chosen again."""

    @property
    def all_keys(self) -> list[str]:
        """Its files, those included that are not shown."""
        return self.media_keys if self.first_art is None else [*self.media_keys, self.first_art.key]

    @property
    def base(self) -> str:
        """How the names of its files begin."""
        return f"assets/{self.owner_id}/generated/{self.kind}_{self.product_id.removeprefix('prd_')}"
