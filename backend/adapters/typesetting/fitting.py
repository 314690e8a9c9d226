"""Text set into boxes: balanced lines, the largest size that fits, ink boxes that do not lie, outlines as SVG paths."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from backend.adapters.typesetting import faces
from backend.adapters.typesetting.geometry import Box, attribute_text, number

Align = Literal["left", "centre", "right"]
Anchor = Literal["top", "middle", "bottom"]

WIDE_SCRIPT = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff01-\uff5e]")
"""Characters between which a line may break without a space (Chinese, Japanese; Korean where it must)."""
GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
GREEK_ACCENT = re.compile(r"([\u0370-\u03ff]\u0308?)[\u0300\u0301\u0313\u0314\u0342\u0345]+")
SOFT_HYPHEN = "\u00ad"
"""Ends a line within a word: drawn as a hyphen, and no part of the text (ISO 32000-1, 14.8.2.2.3)."""
NO_LINE_START = "、。，．！？）」』ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"
VOWELS = "aeiouáéíóúàâãäåæèêëìîïòôõöøùûüyAEIOUÁÉÍÓÚÀÂÃÄÅÆÈÊËÌÎÏÒÔÕÖØÙÛÜY"
FEWER_LINES = 1.1
"""One more line must let the text grow by this factor."""
TINY = 0.2
"""A word whose capitals would be lower than this share of the box's shorter side may be hyphenated."""
HANGING = 1.07
"""A line that ends in a small word counts as so much wider: 'Bosque de / niebla' loses against 'Bosque / de niebla'."""


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How letters look; lengths in ems."""

    face: str
    spacing: float = 0
    upper: bool = False
    leading: float = 1.32
    """Distance of baselines as a multiple of the capitals' height; more where ascenders and descenders would touch."""
    rtl: bool = False
    """Whether the paragraph is written from right to left."""

    @property
    def capitals(self) -> float:
        return faces.face(self.face).height_of("H")

    def prepare(self, text: str) -> str:
        """The text without what no face can draw. It keeps its case: capitals are a way to draw it."""
        return faces.settable(text, self.face)

    def shape(self, text: str) -> str:
        """The characters that are drawn of a line."""
        drawn = text.replace(SOFT_HYPHEN, "-")
        capitals = _capitalise(drawn) if self.upper else drawn
        return drawn if faces.find_missing(capitals, self.face) else capitals


def _capitalise(text: str) -> str:
    """In capitals; Greek ones have no accents: Γάμος -> ΓΑΜΟΣ, but Μαΐου -> ΜΑΪΟΥ (Unicode, SpecialCasing)."""
    if not GREEK.search(text):
        return text.upper()
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", GREEK_ACCENT.sub(r"\1", parts).upper())


@dataclass(frozen=True, slots=True)
class Line:
    """One line at its place: `x` is the pen's start, `y` the baseline, `size` the em in pixels."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one style; `box` is the box of their ink."""

    style: TypeStyle
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        edges = [self._edges(line) for line in self.lines]
        left, top = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
        right, bottom = max(edge[2] for edge in edges), max(edge[3] for edge in edges)
        return Box(left, top, right - left, bottom - top)

    @property
    def size(self) -> float:
        return self.lines[0].size

    def _edges(self, line: Line) -> tuple[float, float, float, float]:
        ink = measure_line(line.text, self.style)
        size = line.size
        return line.x + ink.left * size, line.y - ink.top * size, line.x + ink.right * size, line.y - ink.bottom * size

    def shift(self, dx: float = 0, dy: float = 0) -> "Block":
        return replace(self, lines=tuple(replace(line, x=line.x + dx, y=line.y + dy) for line in self.lines))

    def svg(self, fill: str, stroke: str = "", stroke_width: float = 0, **attributes: object) -> str:
        """The letters as paths; `stroke_width` in pixels."""
        return "".join(
            _path(run, line, fill, stroke, stroke_width, attributes)
            for line in self.lines
            for run in runs(line.text, self.style)
        )


