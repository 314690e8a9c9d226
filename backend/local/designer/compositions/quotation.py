"""A sentence as a typographic poster."""

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, line, rectangle
from backend.local.designer import tones
from backend.local.designer.compositions.caption import ITALIC, SANS, kicker_text
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.compositions.stacking import stack_lines
from backend.local.designer.geometry import polyline

SERIF = TypeStyle("fraunces-bold", spacing=-0.012, leading=1.62)
MARK = TypeStyle("abril-fatface-regular")
CAPITALS = ("anton-regular", "league-spartan-extrabold", "bebas-neue-regular")


def draw(sheet: Sheet) -> None:
    (_serif, _stack)[sheet.concept.seed % 2](sheet)


def _serif(sheet: Sheet) -> None:
    """A large serif, set left, under a quotation mark, with much white."""
    palette, unit, accent = sheet.palette, sheet.unit, _accent(sheet)
    frame = sheet.safe.inset(24 * unit)
    sheet.ground(palette.ground)
    sheet.add(rectangle(Box(frame.x, frame.y, 86 * unit, 9 * unit), accent))
    top = _opening(sheet, frame, accent)
    sheet.letter(
        "title",
        sheet.concept.title,
        SERIF,
        Box(frame.x, top, frame.width, frame.bottom - 110 * unit - top),
        largest=210 * unit,
        over=(palette.ground,),
        inks=(palette.ink,),
        lines=9,
        align="left",
        anchor="middle" if sheet.shape == "wide" else "top",
    )
    _foot(sheet, frame)


def _opening(sheet: Sheet, frame: Box, accent: str) -> float:
    """A quotation mark if the title is a quotation; gives the y below it."""
    unit, ground = sheet.unit, sheet.palette.ground
    if not sheet.concept.quote:
        return frame.y + 70 * unit
    place = Box(frame.x, frame.y + 54 * unit, 300 * unit, 110 * unit)
    mark = sheet.line("mark", "“", MARK, place, 330, (ground,), (accent, sheet.palette.ink), "left", "top")
    return (mark.box.bottom if mark else place.y) + 34 * unit


def _foot(sheet: Sheet, frame: Box) -> None:
    """Tagline and kicker at the foot of the page, under a fine line."""
    unit, palette = sheet.unit, sheet.palette
    y = frame.bottom - 62 * unit
    sheet.trim(line(polyline([(frame.x, y), (frame.right, y)]), mix(palette.ground, palette.ink, 0.3), 1.6 * unit))
    left, right = Box(frame.x, y + 24 * unit, frame.width, 40 * unit).columns(0.62, 0.38, gap=30 * unit)
    over, inks = (palette.ground,), (mix(palette.ink, palette.ground, 0.15), palette.ink)
    sheet.line("tagline", sheet.concept.tagline, ITALIC, left, 32, over, inks, "left")
    sheet.line("kicker", kicker_text(sheet), SANS, right, 17, over, inks, "right")


def _stack(sheet: Sheet) -> None:
    """Every line as wide as the page, in heavy capitals on a field of colour."""
    unit, light = sheet.unit, tones.paper(sheet.palette)
    field = colour.darken_until_readable(_accent(sheet), light)
    sheet.ground(field)
    sheet.add(rectangle(sheet.frame.inset(34 * unit), "none", stroke=light, stroke_width=4 * unit))
    inner = sheet.safe.inset(20 * unit)
    head = Box(inner.x, inner.y, inner.width, 26 * unit)
    foot = Box(inner.x, inner.bottom - 26 * unit, inner.width, 26 * unit)
    sheet.line("kicker", kicker_text(sheet), SANS, head, 18, (field,), (light,))
    sheet.line("tagline", sheet.concept.tagline, SANS, foot, 20, (field,), (light,))
    style = TypeStyle(sheet.random.choice(CAPITALS), upper=True)
    block = stack_lines(sheet.concept.title, style, inner.inset(0, 64 * unit), lines=7, gap=0.2)
    if block:
        sheet.place("title", block, over=(field,), inks=(light,), large=True)


def _accent(sheet: Sheet) -> str:
    """The palette's most colourful accent that shows on the ground."""
    shown = [shade for shade in tones.accents(sheet.palette) if colour.contrast(shade, sheet.palette.ground) > 1.8]
    return max(shown or [sheet.palette.ink], key=colour.saturation)
