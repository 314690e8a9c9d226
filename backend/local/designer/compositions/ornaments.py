"""Small things that several compositions put on a sheet."""

import math
from collections.abc import Callable, Sequence
from random import Random

from backend.local.designer import motifs
from backend.local.designer.colour import mix
from backend.local.designer.geometry import Box, Point, circle, line, number, polar, polyline, scattered, star


def sticker(name: str, x: float, y: float, size: float, rim: str, width: float, rotate: float = 0) -> str:
    """A picture in its own colours with a rim around it, as if cut out of paper."""
    return motifs.silhouette(name, x, y, size, rim, rotate, grow=width) + motifs.draw(name, x, y, size, rotate=rotate)


def badge(name: str, centre: Point, radius: float, fill: str, rim: str) -> str:
    """A picture in a ring."""
    x, y = centre
    plate = circle(x, y, radius, rim) + circle(x, y, radius * 0.91, fill)
    size = radius * (1.12 if name.startswith(motifs.FLAG) else 1.22)
    return plate + motifs.draw(name, x, y, size)


def sparks(random: Random, box: Box, count: int, sizes: tuple[float, float], fills: Sequence[str]) -> str:
    """Dots of random sizes all over a box: stars, confetti."""
    dots = (
        (random.uniform(box.x, box.right), random.uniform(box.y, box.bottom), random.uniform(*sizes) * random.random())
        for _ in range(count)
    )
    return "".join(
        circle(x, y, max(sizes[0], radius), random.choice(fills), opacity=round(random.uniform(0.45, 1), 2))
        for x, y, radius in dots
    )


def twinkle(centre: Point, radius: float, fill: str) -> str:
    """A star of four thin points."""
    return f'<path d="{star(centre, radius, 4, 0.16)}" fill="{fill}"/>'


def starburst(centre: Point, radius: float, stroke: str, width: float, arms: int = 8) -> str:
    """Strokes out of a middle: the atomic star of the fifties."""
    x, y = centre
    data = "".join(
        polyline([polar(centre, radius * 0.12, math.tau * i / arms), polar(centre, radius, math.tau * i / arms)])
        for i in range(arms)
    )
    return line(data, stroke, width) + circle(x, y, radius * 0.12, stroke)


def birds(random: Random, box: Box, count: int, size: float, stroke: str) -> str:
    """A few gulls, no two too near each other."""
    drawn = []
    for x, y in scattered(random, box, count, size * 2.6):
        s = size * random.uniform(0.6, 1.1)
        tilt = s * random.uniform(-0.12, 0.12)
        wings = (
            f"M{number(x - s)} {number(y - s * 0.42 + tilt)}Q{number(x - s * 0.42)} {number(y - s * 0.6)} {number(x)} {number(y)}"
            f"Q{number(x + s * 0.42)} {number(y - s * 0.6)} {number(x + s)} {number(y - s * 0.42 - tilt)}"
        )
        drawn.append(line(wings, stroke, size * 0.17))
    return "".join(drawn)


def halftone(box: Box, pitch: float, fill: str, shade: Callable[[float, float], float]) -> str:
    """Dots in a slanted grid whose size (0..1 of what fits) is told by `shade` from their place in the box (0..1)."""
    dots, row, y = [], 0, box.y
    while y <= box.bottom:
        x = box.x + (pitch / 2 if row % 2 else 0)
        while x <= box.right:
            size = shade((x - box.x) / box.width, (y - box.y) / box.height) * pitch * 0.5
            if size > pitch * 0.06:
                dots.append(dot(x, y, size))
            x += pitch
        y += pitch * 0.866
        row += 1
    return f'<path d="{"".join(dots)}" fill="{fill}"/>'


def dot(x: float, y: float, radius: float) -> str:
    """Path data of a small disc."""
    r, d = number(radius), number(2 * radius)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0"


def rings(centre: Point, radii: Sequence[float], stroke: str, width: float, **attributes: object) -> str:
    return "".join(
        circle(*centre, radius, "none", stroke=stroke, stroke_width=round(width, 2), **attributes) for radius in radii
    )


def tints(colour: str, ground: str, count: int) -> list[str]:
    """Ever paler versions of a colour on its ground."""
    return [mix(colour, ground, round(0.75 * i / max(1, count - 1), 3)) for i in range(count)]
