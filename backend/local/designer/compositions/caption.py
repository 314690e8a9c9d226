"""The words of a poster as one group: kicker, title and tagline above each other in a box."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.adapters.typesetting.fitting import Align, Anchor, Block, TypeStyle, fit
from backend.adapters.typesetting.geometry import Box
from backend.local.designer.compositions.sheet import Sheet

SANS = TypeStyle("dm-sans-medium", spacing=0.2, upper=True, leading=1.9)
GROTESK = TypeStyle("space-grotesk-medium", spacing=0.18, upper=True, leading=1.9)
ITALIC = TypeStyle("cormorant-garamond-medium-italic", leading=1.75)
SOFT_ITALIC = TypeStyle("fraunces-regular-italic", leading=1.75)
LONG = 34
"""For every so many letters of the title one more line is allowed."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How the group looks. Sizes are em heights in units of the sheet."""

    title: TypeStyle
    small: TypeStyle = SANS
    align: Align = "centre"
    anchor: Anchor = "middle"
    largest: float = 230
    lines: int = 3
    small_size: float = 20
    gap: float = 30
    """White between the lines of the group, in units of the sheet."""
    kicker: bool = True


def kicker_text(sheet: Sheet) -> str:
    """The kicker and the era, where the title does not say it already."""
    concept = sheet.concept
    era = concept.era if concept.era and concept.era not in concept.title else None
    return " · ".join(part for part in (concept.kicker, era) if part)


def caption(
    sheet: Sheet, box: Box, look: Lettering, over: Sequence[str], inks: Sequence[str], small: Sequence[str] = ()
) -> Box:
    """Set the words into the box, each in the first of its inks that reads on `over`; gives the box of their ink.

    `small` are the inks of kicker and tagline (those of the title if none are given). With nothing to set, the box
    that comes back has no height.
    """
    unit, title = sheet.unit, sheet.concept.title
    gap = min(look.gap * unit, box.height * 0.09)
    kicker = _small(sheet, kicker_text(sheet), look, box) if look.kicker else None
    tagline = _small(sheet, sheet.concept.tagline, look, box)
    used = sum(block.box.height + gap for block in (kicker, tagline) if block)
    room = Box(box.x, box.y, box.width, box.height - used)
    lines = look.lines + len(title) // LONG
    heading = fit(title, look.title, room, largest=look.largest * unit, lines=lines, align=look.align, anchor="top")
    blocks = [("kicker", kicker, small or inks), ("title", heading, inks), ("tagline", tagline, small or inks)]
    return _stack(sheet, box, look, gap, [(role, block, use) for role, block, use in blocks if block], over)


def _small(sheet: Sheet, text: str, look: Lettering, box: Box) -> Block | None:
    """A line of small text, on two lines where one would make it tiny."""
    size = max(look.small_size * sheet.unit, 9)
    room = Box(box.x, box.y, box.width, box.height * 0.3)
    one = fit(text, look.small, room, largest=size, lines=1, align=look.align, anchor="top")
    if one and one.size < 0.8 * size:
        return fit(text, look.small, room, largest=size, lines=2, align=look.align, anchor="top")
    return one


def _stack(
    sheet: Sheet,
    box: Box,
    look: Lettering,
    gap: float,
    blocks: list[tuple[str, Block, Sequence[str]]],
    over: Sequence[str],
) -> Box:
    height = sum(block.box.height for _, block, _ in blocks) + gap * max(0, len(blocks) - 1)
    y = top = box.y + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[look.anchor] * (box.height - height)
    for role, block, inks in blocks:
        sheet.place(role, block.shift(dy=y - block.box.y), over=over, inks=inks)
        y += block.box.height + gap
    return Box(box.x, top, box.width, height)
