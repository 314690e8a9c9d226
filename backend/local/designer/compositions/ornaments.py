"""Small things that several compositions put on a sheet."""

import math
from collections.abc import Callable, Sequence
from random import Random

from backend.adapters.typesetting.geometry import Box, Point, circle, circle_path, line, trace
from backend.local.designer import motifs
from backend.local.designer.geometry import polar, polyline, scatter, star


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
    for x, y in scatter(random, box, count, size * 2.6):
        s = size * random.uniform(0.6, 1.1)
        tilt = s * random.uniform(-0.12, 0.12)
        left = ("Q", x - s * 0.42, y - s * 0.6, x, y)
        right = ("Q", x + s * 0.42, y - s * 0.6, x + s, y - s * 0.42 - tilt)
        wings = trace("M", x - s, y - s * 0.42 + tilt, *left, *right)
        drawn.append(line(wings, stroke, size * 0.17))
    return "".join(drawn)


def halftone(box: Box, pitch: float, fill: str, shade: Callable[[float, float], float]) -> str:
    """Dots in a slanted grid whose size (0..1 of what fits) `shade` gives for their place in the box (0..1)."""
    dots, row, y = [], 0, box.y
    while y <= box.bottom:
        x = box.x + (pitch / 2 if row % 2 else 0)
        while x <= box.right:
            size = shade((x - box.x) / box.width, (y - box.y) / box.height) * pitch * 0.5
            if size > pitch * 0.06:
                dots.append(circle_path(x, y, size))
            x += pitch
        y += pitch * 0.866
        row += 1
    return f'<path d="{"".join(dots)}" fill="{fill}"/>'


def rings(centre: Point, radii: Sequence[float], stroke: str, width: float) -> str:
    return "".join(circle(*centre, radius, "none", stroke=stroke, stroke_width=round(width, 2)) for radius in radii)


def pane(x: float, y: float, width: float, height: float) -> str:
    """Path data of a rectangle, such as a window."""
    return trace("M", x, y, "h", width, "v", height, "h", -width, "Z")
