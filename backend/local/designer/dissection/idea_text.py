"""An idea before it is cut, as the functions of this package share it."""

from dataclasses import dataclass

from backend.local.designer.concept import Language
from backend.local.designer.dissection.piece import Piece
from backend.local.designer.text import Word


@dataclass(frozen=True, slots=True)
class IdeaText:
    """A cleaned idea before it is cut: its words, its nature, and what is certain (`atoms`)."""

    text: str
    plain: str
    """The text folded, character by character."""
    language: Language
    words: tuple[Word, ...]
    atoms: tuple[Piece, ...]
    """Facts by their form, quotations, authors and unspaced requests, in order."""
    informed: bool
    foreign: bool
    eventful: bool
    structured: bool
    described: bool
    edges: frozenset[str]
    """Small words that begin or end no piece."""

    def skip_space(self, at: int, end: int) -> int:
        while at < end and not (self.text[at].isalnum() or self.text[at] in "@#$€£¡¿+&"):
            at += 1
        return at

    def word_at(self, at: int, end: int) -> Word | None:
        return next((word for word in self.words if word.start <= at < word.end and word.end <= end), None)

    def is_large(self, word: Word) -> bool:
        return self.informed and word.text[:1].isupper()
