"""Cut paper and atomic stars: posters of the fifties and sixties, with a heavy title set left."""

import math
from collections.abc import Callable

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import Block, TypeStyle, fit
from backend.adapters.typesetting.geometry import Box, Point, circle, line, path, rectangle, trace
from backend.local.designer import motifs, tones
from backend.local.designer.compositions.caption import SOFT_ITALIC
from backend.local.designer.compositions.ornaments import rings, starburst
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.geometry import polar, polygon, polyline, scatter, smooth

TITLE = TypeStyle("league-spartan-extrabold", spacing=-0.022, upper=True, leading=1.24)
ERA = TypeStyle("abril-fatface-regular")


def draw(sheet: Sheet) -> None:
    sheet.ground(sheet.palette.ground)
    picture, text = sheet.split(0.36)
    kinds: tuple[Callable[[Sheet, Box], None], ...] = (_cut_paper, _shapes, _fan)
    kinds[sheet.concept.seed % 3](sheet, picture)
    _words(sheet, text)


def _fills(sheet: Sheet) -> list[str]:
    return [sheet.palette.ink, *tones.accents(sheet.palette)]


def _hero(sheet: Sheet, centre: Point, size: float, turn: float, ground: str) -> None:
    """The main picture in the palette's colours, as a screen print."""
    if sheet.picture_names:
        name = sheet.picture_names[0]
        ramp = None if name.startswith(motifs.FLAG) else tones.print_ramp(sheet.palette, ground)
        sheet.add(motifs.draw(name, *centre, size, ramp, turn))
    else:
        sheet.add(starburst(centre, size * 0.5, sheet.palette.first, size * 0.05, 16))


# ---------------------------------------------------------------- strips of cut paper behind a record


def _cut_paper(sheet: Sheet, picture: Box) -> None:
    unit, palette = sheet.unit, sheet.palette
    centre, radius = picture.centre, picture.short * 0.385
    strips = _strips(sheet, picture)
    disc = mix(palette.ground, colour.WHITE, 0.25)
    x, y = centre
    sheet.add(
        circle(x + 10 * unit, y + 9 * unit, radius * 1.03, palette.ink),
        circle(x, y, radius, disc),
        rings(
            centre,
            [radius * share for share in (0.95, 0.88, 0.81, 0.74, 0.67)],
            mix(disc, palette.ink, 0.3),
            1.2 * unit,
        ),
    )
    _hero(sheet, centre, radius * 1.42, sheet.random.choice((-10, -6, 6)), disc)
    _stars(sheet, strips, centre, radius * 1.12)


def _strips(sheet: Sheet, picture: Box) -> list[Box]:
    """Draw the strips; gives their boxes."""
    strips = []
    random, fills = sheet.random, _fills(sheet)
    widths = [random.uniform(0.65, 1.35) for _ in range(random.choice((5, 6, 7)))]
    previous = ""
    for box in picture.columns(*widths, gap=7 * sheet.unit):
        fill = random.choice([shade for shade in fills if shade != previous])
        previous = fill
        top = picture.y + picture.height * random.choice((0, 0, 0.06, 0.13, 0.2))
        bottom = picture.bottom - picture.height * random.choice((0, 0.03, 0.07, 0.12))
        strips.append(Box(box.x, top, box.width, bottom - top))
        sheet.add(path(_draw_cut_paper(sheet, strips[-1], 9 * sheet.unit), fill))
    return strips


def _draw_cut_paper(sheet: Sheet, box: Box, wobble: float) -> str:
    """A rectangle cut freehand; it never leaves the box it was given by more than nothing."""
    corners = (
        (box.x, box.y, 1, 1),
        (box.right, box.y, -1, 1),
        (box.right, box.bottom, -1, -1),
        (box.x, box.bottom, 1, -1),
    )
    return polygon(
        (x + dx * sheet.random.uniform(0, wobble), y + dy * sheet.random.uniform(0, wobble)) for x, y, dx, dy in corners
    )


def _stars(sheet: Sheet, strips: list[Box], centre: Point, clear: float) -> None:
    """Atomic stars in the paper's colour, on strips that are wide enough."""
    unit = sheet.unit
    for strip in strips:
        for point in scatter(sheet.random, strip.inset(strip.width / 2, 50 * unit), 2, 190 * unit):
            radius = min(30 * unit, strip.width * 0.3)
            if math.dist(point, centre) > clear + radius:
                sheet.add(starburst(point, radius * sheet.random.uniform(0.7, 1), sheet.palette.ground, 4 * unit))


# ---------------------------------------------------------------- kidneys and boomerangs


def _shapes(sheet: Sheet, picture: Box) -> None:
    unit, palette, (x, y) = sheet.unit, sheet.palette, picture.centre
    size = picture.short
    big, small, edge = sheet.random.sample(tones.accents(palette), 3)
    sheet.add(path(_pebble(sheet, (x - size * 0.05, y), size * 0.44, size * 0.4), big))
    sheet.add(path(_pebble(sheet, (x + size * 0.27, y - size * 0.24), size * 0.2, size * 0.17), small))
    sheet.add(path(_pebble(sheet, (x - size * 0.3, y + size * 0.32), size * 0.17, size * 0.13), edge))
    sheet.add(line(_pebble(sheet, (x + size * 0.05, y + size * 0.03), size * 0.44, size * 0.4), palette.ink, 3 * unit))
    _mobile(sheet, picture)
    _hero(sheet, (x - size * 0.03, y + size * 0.02), size * 0.56, sheet.random.choice((-8, 6)), big)
    for point in ((x - size * 0.4, y - size * 0.34), (x + size * 0.42, y + size * 0.27)):
        sheet.add(starburst(point, sheet.random.uniform(36, 52) * unit, palette.ink, 4.5 * unit, 12))


