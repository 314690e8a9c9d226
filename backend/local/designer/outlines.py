"""Outlines of countries: Natural Earth, made ready by scripts/build_pictures.py (remote parts left out)."""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from backend.adapters.typesetting.geometry import Box
from backend.local.designer.geometry import polygon

DATA = Path(__file__).parent / "data/outlines.json.gz"


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings in units of their own, largest first; outer rings and holes alike (fill with `evenodd`)."""

    width: float
    height: float
    centre: tuple[float, float]
    """Latitude and longitude in degrees."""
    rings: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def share(self) -> float:
        """How much of its box the land fills, 0..1."""
        return sum(abs(area(ring)) for ring in self.rings) / (self.width * self.height)

    def fit_into(self, box: Box) -> Box:
        """Where the outline lies when it is fitted into a box: same aspect, centred."""
        scale = min(box.width / self.width, box.height / self.height)
        width, height = self.width * scale, self.height * scale
        x, y = box.centre
        return Box(x - width / 2, y - height / 2, width, height)

    def path(self, box: Box) -> str:
        """Path data, fitted into a box."""
        place = self.fit_into(box)
        scale = place.width / self.width
        rings = ([(place.x + x * scale, place.y + y * scale) for x, y in ring] for ring in self.rings)
        return "".join(polygon(ring) for ring in rings)


def area(ring: tuple[tuple[float, float], ...]) -> float:
    """Signed area of a closed ring."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2


@cache
def _data() -> dict[str, Any]:
    with gzip.open(DATA) as file:
        return dict(json.load(file))


def exists(code: str | None) -> bool:
    """Whether there is an outline for an ISO 3166-1 alpha-2 code."""
    return bool(code) and str(code).upper() in _data()


@cache
def outline(code: str) -> Outline:
    """The outline of a country; KeyError when there is none."""
    entry = _data()[code.upper()]
    width, height = entry["box"]
    rings = tuple(
        tuple(zip(accumulate(deltas[::2]), accumulate(deltas[1::2]), strict=True)) for deltas in entry["rings"]
    )
    latitude, longitude = entry["centre"]
    return Outline(width, height, (latitude, longitude), rings)
