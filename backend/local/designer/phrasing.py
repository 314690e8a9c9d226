"""Phrases of the vocabulary as patterns, over text whose letters are folded one by one."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LATIN_END = 0x250
LATIN_ADDITIONS = range(0x1E00, 0x1F00)
NOTHING = re.compile(r"(?!)")


@lru_cache(maxsize=512)
def flatten(text: str) -> str:
    """Lower case without accents, each character where it was: `¡Sábado, São João!` -> `¡sabado, sao joao!`."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    lowered = character.lower()
    if len(lowered) != 1:
        return character
    if lowered.isascii() or not (ord(lowered) < LATIN_END or ord(lowered) in LATIN_ADDITIONS):
        return "'" if lowered in "’`´" else lowered
    base = unicodedata.normalize("NFD", lowered)[0]
    return base if base.isalpha() else lowered


def compile_phrases(phrases: Iterable[str], before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """A pattern for any of these phrases as whole words, the longest first."""
    ordered = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    return re.compile(f"{before}(?:{alternate(ordered)}){after}") if ordered else NOTHING


def alternate(phrases: Iterable[str]) -> str:
    """`["a las", "at"]` -> `a\\s+las|at`, the longest first."""
    ordered = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
