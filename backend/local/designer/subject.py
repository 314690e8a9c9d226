"""What an idea is about, as a designer would set it: the title.

Hazme una imagen de Colombia                       -> Colombia
cartel minimalista de montañas al amanecer         -> Montañas al amanecer
wedding invitation with olive branches for Ana & Luis -> Ana & Luis
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from backend.local.designer.concept import Language
from backend.local.designer.dissection.nature import is_foreign
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import OCCASIONS
from backend.local.designer.subject_extraction import content, essential, trim
from backend.local.designer.text import Word, phrases, shorten, words

LONGEST_TITLE, MOST_WORDS = 80, 6
COMFORTABLE = 40
"""Characters of a title that still can be set large."""
QUOTED = re.compile(r"[\"“”«„]\s*([^\"“”«»„]{2,80}?)\s*[\"”“»]|(?<!\w)['‘]([^'‘’]{3,80})['’](?!\w)")
SAYING = re.compile(
    r"\b(?:con (?:la frase|el texto|el lema|las palabras|la cita)|que (?:diga|dice|ponga)|com (?:a frase|o texto|os"
    r" dizeres|o lema)"
    r"|que (?:diz|diga)|escrito|saying|that (?:says|reads)|which says|with the"
    r" (?:quote|phrase|words|text|slogan)|reading(?=:))\b[:\s]+(.{2,80})$",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"\b(?:for|para|de|of|do|da|dos)\s+(?:o\s+|a\s+|los\s+|os\s+)?"
    r"([A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’'-]+)\s*(&|\by\b|\be\b|\band\b|\+)\s*(?:o\s+|a\s+)?([A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’'-]+)"
)
CLAUSE = re.compile(
    r"[,;:.!?()\n]|\s[-–—]\s|\s(?:que|who|that|which|where|donde|onde|mientras|enquanto|while|porque|because|pero|mas|but|cuando|quando|when)\s",
    re.IGNORECASE,
)
SMALL_WORDS: dict[Language, frozenset[str]] = {
    "es": FUNCTION_WORDS["es"],
    "pt": FUNCTION_WORDS["pt"],
    "en": frozenset("a an and as at but by for from in into nor of on or over per the to via vs with".split()),
}
CAPITALS = frozenset("ia ai dj 3d uk usa eeuu nyc ufo nasa tv lgbt mtb bbq diy nba nfl fc ovni xl ny".split())
OCCASION_WORDS = {word: key for key, occasion in OCCASIONS.items() for word in occasion.words}
UNFINISHED = ("ing", "ando", "endo", "indo")
"""Endings of verbs that a cut title must not stop at."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A title, whether it is a sentence someone wants to read, and the words of the idea it leaves out nothing of."""

    title: str
    quote: bool
    core: tuple[Word, ...]
    names: str = ""


def find(text: str, language: Language, proper: frozenset[int] = frozenset()) -> Subject:
    """The subject of a cleaned idea; `proper` are positions of places' names. The title may be empty."""
    sentence = words(text)
    quoted = _quote(text)
    if quoted:
        return Subject(shorten(quoted, LONGEST_TITLE), True, words(quoted))
    core = essential(sentence, language, proper)
    names = _names(text, language)
    occasion = next((OCCASION_WORDS[said] for said in phrases(sentence) if said in OCCASION_WORDS), None)
    if names and occasion in {"wedding", "anniversary", "valentine"}:
        return Subject(names, False, core, names)
    places = frozenset(sentence[i].start for i in proper)
    cased: Language = "es" if is_foreign(text) else language  # only English sets every word large
    return Subject(_title(text, core, cased, places), False, core, names)


def _quote(text: str) -> str:
    match = QUOTED.search(text)
    if match:
        return sentence_case((match.group(1) or match.group(2)).strip(" .,;:"))
    match = SAYING.search(text)
    return sentence_case(match.group(1).strip(" .,;:'\"“”")) if match else ""


