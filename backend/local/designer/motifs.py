"""The collection of pictures (Fluent Emoji flat) and flags, drawn by name into an SVG, in any colours."""

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from backend.adapters.typesetting.colour import luminance, mix
from backend.adapters.typesetting.geometry import number

DATA = Path(__file__).parent / "data"
FLAG = "flag:"
CELL = 32
"""Pictures are drawn on a square of this side; flags are 640 x 480."""
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
SKIN = frozenset(
    "#ffc83d #f1a11e #fdbb11 #fcb100 #ed9200 #d37034 #990839 #ffd7c2 #f4c6ad #eebfaa #e5af93 #e4b29a #d19479 #c68d7b"
    " #bb806e #b87a66 #ab6a55 #966661 #8b5c56 #75443e #593b39 #573739 #4e3233 #452829".split()
)
"""What only people have in the collection: skin in six tones with its shades, and lips. It stays: nobody is green."""
REFERENCE = re.compile(r'(id="|url\(#|href="#)')


@cache
def _file(name: str) -> dict[str, Any]:
    with gzip.open(DATA / f"{name}.json.gz") as file:
        return dict(json.load(file))


def _flag(name: str) -> dict[str, Any]:
    return dict(_file("flags")[name.removeprefix(FLAG).lower()])


@cache
def _body(name: str) -> str:
    """The picture's SVG elements; KeyError when there is no such picture."""
    return str(_flag(name)["body"] if name.startswith(FLAG) else _file("motifs")[name])


def exists(name: str) -> bool:
    """Whether a picture of that name ('cat', 'flag:co') can be drawn."""
    try:
        return bool(_body(name))
    except KeyError:
        return False


def names() -> tuple[str, ...]:
    """All pictures, flags not among them."""
    return tuple(_file("motifs"))


def flag_colours(code: str) -> tuple[str, ...]:
    """A country's flag colours, the one with the largest area first; KeyError for an unknown code."""
    return tuple(_flag(code)["colours"])


def draw(name: str, x: float, y: float, size: float, ramp: Sequence[str] | None = None, rotate: float = 0) -> str:
    """An SVG group with the picture centred on (x, y), `size` pixels wide, turned by `rotate` degrees.

    With a `ramp` (dark to light) its colours become those of the ramp, by their luminance; without, they stay.
    KeyError for an unknown name.
    """
    body = _body(name)
    if ramp:
        body = recolour(body, ramp)
    return _place(name, body, x, y, size, rotate, "")


def silhouette(name: str, x: float, y: float, size: float, fill: str, rotate: float = 0, grow: float = 0) -> str:
    """The picture's shape in one colour; `grow` pixels are added around it (the rim of a sticker)."""
    body = COLOUR.sub(fill, _body(name))
    scale = size / (640 if name.startswith(FLAG) else CELL)
    rim = f' stroke="{fill}" stroke-width="{2 * grow / scale:.3f}" stroke-linejoin="round"' if grow else ""
    return _place(name, body, x, y, size, rotate, rim)


def _place(name: str, body: str, x: float, y: float, size: float, rotate: float, attributes: str) -> str:
    flag = name.startswith(FLAG)
    width, height = (640, 480) if flag else (CELL, CELL)
    scale = size / width
    turn = f" rotate({number(rotate)})" if rotate else ""
    place = f"translate({number(x)} {number(y)}){turn} scale({scale:.5f}) translate({-width / 2:g} {-height / 2:g})"
    mark = f"{zlib.crc32(f'{place}{body}{attributes}'.encode()):08x}-"
    body = REFERENCE.sub(lambda match: match.group() + mark, body)
    return f'<g transform="{place}"{attributes}>{body}</g>'


def recolour(body: str, ramp: Sequence[str]) -> str:
    """The picture with each colour but skin replaced by the ramp's at the same place in the order of luminance."""
    found = sorted({match.lower() for match in COLOUR.findall(body)} - SKIN, key=luminance)
    targets = {colour: _at(ramp, share) for colour, share in zip(found, _shares(found), strict=True)}
    return COLOUR.sub(lambda match: targets.get(match.group().lower(), match.group()), body)


def _shares(colours: Sequence[str]) -> list[float]:
    """Each colour's place between the darkest (0) and the lightest (1): half by rank, half by luminance."""
    if len(colours) < 2:
        return [0.5] * len(colours)
    values = [luminance(colour) for colour in colours]
    low, high = values[0], values[-1]
    ranks = (i / (len(values) - 1) for i in range(len(values)))
    return [0.5 * rank + 0.5 * (value - low) / (high - low or 1) for rank, value in zip(ranks, values, strict=True)]


def _at(ramp: Sequence[str], share: float) -> str:
    """The ramp's colour at `share` (0..1); between two of its colours, the nearer one or their middle."""
    place = share * (len(ramp) - 1)
    low = min(len(ramp) - 2, int(place)) if len(ramp) > 1 else 0
    rest = round(2 * (place - low)) / 2
    return ramp[low] if len(ramp) == 1 or rest == 0 else mix(ramp[low], ramp[low + 1], rest)
