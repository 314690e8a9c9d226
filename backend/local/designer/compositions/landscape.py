"""A view over the whole sheet, the title in its sky."""

from backend.adapters.typesetting import colour
from backend.adapters.typesetting.colour import mix
from backend.adapters.typesetting.fitting import TypeStyle
from backend.adapters.typesetting.geometry import Box, Point, rectangle
from backend.local.designer import motifs
from backend.local.designer.compositions.caption import LONG, SANS, kicker_text
from backend.local.designer.compositions.scapes import HORIZONS, PAINTERS, swell
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.compositions.view import Tones, View, choose_tones, gulls, sky, sun
from backend.local.designer.concept import Scape

TITLES = (
    TypeStyle("josefin-sans-light", spacing=0.13, upper=True, leading=1.5),
    TypeStyle("abril-fatface-regular", leading=1.55),
    TypeStyle("josefin-sans-semibold", spacing=0.1, upper=True, leading=1.45),
    TypeStyle("cormorant-garamond-semibold", leading=1.5),
)
SCENERY = frozenset(
    "sunrise sunrise-over-mountains sunset mountain snow-capped-mountain mount-fuji volcano camping desert "
    "beach-with-umbrella desert-island national-park water-wave sun sun-with-face cityscape cityscape-at-dusk "
    "night-with-stars bridge-at-night evergreen-tree deciduous-tree palm-tree cactus fog milky-way "
    "crescent-moon full-moon new-moon first-quarter-moon waxing-crescent-moon glowing-star star stars "
    "sunflower leaf-fluttering-in-wind".split()
)
"""Pictures of what the view itself shows."""


def draw(sheet: Sheet) -> None:
    scape: Scape = sheet.concept.scape or "mountain"
    shades = choose_tones(sheet.palette, scape)
    view = View(sheet, sheet.frame, shades, sheet.random, sheet.unit)
    centre, radius = _light(sheet, scape)
    sheet.add(sky(view), sun(view, centre, radius))
    guest = next((name for name in sheet.picture_names if name not in SCENERY), None)
    if scape != "city" and not guest:
        sheet.add(gulls(view, centre, radius * 1.7))
    if guest and scape != "sea":
        sheet.add(_guest(shades, guest, centre, radius))
    sheet.add(PAINTERS[scape](view))
    if guest and scape == "sea":
        sheet.add(_swimmer(view, guest))
    sheet.add(_calm(sheet, shades))
    _words(sheet, shades, centre[1] - radius)


def _light(sheet: Sheet, scape: Scape) -> tuple[Point, float]:
    """Where sun or moon stands: over the horizon, off the middle; under the words' side never on a wide sheet."""
    drift = sheet.random.choice((-1, 1)) * sheet.random.uniform(0.05, 0.16)
    share = 0.5 + drift
    if sheet.shape == "wide":
        share = 0.3 + drift * 0.4 if sheet.flipped else 0.7 + drift * 0.4
    if scape == "sea":
        share = 0.5
    radius = sheet.random.uniform(0.15, 0.185) * min(sheet.frame.short, 0.8 * sheet.height)
    y = HORIZONS[scape] * sheet.height - radius * (0.1 if scape == "sea" else 0.25)
    return (sheet.width * share, y), radius


def _guest(shades: Tones, name: str, centre: Point, radius: float) -> str:
    """The idea's main picture before the light, in the colours of the view."""
    size = radius * 1.42
    ramp = (
        shades.near,
        shades.middle,
        mix(shades.middle, shades.far, 0.5),
        shades.far,
        mix(shades.sky, colour.WHITE, 0.5),
    )
    return motifs.draw(name, centre[0], centre[1], size, None if name.startswith(motifs.FLAG) else ramp)


def _swimmer(view: View, name: str) -> str:
    """The main picture in the water: the waves in front hide its foot."""
    size = 0.4 * min(view.box.short, view.box.height * 0.8)
    x, y = view.x(0.5), view.y(0.745)
    tilt = view.random.uniform(-7, 7)
    shades = view.tones
    front = "".join(
        swell(view, at, 0.032, mix(shades.middle, shades.near, share))
        for at, share in ((0.79, 0.25), (0.86, 0.6), (0.93, 1))
    )
    return motifs.draw(name, x, y, size, rotate=tilt) + front


def _calm(sheet: Sheet, shades: Tones) -> str:
    """A veil along the lower edge, on which the tagline can be read."""
    height = 150 * sheet.unit
    veil = sheet.gradient([(0, shades.near, 0), (0.45, shades.near, 0.9), (1, shades.near, 1)])
    return rectangle(Box(0, sheet.height - height, sheet.width, height), veil)


def _words(sheet: Sheet, shades: Tones, light_top: float) -> None:
    unit, safe = sheet.unit, sheet.safe
    skies = (shades.sky, mix(shades.sky, shades.low_sky, 0.3), *((shades.low_sky,) if sheet.shape == "wide" else ()))
    style = sheet.random.choice(TITLES)
    foot = Box(safe.x, safe.bottom - 30 * unit, safe.width, 30 * unit)
    pale = shades.light if shades.night else mix(shades.sky, colour.WHITE, 0.4)
    sheet.line("tagline", sheet.concept.tagline, SANS, foot, 20, (shades.near,), (pale,), anchor="bottom")
    top = Box(safe.x, safe.y + 20 * unit, safe.width, light_top - safe.y - 50 * unit)
    _heading(sheet, top, style, skies, (sheet.palette.ink, shades.near))


def _heading(sheet: Sheet, box: Box, style: TypeStyle, over: tuple[str, ...], inks: tuple[str, ...]) -> None:
    """Kicker and title; short names are set larger."""
    unit, title = sheet.unit, sheet.concept.title
    head = Box(box.x, box.y, box.width, 24 * unit)
    kicker = sheet.line("kicker", kicker_text(sheet), SANS, head, 18, over, inks, anchor="top")
    used = kicker.box.height + 34 * unit if kicker else 0
    room = Box(box.x, box.y + used, box.width, max(10.0, box.height - used))
    largest = (118 + 9 * max(0, 10 - len(title))) * unit
    lines = 2 + len(title) // LONG
    sheet.letter("title", title, style, room, largest=largest, over=over, inks=inks, lines=lines, anchor="top")
