"""Meadows, towns and the sea, from far to near; and the list of all views."""

from random import Random

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.geometry import Box, Point, circle, line, path, rectangle, trace
from backend.local.designer.compositions.ornaments import pane
from backend.local.designer.compositions.view import View, hazy
from backend.local.designer.compositions.wilderness import desert, forest, mountain
from backend.local.designer.concept import Scape
from backend.local.designer.geometry import height_at, polyline

HORIZONS: dict[Scape, float] = {
    "mountain": 0.5,
    "sea": 0.56,
    "forest": 0.5,
    "desert": 0.56,
    "city": 0.6,
    "meadow": 0.54,
}


def meadow(view: View) -> str:
    painted, shades = [], view.tones.layers(5)
    for i, shade in enumerate(shades):
        points = view.ridge(0.58 + 0.1 * i, 0.06 + 0.012 * i, rough=False)
        painted.append(path(_round_trees(view, points, i), mix(shade, view.tones.near, 0.25)) if i in (1, 2) else "")
        painted.append(hazy(view, points, shade, 0.3 * (1 - i / 4)) + _furrows(view, points, shade, i))
    painted.append(_flowers(view))
    return "".join(painted)


def _round_trees(view: View, points: list[Point], layer: int) -> str:
    drawn = []
    for _ in range(4 + 3 * layer):
        x, size = (
            view.random.uniform(view.box.x, view.box.right),
            view.random.uniform(10, 24) * view.unit * (0.7 + 0.4 * layer),
        )
        y = height_at(points, x)
        crown = ("a", size * 0.55, size * 0.8, 0, 1, 1)
        drawn.append(trace("M", x - size * 0.55, y - size * 1.1, *crown, size * 1.1, 0, *crown, -size * 1.1, 0, "Z"))
        drawn.append(pane(x - size * 0.07, y - size * 0.6, size * 0.14, size * 0.8))
    return "".join(drawn)


def _furrows(view: View, points: list[Point], shade: str, layer: int) -> str:
    """Lines that follow the slope of a field."""
    if layer not in (1, 3):
        return ""
    tone = mix(shade, colour.WHITE if layer == 1 else view.tones.near, 0.16)
    curves = []
    for k in range(1, 8):
        drop = view.box.height * 0.004 * k * (k + 3) * (0.5 + 0.2 * layer)
        curves.append(polyline((x, y + drop) for x, y in points))
    return line("".join(curves), tone, 1.6 * view.unit)


def _flowers(view: View) -> str:
    """Dots of blossom in the foreground, larger towards the viewer."""
    fills = [view.tones.light, view.tones.sky, mix(view.tones.light, view.tones.sky, 0.5)]
    drawn = []
    for _ in range(round(150 * view.box.width / view.box.height)):
        depth = view.random.random()
        x, y = view.random.uniform(view.box.x, view.box.right), view.y(0.86 + 0.13 * depth)
        drawn.append((y, circle(x, y, (1.6 + 4.2 * depth) * view.unit, view.random.choice(fills))))
    return "".join(text for _, text in sorted(drawn))


def city(view: View) -> str:
    painted, shades = [], view.tones.layers(4)
    for i, shade in enumerate(shades):
        tall = (0.34, 0.27, 0.2, 0.11)[i]
        painted.append(_blocks(view, 0.7 + 0.085 * i, tall, shade, windows=i in (1, 2)))
    return "".join(painted)


def _blocks(view: View, foot: float, tall: float, shade: str, *, windows: bool) -> str:
    """A row of houses down to the bottom, taller towards the middle."""
    x, walls, panes = view.box.x - 10, [], []
    while x < view.box.right:
        width = view.random.uniform(34, 92) * view.unit
        centred = 1 - abs((x + width / 2 - view.box.centre[0]) / view.box.width) * 1.1
        top = view.y(foot) - view.box.height * tall * view.random.uniform(0.35, 1) * centred
        walls.append(_house(view.random, x, top, width, view.box.bottom + 2))
        if windows:
            panes += _windows(view, x, top, width)
        x += width + view.random.choice((0, 0, 5)) * view.unit
    return path("".join(walls), shade) + path("".join(panes), mix(shade, view.tones.light, 0.75))


