"""The sheets that print shops sell, and what an owner may ask of a print file."""

from dataclasses import dataclass
from typing import Literal, get_args

SheetSize = Literal[
    "A6", "A5", "A4", "A3", "A2",
    "30x30", "30x40", "50x70",
    "letter", "tabloid", "8x10", "11x14", "16x20", "18x24", "24x36",
]  # fmt: skip
MM_PER_INCH = 25.4
SIZES: dict[SheetSize, tuple[float, float]] = {
    "A6": (105, 148),
    "A5": (148, 210),
    "A4": (210, 297),
    "A3": (297, 420),
    "A2": (420, 594),
    "30x30": (300, 300),
    "30x40": (300, 400),
    "50x70": (500, 700),
    "letter": (215.9, 279.4),
    "tabloid": (279.4, 431.8),
    "8x10": (203.2, 254),
    "11x14": (279.4, 355.6),
    "16x20": (406.4, 508),
    "18x24": (457.2, 609.6),
    "24x36": (609.6, 914.4),
}
"""Width and height of the trimmed sheet in millimetres, upright. ISO 216; frames of 30 x 30, 30 x 40 and 50 x 70 cm;
the others are sold in inches."""
SHEET_SIZES: tuple[SheetSize, ...] = get_args(SheetSize)
MOST_BLEED_MM = 10
USUAL_BLEED_MM = 3
"""What most print shops ask for; some want 3.175 (an eighth of an inch)."""
SAFE_MM = 5
"""No text is nearer to the trim: print shops ask for 3 to 5, as a cut may be a millimetre or two off, and a frame
covers some."""
LEAST_DPI = 150
"""Fewer pixels to the inch are seen at the distance of an arm. Shops ask for 300, for large formats for 150."""
LEAST_POINTS = 6.0
"""The em height of the smallest text that print shops find legible."""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What an owner asks for: the trimmed size, how far the print reaches beyond it, and whether marks show the cut."""

    size: SheetSize
    bleed_mm: float = USUAL_BLEED_MM
    marks: bool = True

    def trim(self, *, landscape: bool) -> tuple[float, float]:
        """Width and height in millimetres."""
        width, height = SIZES[self.size]
        return (height, width) if landscape else (width, height)
