"""Twigs and blossoms around the words; as an invitation when there is an occasion."""

import math

from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, line, rectangle
from backend.local.designer import motifs, tones
from backend.local.designer.compositions import foliage
from backend.local.designer.compositions.caption import ITALIC, SANS, Lettering, caption
from backend.local.designer.compositions.foliage import Gardener, Species
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.geometry import polyline

TITLE = TypeStyle("cormorant-garamond-medium", leading=1.5)
CALLIGRAPHY = TypeStyle("great-vibes-regular", leading=1.7)
OPENINGS = {
    "wedding": {"es": "Nos casamos", "pt": "Vamos nos casar", "en": "We’re getting married"},
    "birthday": {"es": "Estás invitado", "pt": "Você está convidado", "en": "You’re invited"},
}
SPRAY = ((0.1, 1, 0.14), (1.47, 1, -0.14), (0.42, 0.66, 0.3), (1.15, 0.66, -0.3), (0.78, 0.44, 0.1))
"""The twigs in a corner: angle from the sheet's edge, share of the longest one, bend (radians)."""
FIELDS = {"es": ("Fecha", "Hora", "Lugar"), "pt": ("Data", "Hora", "Local"), "en": ("Date", "Time", "Place")}


def draw(sheet: Sheet) -> None:
    sheet.ground(sheet.palette.ground)
    _frame(sheet)
    gardener = Gardener(sheet.palette, _species(sheet), sheet.random, sheet.unit)
    oblong = not 0.6 < sheet.width / sheet.height < 1.7
    arrange = _corners if oblong or (sheet.concept.seed >> 3) % 2 else _wreath
    inner = arrange(sheet, gardener)
    if sheet.concept.occasion:
        _invitation(sheet, inner)
    else:
        _plate(sheet, inner)


def _species(sheet: Sheet) -> Species:
    """What grows: told by the pictures where they name it, else by chance."""
    names = " ".join(sheet.concept.motifs)
    if "olive" in names or "herb" in names:
        return foliage.OLIVE
    if any(flower in names for flower in ("rose", "bouquet", "tulip", "blossom", "hibiscus", "wilted", "sunflower")):
        return sheet.random.choice((foliage.ROSE, foliage.MEADOW))
    every = (foliage.OLIVE, foliage.EUCALYPTUS, foliage.FERN, foliage.LAUREL, foliage.ROSE, foliage.MEADOW)
    return every[(sheet.concept.seed >> 4) % len(every)]


def _frame(sheet: Sheet) -> None:
    unit, gold = sheet.unit, sheet.palette.second
    for inset, width in ((34, 2.0), (43, 0.9)):
        sheet.add(rectangle(sheet.frame.inset(inset * unit), "none", stroke=gold, stroke_width=round(width * unit, 2)))


def _wreath(sheet: Sheet, gardener: Gardener) -> Box:
    """Two long twigs that meet at the foot, two short ones at the head; gives the box left for words."""
    x, y = sheet.frame.centre
    across = sheet.width / 2 - 140 * sheet.unit
    down = sheet.height / 2 - 140 * sheet.unit
    across, down = min(across, down * 1.5), min(down, across * 1.5)
    for side in (1, -1):
        sheet.add(_arc(gardener, (x, y), across, down, math.pi * (0.5 + side * 0.05), side * math.pi * 0.78, 1.0))
        sheet.add(_arc(gardener, (x, y), across, down, math.pi * (1.5 - side * 0.09), -side * math.pi * 0.24, 0.8))
    return Box(x - across * 0.68, y - down * 0.7, across * 1.36, down * 1.4)