def _house(random: Random, x: float, top: float, width: float, bottom: float) -> str:
    """A block with one of several roofs: flat, stepped, slanted, spired, domed."""
    roof = random.randrange(5)
    start, end = trace("M", x, bottom, "V", top), trace("V", bottom, "Z")
    if roof == 1:
        step = ("h", width * 0.25)
        return trace(start, *step, "v", -width * 0.3, "h", width * 0.5, "v", width * 0.3, *step, end)
    if roof == 2:
        return trace(start, "L", x + width, top - width * 0.4, end)
    if roof == 3:
        spire = ("v", -width * 0.5, "h", width * 0.08, "v", width * 0.5)
        return trace(start, "L", x + width * 0.46, top - width * 0.3, *spire, "L", x + width, top, end)
    if roof == 4:
        return trace(start, "a", width / 2, width / 2.4, 0, 0, 1, width, 0, end)
    return trace(start, "h", width, end)


def _windows(view: View, x: float, top: float, width: float) -> list[str]:
    step, size = 17 * view.unit, 6.5 * view.unit
    columns = int((width - step * 0.8) / step)
    left = x + (width - (columns - 1) * step - size) / 2
    rows = int((view.box.bottom - top) / (step * 1.25))
    return [
        pane(left + c * step, top + step * (0.9 + 1.25 * r), size, size * 1.5)
        for r in range(rows)
        for c in range(columns)
        if view.random.random() < 0.42
    ]


def sea(view: View) -> str:
    """Water to the horizon with the light on it, then waves with crests of foam."""
    t, horizon = view.tones, view.y(HORIZONS["sea"])
    water = Box(view.box.x, horizon, view.box.width, view.box.bottom - horizon)
    painted = [rectangle(water, view.sheet.gradient([(0, mix(t.far, t.low_sky, 0.25), 1), (1, t.middle, 1)]))]
    painted.append(_glitter(view, horizon))
    shades = colour.steps(mix(t.far, t.middle, 0.45), t.near, 6)
    for i, shade in enumerate(shades):
        painted.append(swell(view, 0.69 + 0.062 * i, 0.024 + 0.004 * i, shade))
    return "".join(painted)


def _glitter(view: View, horizon: float) -> str:
    """Stripes of light under the sun, wider and farther apart towards the viewer."""
    strokes, y, k = [], horizon + 5 * view.unit, 0
    middle = view.x(0.5)
    while y < view.y(0.74):
        half = view.box.short * (0.13 - 0.01 * k + 0.03 * view.random.random())
        shift = view.random.uniform(-0.02, 0.02) * view.box.width
        strokes.append(trace("M", middle + shift - half, y, "H", middle + shift + half))
        y += (9 + 3.2 * k) * view.unit
        k += 1
    return line("".join(strokes), view.tones.light, 4.5 * view.unit, opacity=0.85)


def swell(view: View, at: float, height: float, shade: str) -> str:
    """One wave across the box: scallops with a line of foam below their crest."""
    step = view.box.short * view.random.uniform(0.2, 0.3)
    x = view.box.x - step * view.random.random()
    y, rise = view.y(at), height * view.box.height
    crest, under = trace("M", x, y), trace("M", x, y + rise * 0.55)
    curve = ("c", step * 0.3, -rise * 1.5, step * 0.7, -rise * 1.5, step, 0)
    while x < view.box.right:
        crest, under, x = trace(crest, *curve), trace(under, *curve), x + step
    body = trace(crest, "V", view.box.bottom + 2, "H", view.box.x - step, "Z")
    return path(body, shade) + line(under, mix(shade, colour.WHITE, 0.45), 2.4 * view.unit, opacity=0.55)


PAINTERS = {"mountain": mountain, "sea": sea, "forest": forest, "desert": desert, "city": city, "meadow": meadow}
