"""Night, a striped sun, a grid to the horizon and glowing letters. The glow is made of paths, so it stays vector."""

import math
from collections.abc import Sequence

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import Block, TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, circle, circle_path, group, line, path, rectangle, trace
from backend.local.designer import motifs, tones
from backend.local.designer.compositions.caption import kicker_text
from backend.local.designer.compositions.ornaments import pane, sparks
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Palette
from backend.local.designer.geometry import polygon, polyline, ridge

TITLES = (
    TypeStyle("audiowide-regular", spacing=0.02, upper=True, leading=1.5),
    TypeStyle("monoton-regular", spacing=0.01, upper=True, leading=1.4),
    TypeStyle("righteous-regular", spacing=0.02, upper=True, leading=1.45),
)
SMALL = TypeStyle("audiowide-regular", spacing=0.2, upper=True, leading=1.9)
HALO = ((24, 0.07), (14, 0.12), (6, 0.24))
"""Strokes that together look like light: width in units, opacity."""


def draw(sheet: Sheet) -> None:
    palette = _lights(sheet.palette)
    horizon = sheet.height * (0.66 if sheet.shape != "wide" else 0.68)
    centre, radius = _sun_place(sheet, horizon)
    _sky(sheet, palette, horizon)
    _sun(sheet, palette, centre, radius, horizon)
    (_skyline, _peaks)[sheet.concept.seed % 2](sheet, palette, centre, horizon)
    _grid(sheet, palette, centre, horizon)
    _pictures(sheet, palette, centre, radius, horizon)
    _words(sheet, palette, centre[1] - radius)


def _lights(palette: Palette) -> Palette:
    """The palette as lights in the dark: a near-black ground, bright accents."""
    ground = palette.ground if colour.dark(palette.ground) else mix(palette.ink, "#0b0620", 0.6)
    ground = colour.with_lightness(ground, 0.05, 0.13)
    bright = [colour.with_lightness(shade, 0.5, 0.74) for shade in tones.accents(palette)]
    return Palette(ground, mix(tones.paper(palette), colour.WHITE, 0.5), *bright)


def _sun_place(sheet: Sheet, horizon: float) -> tuple[Point, float]:
    share = 0.5 if sheet.shape != "wide" else 0.31 if sheet.flipped else 0.69
    radius = min(sheet.width * 0.29, sheet.height * (0.235 if sheet.shape != "wide" else 0.33))
    return (sheet.width * share, horizon - radius * 0.86), radius


def _sky(sheet: Sheet, palette: Palette, horizon: float) -> None:
    sheet.ground(palette.ground)
    fill = sheet.gradient(
        [
            (0, palette.ground, 1),
            (0.55, mix(palette.ground, palette.third, 0.42), 1),
            (1, mix(palette.third, palette.first, 0.35), 1),
        ]
    )
    sheet.add(rectangle(Box(0, 0, sheet.width, horizon), fill))
    upper = Box(0, 0, sheet.width, horizon * 0.8)
    sheet.add(sparks(sheet.random, upper, 110, (0.9 * sheet.unit, 3 * sheet.unit), [palette.ink]))


def _sun(sheet: Sheet, palette: Palette, centre: Point, radius: float, horizon: float) -> None:
    """A disc with a halo, cut into ever thinner stripes towards its foot."""
    x, y = centre
    sheet.add(circle(x, y, radius * 1.75, sheet.glow([(0.45, palette.first, 0.55), (1, palette.first, 0)])))
    top = max((palette.second, "#ffd36e"), key=colour.warmth)
    fill = sheet.gradient([(0, mix(top, colour.WHITE, 0.15), 1), (0.5, palette.first, 1), (1, palette.third, 1)])
    slices, at = [Box(x - radius, y - 1.02 * radius, 2 * radius, radius * 1.1)], y + radius * 0.08
    for i in range(8):
        at += radius * (0.025 + 0.008 * i)
        slices.append(Box(x - radius, at, 2 * radius, radius * (0.115 - 0.011 * i)))
        at = slices[-1].bottom
    stripes = "".join(polygon([(s.x, s.y), (s.right, s.y), (s.right, s.bottom), (s.x, s.bottom)]) for s in slices)
    disc = path(circle_path(x, y, radius), fill)
    below = sheet.clip(polygon([(0, 0), (sheet.width, 0), (sheet.width, horizon), (0, horizon)]))
    sheet.add(group(group(disc, clip_path=sheet.clip(stripes)), clip_path=below))


