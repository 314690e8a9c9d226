"""Views of nature and town, painted into a box: sky, light, and layers from far to near."""

import math
from dataclasses import dataclass
from random import Random

from backend.local.designer import colour
from backend.local.designer.colour import mix
from backend.local.designer.compositions.ornaments import birds, sparks
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Palette, Scape
from backend.local.designer.geometry import (
    Box,
    Point,
    circle,
    down_to,
    height_at,
    line,
    number,
    path,
    polygon,
    rectangle,
    ridge,
)


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a view."""

    sky: str
    low_sky: str
    light: str
    """Sun or moon."""
    far: str
    middle: str
    near: str
    night: bool

    def layers(self, count: int) -> list[str]:
        """Far to near: first towards the middle tone, then towards the near one."""
        half = count // 2
        return [*colour.steps(self.far, self.middle, half + 1)[:-1], *colour.steps(self.middle, self.near, count - half)]


def tones(palette: Palette, scape: Scape) -> Tones:
    """Warm light over cool land; the other way round in the desert. A dark ground gives a night."""
    warm, other, cool = sorted(colour.accents(palette), key=colour.warmth, reverse=True)
    land = warm if scape == "desert" else cool
    light = other if scape == "desert" else warm
    glow = warm if scape == "desert" else other
    ground = palette.ground
    if colour.dark(ground):
        near = mix(ground, colour.BLACK, 0.55)
        land = mix(land, ground, 0.35)
        return Tones(ground, mix(ground, glow, 0.5), mix(palette.ink, light, 0.25), mix(land, ground, 0.3), land, near, True)
    if colour.luminance(land) > 0.4:
        land = mix(land, palette.ink, 0.3)
    low = mix(ground, glow if colour.warmth(glow) > 0.55 else light, 0.55)
    return Tones(mix(ground, colour.WHITE, 0.25), low, light, mix(land, ground, 0.62), land, palette.ink, False)


@dataclass(frozen=True, slots=True)
class View:
    """What a painter works with: where, in which colours, with which chance; `unit` scales its details."""

    sheet: Sheet
    box: Box
    tones: Tones
    random: Random
    unit: float

    def y(self, share: float) -> float:
        return self.box.y + self.box.height * share

    def x(self, share: float) -> float:
        return self.box.x + self.box.width * share

    def ridge(self, at: float, height: float, *, rough: bool) -> list[Point]:
        """A skyline about `at` (share of the height), swinging by `height` (share of the short side)."""
        reach = height * min(self.box.short, self.box.height * 0.8)
        return ridge(self.random, self.box.x, self.box.right, self.y(at), reach, rough=rough)


HORIZONS: dict[Scape, float] = {"mountain": 0.5, "sea": 0.56, "forest": 0.5, "desert": 0.56, "city": 0.6, "meadow": 0.54}


def sky(view: View) -> str:
    """The sky, from its own colour to that of the horizon; stars at night."""
    t = view.tones
    fill = view.sheet.gradient([(0, t.sky, 1), (0.4, mix(t.sky, t.low_sky, 0.3), 1), (0.72, t.low_sky, 1)])
    painted = rectangle(view.box, fill)
    if t.night:
        upper = Box(view.box.x, view.box.y, view.box.width, view.box.height * 0.55)
        painted += sparks(view.random, upper, 90, (0.9 * view.unit, 2.6 * view.unit), [t.light, colour.WHITE])
    return painted


def sun(view: View, centre: Point, radius: float) -> str:
    """The light with two halos."""
    x, y = centre
    halo = mix(view.tones.sky, view.tones.light if view.tones.night else colour.WHITE, 0.55)
    strength = 0.12 if view.tones.night else 0.3
    return (
        circle(x, y, radius * 1.85, halo, opacity=strength)
        + circle(x, y, radius * 1.4, halo, opacity=strength + 0.06)
        + circle(x, y, radius, view.tones.light)
    )


def _hazy(view: View, points: list[Point], fill: str, haze: float) -> str:
    """A layer that fades into mist at its foot."""
    mist = mix(fill, view.tones.low_sky, haze)
    shade = view.sheet.gradient([(0, fill, 1), (1, mist, 1)]) if haze > 0.02 else fill
    return path(down_to(points, view.box.bottom + 2), shade)


def _pine(x: float, y: float, height: float) -> str:
    """A fir of three tiers, its foot at (x, y)."""
    tiers = []
    for tier in range(3):
        width, top = height * (0.24 - 0.055 * tier), y - height * (0.26 * tier + 0.48)
        foot = y - height * 0.26 * tier
        tiers.append(polygon([(x - width, foot), (x, top - height * 0.06), (x + width, foot)]))
    return "".join(tiers) + polygon([(x - height * 0.03, y + height * 0.1), (x, y - height), (x + height * 0.03, y + height * 0.1)])


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
    lower = [(x, y + (limit - y) * (0.9 if i % 3 == 1 else random.uniform(0.35, 0.6))) for i, (x, y) in enumerate(crest)]
    return polygon([*crest, *reversed(lower)])


def mountain(view: View) -> str:
    painted, shades = [], view.tones.layers(6)
    for i, shade in enumerate(shades):
        depth = i / (len(shades) - 1)
        points = view.ridge(0.57 + 0.078 * i, 0.155 * (1 - 0.45 * depth), rough=True)
        painted.append(_hazy(view, points, shade, 0.42 * (1 - depth)))
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
        painted.append(path(trees, fill) + _hazy(view, points, fill, 0.7 * (1 - depth)))
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
        width, height = view.random.uniform(0.14, 0.3) * view.box.width, view.random.uniform(0.05, 0.12) * view.box.height
        foot, slope = view.y(0.66), width * 0.13
        drawn.append(polygon([(x, foot), (x + slope, foot - height * 0.55), (x + slope * 1.2, foot - height),
                              (x + width - slope * 1.2, foot - height), (x + width - slope, foot - height * 0.5), (x + width, foot)]))
        x += width * view.random.uniform(1.05, 1.9)
    return path("".join(drawn), fill)


def _lee(view: View, points: list[Point]) -> str:
    """The shaded side of a dune: from its crest down to the right."""
    crest = min(range(len(points)), key=lambda i: points[i][1])
    edge = [points[crest]]
    for i in range(1, 9):
        x = points[crest][0] + view.box.width * 0.035 * i * (1 if i % 2 else 0.8)
        edge.append((x, points[crest][1] + (view.box.bottom - points[crest][1]) * (i / 8) ** 1.15))
    return polygon([*points[crest:], (view.box.right, view.box.bottom + 2), (edge[-1][0], view.box.bottom + 2), *reversed(edge)])


def _cacti(view: View, points: list[Point]) -> str:
    places = [view.random.uniform(0.06, 0.3), view.random.uniform(0.7, 0.94), view.random.uniform(0.4, 0.6)]
    return "".join(
        _cactus(view.x(at), height_at(points, view.x(at)) + 4, view.random.uniform(90, 150) * view.unit * (1 - 0.28 * i))
        for i, at in enumerate(places)
    )


def _cactus(x: float, y: float, height: float) -> str:
    """A saguaro with two arms."""
    thick = height * 0.13

    def limb(left: float, top: float, bottom: float, width: float) -> str:
        half = number(width / 2)
        return (
            f"M{number(left)} {number(bottom)}V{number(top + width / 2)}a{half} {half} 0 0 1 {number(width)} 0V{number(bottom)}Z"
        )

    arms = ""
    for side, low, tall in ((-1, 0.42, 0.34), (1, 0.55, 0.3)):
        inner, outer = x + side * thick * 0.4, x + side * height * 0.24
        bend = y - height * low
        arms += limb(outer - thick * 0.4, bend - height * tall, bend, thick * 0.8)
        left, right = sorted((inner, outer + side * thick * 0.4))
        arms += f"M{number(left)} {number(bend)}H{number(right)}V{number(bend - thick * 0.8)}H{number(left)}Z"
    return limb(x - thick / 2, y - height, y, thick) + arms


def meadow(view: View) -> str:
    painted, shades = [], view.tones.layers(5)
    for i, shade in enumerate(shades):
        points = view.ridge(0.58 + 0.1 * i, 0.06 + 0.012 * i, rough=False)
        painted.append(path(_round_trees(view, points, i), mix(shade, view.tones.near, 0.25)) if i in (1, 2) else "")
        painted.append(_hazy(view, points, shade, 0.3 * (1 - i / 4)) + _furrows(view, points, shade, i))
    painted.append(_flowers(view))
    return "".join(painted)


def _round_trees(view: View, points: list[Point], layer: int) -> str:
    drawn = []
    for _ in range(4 + 3 * layer):
        x, size = view.random.uniform(view.box.x, view.box.right), view.random.uniform(10, 24) * view.unit * (0.7 + 0.4 * layer)
        y = height_at(points, x)
        drawn.append(
            f"M{number(x - size * 0.55)} {number(y - size * 1.1)}a{number(size * 0.55)} {number(size * 0.8)} 0 1 1 {number(size * 1.1)} 0"
            f"a{number(size * 0.55)} {number(size * 0.8)} 0 1 1 {number(-size * 1.1)} 0Z"
            f"M{number(x - size * 0.07)} {number(y - size * 0.6)}h{number(size * 0.14)}v{number(size * 0.8)}h{number(-size * 0.14)}Z"
        )
    return "".join(drawn)


def _furrows(view: View, points: list[Point], shade: str, layer: int) -> str:
    """Lines that follow the slope of a field."""
    if layer not in (1, 3):
        return ""
    tone = mix(shade, colour.WHITE if layer == 1 else view.tones.near, 0.16)
    curves = []
    for k in range(1, 8):
        drop = view.box.height * 0.004 * k * (k + 3) * (0.5 + 0.2 * layer)
        curves.append("M" + "L".join(f"{number(x)} {number(y + drop)}" for x, y in points))
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
    n, roof = number, random.randrange(5)
    start, end = f"M{n(x)} {n(bottom)}V{n(top)}", f"V{n(bottom)}Z"
    if roof == 1:
        return f"{start}h{n(width * 0.25)}v{n(-width * 0.3)}h{n(width * 0.5)}v{n(width * 0.3)}h{n(width * 0.25)}{end}"
    if roof == 2:
        return f"{start}L{n(x + width)} {n(top - width * 0.4)}{end}"
    if roof == 3:
        return f"{start}L{n(x + width * 0.46)} {n(top - width * 0.3)}v{n(-width * 0.5)}h{n(width * 0.08)}v{n(width * 0.5)}L{n(x + width)} {n(top)}{end}"
    if roof == 4:
        return f"{start}a{n(width / 2)} {n(width / 2.4)} 0 0 1 {n(width)} 0{end}"
    return f"{start}h{n(width)}{end}"


def _windows(view: View, x: float, top: float, width: float) -> list[str]:
    step, size = 17 * view.unit, 6.5 * view.unit
    columns = int((width - step * 0.8) / step)
    left = x + (width - (columns - 1) * step - size) / 2
    rows = int((view.box.bottom - top) / (step * 1.25))
    return [
        f"M{number(left + c * step)} {number(top + step * (0.9 + 1.25 * r))}h{number(size)}v{number(size * 1.5)}h{number(-size)}Z"
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
        strokes.append(f"M{number(middle + shift - half)} {number(y)}H{number(middle + shift + half)}")
        y += (9 + 3.2 * k) * view.unit
        k += 1
    return line("".join(strokes), view.tones.light, 4.5 * view.unit, opacity=0.85)


def swell(view: View, at: float, height: float, shade: str) -> str:
    """One wave across the box: scallops with a line of foam below their crest."""
    step = view.box.short * view.random.uniform(0.2, 0.3)
    x = view.box.x - step * view.random.random()
    y, rise = view.y(at), height * view.box.height
    crest, under = f"M{number(x)} {number(y)}", f"M{number(x)} {number(y + rise * 0.55)}"
    while x < view.box.right:
        curve = f"{number(step * 0.3)} {number(-rise * 1.5)} {number(step * 0.7)} {number(-rise * 1.5)} {number(step)} 0"
        crest += f"c{curve}"
        under += f"c{curve}"
        x += step
    body = f"{crest}V{number(view.box.bottom + 2)}H{number(view.box.x - step)}Z"
    return path(body, shade) + line(under, mix(shade, colour.WHITE, 0.45), 2.4 * view.unit, opacity=0.55)


PAINTERS = {"mountain": mountain, "sea": sea, "forest": forest, "desert": desert, "city": city, "meadow": meadow}


def gulls(view: View, around: Point, reach: float) -> str:
    """Birds before the light."""
    x, y = around
    box = Box(x - reach, y - reach * 0.75, 2 * reach, reach * 0.5)
    return birds(view.random, box, 5, 16 * view.unit, view.tones.near if not view.tones.night else view.tones.light)
