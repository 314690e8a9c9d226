"""Pieces without the small words that only join them to others.

`y la casa azul de` -> `casa azul`
"""

import re

from backend.domain.products.brief import Role
from backend.local.designer.dissection.idea_text import IdeaText
from backend.local.designer.dissection.piece import Piece, Use
from backend.local.designer.dissection.vocabulary import (
    ARTICLES,
    CONJUNCTIONS,
    KEPT,
    KEPT_FIRST,
    POSSESSIVES,
    kept_phrases,
)
from backend.local.designer.text import Word

BEFORE_DATES = frozenset("hasta desde ate until till from since bis".split())
"""No word to end with."""


def make_piece(
    source: IdeaText, start: int, end: int, use: Use, role: Role | None, cue: str, *, listing: bool
) -> Piece | None:
    """The piece without what only joins it to others; None when nothing is left."""
    start, end = _trim(source, start, end, whole=use in {"name", "art", "like", "aside", "signed"}, listing=listing)
    if start >= end:
        return None
    return Piece(start, end, use, role, cue=cue)


def _trim(source: IdeaText, start: int, end: int, *, whole: bool, listing: bool) -> tuple[int, int]:
    inner = [word for word in source.words if word.start >= start and word.end <= end]
    first, last = 0, len(inner)

    def loose(word: Word, at: int, edges: frozenset[str]) -> bool:
        if word.fold not in edges or word.fold in KEPT or word.text.lower() == "só":
            return False
        return not source.is_large(word) or (at == 0 and not source.is_large(inner[min(at + 1, len(inner) - 1)]))

    if inner and kept_phrases().match(source.plain, inner[0].start):
        whole = True
    opens = re.search(r"(?:^|[.\n!?;:])\s*$", source.text[:start]) is not None
    if opens and inner and inner[0].fold in KEPT_FIRST and len(inner) > 1 and inner[1].fold not in POSSESSIVES:
        whole = True
    if opens and len(inner) > 2 and inner[0].fold in ARTICLES:
        whole = True
    if (
        not source.informed
        and inner
        and inner[0].fold in ARTICLES
        and re.search(r"(?:^|[.\n!?;:,(])\s*$", source.text[:start])
    ):
        whole = True
    edges = CONJUNCTIONS if listing else source.edges
    while not whole and first < last and loose(inner[first], first, edges):
        first += 1
    while last > first + 1 and inner[last - 1].fold in BEFORE_DATES:
        last -= 1
    while last > first and loose(inner[last - 1], last - 1, source.edges - {"a", "e", "i"}):
        last -= 1
    if first >= last:
        raw = source.text[start:end].strip(" \n,.;:-–—*&")
        if inner or not any(character.isalnum() or ord(character) > 0x2000 for character in raw):
            return start, start
        return start, end
    left = inner[first].start
    while left > start and source.text[left - 1] in "¡¿#$€£+@“«\"'(":
        left -= 1
    right = inner[last - 1].end
    while (
        right < end
        and (source.text[right] in "!?%€$£°ºª+)”»\"'" or not source.text[right].isascii())
        and not source.text[right].isspace()
    ):
        right += 1
    return left, right
