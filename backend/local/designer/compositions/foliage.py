"""Leaves, twigs, berries and blossoms, drawn from a palette."""

import math
from dataclasses import dataclass
from random import Random

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.geometry import Point, circle, line, number, path
from backend.local.designer import tones
from backend.local.designer.concept import Palette
from backend.local.designer.geometry import polar, polyline


@dataclass(frozen=True, slots=True)
class Species:
    """A kind of twig; lengths in units of the sheet."""

    leaf: float
    breadth: float
    """Half of a leaf's width as a share of its length."""
    lean: tuple[float, float]
    """Angle between twig and leaf, radians."""
    every: int
    """A pair of leaves at each so-many-eth joint."""
    berries: float
    blossoms: float


OLIVE = Species(74, 0.15, (0.5, 0.9), 3, 0.4, 0)
EUCALYPTUS = Species(46, 0.38, (0.8, 1.25), 5, 0.05, 0)
FERN = Species(62, 0.13, (0.95, 1.2), 2, 0, 0)
LAUREL = Species(80, 0.24, (0.5, 0.75), 4, 0.22, 0)
ROSE = Species(58, 0.3, (0.6, 1.05), 4, 0.08, 0.26)
MEADOW = Species(50, 0.2, (0.5, 1.0), 3, 0.12, 0.34)


@dataclass(frozen=True, slots=True)
class Gardener:
    """Draws twigs of one species in one palette; `unit` scales them."""

    palette: Palette
    species: Species
    random: Random
    unit: float

    def twig(self, start: Point, angle: float, length: float, bend: float, scale: float = 1.0) -> str:
        """A twig from `start` towards `angle`, which turns by `bend` radians over its length."""
        joints = max(12, round(length / (8.5 * self.unit * scale)))
        spine = _spine(start, angle, length, bend, joints)
        leaves = []
        for i in range(2, joints, self.species.every):
            size = scale * (0.6 + 0.5 * math.sin(math.pi * min(1.0, 0.1 + 0.9 * i / joints)))
            leaves.append(self._joint(spine[i], size))
        (x, y, turn) = spine[-1]
        tip = self.leaf((x, y), turn, self.species.leaf * 0.85 * scale)
        stem = line(polyline((x, y) for x, y, _ in spine), mix(self.green, self.dark, 0.5), 3 * self.unit * scale)
        return stem + "".join(leaves) + tip

    @property
    def green(self) -> str:
        return self.palette.first

    @property
    def dark(self) -> str:
        return tones.night(self.palette)

    def _joint(self, at: tuple[float, float, float], size: float) -> str:
        """A pair of leaves, sometimes a berry or a blossom."""
        x, y, turn = at
        random, species = self.random, self.species
        drawn = "".join(
            self.leaf(
                (x, y), turn + side * random.uniform(*species.lean), species.leaf * size * random.uniform(0.85, 1.12)
            )
            for side in (1, -1)
        )
        if random.random() < species.berries:
            drawn += self.berry(polar((x, y), 26 * size * self.unit, turn + random.choice((-1, 1)) * 1.2), (x, y), size)
        if random.random() < species.blossoms:
            drawn += self.blossom(
                polar((x, y), 14 * size * self.unit, turn + random.choice((-1, 1))), random.uniform(15, 25) * size
            )
        return drawn

    def leaf(self, at: Point, angle: float, length: float) -> str:
        """A leaf with its vein, in one of several greens."""
        long, broad = length * self.unit, length * self.unit * self.species.breadth

        def place(along: float, across: float) -> str:
            x = at[0] + along * math.cos(angle) - across * math.sin(angle)
            y = at[1] + along * math.sin(angle) + across * math.cos(angle)
            return f"{number(x)} {number(y)}"

        greens = (
            self.green,
            self.palette.third,
            mix(self.green, self.dark, 0.28),
            mix(self.green, self.palette.ground, 0.28),
            self.green,
        )
        blade = (
            f"M{place(0, 0)}C{place(long * 0.28, -broad * 1.3)} {place(long * 0.72, -broad * 1.1)} {place(long, 0)}"
            f"C{place(long * 0.72, broad * 1.1)} {place(long * 0.28, broad * 1.3)} {place(0, 0)}Z"
        )
        vein = line(
            f"M{place(long * 0.06, 0)}L{place(long * 0.84, 0)}",
            mix(self.dark, self.green, 0.35),
            1.2 * self.unit,
            opacity=0.55,
        )
        return path(blade, self.random.choice(greens)) + vein

    def berry(self, at: Point, stem: Point, size: float) -> str:
        radius = 9.5 * size * self.unit
        fill = mix(self.dark, self.palette.second, 0.4)
        shine = circle(
            at[0] - radius * 0.3,
            at[1] - radius * 0.35,
            radius * 0.28,
            mix(self.palette.second, colour.WHITE, 0.5),
            opacity=0.75,
        )
        return (
            line(polyline([stem, at]), mix(self.green, self.dark, 0.4), 1.5 * self.unit)
            + circle(*at, radius, fill)
            + shine
        )

    def blossom(self, at: Point, size: float) -> str:
        """Five round petals about a yellow middle."""
        radius, turn = size * self.unit, self.random.uniform(0, 1.2)
        fill = self.random.choice(
            (
                self.palette.second,
                mix(self.palette.second, colour.WHITE, 0.4),
                mix(self.palette.second, self.palette.ground, 0.25),
            )
        )
        edge = mix(fill, self.dark, 0.18)
        petals = "".join(
            circle(
                *polar(at, radius * 0.62, turn + math.tau * i / 5),
                radius * 0.52,
                fill,
                stroke=edge,
                stroke_width=round(0.9 * self.unit, 2),
            )
            for i in range(5)
        )
        return petals + circle(*at, radius * 0.32, mix(self.palette.third, self.dark, 0.25))


def _spine(start: Point, angle: float, length: float, bend: float, joints: int) -> list[tuple[float, float, float]]:
    """Points of a twig with the direction at each."""
    (x, y), points = start, []
    for i in range(joints + 1):
        points.append((x, y, angle + bend * i / joints))
        x += length / joints * math.cos(angle + bend * (i + 0.5) / joints)
        y += length / joints * math.sin(angle + bend * (i + 0.5) / joints)
    return points
