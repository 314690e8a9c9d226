"""Five colours for an idea: the ground, the ink that reads on it, and three accents."""

import colorsys
import re

from backend.adapters.typesetting import colour
from backend.local.designer import places
from backend.local.designer.concept import Composition, Palette
from backend.local.designer.idea_analysis import IdeaAnalysis
from backend.local.designer.lexicon.models import Theme
from backend.local.designer.lexicon.tables import (
    COUNTRY,
    NAMED,
    OCCASIONS,
    OF_COMPOSITION,
    PLAIN,
    STYLES,
    SWATCHES,
    THEMES,
)
from backend.local.designer.text import seed

HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
DARK_WORDS = frozenset("negro negra preto preta black oscuro oscura escuro escura dark noche noite night".split())
GROUND_WORDS = frozenset("fondo fundo background".split())
PASTEL_WORDS = frozenset("pastel pasteles pasteis pastels suave suaves soft".split())
NIGHT_WORDS = frozenset(
    "noche noches noite noites night nights nocturno nocturna noturno noturna midnight medianoche".split()
)
MONOCHROME_WORDS = frozenset(
    "monocromo monocromatico monocromatica monochrome monochromatic grayscale greyscale b&w".split()
)
BLACK_AND_WHITE = (
    frozenset({"blanco", "negro"}),
    frozenset({"branco", "preto"}),
    frozenset({"black", "white"}),
)
MONOCHROME = Palette("#F6F6F4", "#151515", "#2E2E2E", "#7C7C7C", "#BDBDBD")
PASTELS = ("cloud", "blush", "sage", "candy")
OWN_COLOURS: frozenset[Composition] = frozenset({"neon", "flow"})
"""Compositions that live on their style's palettes whatever the theme."""
CREAM, COAL = "#FBF4E6", "#12141C"
GOLD, CORAL = "#E2A93B", "#C8553D"


def theme_of(reading: IdeaAnalysis) -> Theme:
    """The reading's theme; a country's or a plain one when it has none."""
    if reading.theme:
        return THEMES[reading.theme]
    return COUNTRY if reading.place else PLAIN


def choose(reading: IdeaAnalysis, composition: Composition, style: str) -> Palette:
    """The palette of an idea, with the colours it asks for worked in."""
    spoken = {word.fold for word in reading.sentence}
    if spoken & MONOCHROME_WORDS or any(pair <= spoken for pair in BLACK_AND_WHITE):
        return MONOCHROME
    dark = composition == "landscape" and bool(spoken & NIGHT_WORDS)
    iso = None if dark else _national(reading, composition)
    base = national(iso) if iso else Palette(*SWATCHES[_swatch(reading, composition, style, spoken)])
    return readable(_with_asked(base, reading.colours, spoken))


def _national(reading: IdeaAnalysis, composition: Composition) -> str | None:
    """The country whose colours to use: a named one, unless the composition or an occasion has colours of its own."""
    if reading.place is None or composition in OWN_COLOURS or reading.occasion == "wedding":
        return None
    return reading.place.iso


def _swatch(reading: IdeaAnalysis, composition: Composition, style: str, spoken: set[str]) -> str:
    choices = _choices(reading, composition, style, spoken)
    return choices[seed("palette", reading.subject.title.lower(), style) % len(choices)]


def _choices(reading: IdeaAnalysis, composition: Composition, style: str, spoken: set[str]) -> tuple[str, ...]:
    if composition in OWN_COLOURS:
        return STYLES[OF_COMPOSITION[composition]].palettes
    if spoken & PASTEL_WORDS or (reading.technique == "watercolour" and not reading.place):
        return PASTELS
    if reading.occasion:
        return THEMES[OCCASIONS[reading.occasion].theme].palettes
    if reading.style in {"minimalist", "geometric", "vintage"} and not reading.scape:
        return STYLES[reading.style].palettes
    if composition == "landscape" and spoken & NIGHT_WORDS:
        return THEMES["night"].palettes
    if reading.theme:
        return THEMES[reading.theme].palettes
    return STYLES[style].palettes or PLAIN.palettes


def national(iso: str) -> Palette:
    """A country's own colours, toned for paper: `CO` -> yellow, blue and red on warm cream, ink of deep blue."""
    toned: list[str] = []
    for vivid in (_tone(c) for c in places.flag(iso) if colour.saturation(c) >= 0.2):
        if all(_far(vivid, other) for other in toned):
            toned.append(vivid)
    toned = toned or [CORAL]
    if len(toned) == 1:
        toned.append(colour.mix(toned[0], COAL, 0.5))
    if len(toned) == 2:
        toned.append(_third(toned))
    warm = max(toned, key=colour.warmth)
    ground = colour.mix(CREAM, warm, 0.07)
    deepest = min(toned[:3], key=lambda c: (colour.warmth(c), colour.luminance(c)))
    return Palette(*(c.upper() for c in (ground, colour.mix(deepest, COAL, 0.72), *toned[:3])))


