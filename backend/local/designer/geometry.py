"""The shapes that several compositions draw. Lengths are pixels, y grows downwards."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from backend.adapters.typesetting.geometry import Box, Point, number


def polyline(points: Iterable[Point]) -> str:
    """Path data through points, open: [(0, 0), (5, 5)] -> 'M0 0L5 5'."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def polygon(points: Iterable[Point]) -> str:
    return polyline(points) + "Z"


def smooth(points: Sequence[Point]) -> str:
    """Path data of a soft curve through points (quadratic pieces that meet halfway between them)."""
    data = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        data.append(f"Q{number(x)} {number(y)} {number((x + next_x) / 2)} {number((y + next_y) / 2)}")
    data.append(f"L{number(points[-1][0])} {number(points[-1][1])}")
    return "".join(data)


def polar(centre: Point, radius: float, angle: float) -> Point:
    """The point at `angle` (radians, clockwise from the right) on a circle."""
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def rays(centre: Point, radius: float, count: int, turn: float) -> str:
    """Path data of `count` wedges around a centre, as wide as the gaps between them; `turn` in radians."""
    step = math.tau / count
    wedges = ((turn + i * step, turn + (i + 0.5) * step) for i in range(count))
    return "".join(polygon([centre, polar(centre, radius, a), polar(centre, radius, b)]) for a, b in wedges)


def star(centre: Point, radius: float, points: int, depth: float, turn: float = -math.pi / 2) -> str:
    """Path data of a star; `depth` is the inner radius as a share of the outer one."""
    angles = (turn + math.pi * i / points for i in range(2 * points))
    return polygon(polar(centre, radius * (depth if i % 2 else 1), angle) for i, angle in enumerate(angles))


def ridge(random: Random, left: float, right: float, base: float, height: float, *, rough: bool) -> list[Point]:
    """A skyline from `left` to `right` that swings about `base` by at most `height`: rocky when rough, else rolling."""
    octaves = 6 if rough else 2
    waves = [
        (0.5**octave, 2**octave * random.uniform(1.1, 1.9), random.uniform(0, math.tau)) for octave in range(octaves)
    ]
    total = sum(size for size, _, _ in waves)

    def swing(at: float) -> float:
        values = (size * wave(math.sin(pitch * at * 3.1 + phase), rough) for size, pitch, phase in waves)
        return sum(values) / total

    steps = 110 if rough else 60
    return [(left + (right - left) * i / steps, base - height * swing(i / steps)) for i in range(steps + 1)]


def wave(value: float, rough: bool) -> float:
    """Sharp peaks and round valleys out of a sine when rough: both stay within -1..1."""
    return 1 - 1.9 * abs(value) if rough else value


def down_to(points: Sequence[Point], bottom: float) -> str:
    """Path data of the area between a skyline and `bottom`."""
    return polygon([*points, (points[-1][0], bottom), (points[0][0], bottom)])


def height_at(points: Sequence[Point], x: float) -> float:
    """A skyline's y at `x`; its points must be evenly spaced."""
    share = (x - points[0][0]) / (points[-1][0] - points[0][0])
    return points[min(len(points) - 1, max(0, round(share * (len(points) - 1))))][1]


def scatter(random: Random, box: Box, count: int, apart: float, tries: int = 12) -> list[Point]:
    """Up to `count` random points in a box, no two closer than `apart`."""
    points: list[Point] = []
    for _ in range(count * tries):
        point = (random.uniform(box.x, box.right), random.uniform(box.y, box.bottom))
        if len(points) < count and all(math.dist(point, other) >= apart for other in points):
            points.append(point)
    return points
