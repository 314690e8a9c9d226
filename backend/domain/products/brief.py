"""Briefs: an idea understood."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.shared.fields import Cents, Hex, LanguageCode, Word, label, text
from backend.domain.shared.schemas import Input

Kind = Literal["poster", "photo", "card", "document"]
KINDS: tuple[Kind, ...] = ("poster", "photo", "card", "document")
Role = Literal["tagline", "date", "time", "place", "names", "phone", "price", "quote", "byline", "detail"]
MOST_LINES = 8


class PrintLine(Input):
    """A line of text that is typeset on the print, besides the title."""

    role: Role
    text: Annotated[str, *label(120)]


class Brief(Input):
    """An idea in the words of a shop: what to draw and how to sell it."""

    title: Annotated[str, *label(80, "The title, on the picture and in the listing.")]
    description: Annotated[str, *text(600, "Two or three sentences that sell the product.")]
    kind: Kind = Field(description="What is made.")
    style: Annotated[str, *text(60, "The style of the picture, in the brief's language.")]
    mood: Annotated[str, *text(60, "The mood of the picture, in the brief's language.")]
    palette: Annotated[
        list[Hex], Field(min_length=3, max_length=6, description="Colours: the ground, the ink on it, then accents.")
    ]
    keywords: Annotated[list[Word], Field(min_length=1, max_length=12, description="What the picture shows.")]
    tags: Annotated[list[Word], Field(min_length=1, max_length=12, description="Search tags of the product.")]
    language: LanguageCode = Field(description="The language of the idea, ISO 639-1; the texts are written in it.")
    price_cents: Cents = Field(description="A suggested price in cents of US dollars.")
    design_prompt: Annotated[str, *text(1500, "What an image model is asked to draw.")]
    lines: Annotated[
        list[PrintLine],
        Field(max_length=MOST_LINES, description="Typeset on the print besides the title, in reading order."),
    ] = Field(default_factory=list)