def _names(text: str, language: Language) -> str:
    match = NAMES.search(text)
    if not match:
        return ""
    joint = match.group(2) if match.group(2) in {"&", "+"} else {"es": "y", "pt": "e", "en": "&"}[language]
    return f"{match.group(1)} {joint} {match.group(3)}"


def _title(text: str, core: tuple[Word, ...], language: Language, places: frozenset[int]) -> str:
    if not core:
        return ""
    pieces = [list(core)] if _is_list(text, core) else _clauses(text, core, language, places)
    chosen = next((p for p in pieces if content(p, language)), list(core))
    if len(chosen) > MOST_WORDS or _length(chosen) > COMFORTABLE:
        chosen = _condense(chosen, language, places)
    return shorten(capitalise_title(text, chosen, language, places), LONGEST_TITLE)


def _is_list(text: str, core: tuple[Word, ...]) -> bool:
    """Whether it names a few things one after another: `arepas, ceviche y tacos`."""
    gaps = {text[word.end : after.start].strip() for word, after in pairwise(core)}
    return "," in gaps and gaps <= {"", ",", "&"} and len(core) <= MOST_WORDS and _length(list(core)) <= COMFORTABLE


def _clauses(text: str, core: tuple[Word, ...], language: Language, places: frozenset[int]) -> list[list[Word]]:
    """The core cut at commas and relative words, each piece trimmed."""
    pieces: list[list[Word]] = [[]]
    for i, word in enumerate(core):
        between = text[core[i - 1].end : word.start] if i else ""
        if i and (CLAUSE.search(between) or CLAUSE.fullmatch(f" {word.text} ")):
            pieces.append([])
        pieces[-1].append(word)
    return [piece for piece in (trim(piece, language, places) for piece in pieces) if piece]


def _length(sentence: list[Word]) -> int:
    return sum(len(word.text) + 1 for word in sentence) - 1


def _condense(sentence: list[Word], language: Language, places: frozenset[int]) -> list[Word]:
    """The longest beginning that still fits, ended where a phrase ends."""
    best: list[Word] = []
    for end in range(1, len(sentence) + 1):
        piece = trim(sentence[:end], language, places)
        closes = end == len(sentence) or sentence[end].fold in FUNCTION_WORDS[language]
        if len(piece) > MOST_WORDS or (_length(piece) > COMFORTABLE and best):
            break
        if piece and closes:
            best = piece
    best = best or trim(sentence[: MOST_WORDS - 1], language, places) or sentence[:1]
    while len(best) > 1 and best[-1].fold.endswith(UNFINISHED) and best[-1] is not sentence[-1]:
        best = trim(best[:-1], language, places)
    return best


def capitalise_title(text: str, chosen: list[Word], language: Language, places: frozenset[int] = frozenset()) -> str:
    """The words set as a title: every word that matters capitalised in English, the first in Spanish and Portuguese."""
    shouted = text.isupper() and len(chosen) > 1
    parts: list[str] = []
    for i, word in enumerate(chosen):
        parts.append(_capitalise(word, i == 0, language, shouted, word.start in places))
        gap = text[word.end : chosen[i + 1].start] if i + 1 < len(chosen) else ""
        if gap.strip() == "&":
            parts.append("&")
        elif gap.strip() == ",":
            parts[-1] += ","
    return " ".join(parts)


def _capitalise(word: Word, first: bool, language: Language, shouted: bool, place: bool) -> str:
    written = word.text.lower() if shouted else word.text
    small = word.fold in SMALL_WORDS[language]
    if word.fold in CAPITALS and not small:
        return written.upper()
    if place:
        return written if small else written[:1].upper() + written[1:]
    if first or (language == "en" and not small):
        return written[:1].upper() + written[1:]
    return written.lower() if small and written.istitle() else written


def sentence_case(text: str) -> str:
    """The first letter large, the rest as written."""
    return text[:1].upper() + text[1:]