def _pebble(sheet: Sheet, centre: Point, across: float, down: float) -> str:
    """Path data of a soft, slightly irregular closed shape."""
    swell = [sheet.random.uniform(0.86, 1.12) for _ in range(7)]
    turn = sheet.random.uniform(0, 1)
    points = []
    for i in range(9):
        dx, dy = polar((0, 0), swell[i % 7], turn + math.tau * i / 7)
        points.append((centre[0] + across * dx, centre[1] + down * dy))
    middle = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
    return smooth([middle, *points[1:8], middle]) + "Z"


def _mobile(sheet: Sheet, picture: Box) -> None:
    """A hanging mobile in the upper left: rods with small discs."""
    unit, random, palette = sheet.unit, sheet.random, sheet.palette
    x = picture.x + picture.width * random.uniform(0.7, 0.86)
    for i, fill in enumerate(random.sample(_fills(sheet), 3)):
        foot = picture.y + picture.height * (0.2 + 0.2 * random.random())
        at = x + (i - 1) * 58 * unit
        sheet.add(line(polyline([(at, picture.y), (at, foot)]), palette.ink, 2.2 * unit))
        sheet.add(path(polygon(polar((at, foot + 20 * unit), 22 * unit, math.tau * k / 4) for k in range(4)), fill))


# ---------------------------------------------------------------- a fan of wedges


def _fan(sheet: Sheet, picture: Box) -> None:
    unit, palette = sheet.unit, sheet.palette
    reach = min(picture.height, picture.width / 2)
    foot = (picture.centre[0], picture.centre[1] + reach / 2)
    fills = _fills(sheet)
    count = sheet.random.choice((9, 11, 13))
    for i in range(count):
        start, end = math.pi * (1 + i / count), math.pi * (1 + (i + 1) / count)
        length = reach * (1 if i % 2 == 0 else sheet.random.uniform(0.8, 0.92))
        wedge = [foot, polar(foot, length, start + 0.012), polar(foot, length, end - 0.012)]
        sheet.add(path(polygon(wedge), fills[(i + sheet.concept.seed // 3) % len(fills)]))
    radius = reach * 0.44
    x, y = foot[0], foot[1] - radius * 0.42
    arch = trace("M", x - radius, foot[1], "V", y, "a", radius, radius, 0, 0, 1, 2 * radius, 0, "V", foot[1], "Z")
    sheet.add(path(arch, palette.ground), line(arch, palette.ink, 3 * unit))
    _hero(sheet, (x, foot[1] - radius * 0.66), radius * 1.16, 0, palette.ground)
    for point in scatter(
        sheet.random, Box(picture.x, picture.y, picture.width, picture.height * 0.4).inset(36 * unit), 5, 140 * unit
    ):
        if math.dist(point, foot) > reach + 40 * unit:
            sheet.add(starburst(point, sheet.random.uniform(18, 32) * unit, palette.first, 4 * unit))


# ---------------------------------------------------------------- words


def _words(sheet: Sheet, text: Box) -> None:
    concept, palette, unit = sheet.concept, sheet.palette, sheet.unit
    body = Box(text.x, text.y, text.width, text.height - 100 * unit)
    block = _title(sheet, body)
    y = (block.box.bottom if block else body.bottom) + 26 * unit
    sheet.trim(rectangle(Box(text.x, y, text.width, 6 * unit), palette.ink))
    under = Box(text.x, y + 22 * unit, text.width, 44 * unit)
    label = _era_label(sheet, under, concept.era) if concept.era else None
    room = Box(under.x, under.y, under.width - (label.box.width + 60 * unit if label else 0), under.height)
    words = concept.tagline or concept.kicker
    sheet.line("tagline", words, SOFT_ITALIC, room, 33, (palette.ground,), (palette.ink,), "left")


def _title(sheet: Sheet, body: Box) -> Block | None:
    """The title without the era, which has a place of its own."""
    wide, title = sheet.shape == "wide", sheet.concept.title
    without = " ".join(title.replace(sheet.concept.era, " ").split()) if sheet.concept.era else title
    return sheet.letter(
        "title",
        without or title,
        TITLE,
        body,
        largest=250 * sheet.unit,
        over=(sheet.palette.ground,),
        inks=(sheet.palette.ink,),
        lines=4 if wide else 3,
        align="left",
        anchor="middle" if wide else "bottom",
    )


def _era_label(sheet: Sheet, under: Box, era: str) -> Block | None:
    """The decade on a scrap of coloured paper, at the right."""
    unit = sheet.unit
    block = fit(era, ERA, under.inset(20 * unit, 2 * unit), largest=56 * unit, lines=1, align="right", anchor="middle")
    if block:
        scrap = Box(block.box.x - 20 * unit, under.y - 6 * unit, block.box.width + 40 * unit, under.height + 12 * unit)
        fill = sheet.palette.first
        sheet.trim(path(_draw_cut_paper(sheet, scrap, 5 * unit), fill))
        sheet.place("era", block, over=(fill,), inks=(sheet.palette.ground, sheet.palette.ink), large=True)
    return block
