"""What every view shares: its colours, its box, its sky and its light."""

from dataclasses import dataclass
from random import Random

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.geometry import Box, Point, circle, path, rectangle
from backend.local.designer import tones
from backend.local.designer.compositions.ornaments import birds, sparks
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Palette, Scape
from backend.local.designer.geometry import down_to, ridge


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
        return [
            *colour.steps(self.far, self.middle, half + 1)[:-1],
            *colour.steps(self.middle, self.near, count - half),
        ]


def choose_tones(palette: Palette, scape: Scape) -> Tones:
    """Warm light over cool land; the other way round in the desert. A dark ground gives a night."""
    warm, other, cool = sorted(tones.accents(palette), key=colour.warmth, reverse=True)
    land = warm if scape == "desert" else cool
    light = other if scape == "desert" else warm
    glow = warm if scape == "desert" else other
    ground = palette.ground
    if colour.dark(ground):
        near = mix(ground, colour.BLACK, 0.55)
        land = mix(land, ground, 0.35)
        return Tones(
            ground, mix(ground, glow, 0.5), mix(palette.ink, light, 0.25), mix(land, ground, 0.3), land, near, True
        )
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


def hazy(view: View, points: list[Point], fill: str, haze: float) -> str:
    """A layer that fades into mist at its foot."""
    mist = mix(fill, view.tones.low_sky, haze)
    shade = view.sheet.gradient([(0, fill, 1), (1, mist, 1)]) if haze > 0.02 else fill
    return path(down_to(points, view.box.bottom + 2), shade)


def gulls(view: View, around: Point, reach: float) -> str:
    """Birds before the light."""
    x, y = around
    box = Box(x - reach, y - reach * 0.75, 2 * reach, reach * 0.5)
    return birds(view.random, box, 5, 16 * view.unit, view.tones.near if not view.tones.night else view.tones.light)
