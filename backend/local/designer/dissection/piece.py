"""The parts of an idea: what stands between separators, its pieces, and the idea taken apart."""

from dataclasses import dataclass
from typing import Literal

from backend.domain.products.brief import Role
from backend.local.designer.concept import Language
from backend.local.designer.marks import Mark
from backend.local.designer.quoting import Quotation
from backend.local.designer.text import Word

Span = tuple[int, int]
Use = Literal[
    "fact", "name", "art", "like", "aside", "request", "style", "place", "with", "signed", "quote", "author", "head"
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an idea's characters and what it is there for."""

    start: int
    end: int
    use: Use
    role: Role | None = None
    segment: int = 0
    sentence: int = 0
    cue: str = ""
    """The words before it that told its use, folded."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two separators, and the one after it."""

    start: int
    end: int
    stop: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Dissection:
    """An idea's pieces in order. `eventful` is whether it announces something rather than only describing a picture."""

    text: str
    plain: str
    """The text folded, character by character."""
    language: Language
    words: tuple[Word, ...]
    pieces: tuple[Piece, ...]
    quotations: tuple[Quotation, ...]
    marks: tuple[Mark, ...]
    product: str | None
    informed: bool
    """Capital letters tell names from other words."""
    eventful: bool
    structured: bool
    stops: tuple[str, ...]
    """What ends each segment: a comma, a colon, a line break, ..."""
    described: bool
    """What is lost or offered is described, so that colours are facts."""
    foreign: bool
    """The idea is in none of the three languages."""
    shouted: bool
    """Nearly all letters are capital ones."""
    lost: bool
    """An animal is lost or found."""

    def words_in(self, start: int, end: int) -> list[Word]:
        return [word for word in self.words if word.start >= start and word.end <= end]
