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
    """A line of the print."""

    role: Role = Field(description="What it says.")
    text: Annotated[str, *label(120, "As it is printed.")]


class Brief(Input):
    """What to draw, and how to sell it."""

    title: Annotated[str, *label(80, "The title, on the print and in the shop.")]
    description: Annotated[str, *text(600, "Two or three sentences that sell it.")]
    kind: Kind = Field(description="What is made.")
    style: Annotated[str, *text(60, "The picture's style, in the brief's language.")]
    mood: Annotated[str, *text(60, "The picture's mood, in the brief's language.")]
    palette: Annotated[
        list[Hex], Field(min_length=3, max_length=6, description="Colours: the ground, the ink on it, then accents.")
    ]
    keywords: Annotated[list[Word], Field(min_length=1, max_length=12, description="What the picture shows.")]
    tags: Annotated[list[Word], Field(min_length=1, max_length=12, description="Search tags of the product.")]
    language: LanguageCode = Field(description="The language of the idea and the texts, ISO 639-1.")
    price_cents: Cents = Field(description="A suggested price in US cents.")
    design_prompt: Annotated[str, *text(1500, "What an image model is asked to draw.")]
    lines: Annotated[
        list[PrintLine],
        Field(max_length=MOST_LINES, description="Set besides the title, in reading order."),
    ] = Field(default_factory=list)
