"""The sheet a composition draws on: its measures, its elements in order, its definitions, its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.faces import settable
from backend.adapters.typesetting.fitting import Align, Anchor, Block, TypeStyle, fit
from backend.adapters.typesetting.geometry import Box, Canvas, Point, number, path, rectangle
from backend.local.designer import motifs
from backend.local.designer.concept import Concept, Palette
from backend.local.designer.texture import grain

PROBE = "dm-sans-medium"
"""Any Latin face: what it cannot set goes to the same fallbacks as in every other."""
Shape = Literal["tall", "square", "wide"]


@dataclass(frozen=True, slots=True)
class Words:
    """Text that stands on the sheet: where its ink is, its colour, and the colours it lies on."""

    role: str
    box: Box
    fill: str
    over: tuple[str, ...]
    large: bool


class Sheet(Canvas):
    """Collects a poster. Art comes first and words on top of it, each in the order of drawing."""

    def __init__(self, concept: Concept, width: int, height: int) -> None:
        self.concept = concept
        self.width, self.height = width, height
        self.random = Random(concept.seed)
        self.words: list[Words] = []
        self._art: list[str] = []
        self._letters: list[str] = []
        self._definitions: list[str] = []

    # ---- measures

    @property
    def palette(self) -> Palette:
        return self.concept.palette

    @property
    def shape(self) -> Shape:
        """Wide sheets have the words next to the picture; without a title there is nothing to put there."""
        aspect = self.width / self.height
        return "tall" if aspect < 0.9 else "square" if aspect < 1.2 or not self.titled else "wide"

    @cached_property
    def titled(self) -> bool:
        """Whether the title has a place: some bundled face can set it, and the order wants words."""
        return self.concept.room != 0 and bool(settable(self.concept.title, PROBE))

    @cached_property
    def flipped(self) -> bool:
        """On wide sheets: whether the words stand on the right."""
        return self.shape == "wide" and bool(self.concept.seed >> 5 & 1)

    def split(self, words: float = 0.27, *, fills: bool = False) -> tuple[Box, Box]:
        """Boxes for the picture and for the words: above each other, or side by side on a wide sheet.

        `words` is their share of the height. A picture that does not fill any box (a disc) gets no more height than it
        can use on a tall sheet. Both boxes lie in the safe area.
        """
        safe = self.safe
        if self.shape == "wide":
            share = min(0.57, 1.15 * safe.height / safe.width)
            if self.flipped:
                picture, text = safe.columns(share, 1 - share, gap=self.margin)
            else:
                text, picture = safe.columns(1 - share, share, gap=self.margin)
            return picture, text
        words = max(words, self.concept.room or 0) if self.titled else 0.04 if self.concept.room == 0 else 0.12
        share = 1 - words if fills else min(1 - words, 1.45 * safe.width / safe.height)
        picture, text = safe.rows(share, 1 - share, gap=self.margin * 0.6)
        return picture, text

    @property
    def picture_names(self) -> list[str]:
        """The concept's motifs that exist, at most one of a family ('guitar', 'guitar-acoustic')."""
        found: list[str] = []
        for name in self.concept.motifs:
            if motifs.exists(name) and all(name.split("-")[0] != other.split("-")[0] for other in found):
                found.append(name)
        return found

    # ---- drawing

    def add(self, *elements: str) -> None:
        self._art.extend(elements)

    def trim(self, *elements: str) -> None:
        """What belongs to the words, such as a rule below them: not drawn without them."""
        self._letters.extend(elements)

    def ground(self, fill: str) -> None:
        self.add(rectangle(self.frame, fill))

    def gradient(self, stops: Sequence[tuple[float, str, float]], start: Point = (0, 0), end: Point = (0, 1)) -> str:
        """A linear gradient over whatever is filled with it; stops are (place, colour, opacity). Gives `url(#...)`."""
        (x1, y1), (x2, y2) = start, end
        ends = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
        return self._define("linearGradient", ends, _stops(stops))

    def page_gradient(self, stops: Sequence[tuple[float, str, float]], start: Point, end: Point) -> str:
        """A linear gradient between two points of the sheet."""
        (x1, y1), (x2, y2) = start, end
        ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        return self._define("linearGradient", f'gradientUnits="userSpaceOnUse" {ends}', _stops(stops))

    def glow(self, stops: Sequence[tuple[float, str, float]]) -> str:
        """A radial gradient from the middle of what is filled to its edge."""
        return self._define("radialGradient", 'cx=".5" cy=".5" r=".5"', _stops(stops))

    def clip(self, data: str, rule: str = "nonzero") -> str:
        """A clip path; gives `url(#...)` for the attribute clip_path."""
        return self._define("clipPath", "", path(data, "#000", clip_rule=rule))

    def _define(self, tag: str, attributes: str, content: str) -> str:
        name = f"d{len(self._definitions)}"
        self._definitions.append(f'<{tag} id="{name}" {attributes}>{content}</{tag}>')
        return f"url(#{name})"

    # ---- words

    def letter(
        self,
        role: str,
        text: str,
        style: TypeStyle,
        box: Box,
        *,
        largest: float,
        over: Sequence[str],
        inks: Sequence[str],
        lines: int = 3,
        align: Align = "centre",
        anchor: Anchor = "middle",
        glow: Callable[[Block], str] | None = None,
    ) -> Block | None:
        """Set text into a box, in the first of the inks that reads on all of `over`; None if there is nothing."""
        block = fit(text, style, box, largest=largest, lines=lines, align=align, anchor=anchor)
        if block:
            self._letters.append(glow(block) if glow else "")
            self.place(role, block, over=over, inks=inks)
        return block

    def line(
        self,
        role: str,
        text: str,
        style: TypeStyle,
        box: Box,
        size: float,
        over: Sequence[str],
        inks: Sequence[str],
        align: Align = "centre",
        anchor: Anchor = "middle",
    ) -> Block | None:
        """One line of small text, its em `size` units (but no less than nine pixels) where that fits."""
        largest = max(9, size * self.unit)
        return self.letter(
            role, text, style, box, largest=largest, over=over, inks=inks, lines=1, align=align, anchor=anchor
        )

    def place(self, role: str, block: Block, *, over: Sequence[str], inks: Sequence[str], large: bool = False) -> str:
        """Put a set block on the sheet; gives the ink that was chosen."""
        large = large or block.size * block.style.capitals > 30 * self.unit
        fill = colour.readable(over, inks, colour.LARGE if large else colour.READABLE)
        self.words.append(Words(role, block.box, fill, tuple(over), large))
        self._letters.append(block.svg(fill))
        return fill

    # ---- result

    def svg(self, letters: bool = True) -> str:
        """The poster; without its letters on request (to see what lies behind them)."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        body = "".join(self._art + (self._letters if letters else []))
        speckled = grain(self.width, self.height, colour.dark(self.palette.ground), self.unit)
        definitions = f"<defs>{''.join(self._definitions)}</defs>"
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{definitions}{body}{speckled}</svg>'


def _stops(stops: Sequence[tuple[float, str, float]]) -> str:
    return "".join(
        f'<stop offset="{offset:g}" stop-color="{shade}"' + (f' stop-opacity="{opacity:g}"/>' if opacity < 1 else "/>")
        for offset, shade, opacity in stops
    )