def _path(run: faces.Run, line: Line, fill: str, stroke: str, width: float, more: dict[str, object]) -> str:
    scale = line.size * run.scale / run.units
    rim = f' stroke="{stroke}" stroke-width="{width / scale:.1f}" stroke-linejoin="round"' if stroke else ""
    place = f"translate({number(line.x + run.x * line.size)} {number(line.y)}) scale({scale:.5f} {-scale:.5f})"
    return f'<path transform="{place}" d="{run.data}" fill="{fill}"{rim}{attribute_text(more)}/>'


def runs(text: str, style: TypeStyle) -> tuple[faces.Run, ...]:
    """The runs of a line from left to right."""
    return faces.runs(style.shape(text), style.face, style.spacing, style.rtl)


@cache
def measure_line(text: str, style: TypeStyle) -> faces.Extent:
    """The ink of one line in ems."""
    inked = [(run.x, run.extent) for run in runs(text, style) if run.data]
    if not inked:
        return faces.Extent(0, 0, 0, 0)
    return faces.Extent(
        min(x + ink.left for x, ink in inked),
        max(x + ink.right for x, ink in inked),
        min(ink.bottom for _, ink in inked),
        max(ink.top for _, ink in inked),
    )


def width_of(text: str, style: TypeStyle) -> float:
    """The width of a line's ink in ems."""
    ink = measure_line(text, style)
    return ink.right - ink.left


# ---------------------------------------------------------------- breaking lines


def pieces(text: str) -> list[str]:
    """What may stand on lines of their own; a piece that follows a space keeps it.

    'Rio de Janeiro' -> ['Rio', ' de', ' Janeiro']; '東京 タワー' -> ['東', '京', ' タ', 'ワー'].
    """
    found: list[str] = []
    for word in text.split():
        lead = " " if found else ""
        for part in re.findall(rf"{WIDE_SCRIPT.pattern}|(?:(?!{WIDE_SCRIPT.pattern}).)+", word):
            if part in NO_LINE_START and found:
                found[-1] += part
            else:
                found.append(lead + part)
                lead = ""
    return found


def break_lines(parts: Sequence[str], count: int, style: TypeStyle) -> list[str]:
    """The pieces on exactly `count` lines, the widest line as narrow as can be."""
    widths = [_width(part, style) for part in parts]

    @cache
    def best(start: int, left: int) -> tuple[float, float, tuple[int, ...]]:
        """Widest line, sum of squares, and the starts of the lines after this one."""
        if left == 1:
            width = _line_width(parts, widths, start, len(parts))
            return width, width**2, ()
        options = []
        for end in range(start + 1, len(parts) - left + 2):
            width = _line_width(parts, widths, start, end)
            widest, squares, ends = best(end, left - 1)
            options.append((max(width, widest), squares + width**2, (end, *ends)))
        return min(options)

    starts = [0, *best(0, count)[2], len(parts)]
    return ["".join(parts[a:b]).strip() for a, b in pairwise(starts)]


def _width(part: str, style: TypeStyle) -> float:
    """A piece's width with the space before it and the letterspace after it."""
    gap = faces.space(style.face, style.spacing) if part.startswith(" ") else 0
    return width_of(part.strip(), style) + gap + style.spacing


def _line_width(parts: Sequence[str], widths: Sequence[float], start: int, end: int) -> float:
    width = sum(widths[start:end])
    hangs = end < len(parts) and end - start > 1 and len(parts[end - 1].strip()) <= 3
    return width * HANGING if hangs else width


def hyphenate(word: str, count: int) -> list[str]:
    """A word in `count` parts of about the same length, broken between syllables where one is near."""
    parts, rest = [], word
    for left in range(count, 1, -1):
        cut = _syllable_end(rest, round(len(rest) / left))
        parts.append(rest[:cut] + SOFT_HYPHEN)
        rest = rest[cut:]
    return [*parts, rest]


