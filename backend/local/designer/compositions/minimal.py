"""A single picture on a plain shape with a quiet title; a quotation when the title is one."""

from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, circle, path, rectangle, trace
from backend.local.designer import motifs
from backend.local.designer.compositions import hero, quotation
from backend.local.designer.compositions.caption import ITALIC, Lettering, caption
from backend.local.designer.compositions.sheet import Sheet

QUIET = Lettering(
    TypeStyle("josefin-sans-semibold", spacing=0.14, upper=True, leading=1.55),
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
        quotation.draw(sheet)
    else:
        _picture(sheet)


def _picture(sheet: Sheet) -> None:
    """Wide margins, a fine frame."""
    palette, unit = sheet.palette, sheet.unit
    picture, text = sheet.split(0.29)
    sheet.ground(palette.ground)
    (x, y), radius = picture.centre, picture.short * 0.43
    shade = sheet.random.choice([palette.second, palette.third, palette.first])
    plate = (_disc, _arch, _horizon)[sheet.concept.seed % 3]
    sheet.add(plate((x, y), radius, mix(shade, palette.ground, 0.12), mix(shade, palette.ground, 0.55)))
    sheet.add(motifs.draw(sheet.picture_names[0], x, y + radius * 0.04, radius * 1.22))
    rim = mix(palette.ground, palette.ink, 0.55)
    sheet.add(rectangle(sheet.frame.inset(30 * unit), "none", stroke=rim, stroke_width=1.6 * unit))
    soft = mix(palette.ink, palette.ground, 0.12)
    caption(sheet, text, QUIET, over=(palette.ground,), inks=(palette.ink,), small=(soft, palette.ink))


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
