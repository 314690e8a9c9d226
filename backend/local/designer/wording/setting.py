"""Text as it is set: its case, its edges, and its parts where it is too long.

`de la casa azul,` -> `casa azul` -> `Casa azul`
"""

import re

from backend.local.designer import places
from backend.local.designer.concept import Language
from backend.local.designer.dissection.piece import Dissection
from backend.local.designer.dissection.vocabulary import EDGES, KEPT_FIRST, kept_phrases
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import WORDING
from backend.local.designer.phrasing import flatten
from backend.local.designer.subject import CAPITALS, SMALL_WORDS
from backend.local.designer.text import Word, shorten, words

ABBREVIATION = re.compile(r"(?:\b\w|a\.m|p\.m|etc|Sr|Sra|Dr|St|Jr|hrs)\.$", re.IGNORECASE)
LONGEST_LINE = 120


def tidy(idea: Dissection, start: int, end: int) -> str:
    text = " ".join(idea.text[start:end].split()).strip(' ,;:-–—*•·"“”«»')
    if text.count("(") != text.count(")"):
        text = text.replace("(", "").replace(")", "") if re.search(r"[()]", text) else text
    return text[:-1] if text.endswith(".") and not ABBREVIATION.search(text) else text


def capitalise(text: str) -> str:
    return text if re.match(r"\S*[@/]|\w+\.\w", text) else text[:1].upper() + text[1:]


def set_in_case(idea: Dissection, text: str, *, named: bool = False) -> str:
    """Set as a title in its language: every telling word large in English and in names, the first one elsewhere."""
    if idea.shouted:
        text = text.lower()
    out, at = [], 0
    for number, word in enumerate(words(text)):
        out.append(text[at : word.start])
        out.append(_case_word(idea, word, number == 0, named))
        at = word.end
    out.append(text[at:])
    made = "".join(out)
    found = places.find(words(made), idea.language) if not idea.informed else None
    if found and found.manner != "demonym":
        inner = words(made)[found.first : found.after]
        for word in reversed(inner):
            if word.fold not in EDGES:
                made = made[: word.start] + word.text[:1].upper() + made[word.start + 1 :]
    return capitalise(made)


def _case_word(idea: Dissection, word: Word, first: bool, named: bool) -> str:
    written = word.text
    if idea.foreign:
        return written[:1].upper() + written[1:] if first else written
    small = word.fold in SMALL_WORDS[idea.language] or (idea.language != "en" and word.fold in EDGES)
    if word.fold in CAPITALS and not small:
        return written.upper()
    if first:
        return written[:1].upper() + written[1:]
    if small:
        return written
    large = (
        (named and not idea.informed)
        or idea.language == "en"
        or (not idea.informed and word.fold in WORDING.given.names)
    )
    return written[:1].upper() + written[1:] if large else written


def capitalise_words(text: str, language: Language) -> str:
    out, at = [], 0
    for word in words(text):
        out.append(text[at : word.start])
        small = word.fold in EDGES or word.fold in FUNCTION_WORDS[language]
        out.append(word.text if small else word.text[:1].upper() + word.text[1:])
        at = word.end
    return "".join(out) + text[at:]


def strip_edges(text: str, informed: bool) -> str:
    inner = list(words(text))
    if inner and kept_phrases().match(flatten(text), inner[0].start):
        return text.strip()
    while (
        inner
        and inner[0].fold in EDGES
        and inner[0].fold not in KEPT_FIRST
        and inner[0].text.lower() != "só"
        and not (informed and inner[0].text[:1].isupper())
    ):
        inner.pop(0)
    while inner and inner[-1].fold in EDGES and not (informed and inner[-1].text[:1].isupper()):
        inner.pop()
    if not inner:
        return text.strip()
    start, end = inner[0].start, inner[-1].end
    while start and text[start - 1] in "¡¿#$€£+@(":
        start -= 1
    while end < len(text) and not text[end].isspace() and text[end] not in ",;:":
        end += 1
    return text[start:end]


def split_text(text: str, limit: int) -> list[str]:
    """A text in parts of at most `limit` characters, cut after commas where there are any, else between words."""
    parts: list[str] = []
    while len(text) > limit:
        commas = [m.end() for m in re.finditer(r"[,;.](?=\s)", text[:limit])]
        cut = commas[-1] if commas and commas[-1] > limit // 3 else len(shorten(text, limit))
        cut = max(1, cut)
        parts.append(text[:cut].strip(" ,;"))
        text = text[cut:].strip(" ,;")
    return [part for part in (*parts, text) if part]
