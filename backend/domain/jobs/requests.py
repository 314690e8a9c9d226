"""What a caller can have made as a job. Each is kept in its job as it came."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.domain.products.brief import Brief, Kind
from backend.domain.products.models import RestyleSource
from backend.domain.shared.fields import PRINTABLE_SCHEMA, Cents, Currency, NoControls, ProductId, Seed, UserId, text
from backend.domain.shared.schemas import Input, Omittable, example

Provider = Literal["bedrock", "kie"]
Ratio = Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]
MOST_VARIATIONS = 4
InputKey = Annotated[str, Field(min_length=1, max_length=512, json_schema_extra=PRINTABLE_SCHEMA), NoControls]
IdeaText = Annotated[str, *text(1000, "The idea, in any language.")]


class CreateRequest(Input):
    model_config = example(q="Hazme una imagen de Colombia", price_cents=1500, kind="poster")

    q: IdeaText
    user_id: Omittable[UserId] = Field(default=None, description="The owner; another than the caller only for admins.")
    price_cents: Omittable[Cents] = Field(default=None, description="By default the price that the brief suggests.")
    currency: Omittable[Currency] = Field(default=None, description="ISO 4217 code; USD by default.")
    kind: Omittable[Kind] = Field(default=None, description="What is to be made; by default what the idea asks for.")
    publish: Omittable[bool] = Field(
        default=None,
        description="Publishes it in the storefront at once, unless a review is required first.",
    )
    reuse: Omittable[bool] = Field(
        default=None, description="Uses your picture of the same brief if it is less than a day old; false by default."
    )
    seed: Omittable[Seed] = Field(default=None, description="The same brief and seed draw the same; by default any.")
    input_key: Omittable[InputKey] = Field(
        default=None, description="Key of one of your pictures: the art is that picture, restyled as q and brief say."
    )


class GenerateRequest(Input):
    model_config = example(prompt="A lighthouse in a storm, flat colours", aspect_ratio="4:3")

    prompt: Annotated[str, *text(2000, "What the picture shows, or what is to change in it.")]
    input_key: Omittable[InputKey] = Field(default=None, description="Key of one of your uploaded pictures.")
    input_url: Omittable[Annotated[str, Field(max_length=2048, pattern=r"^https?://[^\s]+$")]] = Field(
        default=None, description="Public https address of a picture."
    )
    aspect_ratio: Omittable[Ratio] = Field(default=None, description="1:1 by default.")
    resolution: Omittable[Literal["1K", "2K", "4K"]] = Field(default=None, description="1K by default.")
    provider: Omittable[Provider] = Field(default=None, description="bedrock by default.")
    seed: Omittable[Seed] = Field(default=None, description="The same prompt and seed draw the same; by default any.")

    @model_validator(mode="after")
    def _one_input(self) -> "GenerateRequest":
        if self.input_key is not None and self.input_url is not None:
            raise ValueError("send input_key or input_url, not both")
        return self

    @property
    def from_picture(self) -> bool:
        return self.input_key is not None or self.input_url is not None


class VariationsOrder(Input):
    """What a job of variations is to make: kept as the product was when it was ordered."""

    product_id: ProductId
    count: Annotated[int, Field(ge=1, le=MOST_VARIATIONS)]
    seed: Omittable[Seed] = None
    brief: Brief
    source: Omittable[RestyleSource] = None
