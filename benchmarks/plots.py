"""Bars as SVG, one file for light pages and one for dark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH, BAR, GAP, LABEL = 860, 20, 8, 300
Bar = tuple[str, Sequence[float]]
"""A label, and the lengths of its parts."""
Span = tuple[str, float, float]
"""A label, its start and its length in ms."""


@dataclass(frozen=True, slots=True)
class Theme:
    text: str
    faint: str
    fills: tuple[str, ...]


THEMES = {
    "light": Theme("#1f2328", "#59636e", ("#0969da", "#8250df", "#bf8700")),
    "dark": Theme("#f0f6fc", "#9198a1", ("#4493f8", "#ab7df8", "#d29922")),
}


def write_bars(folder: Path, name: str, title: str, bars: Sequence[Bar], parts: Sequence[str], unit: str) -> str:
    """Writes NAME-light.svg and NAME-dark.svg, and gives the Markdown that shows the one that fits."""
    return _write(folder, name, title, lambda theme: draw_bars(title, bars, parts, unit, theme))


def write_spans(folder: Path, name: str, title: str, spans: Sequence[Span]) -> str:
    """The same for a waterfall."""
    return _write(folder, name, title, lambda theme: draw_spans(title, spans, theme))


def draw_bars(title: str, bars: Sequence[Bar], parts: Sequence[str], unit: str, theme: Theme) -> str:
    """A horizontal bar for each, its parts one after the other, and their sum at its end."""
    scale, top = (WIDTH - LABEL - 110) / max(sum(lengths) for _, lengths in bars), 58
    out = []
    for at, part in enumerate(parts):
        left = LABEL + at * 170
        out += [_box(left, 30, 12, 12, theme.fills[at]), _text(left + 18, 41, part, theme.faint)]
    for row, (label, lengths) in enumerate(bars):
        y, x = top + row * (BAR + GAP), float(LABEL)
        out.append(_text(LABEL - 10, y + 15, label, theme.text, anchor="end"))
        for fill, length in zip(theme.fills, lengths, strict=False):
            out.append(_box(x, y, length * scale, BAR, fill))
            x += length * scale
        out.append(_text(x + 8, y + 15, f"{sum(lengths):,.0f} {unit}", theme.faint))
    return _svg(title, out, top + len(bars) * (BAR + GAP), theme)


def draw_spans(title: str, spans: Sequence[Span], theme: Theme) -> str:
    """A row for each, from its start to its end."""
    scale, top = (WIDTH - LABEL - 90) / max(start + length for _, start, length in spans), 36
    out = []
    for row, (label, start, length) in enumerate(spans):
        y, x, width = top + row * (BAR + 4), LABEL + start * scale, max(length * scale, 1.0)
        out += [_text(LABEL - 10, y + 15, label, theme.text, anchor="end"), _box(x, y, width, BAR, theme.fills[0])]
        out.append(_text(x + width + 6, y + 15, f"{length:.0f} ms", theme.faint))
    return _svg(title, out, top + len(spans) * (BAR + 4), theme)


def _write(folder: Path, name: str, title: str, draw: Callable[[Theme], str]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for theme, colours in THEMES.items():
        (folder / f"{name}-{theme}.svg").write_text(draw(colours), encoding="utf-8")
    place = f"{folder.name}/{name}"
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{place}-dark.svg">'
        f'<img alt="{escape(title)}" src="{place}-light.svg"></picture>'
    )


def _svg(title: str, shapes: Sequence[str], height: float, theme: Theme) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13">'
        f'<text x="0" y="18" font-size="15" font-weight="600" fill="{theme.text}">{escape(title)}</text>'
        f"{''.join(shapes)}</svg>\n"
    )


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" rx="2" fill="{fill}"/>'


def _text(x: float, y: float, text: str, fill: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'
