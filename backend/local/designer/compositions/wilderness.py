"""Mountains, forests and deserts, from far to near."""

import math
from random import Random

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.geometry import Point, path, trace
from backend.local.designer.compositions.view import View, hazy
from backend.local.designer.geometry import down_to, height_at, polygon


def _pine(x: float, y: float, height: float) -> str:
    """A fir of three tiers, its foot at (x, y)."""
    tiers = []
    for tier in range(3):
        width, top = height * (0.24 - 0.055 * tier), y - height * (0.26 * tier + 0.48)
        foot = y - height * 0.26 * tier
        tiers.append(polygon([(x - width, foot), (x, top - height * 0.06), (x + width, foot)]))
    return "".join(tiers) + polygon(
        [(x - height * 0.03, y + height * 0.1), (x, y - height), (x + height * 0.03, y + height * 0.1)]
    )


def _pines(view: View, points: list[Point], count: int, height: tuple[float, float]) -> str:
    places = sorted(view.random.uniform(view.box.x, view.box.right) for _ in range(count))
    return "".join(
        _pine(x, height_at(points, x) + 6 * view.unit, view.random.uniform(*height) * view.unit) for x in places
    )


def _snow(view: View, points: list[Point], depth: float) -> str:
    """Caps on the highest peaks of a skyline: the strip beneath the ridge, with a ragged lower edge."""
    top = min(y for _, y in points)
    caps, start = [], None
    for i, (_, y) in enumerate([*points, (0, math.inf)]):
        high = y < top + depth
        if high and start is None:
            start = i
        elif not high and start is not None:
            if i - start > 2:
                caps.append(_cap(view.random, points[start:i], top + depth))
            start = None
    return "".join(caps)


def _cap(random: Random, crest: list[Point], limit: float) -> str:
    lower = [
        (x, y + (limit - y) * (0.9 if i % 3 == 1 else random.uniform(0.35, 0.6))) for i, (x, y) in enumerate(crest)
    ]
    return polygon([*crest, *reversed(lower)])


def mountain(view: View) -> str:
    painted, shades = [], view.tones.layers(6)
    for i, shade in enumerate(shades):
        depth = i / (len(shades) - 1)
        points = view.ridge(0.555 + 0.08 * i, 0.165 * (1 - 0.45 * depth), rough=True)
        painted.append(hazy(view, points, shade, 0.42 * (1 - depth)))
        if i == 0:
            white = mix(shade, colour.WHITE, 0.75 if not view.tones.night else 0.4)
            painted.append(path(_snow(view, points, 0.06 * view.box.short), white, opacity=0.8))
        if i >= 4:
            count = round(view.box.width / view.unit / (34 if i == 5 else 50))
            painted.append(path(_pines(view, points, count, (28, 78) if i == 5 else (18, 46)), shade))
    return "".join(painted)


def forest(view: View) -> str:
    painted, shades = [], view.tones.layers(6)
    for i, shade in enumerate(shades):
        depth = i / (len(shades) - 1)
        points = view.ridge(0.52 + 0.095 * i, 0.075, rough=i == 0)
        low = 30 + 75 * depth
        trees = _pines(view, points, round(view.box.width / view.unit / (low * 0.32)), (low, low * 2.1))
        fill = mix(shade, view.tones.low_sky, 0.1 * (1 - depth))
        painted.append(path(trees, fill) + hazy(view, points, fill, 0.7 * (1 - depth)))
    return "".join(painted)


def desert(view: View) -> str:
    painted = [_mesas(view)]
    shades = view.tones.layers(5)
    for i, shade in enumerate(shades):
        points = view.ridge(0.62 + 0.085 * i, 0.07, rough=False)
        lit = mix(shade, view.tones.low_sky, 0.3)
        painted.append(path(down_to(points, view.box.bottom + 2), lit) + path(_lee(view, points), shade))
    front = view.ridge(0.95, 0.02, rough=False)
    painted.append(path(down_to(front, view.box.bottom + 2) + _cacti(view, front), view.tones.near))
    return "".join(painted)


def _mesas(view: View) -> str:
    """Table mountains on the horizon."""
    fill, drawn = view.tones.far, []
    x = view.box.x + view.random.uniform(-0.1, 0.1) * view.box.width
    while x < view.box.right:
        width, height = (
            view.random.uniform(0.14, 0.3) * view.box.width,
            view.random.uniform(0.05, 0.12) * view.box.height,
        )
        foot, slope = view.y(0.66), width * 0.13
        drawn.append(
            polygon(
                [
                    (x, foot),
                    (x + slope, foot - height * 0.55),
                    (x + slope * 1.2, foot - height),
                    (x + width - slope * 1.2, foot - height),
                    (x + width - slope, foot - height * 0.5),
                    (x + width, foot),
                ]
            )
        )
        x += width * view.random.uniform(1.05, 1.9)
    return path("".join(drawn), fill)


def _lee(view: View, points: list[Point]) -> str:
    """The shaded side of a dune: from its crest down to the right."""
    crest = min(range(len(points)), key=lambda i: points[i][1])
    edge = [points[crest]]
    for i in range(1, 9):
        x = points[crest][0] + view.box.width * 0.035 * i * (1 if i % 2 else 0.8)
        edge.append((x, points[crest][1] + (view.box.bottom - points[crest][1]) * (i / 8) ** 1.15))
    return polygon(
        [*points[crest:], (view.box.right, view.box.bottom + 2), (edge[-1][0], view.box.bottom + 2), *reversed(edge)]
    )


def _cacti(view: View, points: list[Point]) -> str:
    places = [view.random.uniform(0.06, 0.3), view.random.uniform(0.7, 0.94), view.random.uniform(0.4, 0.6)]
    return "".join(
        _cactus(
            view.x(at), height_at(points, view.x(at)) + 4, view.random.uniform(90, 150) * view.unit * (1 - 0.28 * i)
        )
        for i, at in enumerate(places)
    )


def _cactus(x: float, y: float, height: float) -> str:
    """A saguaro with two arms."""
    thick = height * 0.13

    def limb(left: float, top: float, bottom: float, width: float) -> str:
        half = width / 2
        return trace("M", left, bottom, "V", top + width / 2, "a", half, half, 0, 0, 1, width, 0, "V", bottom, "Z")

    arms = ""
    for side, low, tall in ((-1, 0.42, 0.34), (1, 0.55, 0.3)):
        inner, outer = x + side * thick * 0.4, x + side * height * 0.24
        bend = y - height * low
        arms += limb(outer - thick * 0.4, bend - height * tall, bend, thick * 0.8)
        left, right = sorted((inner, outer + side * thick * 0.4))
        arms += trace("M", left, bend, "H", right, "V", bend - thick * 0.8, "H", left, "Z")
    return limb(x - thick / 2, y - height, y, thick) + arms
