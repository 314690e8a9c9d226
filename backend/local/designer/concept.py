"""What a poster is made from: the value between understanding an idea and drawing it."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["es", "pt", "en"]
Composition = Literal["country", "landscape", "neon", "botanical", "midcentury", "flow", "hero", "tiles", "minimal"]
Scape = Literal["mountain", "sea", "forest", "desert", "city", "meadow"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Five colours as `#RRGGBB`: the ground, the ink that reads on it, and three accents."""

    ground: str
    ink: str
    first: str
    second: str
    third: str


@dataclass(frozen=True, slots=True)
class Concept:
    """Everything the drawing needs to know. Two equal concepts give the same picture, byte for byte."""

    title: str
    """Set large; 1..80 characters, already in title case, any script."""
    tagline: str
    """A short line below or above the title; may be empty."""
    kicker: str
    """A word or two on style or genre, set small; may be empty."""
    language: Language
    kind: str
    """poster, photo, card or document."""
    composition: Composition
    palette: Palette
    motifs: tuple[str, ...]
    """Names of pictures in the motif collection, the best first; may be empty."""
    seed: int
    """0..2**32-1; varies what the composition leaves to chance."""
    scape: Scape | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2, for the country's outline and colours."""
    era: str | None = None
    """A decade to show, such as `1960s`."""
    quote: bool = False
    """The title is a sentence to be read, not a name."""
    lettering: bool = True
    """Whether the words are drawn; without them the picture has a plain place where they go."""
    room: float | None = None
    """The share of the height that an order wants plain below; 0 for a picture without words, None for the usual."""
    occasion: str | None = None
    """wedding, birthday, ... where the composition can use it."""
