"""Lines of type that are all as wide as their box, each in a size of its own."""

from collections.abc import Sequence

from backend.adapters.typesetting.fitting import (
    Block,
    Line,
    TypeStyle,
    break_lines,
    fit,
    measure_line,
    pieces,
    start_of,
    width_of,
)
from backend.adapters.typesetting.geometry import Box

LOOSEST = 0.5
"""How far the white between stacked lines may grow, as a share of the capitals' mean height."""


def stack_lines(text: str, style: TypeStyle, box: Box, *, lines: int = 6, gap: float = 0.22) -> Block | None:
    """Every line as wide as the box, so that sizes differ from line to line; None when nothing can be drawn.

    `gap` is the white between lines as a share of the capitals' mean height; it may grow to fill the box. Too tall a
    stack is scaled down. Words that make no stack (too uneven, or a single long one) are set in one size.
    """
    prepared = style.prepare(text)
    if not prepared:
        return None
    chosen = _best(prepared, style, box, lines, gap)
    if not chosen:
        return fit(text, style, box, largest=box.height, lines=lines)
    shrink = min(1.0, box.height / _stack_height(chosen, style, box.width, gap))
    while gap < LOOSEST and _stack_height(chosen, style, box.width, gap + 0.02) < box.height:
        gap += 0.02
    return _stack(chosen, style, box, gap, shrink)


def _best(text: str, style: TypeStyle, box: Box, lines: int, gap: float) -> list[str]:
    """The breaks whose stack comes nearest to the box's height; empty if none fills a fifth of it."""
    parts = pieces(text)
    options = [break_lines(parts, count, style) for count in range(1, min(lines, len(parts)) + 1)]
    heights = [(_stack_height(option, style, box.width, gap), option) for option in options if _even(option, style)]
    filling = [(abs(height - box.height * 0.92), option) for height, option in heights if height > box.height * 0.2]
    return min(filling)[1] if filling else []


def _even(lines: Sequence[str], style: TypeStyle) -> bool:
    """Whether no line would become more than about four times as large as another."""
    widths = [width_of(line, style) for line in lines]
    return max(widths) < 4.2 * min(widths)


def _stack_height(lines: Sequence[str], style: TypeStyle, width: float, gap: float) -> float:
    heights = [_ink_height(line, style) * width / width_of(line, style) for line in lines]
    return sum(heights) + gap * sum(heights) / len(heights) * (len(heights) - 1)


def _ink_height(line: str, style: TypeStyle) -> float:
    ink = measure_line(line, style)
    return ink.top - ink.bottom


def _stack(lines: list[str], style: TypeStyle, box: Box, gap: float, shrink: float) -> Block:
    width = box.width * shrink
    height = _stack_height(lines, style, width, gap)
    mean = sum(_ink_height(line, style) * width / width_of(line, style) for line in lines) / len(lines)
    y, placed = box.y + (box.height - height) / 2, []
    for line in lines:
        size = width / width_of(line, style)
        ink = measure_line(line, style)
        placed.append(Line(line, start_of(line, size, style, box, "centre"), y + ink.top * size, size))
        y += (ink.top - ink.bottom) * size + gap * mean
    return Block(style, tuple(placed))
