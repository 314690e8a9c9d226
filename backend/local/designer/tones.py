"""What a palette offers for a purpose."""

from backend.adapters.typesetting.colour import WHITE, by_luminance, contrast, dark, mix
from backend.local.designer.concept import Palette


def paper(palette: Palette) -> str:
    """The palette's lightest tone: the ground, or a tint of the ink on a dark ground."""
    return palette.ink if dark(palette.ground) else palette.ground


def night(palette: Palette) -> str:
    """The palette's darkest tone."""
    return palette.ground if dark(palette.ground) else palette.ink


def accents(palette: Palette) -> tuple[str, str, str]:
    return palette.first, palette.second, palette.third


def ramp(palette: Palette) -> tuple[str, ...]:
    """The palette from dark to light, for recolouring a picture by luminance."""
    return tuple(by_luminance([night(palette), *accents(palette), mix(paper(palette), WHITE, 0.4)]))


def print_ramp(palette: Palette, ground: str) -> tuple[str, ...]:
    """Ink and accents from dark to light, without those that would vanish on the ground they are printed on."""
    tones = by_luminance([palette.ink, *accents(palette)])
    shown = tuple(tone for tone in tones if contrast(tone, ground) > 1.4)
    return shown or (palette.ink,)