def _arc(
    gardener: Gardener, centre: Point, across: float, down: float, start: float, sweep: float, scale: float
) -> str:
    """Twigs along an ellipse, in pieces that each follow it closely."""
    pieces = 3 if abs(sweep) > 1.2 else 1
    drawn = []
    for i in reversed(range(pieces)):
        first, last = start + sweep * i / pieces, start + sweep * (i + 1.12) / pieces
        points = [
            (centre[0] + across * math.cos(t), centre[1] + down * math.sin(t))
            for t in (first, first + 0.02 * math.copysign(1, sweep), last - 0.02 * math.copysign(1, sweep), last)
        ]
        begin = math.atan2(points[1][1] - points[0][1], points[1][0] - points[0][0])
        end = math.atan2(points[3][1] - points[2][1], points[3][0] - points[2][0])
        bend = (end - begin + math.pi) % math.tau - math.pi
        length = math.dist(points[0], points[3]) * (1 + bend * bend / 24)
        drawn.append(gardener.twig(points[0], begin, length, bend, scale * (1.06 - 0.07 * i)))
    return "".join(drawn)


def _corners(sheet: Sheet, gardener: Gardener) -> Box:
    """Sprays in two opposite corners; gives the box left for words."""
    unit, reach = sheet.unit, 0.5 * sheet.frame.short
    for sign, corner in ((1, (60 * unit, 60 * unit)), (-1, (sheet.width - 60 * unit, sheet.height - 60 * unit))):
        base = 0 if sign == 1 else math.pi
        for turn, share, bend in SPRAY:
            sheet.add(gardener.twig(corner, base + turn, reach * share * sheet.random.uniform(0.9, 1.05), bend, 0.95))
    across = max((0.2 if sheet.shape == "wide" else 0.17) * sheet.width, 190 * unit)
    down = (0.14 if sheet.shape == "wide" else 0.25) * sheet.height
    return Box(across, down, sheet.width - 2 * across, sheet.height - 2.25 * down)


def _plate(sheet: Sheet, inner: Box) -> None:
    palette, unit = sheet.palette, sheet.unit
    box = inner
    if sheet.picture_names and inner.height > 260 * unit:
        size = min(150 * unit, inner.height * 0.24)
        name = sheet.picture_names[0]
        ramp = None if name.startswith(motifs.FLAG) else tones.print_ramp(palette, palette.ground)
        sheet.add(motifs.draw(name, inner.centre[0], inner.y + size * 0.62, size, ramp))
        box = Box(inner.x, inner.y + size * 1.3, inner.width, inner.height - size * 1.3)
    look = Lettering(TITLE, ITALIC, largest=112, lines=4, small_size=36, gap=34, kicker=False)
    soft = mix(palette.ink, palette.first, 0.25)
    caption(sheet, box, look, over=(palette.ground,), inks=(palette.ink,), small=(soft, palette.ink))


def _invitation(sheet: Sheet, inner: Box) -> None:
    """Opening words, the title in calligraphy, and lines to be filled in by hand."""
    concept, palette, unit = sheet.concept, sheet.palette, sheet.unit
    soft = mix(palette.ink, palette.first, 0.2)
    opening = OPENINGS.get(concept.occasion or "", OPENINGS["birthday"])[concept.language]
    head, body, foot = inner.rows(0.16, 0.62, 0.22)
    over, inks = (palette.ground,), (soft, palette.ink)
    sheet.line("kicker", opening, SANS, head, 21, over, inks)
    style = CALLIGRAPHY if len(concept.title) <= 26 else TITLE
    look = Lettering(style, ITALIC, largest=150, lines=3, small_size=38, gap=44, kicker=False)
    caption(sheet, body, look, over=over, inks=(palette.ink,), small=inks)
    for box, label in zip(
        foot.inset(0.09 * foot.width, 0).columns(1, 1, 1, gap=30 * unit), FIELDS[concept.language], strict=True
    ):
        y = box.y + box.height * 0.5
        sheet.trim(line(polyline([(box.x, y), (box.right, y)]), palette.second, 1.6 * unit))
        place = Box(box.x, y + 12 * unit, box.width, 20 * unit)
        sheet.line("field", label, SANS, place, 14, over, inks, anchor="top")