def _skyline(sheet: Sheet, palette: Palette, centre: Point, horizon: float) -> None:
    """Towers with lit windows, higher away from the sun."""
    random, unit, dark = sheet.random, sheet.unit, mix(palette.ground, colour.BLACK, 0.35)
    x, walls = -20 * unit, []
    panes: dict[str, list[str]] = {shade: [] for shade in (palette.first, palette.second, "#ffd36e")}
    while x < sheet.width:
        width = random.uniform(44, 92) * unit
        away = min(1.2, abs(x + width / 2 - centre[0]) / (0.5 * min(sheet.width, 1.2 * sheet.height)))
        height = random.uniform(40, 95) * unit + away**1.7 * 0.22 * sheet.height
        step = -random.choice((0, 0, 16, 30)) * unit
        walls.append(
            trace(
                "M", x, horizon, "V", horizon - height, "h", width * 0.6, "v", step, "h", width * 0.4, "V", horizon, "Z"
            )
        )
        for window in _lit(sheet, Box(x, horizon - height, width, height)):
            panes[random.choice(list(panes))].append(window)
        x += width + random.choice((0, 4, 9)) * unit
    sheet.add(path("".join(walls), dark), *(path("".join(data), shade, opacity=0.85) for shade, data in panes.items()))


def _lit(sheet: Sheet, tower: Box) -> list[str]:
    unit = sheet.unit
    columns, rows = int((tower.width - 14 * unit) / (15 * unit)), int((tower.height - 20 * unit) / (19 * unit))
    return [
        pane(tower.x + (10 + 15 * c) * unit, tower.y + (14 + 19 * r) * unit, 6 * unit, 9 * unit)
        for r in range(rows)
        for c in range(columns)
        if sheet.random.random() < 0.3
    ]


def _peaks(sheet: Sheet, palette: Palette, centre: Point, horizon: float) -> None:
    """Mountains of wire on both sides of the sun."""
    for side in (0, 1):
        left, right = (-10.0, centre[0]) if side == 0 else (centre[0], sheet.width + 10.0)
        reach = 0.2 * sheet.height
        points = ridge(sheet.random, left, right, horizon, reach, rough=True)[::6]
        span = right - left
        crest = [
            (x, min(horizon, horizon - (horizon - y + reach * 0.7) * abs(x - centre[0]) / span)) for x, y in points
        ]
        body = polygon([*crest, (right, horizon), (left, horizon)])
        sheet.add(path(body, mix(palette.ground, colour.BLACK, 0.3)))
        wires = "".join(polyline([top, (top[0] + (top[0] - centre[0]) * 0.12, horizon)]) for top in crest)
        inner = "".join(polyline([(x, y + (horizon - y) * share) for x, y in crest]) for share in (0.3, 0.62))
        shade = palette.second
        clip = sheet.clip(body)
        sheet.add(
            group(line(wires + inner, shade, 1.4 * sheet.unit, opacity=0.6), clip_path=clip),
            _shining(sheet, polyline(crest), shade, 2.4),
        )


def _grid(sheet: Sheet, palette: Palette, centre: Point, horizon: float) -> None:
    """The floor in perspective; it fades towards the reader, where the tagline stands."""
    depth = sheet.height - horizon
    floor = Box(0, horizon, sheet.width, depth)
    sheet.add(
        rectangle(floor, sheet.gradient([(0, mix(palette.ground, palette.third, 0.3), 1), (0.5, palette.ground, 1)]))
    )
    reach = math.ceil(sheet.width / (130 * sheet.unit)) + 6
    fan = "".join(
        polyline([(centre[0] + i * 9 * sheet.unit, horizon), (centre[0] + i * 165 * sheet.unit, sheet.height)])
        for i in range(-reach, reach + 1)
    )
    rows = "".join(trace("M", 0, horizon + depth * (k / 11) ** 2.1, "H", sheet.width) for k in range(1, 11))
    fade = sheet.page_gradient(
        [(0, palette.second, 0.95), (0.45, palette.second, 0.55), (0.72, palette.second, 0)],
        (0, horizon),
        (0, sheet.height),
    )
    sheet.add(line(fan + rows, fade, 1.9 * sheet.unit, stroke_linecap="butt"))
    sheet.add(_shining(sheet, trace("M", 0, horizon, "H", sheet.width), palette.second, 3))