def _syllable_end(word: str, wanted: int) -> int:
    """The place nearest to `wanted` that has a vowel before it and a consonant with a vowel after it."""
    ends = [
        i for i in range(2, len(word) - 2) if word[i - 1] in VOWELS and word[i] not in VOWELS and word[i + 1] in VOWELS
    ]
    near = [end for end in ends if abs(end - wanted) <= max(2, wanted // 3)]
    return min(near, key=lambda end: abs(end - wanted)) if near else wanted


# ---------------------------------------------------------------- fitting


def fit(
    text: str,
    style: TypeStyle,
    box: Box,
    *,
    largest: float,
    lines: int = 3,
    align: Align = "centre",
    anchor: Anchor = "middle",
) -> Block | None:
    """The text in the largest size up to `largest` (em in pixels) that fits the box; None when nothing can be drawn.

    The ink lies within the box. A word is broken only where it would otherwise be tiny.
    """
    style = replace(style, rtl=faces.is_rtl(text))
    prepared = style.prepare(text)
    if not prepared:
        return None
    options = [
        _option(break_lines(parts, count, style), style, box) for parts, count in _breaks(prepared, lines, box, style)
    ]
    chosen = options[0]
    for option in options[1:]:
        if min(option[0], largest) > min(chosen[0], largest) * FEWER_LINES:
            chosen = option
    return place_lines(chosen[1], min(chosen[0], largest), style, box, align, anchor)


def _breaks(text: str, lines: int, box: Box, style: TypeStyle) -> Iterator[tuple[list[str], int]]:
    parts = pieces(text)
    for count in range(1, min(lines, len(parts)) + 1):
        yield parts, count
    longest = max(parts, key=len).strip()
    if len(longest) > 12 and box.width / width_of(longest, style) * style.capitals < min(box.width, box.height) * TINY:
        yield from _hyphenated_breaks(parts, longest, lines)


def _hyphenated_breaks(parts: list[str], longest: str, lines: int) -> Iterator[tuple[list[str], int]]:
    at = next(i for i, part in enumerate(parts) if part.strip() == longest)
    for count in range(2, 5):
        halves = hyphenate(longest, count)
        halves[0] = parts[at][: -len(longest)] + halves[0]
        cut = [*parts[:at], *halves, *parts[at + 1 :]]
        for wanted in range(count, max(lines, count) + 1):
            if wanted <= len(cut):
                yield cut, wanted


def _option(lines: list[str], style: TypeStyle, box: Box) -> tuple[float, list[str]]:
    """The size at which these lines fit the box."""
    widest = max(width_of(line, style) for line in lines)
    return min(box.width / max(widest, 1e-3), box.height / _height(lines, style)), lines


def _step(lines: Sequence[str], style: TypeStyle) -> float:
    """The distance of baselines in ems: the style's, or more where the ink of two lines would come too near."""
    inks = [measure_line(line, style) for line in lines]
    pairs = pairwise(inks)
    needed = max((-above.bottom + below.top + 0.1 for above, below in pairs), default=0)
    return max(style.leading * style.capitals, needed)


def _height(lines: Sequence[str], style: TypeStyle) -> float:
    """From the top of the first line's ink to the bottom of the last line's, in ems."""
    return (
        measure_line(lines[0], style).top
        + _step(lines, style) * (len(lines) - 1)
        - measure_line(lines[-1], style).bottom
    )


def place_lines(lines: list[str], size: float, style: TypeStyle, box: Box, align: Align, anchor: Anchor) -> Block:
    """Lines of one size (em in pixels) in a box that they fit, or below each other from its top."""
    free = box.height - _height(lines, style) * size
    top = box.y + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor] * free
    baseline = top + measure_line(lines[0], style).top * size
    step = _step(lines, style) * size
    return Block(
        style,
        tuple(
            Line(line, start_of(line, size, style, box, align), baseline + i * step, size)
            for i, line in enumerate(lines)
        ),
    )


def start_of(line: str, size: float, style: TypeStyle, box: Box, align: Align) -> float:
    """The pen's start that puts the line's ink (not its side bearings) at the box's edge or middle."""
    ink = measure_line(line, style)
    free = box.width - (ink.right - ink.left) * size
    return box.x + {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * free - ink.left * size
