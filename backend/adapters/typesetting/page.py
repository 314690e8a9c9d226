"""A page that a layout fills: the picture's place, shapes, texts with what they lie on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.colour import WHITE
from backend.adapters.typesetting.column import Column
from backend.adapters.typesetting.fitting import Block
from backend.adapters.typesetting.geometry import Box, Canvas, circle_path, number, path, rectangle

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
    """A part of the picture in a box of the page, or in the circle that the box holds."""

    part: Box
    box: Box
    round: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A field of one colour, or a line around one."""

    box: Box
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    """Of the line, half of which lies outside the box."""

    def svg(self) -> str:
        line = {"stroke": self.stroke, "stroke_width": self.width} if self.stroke else {}
        return rectangle(self.box, self.fill or "none", **line)


@dataclass(slots=True)
class PrintPage(Canvas):
    """Lengths are pixels of the print."""

    width: int
    height: int
    ground: str
    picture: Placement | None = None
    below: list[Rectangle] = field(default_factory=list)
    """Shapes between the picture and the texts, from the lowest."""
    texts: list[Text] = field(default_factory=list)

    def add(self, *shapes: Rectangle) -> None:
        self.below.extend(shapes)

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

    def svg(self) -> str:
        """What lies over the picture: shapes and letters, on nothing."""
        shapes = (shape.svg() for shape in self.below)
        return _svg(self.frame, *shapes, *(text.block.svg(text.ink) for text in self.texts))

    def cut_svg(self, box: Box) -> str:
        """The part of a round picture's box that is shown, in white."""
        return _svg(self.frame, path(circle_path(*box.centre, box.width / 2), WHITE))


def _svg(frame: Box, *elements: str) -> str:
    size = f'viewBox="0 0 {number(frame.width)} {number(frame.height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(elements)}</svg>'