def _shining(sheet: Sheet, data: str, shade: str, width: float) -> str:
    """A line of light."""
    halo = "".join(line(data, shade, (width + wide) * sheet.unit, opacity=opacity) for wide, opacity in HALO)
    return halo + line(data, mix(shade, colour.WHITE, 0.45), width * sheet.unit)


def _pictures(sheet: Sheet, palette: Palette, centre: Point, radius: float, horizon: float) -> None:
    names = [
        name for name in sheet.picture_names if name not in ("night-with-stars", "cityscape-at-dusk")
    ] or sheet.picture_names
    (x, y), unit = centre, sheet.unit
    for name, place, size, turn in zip(
        names[:2],
        ((x, y + radius * 0.05), (x + radius * 0.92, horizon - radius * 0.2)),
        (radius * 1.42, radius * 0.6),
        (0, 7),
        strict=False,
    ):
        shade = palette.second if name == names[0] else palette.first
        for wide, opacity in HALO:
            sheet.add(
                group(motifs.silhouette(name, *place, size, shade, turn, grow=wide * unit * 0.7), opacity=opacity * 1.2)
            )
        sheet.add(motifs.silhouette(name, *place, size, mix(shade, colour.WHITE, 0.55), turn, grow=3.4 * unit))
        sheet.add(motifs.draw(name, *place, size, None if name.startswith(motifs.FLAG) else _ramp(palette), turn))


def _ramp(palette: Palette) -> Sequence[str]:
    return [
        palette.ground,
        mix(palette.ground, palette.third, 0.7),
        palette.third,
        palette.first,
        mix(palette.first, palette.second, 0.5),
        palette.second,
        palette.ink,
    ]


def _words(sheet: Sheet, palette: Palette, sun_top: float) -> None:
    unit, safe = sheet.unit, sheet.safe
    wide = sheet.shape == "wide"
    column = sheet.split()[1] if wide else safe
    sky = (palette.ground, mix(palette.ground, palette.third, 0.42 if wide else 0.25))
    head = Box(column.x, safe.y, column.width, 24 * unit)
    kicker = _small(sheet, "kicker", kicker_text(sheet), head, 17, sky, palette)
    top = (kicker.box.bottom if kicker else safe.y) + 34 * unit
    foot = safe.bottom - sheet.height * 0.36 if wide else sun_top - 26 * unit
    room = Box(column.x, top, column.width, max(60 * unit, foot - top)).inset(10 * unit, 0)
    _title(sheet, room, sky, palette)
    below = Box(safe.x, safe.bottom - 30 * unit, safe.width, 30 * unit)
    _small(sheet, "tagline", sheet.concept.tagline, below, 22, (palette.ground,), palette)


def _title(sheet: Sheet, room: Box, sky: Sequence[str], palette: Palette) -> None:
    """The letters as tubes of light; long titles in the plainest of the faces."""
    title = sheet.concept.title
    style = TITLES[(sheet.concept.seed // 2) % len(TITLES)] if len(title) <= 18 else TITLES[0]
    sheet.letter(
        "title",
        title,
        style,
        room,
        largest=120 * sheet.unit,
        over=sky,
        inks=(palette.ink,),
        lines=4 if sheet.shape == "wide" else 3,
        glow=lambda block: _lit_letters(sheet, block, palette.first),
    )


def _small(
    sheet: Sheet, role: str, text: str, box: Box, size: float, over: Sequence[str], palette: Palette
) -> Block | None:
    """One line of small capitals with a faint glow; `size` in units."""
    return sheet.letter(
        role,
        text,
        SMALL,
        box,
        largest=size * sheet.unit,
        over=over,
        inks=(palette.second, palette.ink),
        lines=1,
        anchor="bottom",
        glow=lambda block: block.svg("none", palette.second, 7 * sheet.unit, stroke_opacity=0.2),
    )


def _lit_letters(sheet: Sheet, block: Block, shade: str) -> str:
    """The light around a title."""
    halo = (block.svg("none", shade, 1.3 * wide * sheet.unit, stroke_opacity=1.5 * opacity) for wide, opacity in HALO)
    return "".join(halo) + block.svg("none", shade, 4.4 * sheet.unit)
