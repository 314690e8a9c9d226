"""A country: its outline with a view inside, its flag's colours, its pictures in badges around it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, circle, group, line, path, rectangle, trace
from backend.local.designer import motifs, outlines, tones
from backend.local.designer.compositions import hero
from backend.local.designer.compositions.caption import SANS, Lettering, caption
from backend.local.designer.compositions.ornaments import badge, rings, sparks
from backend.local.designer.compositions.scapes import HORIZONS, PAINTERS
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.compositions.view import Tones, View, sky, sun
from backend.local.designer.concept import Palette, Scape
from backend.local.designer.geometry import polar, rays

LETTERS = Lettering(
    TypeStyle("anton-regular", upper=True, leading=1.16), SANS, largest=330, lines=2, gap=26, kicker=False
)
SCATTERED = 0.035
"""Land that fills less of its box than this (Maldives) would be dust: the flag is shown instead."""


def draw(sheet: Sheet) -> None:
    code = sheet.concept.country
    if not outlines.exists(code) or outlines.outline(str(code)).share < SCATTERED:
        hero.draw(sheet)
        return
    _Country(sheet, str(code)).draw()


@dataclass
class _Country:
    """The parts of one country's poster, which share their measures."""

    sheet: Sheet
    code: str

    def draw(self) -> None:
        sheet = self.sheet
        self.flag = [mute(shade) for shade in _flag(self.code, sheet.palette)]
        self.picture, text = sheet.split(0.27)
        self.centre = self.picture.centre
        self.radius = self.picture.short / 2 * (1.0 if sheet.shape == "wide" else 0.97)
        self.deep = _deep(self.flag, sheet.palette)
        tint = self._background()
        self._disc()
        self._land()
        self._badges()
        self._ribbon()
        caption(sheet, text, LETTERS, over=(sheet.palette.ground, tint), inks=(sheet.palette.ink,))

    def _background(self) -> str:
        """Rays, or the rings of a chart; gives the tint that lies under the words in addition to the ground."""
        sheet, ground = self.sheet, self.sheet.palette.ground
        warm = max(self.flag, key=colour.warmth)
        tint = mix(ground, warm, 0.2)
        sheet.ground(ground)
        reach = math.hypot(sheet.width, sheet.height)
        if sheet.random.random() < 0.6:
            sheet.add(path(rays(self.centre, reach, sheet.random.choice((36, 40, 48)), sheet.random.random()), tint))
            return tint
        pitch = sheet.random.choice((30, 42)) * sheet.unit
        radii = [self.radius + pitch * i for i in range(1, math.ceil((reach - self.radius) / pitch), 2)]
        sheet.add(rings(self.centre, radii, tint, pitch * 0.9))
        return tint

    def _disc(self) -> None:
        sheet, (x, y), radius = self.sheet, self.centre, self.radius
        sheet.add(circle(x, y, radius, self.deep))
        rim = mix(self.deep, sheet.palette.ground, 0.4)
        sheet.add(line(_graticule(self.centre, radius * 0.95), rim, 1.1 * sheet.unit, opacity=0.4))
        sheet.add(rings(self.centre, [radius - (11 + 9 * i) * sheet.unit for i in range(3)], rim, 1.3 * sheet.unit))
        box = Box(x - radius * 0.64, y - radius * 0.64, radius * 1.28, radius * 1.28)
        sheet.add(sparks(sheet.random, box, 80, (0.9 * sheet.unit, 2.8 * sheet.unit), [tones.paper(sheet.palette)]))

    def _land(self) -> None:
        sheet = self.sheet
        shape = outlines.outline(self.code)
        box = shape.fit_into(_fit_into_circle(shape, self.centre, self.radius * 0.92))
        data = shape.path(box)
        light = tones.paper(sheet.palette)
        width = max(5.0, min(17.0, 130 * math.sqrt(shape.share) * box.short / self.radius / 5)) * sheet.unit
        sheet.add(
            line(
                data,
                mix(self.deep, colour.BLACK, 0.35),
                width * 1.5,
                transform=f"translate(0 {7 * sheet.unit:.1f})",
                opacity=0.5,
            )
        )
        sheet.add(line(data, light, width))
        raised = Box(box.x - 2, box.y - 0.24 * box.height, box.width + 4, 1.24 * box.height + 2)
        view = View(sheet, raised, self._tones(), sheet.random, sheet.unit * 0.85)
        scape: Scape = sheet.concept.scape or ("meadow" if sheet.random.random() < 0.33 else "mountain")
        at = (view.x(sheet.random.uniform(0.42, 0.58)), view.y(HORIZONS[scape] - 0.06))
        content = sky(view) + sun(view, at, 0.15 * min(box.width, box.height * 0.9)) + PAINTERS[scape](view)
        sheet.add(group(content, clip_path=sheet.clip(data, "evenodd")))

    def _tones(self) -> Tones:
        """Sky and light in the flag's warm colours, land in its others, down to the deep tone of the disc."""
        paper = tones.paper(self.sheet.palette)
        warm, *others = sorted(
            self.flag, key=lambda shade: colour.luminance(shade) + 0.4 * colour.warmth(shade), reverse=True
        )
        land, near = others[0], mix(others[-1], self.deep, 0.45)
        if colour.luminance(warm) < 0.3:
            sky, low, light = mix(paper, colour.WHITE, 0.4), mix(paper, warm, 0.2), warm
        else:
            red = next((shade for shade in others if colour.warmth(shade) > 0.45), None)
            sky, low, light = mix(warm, colour.WHITE, 0.45), warm, red or mix(paper, warm, 0.1)
        far = mix(low, land, 0.42 if colour.luminance(low) < 0.75 else 0.6)
        return Tones(sky, low, light, far, mix(land, near, 0.12), near, False)

    def _badges(self) -> None:
        sheet = self.sheet
        names = [name for name in sheet.picture_names if name != f"{motifs.FLAG}{self.code.lower()}"][:4]
        corners = {1: (45,), 2: (135, 45), 3: (225, 315, 45), 4: (225, 315, 135, 45)}.get(len(names), ())
        size = 0.185 * self.radius
        for name, degrees in zip(names, corners, strict=True):
            place = polar(self.centre, self.radius * 1.0, math.radians(degrees))
            sheet.add(badge(name, place, size, tones.paper(sheet.palette), tones.night(sheet.palette)))

    def _ribbon(self) -> None:
        """The flag's colours, in the order of their share, along the lower edge."""
        sheet = self.sheet
        stripes = Box(0, sheet.height - 26 * sheet.unit, sheet.width, 26 * sheet.unit).columns(*([1] * len(self.flag)))
        sheet.add(*(rectangle(stripe, shade) for stripe, shade in zip(stripes, self.flag, strict=True)))


