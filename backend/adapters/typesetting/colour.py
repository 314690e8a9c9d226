"""Colours as `#RRGGBB`: mixing, lightness, contrast."""

import colorsys
from collections.abc import Iterable
from functools import cache

READABLE = 4.5
"""The contrast that small text must have against its ground (WCAG 2, AA)."""
LARGE = 3.0
"""The contrast that large text must have."""
WHITE, BLACK = "#ffffff", "#000000"


@cache
def channels(colour: str) -> tuple[float, float, float]:
    """'#ff8000' or '#f80' -> (1.0, 0.5, 0.0)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def from_channels(values: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * max(0.0, min(1.0, value))):02x}" for value in values)


@cache
def mix(first: str, second: str, share: float) -> str:
    """`share` of the second colour in the first: 0 gives the first, 1 the second."""
    pairs = zip(channels(first), channels(second), strict=True)
    return from_channels(a + (b - a) * share for a, b in pairs)


@cache
def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2: 0 is black, 1 is white."""
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast: 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def dark(colour: str) -> bool:
    return luminance(colour) < 0.18


def weakest(colour: str, grounds: Iterable[str]) -> float:
    """The lowest contrast of a colour against any of the grounds it lies on."""
    return min(contrast(colour, ground) for ground in grounds)


def readable(grounds: Iterable[str], wanted: Iterable[str], least: float = READABLE) -> str:
    """The first wanted colour with enough contrast on every ground; else the best of them pushed to white or black."""
    grounds, wanted = tuple(grounds), tuple(wanted)
    for colour in wanted:
        if weakest(colour, grounds) >= least:
            return colour
    pushed = [mix(colour, end, share) for colour in wanted for share in (0.35, 0.6, 0.8) for end in (WHITE, BLACK)]
    return next(
        (colour for colour in pushed if weakest(colour, grounds) >= least),
        max((WHITE, BLACK), key=lambda colour: weakest(colour, grounds)),
    )


def most_visible(ground: str, colours: Iterable[str]) -> str:
    return max(colours, key=lambda colour: contrast(colour, ground))


def by_luminance(colours: Iterable[str]) -> list[str]:
    """Darkest first, without repetition."""
    return sorted(dict.fromkeys(colours), key=luminance)


def hue_shifted(colour: str, turn: float) -> str:
    """The colour with its hue turned; `turn` 1 is the whole circle."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(colour))
    return from_channels(colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation))


def with_lightness(colour: str, lowest: float, highest: float) -> str:
    """The colour with its HLS lightness brought between two bounds (0..1)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(colour))
    return from_channels(colorsys.hls_to_rgb(hue, max(lowest, min(highest, lightness)), saturation))


def warmth(colour: str) -> float:
    """Higher for yellows, oranges and reds than for blues."""
    red, green, blue = channels(colour)
    return red + 0.6 * green - blue


def saturation(colour: str) -> float:
    """How far from grey, 0..1."""
    values = channels(colour)
    return max(values) - min(values)


def darken_until_readable(shade: str, light: str, least: float = READABLE) -> str:
    """The shade, darkened until light text reads on it."""
    return next(
        (tone for tone in (mix(shade, BLACK, share / 20) for share in range(20)) if contrast(tone, light) >= least),
        BLACK,
    )


def steps(first: str, last: str, count: int) -> list[str]:
    """`count` colours from one to another, both included."""
    return [mix(first, last, round(i / max(1, count - 1), 4)) for i in range(count)]
