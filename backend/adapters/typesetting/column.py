"""Texts of several sizes above each other in a box: the largest sizes that fit, none below what can be read."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import log

from backend.adapters.typesetting import faces
from backend.adapters.typesetting.fitting import (
    Align,
    Anchor,
    Block,
    TypeStyle,
    break_lines,
    hyphenate,
    pieces,
    place_lines,
    width_of,
)
from backend.adapters.typesetting.geometry import Box

LARGEST, SMALLEST, STEP = 1.0, 0.2, 0.94
MOST_LINES = 7
ROW_GAP = 4.0
"""Ems between a row's text and its price, at least."""
GROWN = (1.0, 0.75, 0.5, 0.25)
"""Shares of their growth that texts are tried with, the largest first."""
FILLED = 0.86
"""The share of its room that a column may take by growing: white around a text is part of it."""
ADDRESS = re.compile(r"[/@:_\d]|\w\.\w")
"""What is in addresses, numbers and file names, and in no word."""


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a column. Sizes are em heights in pixels."""

    role: str
    text: str
    style: TypeStyle
    size: float
    """What it should have where there is room."""
    least: float
    """What it must have to be read."""
    gap: float = 0.9
    """White above it, as a share of its size; none above the first."""
    shrink: float = 1.0
    """How much of the column's scale it takes: 1 all of it, 0 none."""
    price: str = ""
    """Set at the other end of the text's line: a row of a menu. All rows of a column are equally wide."""
    growth: float = 1.0
    """How many times its size it may have where the column would leave its room empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """Texts that are set: the blocks of each role from top to bottom, and the box of their ink."""

    blocks: tuple[tuple[str, Block], ...]
    box: Box
    scale: float
    """1 where every text has the size it should have."""

    def shift(self, dx: float = 0, dy: float = 0) -> "Column":
        moved = tuple((role, block.shift(dx, dy)) for role, block in self.blocks)
        return replace(self, blocks=moved, box=replace(self.box, x=self.box.x + dx, y=self.box.y + dy))


def set_column(
    items: Sequence[Item], box: Box, *, align: Align = "centre", anchor: Anchor = "middle", least: float = SMALLEST
) -> Column | None:
    """The items within the box, all scaled alike until they fit; None where they would have to be too small.

    No text is scaled below its `least`; `least` of the column is the scale below which its caller rather has none. With
    `left` a text that is written from right to left begins at the right.
    """
    prepared = [_prepare(item) for item in items]
    prepared = [item for item in prepared if item.text]
    if not prepared:
        return None

    def set_at(step: int) -> Column | None:
        scale = LARGEST * STEP**step
        blocks = _set_items(prepared, box, scale, align)
        height = blocks[-1][1].box.bottom - box.y if blocks else 0.0
        return _anchor(blocks, box, height, scale, anchor) if blocks and height <= box.height else None

    # the smaller the scale, the lower the column
    steps = range(int(log(least / LARGEST, STEP)) + 1)
    column = set_at(bisect_left(steps, True, key=lambda step: step == steps[-1] or set_at(step) is not None))
    return column and _grow(column, prepared, box, align, anchor)


def _grow(column: Column, items: Sequence[Item], box: Box, align: Align, anchor: Anchor) -> Column:
    """The column with its smaller texts as large as the room allows without another break; itself where it is full."""
    for share in GROWN if column.scale == LARGEST else ():
        grown = [replace(item, size=item.size * (1 + share * (item.growth - 1))) for item in items]
        blocks = _set_items(grown, box, LARGEST, align)
        height = blocks[-1][1].box.bottom - box.y if blocks else 0.0
        if blocks and height <= FILLED * box.height and _count_lines(blocks) == _count_lines(column.blocks):
            return _anchor(blocks, box, height, LARGEST, anchor)
    return column


def _count_lines(blocks: Sequence[tuple[str, Block]]) -> list[int]:
    return [len(block.lines) for _, block in blocks]


def _prepare(item: Item) -> Item:
    style = replace(item.style, rtl=faces.is_rtl(item.text))
    text, price = style.prepare(item.text), style.prepare(item.price)
    return replace(item, style=style, text=text, price=price) if text else replace(item, text=price, price="")


def _anchor(blocks: list[tuple[str, Block]], box: Box, height: float, scale: float, anchor: Anchor) -> Column:
    down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor] * (box.height - height)
    return Column(tuple(blocks), replace(box, height=height), scale).shift(dy=down)


def _set_items(items: Sequence[Item], box: Box, scale: float, align: Align) -> list[tuple[str, Block]] | None:
    """The blocks below each other from the top of the box, however far they reach; None where one needs many lines."""
    y, blocks = box.y, list[tuple[str, Block]]()
    table = _width_of_rows(items, scale)
    for item in items:
        if item.price and table <= box.width:
            y += item.gap * _size_of(item, scale) if blocks else 0
            block = _set_row(item, _size_of(item, scale), _table_box(box, y, table, align))
            blocks.append((item.role, block))
            y = block.box.bottom
            continue
        item = _without_column(item)
        parts = _pieces(item.text, item.style, box.width / item.least)
        size = max(item.least, min(_size_of(item, scale), box.width / _widest(parts, item.style)))
        lines = _break(parts, item.style, box.width / size)
        if lines is None:
            return None
        y += item.gap * size if blocks else 0
        start: Align = "right" if align == "left" and item.style.rtl else align
        block = place_lines(lines, size, item.style, Box(box.x, y, box.width, 0), start, "top")
        blocks.append((item.role, block))
        y = block.box.bottom
    return blocks


def _size_of(item: Item, scale: float) -> float:
    wished: float = item.size * scale**item.shrink
    return max(item.least, wished)


def _width_of_rows(items: Sequence[Item], scale: float) -> float:
    """How wide the widest row is, with white between its ends."""
    ends = ((item, width_of(item.text, item.style), width_of(item.price, item.style)) for item in items if item.price)
    return max((_size_of(item, scale) * (text + ROW_GAP + price) for item, text, price in ends), default=0.0)


def _table_box(box: Box, y: float, width: float, align: Align) -> Box:
    left = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * (box.width - width)
    return Box(box.x + left, y, width, 0)


def _set_row(item: Item, size: float, box: Box) -> Block:
    """A text and its price at the ends of one line, the price where the script ends."""
    ends: tuple[Align, Align] = ("right", "left") if item.style.rtl else ("left", "right")
    first = place_lines([item.text], size, item.style, box, ends[0], "top")
    last = place_lines([item.price], size, item.style, box, ends[1], "top")
    return replace(first, lines=(*first.lines, *(replace(line, y=first.lines[0].y) for line in last.lines)))


def _without_column(item: Item) -> Item:
    """A row as plain text, where the column is too narrow for rows."""
    return replace(item, text=f"{item.text} {item.price}", price="") if item.price else item


def _break(parts: tuple[str, ...], style: TypeStyle, width: float) -> list[str] | None:
    """The fewest lines, balanced, that are no wider than `width` ems; None for more than are read with pleasure."""
    for count in range(1, min(MOST_LINES, len(parts)) + 1):
        widest, lines = _balance(parts, style, count)
        if widest <= width * 1.001:
            return lines
    return None


@lru_cache(4096)
def _balance(parts: tuple[str, ...], style: TypeStyle, count: int) -> tuple[float, list[str]]:
    lines = break_lines(parts, count, style)
    return max(width_of(line, style) for line in lines), lines


@lru_cache(1024)
def _widest(parts: tuple[str, ...], style: TypeStyle) -> float:
    return max(width_of(part.strip(), style) for part in parts)


@lru_cache(1024)
def _pieces(text: str, style: TypeStyle, width: float) -> tuple[str, ...]:
    """What may stand on lines of their own; a word is broken where it is wider than `width` ems (a long address)."""
    found: list[str] = []
    for part in pieces(text):
        word = part.strip()
        broken, cuts = [word], 1
        while max(width_of(piece, style) for piece in broken) > width and cuts < len(word) // 2:
            cuts += 1
            broken = _cut(word, cuts)
        found += [part[: -len(word)] + broken[0], *broken[1:]]
    return tuple(found)


def _cut(word: str, count: int) -> list[str]:
    """A word in `count` parts: with hyphens, but those of an address, where a hyphen would be one more character."""
    if not ADDRESS.search(word):
        return hyphenate(word, count)
    ends = [round(len(word) * at / count) for at in range(count + 1)]
    return [word[start:end] for start, end in pairwise(ends)]