TONES: tuple[tuple[float, float, float, float], ...] = (
    (0.05, 0.36, 0.45, 0.72),
    (0.09, 0.40, 0.50, 0.80),
    (0.20, 0.50, 0.58, 0.85),
    (0.47, 0.30, 0.42, 0.62),
    (0.75, 0.30, 0.54, 0.70),
    (1.01, 0.38, 0.48, 0.76),
)
"""Up to this hue, the lowest and highest lightness and the highest saturation that an ink on paper has."""


def _tone(flag_colour: str) -> str:
    """A flag's pure colour as an ink would print it."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour.channels(flag_colour))
    hue = 0.122 if 0.125 < hue < 0.19 else hue
    _, lowest, highest, richest = next(entry for entry in TONES if hue < entry[0])
    lightness = max(lowest, min(highest, lightness))
    return colour.from_channels(colorsys.hls_to_rgb(hue, lightness, min(richest, saturation)))


def _third(two: list[str]) -> str:
    """A neighbour for two accents: gold where there is none, else coral for blue and blue for the rest."""
    hues = [colorsys.rgb_to_hls(*colour.channels(c))[0] for c in two]
    if not any(0.09 < hue < 0.2 for hue in hues):
        return GOLD
    return CORAL if any(0.5 < hue < 0.75 for hue in hues) else "#27566B"


def _with_asked(base: Palette, asked: tuple[str, ...], spoken: set[str]) -> Palette:
    """The colours asked for as accents; black or white also as the ground where a ground is spoken of."""
    ground, ink = base.ground, base.ink
    if spoken & GROUND_WORDS and spoken & DARK_WORDS and not colour.dark(ground):
        ground, ink = ink, ground
    vivid = [c for c in asked if colour.saturation(c) > 0.12 or c == "#B9BDC6"]
    rest = [c for c in (base.first, base.second, base.third) if all(_far(c, other) for other in vivid)]
    filled = [*vivid, *rest, base.first, base.second, base.third][:3]
    return Palette(ground, ink, *filled)


def _far(first: str, second: str) -> bool:
    return sum(abs(a - b) for a, b in zip(colour.channels(first), colour.channels(second), strict=True)) > 0.35


def readable(palette: Palette) -> Palette:
    """The same palette, in upper case, its ink changed if it could not be read on the ground."""
    ground, ink, *accents = (
        c.upper() for c in (palette.ground, palette.ink, palette.first, palette.second, palette.third)
    )
    if colour.contrast(ground, ink) < colour.READABLE:
        ink = colour.readable([ground], [ink, *accents, COAL, CREAM]).upper()
    return Palette(ground, ink, *accents)


def complete(colours: list[str], base: Palette) -> Palette:
    """The colours given, in their order (ground, ink, accents); what is missing comes from them and `base`."""
    given = [_long(c) for c in colours[:5]]
    if not given:
        return readable(base)
    if len(given) == 1:
        given.append(colour.readable([given[0]], [base.ink, COAL, CREAM], 7.0))
    source = next(
        (c for c in given[2:] if colour.saturation(c) > 0.1),
        given[1] if colour.saturation(given[1]) > 0.2 else base.first,
    )
    for turn in (0.0, 0.08, 0.45, 0.92):
        if len(given) < 5:
            candidate = colour.with_lightness(colour.hue_shifted(source, turn), 0.38, 0.66)
            if all(_far(candidate, other) for other in given[2:]):
                given.append(candidate)
    given += [base.first, base.second, base.third][: 5 - len(given)]
    return readable(Palette(*given))


def _long(short: str) -> str:
    digits = short.lstrip("#")
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits)).upper()


def names(palette: Palette, language: str) -> list[str]:
    """What the three most telling colours are called, the accents first, no name twice."""
    column = 1 + ("es", "pt", "en").index(language)
    order = (palette.first, palette.second, palette.third, palette.ground, palette.ink)
    return list(dict.fromkeys(_nearest(c)[column] for c in order))[:3]


def _nearest(wanted: str) -> tuple[str, str, str, str]:
    red, green, blue = colour.channels(wanted)

    def distance(entry: tuple[str, str, str, str]) -> float:
        r, g, b = colour.channels(entry[0])
        mean = (red + r) / 2
        return float((2 + mean) * (red - r) ** 2 + 4 * (green - g) ** 2 + (3 - mean) * (blue - b) ** 2)

    return min(NAMED, key=distance)
