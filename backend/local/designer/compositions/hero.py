"""One big picture: before a sunburst, in a travel poster's arch, or on the stripes of a seventies record sleeve."""

import math
from collections.abc import Callable

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, circle, circle_path, group, path, rectangle, trace
from backend.local.designer import motifs, tones
from backend.local.designer.compositions.caption import SANS, Lettering, caption
from backend.local.designer.compositions.ornaments import halftone, rings, sparks, sticker, twinkle
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.geometry import down_to, rays, ridge, scatter

TITLES = (
    TypeStyle("righteous-regular", leading=1.5),
    TypeStyle("bebas-neue-regular", upper=True, spacing=0.02, leading=1.2),
    TypeStyle("abril-fatface-regular", leading=1.5),
    TypeStyle("league-spartan-extrabold", spacing=-0.02, leading=1.4),
)


def draw(sheet: Sheet) -> None:
    kinds: tuple[Callable[[Sheet], None], ...] = (_sunburst, _arch, _stripes)
    kinds[sheet.concept.seed % 3](sheet)


def _letters(sheet: Sheet) -> Lettering:
    style = TITLES[(sheet.concept.seed // 3) % len(TITLES)]
    return Lettering(style, SANS, largest=190, lines=2)


def _names(sheet: Sheet) -> list[str]:
    """The pictures to show; the flag leads where a country is the subject. With nothing else, a star."""
    flag = f"{motifs.FLAG}{(sheet.concept.country or '').lower()}"
    flags = [flag] if motifs.exists(flag) else []
    led = sheet.concept.composition == "country"
    names = [*flags, *sheet.picture_names] if led else [*sheet.picture_names, *flags][: len(sheet.picture_names) or 1]
    return names[:3] or ["sparkles"]


def _group_of_pictures(sheet: Sheet, centre: Point, radius: float, rim: str) -> None:
    """The main picture in the middle, up to two others before its feet."""
    names, (x, y) = _names(sheet), centre
    width = 9 * sheet.unit
    if len(names) == 1:
        sheet.add(sticker(names[0], x, y, radius * 1.3, rim, width, sheet.random.uniform(-6, 6)))
        return
    sheet.add(sticker(names[0], x - radius * 0.1, y - radius * 0.08, radius * 1.16, rim, width, -4))
    places = ((0.62, 0.5, 8), (-0.72, 0.58, -8))
    for name, (dx, dy, turn) in zip(names[1:], places, strict=False):
        sheet.add(sticker(name, x + radius * dx, y + radius * dy, radius * 0.56, rim, width, turn))


# ---------------------------------------------------------------- sunburst


def _sunburst(sheet: Sheet) -> None:
    palette, unit = sheet.palette, sheet.unit
    picture, text = sheet.split(0.24)
    centre, radius = picture.centre, picture.short * 0.47
    base, plate = _plates(sheet)
    sheet.ground(base)
    reach = math.hypot(sheet.width, sheet.height)
    turn = sheet.random.random()
    sheet.add(path(rays(centre, reach, sheet.random.choice((20, 24, 30)), turn), mix(base, palette.ground, 0.42)))
    x, y = centre
    sheet.add(circle(x + 9 * unit, y + 11 * unit, radius, mix(base, colour.BLACK, 0.5), opacity=0.55))
    sheet.add(circle(x, y, radius, tones.paper(palette)), circle(x, y, radius * 0.935, plate))
    sheet.add(rings(centre, [radius * 0.9], mix(plate, tones.paper(palette), 0.65), 2.2 * unit))
    inside = Box(x - radius * 0.62, y - radius * 0.62, radius * 1.24, radius * 1.24)
    sheet.add(sparks(sheet.random, inside, 30, (2 * unit, 6 * unit), [mix(plate, colour.WHITE, 0.55)]))
    sheet.add(group(_hills(sheet, centre, radius), clip_path=sheet.clip(circle_path(*centre, radius * 0.87))))
    _group_of_pictures(sheet, centre, radius, tones.paper(palette))
    _banner(sheet, text)


def _plates(sheet: Sheet) -> tuple[str, str]:
    """The page's colour and the plate's: two accents well apart from each other."""
    palette = sheet.palette
    choices = [palette.third, palette.second, palette.first]
    sheet.random.shuffle(choices)
    base = choices[0]
    return base, max(choices[1:], key=lambda shade: colour.contrast(shade, base))


def _hills(sheet: Sheet, centre: Point, radius: float) -> str:
    """Two waves of ground in the lower part of the plate."""
    (x, y), palette = centre, sheet.palette
    fills = (mix(palette.third, palette.ground, 0.25), mix(palette.third, tones.night(palette), 0.45))
    drawn = []
    for i, fill in enumerate(fills):
        points = ridge(sheet.random, x - radius, x + radius, y + radius * (0.45 + 0.22 * i), radius * 0.07, rough=False)
        drawn.append(path(down_to(points, y + radius), fill))
    return "".join(drawn)


def _banner(sheet: Sheet, text: Box) -> None:
    """A dark field for the words: along the lower edge, or a column on a wide sheet."""
    palette, unit = sheet.palette, sheet.unit
    dark, light = tones.night(palette), tones.paper(palette)
    if sheet.shape == "wide":
        field = Box(text.x - sheet.margin, 0, text.width + 2 * sheet.margin, sheet.height)
        field = field if sheet.flipped else Box(0, 0, text.right + sheet.margin * 0.6, sheet.height)
        edge = Box(field.x - 9 * unit if sheet.flipped else field.right, 0, 9 * unit, sheet.height)
    else:
        top = text.y - 0.3 * sheet.margin
        field = Box(0, top, sheet.width, sheet.height - top)
        edge = Box(0, top - 9 * unit, sheet.width, 9 * unit)
    sheet.add(rectangle(edge, light), rectangle(field, dark))
    inner = (
        text
        if sheet.shape == "wide"
        else Box(text.x, text.y + 0.55 * sheet.margin, text.width, text.height - 0.55 * sheet.margin)
    )
    caption(sheet, inner, _letters(sheet), over=(dark,), inks=(light,), small=(mix(palette.third, light, 0.45), light))


# ---------------------------------------------------------------- arch


def _arch(sheet: Sheet) -> None:
    palette, unit = sheet.palette, sheet.unit
    paper, ink = tones.paper(palette), tones.night(palette)
    picture, text = sheet.split(0.25)
    sheet.ground(paper)
    window = _window(picture)
    sky, ground = palette.second, palette.first
    data = _arch_path(window, window.short * 0.5)
    outer = _arch_path(window.inset(-12 * unit), window.short * 0.5 + 12 * unit)
    sheet.add(path(outer, "none", stroke=ink, stroke_width=3 * unit))
    sheet.add(group(_inside(sheet, window, sky, ground), clip_path=sheet.clip(data)))
    centre = (window.centre[0], window.y + window.height * 0.56)
    _group_of_pictures(sheet, centre, window.short * 0.44, paper)
    caption(sheet, text, _letters(sheet), over=(paper,), inks=(ink,), small=(mix(ink, palette.first, 0.25), ink))


def _window(picture: Box) -> Box:
    """The arch's box: at most a little taller than wide."""
    width = min(picture.width * 0.94, picture.height / 1.08)
    height = min(picture.height, width * 1.3)
    x, y = picture.centre
    return Box(x - width / 2, y - height / 2, width, height).inset(12)


def _arch_path(box: Box, radius: float) -> str:
    return trace(
        "M", box.x, box.bottom, "V", box.y + radius, "a", radius, radius, 0, 0, 1, box.width, 0, "V", box.bottom, "Z"
    )


def _inside(sheet: Sheet, window: Box, sky: str, ground: str) -> str:
    """Sky with a halftone, a low sun with rays, rolling ground."""
    palette, (x, _) = sheet.palette, window.centre
    glow = sheet.gradient([(0, sky, 1), (1, mix(sky, tones.paper(palette), 0.75), 1)])
    sun = (x, window.y + window.height * 0.5)
    drawn = [rectangle(window, glow)]
    drawn.append(path(rays(sun, window.height, 28, sheet.random.random()), tones.paper(palette), opacity=0.16))
    drawn.append(circle(*sun, window.short * 0.36, mix(palette.third, colour.WHITE, 0.12)))
    drawn.append(
        halftone(window, 13 * sheet.unit, mix(sky, tones.night(palette), 0.35), lambda _, down: 0.62 - 1.5 * down)
    )
    for i, fill in enumerate((mix(ground, tones.paper(palette), 0.3), ground, mix(ground, tones.night(palette), 0.45))):
        base = window.y + window.height * (0.7 + 0.1 * i)
        points = ridge(sheet.random, window.x, window.right, base, window.height * 0.045, rough=False)
        drawn.append(path(down_to(points, window.bottom + 2), fill))
    return "".join(drawn)


# ---------------------------------------------------------------- stripes


def _stripes(sheet: Sheet) -> None:
    palette, unit = sheet.palette, sheet.unit
    paper, ink = tones.paper(palette), tones.night(palette)
    picture, text = sheet.split(0.25)
    centre, radius = picture.centre, picture.short * 0.345
    side = sheet.random.choice((-1, 1)) if sheet.shape != "wide" else -1 if sheet.flipped else 1
    sheet.ground(paper)
    bands = [ink, palette.first, palette.third, palette.second]
    if sheet.random.random() < 0.5:
        bands[1:] = reversed(bands[1:])
    width = radius * 0.13
    sheet.add(_ribbons(sheet, centre, radius, side, bands, width))
    sheet.add(circle(*centre, radius * 0.84, mix(palette.third, paper, 0.5)))
    _row_of_pictures(sheet, centre, radius, side, paper)
    above = Box(sheet.safe.x, sheet.safe.y, sheet.safe.width, radius * 0.5)
    for point in scatter(sheet.random, above, 4, 120 * unit):
        if math.dist(point, centre) > radius + 5 * width and (point[0] - centre[0]) * side < 0:
            sheet.add(twinkle(point, sheet.random.uniform(16, 30) * unit, palette.first))
    caption(sheet, text, _letters(sheet), over=(paper,), inks=(ink,), small=(mix(ink, palette.first, 0.25), ink))


def _ribbons(sheet: Sheet, centre: Point, radius: float, side: int, bands: list[str], width: float) -> str:
    """Bands that run in from one side of the sheet (-1 left, 1 right), around the picture, and out again."""
    x, y = centre
    drawn = [path(_lane(sheet, centre, radius, side), mix(bands[2], tones.paper(sheet.palette), 0.8))]
    end, sweep = (-width, 1) if side < 0 else (sheet.width + width, 0)
    for i, fill in reversed(list(enumerate(bands))):
        r = radius + width * (i + 0.5)
        data = trace("M", end, y - r, "H", x, "A", r, r, 0, 0, sweep, x, y + r, "H", end)
        drawn.append(path(data, "none", stroke=fill, stroke_width=width + 0.6))
    return "".join(drawn)


def _lane(sheet: Sheet, centre: Point, radius: float, side: int) -> str:
    """Path data of what the bands enclose."""
    x, y = centre
    end, sweep = (0, 1) if side < 0 else (sheet.width, 0)
    return trace("M", end, y - radius, "H", x, "A", radius, radius, 0, 0, sweep, x, y + radius, "H", end, "Z")


def _row_of_pictures(sheet: Sheet, centre: Point, radius: float, side: int, rim: str) -> None:
    """The main picture in the bend, a second one behind it in the lane if there is room."""
    names, (x, y) = _names(sheet), centre
    rim_width = 9 * sheet.unit
    lane = (x if side < 0 else sheet.width - x) - sheet.margin
    if len(names) > 1 and lane > 1.25 * radius:
        sheet.add(
            sticker(names[1], x + side * radius * 1.2, y + radius * 0.34, radius * 0.78, rim, rim_width, -5 * side)
        )
    sheet.add(sticker(names[0], x, y, radius * 1.3, rim, rim_width, sheet.random.uniform(-5, 5)))
