"""Boxes, numbers and the few shapes that several compositions draw. Lengths are pixels, y grows downwards."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def short(self) -> float:
        return min(self.width, self.height)

    def inset(self, left: float, top: float | None = None) -> "Box":
        """Smaller on every side: by `left` at the sides and `top` (the same when not given) above and below."""
        top = left if top is None else top
        return Box(self.x + left, self.y + top, self.width - 2 * left, self.height - 2 * top)

    def rows(self, *shares: float, gap: float = 0) -> list["Box"]:
        """Boxes from top to bottom whose heights are in proportion to `shares`, `gap` apart."""
        room, y, boxes = self.height - gap * (len(shares) - 1), self.y, []
        for share in shares:
            height = room * share / sum(shares)
            boxes.append(Box(self.x, y, self.width, height))
            y += height + gap
        return boxes

    def columns(self, *shares: float, gap: float = 0) -> list["Box"]:
        """Boxes from left to right whose widths are in proportion to `shares`, `gap` apart."""
        turned = Box(self.y, self.x, self.height, self.width).rows(*shares, gap=gap)
        return [Box(box.y, box.x, box.height, box.width) for box in turned]

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: "Box", slack: float = 0.5) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


def number(value: float) -> str:
    """A coordinate with one decimal at most: 3.0 -> '3', 0.04 -> '0', -0.01 -> '0'."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def trace(*parts: str | float) -> str:
    """Path data from commands and coordinates: ('M', 0, 5.04, 'h', -3, 'Z') -> 'M0 5h-3Z'."""
    data = ""
    for part in parts:
        text = part if isinstance(part, str) else number(part)
        data += " " + text if data and not (data[-1].isalpha() or text[0].isalpha()) else text
    return data


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


def circle_path(x: float, y: float, radius: float) -> str:
    return (
        f"M{number(x - radius)} {number(y)}a{number(radius)} {number(radius)} 0 1 0 {number(2 * radius)} 0"
        f"a{number(radius)} {number(radius)} 0 1 0 {number(-2 * radius)} 0Z"
    )


def path(data: str, fill: str = "none", **attributes: object) -> str:
    """A path element; underscores in attribute names become hyphens."""
    return f'<path d="{data}" fill="{fill}"{attribute_text(_flat(attributes))}/>'


def line(data: str, stroke: str, width: float, **attributes: object) -> str:
    """A path that is stroked, with round caps and joins unless said otherwise."""
    drawn: dict[str, object] = {"stroke": stroke, "stroke_width": float(width)}
    attributes = drawn | {"stroke_linecap": "round", "stroke_linejoin": "round"} | attributes
    return f'<path d="{data}" fill="none"{attribute_text(_flat(attributes))}/>'


def circle(x: float, y: float, radius: float, fill: str, **attributes: object) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {place} fill="{fill}"{attribute_text(_flat(attributes))}/>'


def _flat(attributes: dict[str, object]) -> dict[str, object]:
    """Opacity of the paint instead of the element: the same for one shape, and no layer has to be composited."""
    if "opacity" not in attributes:
        return attributes
    value = attributes["opacity"]
    paint = "stroke_opacity" if "stroke" in attributes else "fill_opacity"
    return {name: given for name, given in attributes.items() if name != "opacity"} | {paint: value}


def rectangle(box: Box, fill: str, **attributes: object) -> str:
    place = f'x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
    return f'<rect {place} fill="{fill}"{attribute_text(attributes)}/>'


def group(content: str, **attributes: object) -> str:
    return f"<g{attribute_text(attributes)}>{content}</g>"


def attribute_text(attributes: dict[str, object]) -> str:
    """{'stroke_width': 2.0} -> ' stroke-width="2"'; numbers keep two decimals at most."""

    def value(given: object) -> str:
        return f"{given:.2f}".rstrip("0").rstrip(".") if isinstance(given, float) else str(given)

    return "".join(f' {name.rstrip("_").replace("_", "-")}="{value(given)}"' for name, given in attributes.items())


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
