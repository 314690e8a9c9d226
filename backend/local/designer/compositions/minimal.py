"""Type above all: a quotation as a typographic poster, or a single picture on a disc with a quiet title."""

from backend.local.designer import colour, motifs
from backend.local.designer.colour import mix
from backend.local.designer.compositions import hero
from backend.local.designer.compositions.caption import ITALIC, SANS, Lettering, caption, kicker_text
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.compositions.stacking import stacked
from backend.local.designer.geometry import Box, Point, circle, line, path, polyline, rectangle, trace
from backend.local.designer.typesetting import Style

QUIET = Lettering(
    Style("josefin-sans-semibold", spacing=0.14, upper=True, leading=1.55),
    ITALIC,
    largest=78,
    lines=3,
    small_size=34,
    gap=30,
)


def draw(sheet: Sheet) -> None:
    if not sheet.titled:
        hero.draw(sheet)
    elif sheet.concept.quote or not sheet.picture_names:
        _quotation(sheet)
    else:
        _picture(sheet)


def _quotation(sheet: Sheet) -> None:
    (_serif_quotation, _stacked_quotation)[sheet.concept.seed % 2](sheet)


def _serif_quotation(sheet: Sheet) -> None:
    """A large serif, set left, under a quotation mark, with much white."""
    palette, unit = sheet.palette, sheet.unit
    sheet.ground(palette.ground)
    accent = _accent(sheet)
    frame = sheet.safe.inset(24 * unit)
    sheet.add(rectangle(Box(frame.x, frame.y, 86 * unit, 9 * unit), accent))
    style = Style("fraunces-bold", spacing=-0.012, leading=1.62)
    mark = Style("abril-fatface-regular")
    opening = (
        sheet.letter(
            "mark",
            "“",
            mark,
            Box(frame.x, frame.y + 54 * unit, 300 * unit, 110 * unit),
            largest=330 * unit,
            over=(palette.ground,),
            inks=(accent,),
            align="left",
            anchor="top",
        )
        if sheet.concept.quote
        else None
    )
    top = (opening.box.bottom + 34 * unit) if opening else frame.y + 70 * unit
    foot = 110 * unit
    body = Box(frame.x, top, frame.width, frame.bottom - foot - top)
    sheet.letter(
        "title",
        sheet.concept.title,
        style,
        body,
        largest=210 * unit,
        over=(palette.ground,),
        inks=(palette.ink,),
        lines=9,
        align="left",
        anchor="top" if sheet.shape != "wide" else "middle",
    )
    _foot(sheet, frame)


def _foot(sheet: Sheet, frame: Box) -> None:
    """Tagline and kicker at the foot of the page, over a fine line."""
    unit, palette = sheet.unit, sheet.palette
    y = frame.bottom - 62 * unit
    sheet.add(line(polyline([(frame.x, y), (frame.right, y)]), mix(palette.ground, palette.ink, 0.3), 1.6 * unit))
    left, right = Box(frame.x, y + 24 * unit, frame.width, 40 * unit).columns(0.62, 0.38, gap=30 * unit)
    inks = (mix(palette.ink, palette.ground, 0.15), palette.ink)
    sheet.letter(
        "tagline",
        sheet.concept.tagline,
        ITALIC,
        left,
        largest=32 * unit,
        over=(palette.ground,),
        inks=inks,
        lines=1,
        align="left",
    )
    sheet.letter(
        "kicker",
        kicker_text(sheet),
        SANS,
        right,
        largest=17 * unit,
        over=(palette.ground,),
        inks=inks,
        lines=1,
        align="right",
    )


def _stacked_quotation(sheet: Sheet) -> None:
    """Every line as wide as the page, in heavy capitals on a field of colour."""
    palette, unit = sheet.palette, sheet.unit
    light = colour.paper(palette)
    field = colour.deepened(_accent(sheet), light)
    sheet.ground(field)
    frame = sheet.frame.inset(34 * unit)
    sheet.add(rectangle(frame, "none", stroke=light, stroke_width=4 * unit))
    inner = sheet.safe.inset(20 * unit)
    head = Box(inner.x, inner.y, inner.width, 26 * unit)
    foot = Box(inner.x, inner.bottom - 26 * unit, inner.width, 26 * unit)
    inks = (light, colour.WHITE, colour.BLACK)
    sheet.letter("kicker", kicker_text(sheet), SANS, head, largest=18 * unit, over=(field,), inks=inks, lines=1)
    sheet.letter("tagline", sheet.concept.tagline, SANS, foot, largest=20 * unit, over=(field,), inks=inks, lines=1)
    body = inner.inset(0, 64 * unit)
    style = Style(sheet.random.choice(("anton-regular", "league-spartan-extrabold", "bebas-neue-regular")), upper=True)
    block = stacked(sheet.concept.title, style, body, lines=7, gap=0.2)
    if block:
        sheet.place("title", block, over=(field,), inks=inks, large=True)


def _accent(sheet: Sheet) -> str:
    """The palette's most colourful accent that shows on the ground."""
    shown = [shade for shade in colour.accents(sheet.palette) if colour.contrast(shade, sheet.palette.ground) > 1.8]
    return max(shown or [sheet.palette.ink], key=colour.saturation)


def _picture(sheet: Sheet) -> None:
    """One picture on a plain shape, wide margins, a fine frame."""
    palette, unit = sheet.palette, sheet.unit
    picture, text = sheet.split(0.29)
    sheet.ground(palette.ground)
    x, y = picture.centre
    radius = picture.short * 0.43
    shade = sheet.random.choice([palette.second, palette.third, palette.first])
    plate = mix(shade, palette.ground, 0.12)
    sheet.add(
        (_disc, _arch, _horizon)[sheet.concept.seed % 3](
            picture.centre, radius, plate, mix(shade, palette.ground, 0.55)
        )
    )
    names = sheet.picture_names
    sheet.add(motifs.draw(names[0], x, y + radius * 0.04, radius * 1.22))
    sheet.add(
        rectangle(
            sheet.frame.inset(30 * unit),
            "none",
            stroke=mix(palette.ground, palette.ink, 0.55),
            stroke_width=1.6 * unit,
        )
    )
    caption(
        sheet,
        text,
        QUIET,
        over=(palette.ground,),
        inks=(palette.ink,),
        small=(mix(palette.ink, palette.ground, 0.12), palette.ink),
    )


def _disc(centre: Point, radius: float, fill: str, pale: str) -> str:
    return circle(*centre, radius, pale) + circle(*centre, radius * 0.84, fill)


def _arch(centre: Point, radius: float, fill: str, pale: str) -> str:
    x, y = centre

    def shape(half: float, shade: str) -> str:
        data = trace("M", x - half, y + radius, "V", y, "a", half, half, 0, 0, 1, 2 * half, 0, "V", y + radius, "Z")
        return path(data, shade)

    return shape(radius * 0.92, pale) + shape(radius * 0.76, fill)


def _horizon(centre: Point, radius: float, fill: str, pale: str) -> str:
    """A disc above its own reflection of stripes."""
    x, y = centre
    upper = trace("M", x - radius, y + radius * 0.4, "A", radius, radius, 0, 1, 1, x + radius, y + radius * 0.4, "Z")
    bars = "".join(
        rectangle(
            Box(x - radius * (1 - 0.14 * i), y + radius * (0.5 + 0.13 * i), 2 * radius * (1 - 0.14 * i), radius * 0.06),
            pale,
        )
        for i in range(4)
    )
    return path(upper, fill) + bars