def _graticule(centre: Point, radius: float) -> str:
    """Meridians and parallels of a globe."""
    (x, y), lines = centre, []
    for share in (0.3, 0.6, 0.85):
        across, up = radius * share, radius
        for sweep in (0, 1):
            lines.append(trace("M", x, y - up, "A", across, up, 0, 0, sweep, x, y + up))
        half = radius * math.sqrt(1 - share * share)
        for side in (-1, 1):
            lines.append(trace("M", x - half, y + side * radius * share, "h", 2 * half))
    return "".join(lines)


def _flag(code: str, palette: Palette) -> Sequence[str]:
    """The flag's colours without white and black, filled up from the palette to at least two."""
    try:
        found = [
            shade
            for shade in motifs.flag_colours(code)
            if 0.012 < colour.luminance(shade) < 0.86 or colour.saturation(shade) > 0.3
        ]
    except KeyError:
        found = []
    spare = [shade for shade in tones.accents(palette) if shade not in found]
    return (found + spare)[: max(2, min(3, len(found)))]


def mute(shade: str) -> str:
    """A flag's colour as ink on paper: not as glaring, not as dark."""
    return colour.with_lightness(mix(shade, "#6b5a45", 0.1), 0.27, 0.62)


def _deep(flag: Sequence[str], palette: Palette) -> str:
    """The disc: the flag's least warm colour, darkened."""
    return mix(colour.with_lightness(min(flag, key=colour.warmth), 0.16, 0.34), tones.night(palette), 0.22)


def _fit_into_circle(shape: outlines.Outline, centre: Point, radius: float) -> Box:
    """The box that brings the outline's farthest point onto a circle around its middle."""
    middle = (shape.width / 2, shape.height / 2)
    reach = max(math.dist(point, middle) for ring in shape.rings for point in ring)
    width, height = shape.width * radius / reach, shape.height * radius / reach
    return Box(centre[0] - width / 2, centre[1] - height / 2, width, height)
