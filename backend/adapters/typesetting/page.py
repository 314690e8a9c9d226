"""A page that a layout fills: the picture's place, shapes, texts with what they lie on; written out as SVG."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.column import Column
from backend.adapters.typesetting.fitting import Block
from backend.adapters.typesetting.geometry import Box, number, rectangle

LARGE_UNITS = 34
"""Letters with capitals of so many units count as large for their contrast (WCAG 2)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stands on a page: where its ink is, its colour, and the colours it lies on."""

    role: str
    block: Block
    ink: str
    over: tuple[str, ...]
    large: bool

    @property
    def contrast(self) -> float:
        return colour.weakest(self.ink, self.over)

    @property
    def is_readable(self) -> bool:
        return self.contrast >= (colour.LARGE if self.large else colour.READABLE)


@dataclass(frozen=True, slots=True)
class Placement:
    """A part of the picture in a box of the page; `clip` is path data that cuts it."""

    part: Box
    box: Box
    clip: str | None = None


@dataclass(slots=True)
class Page:
    """Lengths are pixels of the print."""

    width: int
    height: int
    ground: str
    picture: Placement | None = None
    below: list[str] = field(default_factory=list)
    """Elements between the picture and the texts, from the lowest."""
    texts: list[Text] = field(default_factory=list)

    @property
    def frame(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def unit(self) -> float:
        """A thousandth of the mean side: strokes, small text and margins are measured in it."""
        return min(sqrt(self.width * self.height), 1.35 * min(self.width, self.height)) / 1000

    @property
    def margin(self) -> float:
        return 62 * self.unit

    @property
    def safe(self) -> Box:
        """Where texts may stand."""
        return self.frame.inset(self.margin)

    def add(self, *elements: str) -> None:
        self.below.extend(elements)

    def place(self, column: Column, over: Sequence[str] | Art, inks: Sequence[str], small: Sequence[str] = ()) -> None:
        """Puts texts on the page, each in the first ink that reads on what it lies on.

        `over` are the colours of the ground, or the picture where that fills the page; `small` the inks of all but the
        title.
        """
        for role, block in column.blocks:
            grounds = tuple(over.colours_in(block.box) if isinstance(over, Art) else over)
            large = block.size * block.style.capitals > LARGE_UNITS * self.unit
            wanted = inks if role == "title" or not small else small
            ink = colour.readable(grounds, wanted, colour.LARGE if large else colour.READABLE)
            self.texts.append(Text(role, block, ink, grounds, large))

    @property
    def is_readable(self) -> bool:
        return all(text.is_readable for text in self.texts)

    def svg(self, art: Art) -> str:
        """The whole page, with the picture in it."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        body = "".join((rectangle(self.frame, self.ground), self._picture_svg(art), *self.below, *self._letters()))
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'

    def _letters(self) -> Iterable[str]:
        return (text.block.svg(text.ink) for text in self.texts)

    def _picture_svg(self, art: Art) -> str:
        if self.picture is None:
            return ""
        part, box = self.picture.part, self.picture.box
        href = f"data:{art.content_type};base64,{base64.b64encode(art.content).decode()}"
        place = " ".join(f'{name}="{number(value)}"' for name, value in zip(("x", "y"), (box.x, box.y), strict=True))
        view = " ".join(number(value) for value in (part.x, part.y, part.width, part.height))
        size = f'width="{number(box.width)}" height="{number(box.height)}"'
        image = f'<image href="{href}" width="{art.width}" height="{art.height}"/>'
        drawn = f'<svg {place} {size} viewBox="{view}" preserveAspectRatio="xMidYMid slice">{image}</svg>'
        if self.picture.clip is None:
            return drawn
        clip = f'<clipPath id="cut"><path d="{self.picture.clip}"/></clipPath>'
        return f'<defs>{clip}</defs><g clip-path="url(#cut)">{drawn}</g>'
