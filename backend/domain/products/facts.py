"""Facts of a print: what it states occurs in the customer's idea."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from backend.domain.products.brief import PrintLine, Role

FREE_ROLES: frozenset[Role] = frozenset({"tagline"})
"""Roles whose words a model may choose."""
_WORD = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0e7f])*")
"""Numbers, and letters with the vowel signs among them, which `\\w` does not count."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""Scripts that put no spaces between words, or join endings to them: a word is looked for within others."""


def find_invented(lines: Sequence[PrintLine], idea: str) -> Iterator[tuple[int, str]]:
    """The place and first word of each line that says what the idea does not; letters' case and accents are equal.

    `[date "14 de febrero"]`, "Boda, 14 de febrero" -> nothing; `[place "Cali"]` of the same idea -> (0, "Cali")
    """
    told = _fold(idea)
    known = set(_WORD.findall(told))
    for at, line in enumerate(lines):
        if line.role in FREE_ROLES:
            continue
        invented = next((word for word in _WORD.findall(_fold(line.text)) if not _occurs(word, known, told)), None)
        if invented is not None:
            yield at, invented


def _occurs(word: str, known: set[str], told: str) -> bool:
    return word in known or (_UNSPACED.search(word) is not None and word in told)


def _fold(text: str) -> str:
    """`Fundación, 3 PM` -> `fundacion, 3 pm`; marks that are no accents (vowel signs) stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not "\u0300" <= each <= "\u036f")
