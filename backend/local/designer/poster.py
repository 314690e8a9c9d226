"""A concept becomes a poster: SVG of any size, every letter an outline."""

from collections.abc import Callable

from backend.local.designer.compositions import (
    botanical,
    country,
    flow,
    hero,
    landscape,
    midcentury,
    minimal,
    neon,
    tiles,
)
from backend.local.designer.compositions.sheet import Sheet
from backend.local.designer.concept import Composition, Concept

SMALLEST, LARGEST = 256, 4096
MOST_OBLONG = 2.5

PAINTERS: dict[Composition, Callable[[Sheet], None]] = {
    "country": country.draw,
    "landscape": landscape.draw,
    "neon": neon.draw,
    "botanical": botanical.draw,
    "midcentury": midcentury.draw,
    "flow": flow.draw,
    "hero": hero.draw,
    "tiles": tiles.draw,
    "minimal": minimal.draw,
}


def svg(concept: Concept, width: int, height: int) -> str:
    """The poster as SVG, `width` x `height` pixels.

    Each side is 256..4096 and the aspect ratio 2:5..5:2, so 9:21 and 21:9 as well (ValueError otherwise); the layout
    is made for that ratio.
    The same concept and size give the same text. Unknown motifs are skipped; a title in letters that no bundled face
    has is left out.
    """
    return compose(concept, width, height).svg(letters=concept.lettering)


def compose(concept: Concept, width: int, height: int) -> Sheet:
    """The poster before it is written out: its words with their boxes, and the SVG with or without letters."""
    if not (min(width, height) >= SMALLEST and max(width, height) <= LARGEST):
        raise ValueError(f"a side must be {SMALLEST}..{LARGEST} pixels")
    if max(width, height) > MOST_OBLONG * min(width, height):
        raise ValueError("the aspect ratio must be between 2:5 and 5:2")
    sheet = Sheet(concept, width, height)
    PAINTERS[concept.composition](sheet)
    return sheet
