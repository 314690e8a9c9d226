"""What an idea is about, as a designer would set it: the title.

    Hazme una imagen de Colombia                       -> Colombia
    cartel minimalista de montañas al amanecer         -> Montañas al amanecer
    wedding invitation with olive branches for Ana & Luis -> Ana & Luis
"""

import re
from dataclasses import dataclass

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.occasions import OCCASIONS
from backend.local.designer.lexicon.products import COMMANDS, PRODUCTS
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.styles import ADJECTIVES
from backend.local.designer.text import Word, shorten, words

LONGEST_TITLE, MOST_WORDS, QUOTE_LIMIT = 80, 6, 80
COMFORTABLE = 34
"""Characters of a title that still can be set large."""

QUOTED = re.compile(r"[\"“”«„]\s*([^\"“”«»„]{2,80}?)\s*[\"”“»]|(?<!\w)['‘]([^'‘’]{3,80})['’](?!\w)")
SAYING = re.compile(
    r"\b(?:con (?:la frase|el texto|el lema|las palabras|la cita)|que (?:diga|dice|ponga)|com (?:a frase|o texto|os dizeres|o lema)"
    r"|que (?:diz|diga)|escrito|saying|that (?:says|reads)|which says|with the (?:quote|phrase|words|text|slogan)|reading)\b[:\s]+(.{2,80})$",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"\b(?:for|para|de|of|do|da|dos)\s+(?:o\s+|a\s+|los\s+|os\s+)?"
    r"([A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’'-]+)\s*(&|\by\b|\be\b|\band\b|\+)\s*(?:o\s+|a\s+)?([A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][\w’'-]+)"
)
CLAUSE = re.compile(
    r"[,;:.!?()\n]|\s[-–—]\s|\s(?:que|who|that|which|where|donde|onde|mientras|enquanto|while|porque|because|pero|mas|but|cuando|quando|when)\s", re.IGNORECASE
)
LINKS = frozenset("de del do da dos das of the a al ao la el los las o os as en em no na nos nas in on at with con com y e and & für for para to".split())
SMALL_WORDS: dict[Language, frozenset[str]] = {
    "es": FUNCTION_WORDS["es"],
    "pt": FUNCTION_WORDS["pt"],
    "en": frozenset("a an and as at but by for from in into nor of on or over per the to via vs with".split()),
}
CAPITALS = frozenset("ia ai dj 3d uk usa eeuu nyc ufo nasa tv lgbt mtb bbq diy nba nfl fc ovni xl ny".split())
PRODUCT_WORDS = frozenset(word for product in PRODUCTS.values() for word in product.words.split())
OCCASION_WORDS = {word: key for key, occasion in OCCASIONS.items() for word in occasion.words.split()}
ARTICLES = frozenset("un una uno unos unas um uma uns umas a an the el la los las o os as some algun alguna".split())
ASIDE = frozenset("por favor please porfa gracias obrigado obrigada thanks thank you".split())


@dataclass(frozen=True, slots=True)
class Subject:
    """A title, whether it is a sentence someone wants to read, and the words of the idea it leaves out nothing of."""

    title: str
    quote: bool
    core: tuple[Word, ...]
    names: str = ""


def find(text: str, language: Language, proper: frozenset[int] = frozenset()) -> Subject:
    """The subject of a cleaned idea; `proper` are positions of words that are names of places. The title may be empty."""
    sentence = words(text)
    quoted = _quote(text)
    if quoted:
        return Subject(shorten(quoted, LONGEST_TITLE), True, words(quoted))
    core = _core(text, sentence, language)
    names = _names(text, language)
    occasion = next((OCCASION_WORDS[word.fold] for word in sentence if word.fold in OCCASION_WORDS), None)
    if names and occasion in {"wedding", "anniversary", "valentine"}:
        return Subject(names, False, core, names)
    places = frozenset(sentence[i].start for i in proper)
    return Subject(_title(text, core, language, places), False, core, names)


def _quote(text: str) -> str:
    match = QUOTED.search(text)
    if match:
        return (match.group(1) or match.group(2)).strip(" .,;:")
    match = SAYING.search(text)
    return sentence_case(match.group(1).strip(" .,;:'\"“”")) if match else ""


def _names(text: str, language: Language) -> str:
    match = NAMES.search(text)
    if not match:
        return ""
    joint = match.group(2) if match.group(2) in {"&", "+"} else {"es": "y", "pt": "e", "en": "&"}[language]
    return f"{match.group(1)} {joint} {match.group(3)}"


def _core(text: str, sentence: tuple[Word, ...], language: Language) -> tuple[Word, ...]:
    """The idea without what asks for it: commands, the product, style adjectives, loose ends."""
    start = _after_command(sentence, language)
    kept = [word for word in sentence[start:] if word.fold not in ASIDE] or list(sentence[start:])
    kept = _without_product(kept, language)
    kept = _without_style(kept)
    plain = [word for word in kept if word.fold not in ADJECTIVES]
    if _content(plain, language):
        kept = plain
    return tuple(_trim(kept, language)) or tuple(_trim(list(sentence), language)) or sentence


def _after_command(sentence: tuple[Word, ...], language: Language) -> int:
    """Where the idea begins: `Hazme una imagen de Colombia` -> 4, `the great wave` -> 0."""
    at = 0
    asked = False
    for i, word in enumerate(sentence):
        if word.fold in COMMANDS[language]:
            asked = True
        elif word.fold in PRODUCT_WORDS or word.fold in ADJECTIVES:
            if i == 0 and len(sentence) > 1 and language == "en":
                break
        elif word.fold not in FUNCTION_WORDS[language] and word.fold not in ARTICLES:
            break
        at = i + 1
    else:
        return 0
    asked = asked or any(word.fold in PRODUCT_WORDS for word in sentence[:at])
    return at if asked else _leading_articles(sentence)


def _leading_articles(sentence: tuple[Word, ...]) -> int:
    indefinite = frozenset("un una unos unas um uma uns umas a an some".split())
    return 1 if len(sentence) > 1 and sentence[0].fold in indefinite else 0


def _without_product(kept: list[Word], language: Language) -> list[Word]:
    """Drop the product's name where it stands with its preposition: `caneca com`, `coffee mug`, `for a poster`."""
    result = [word for word in kept if word.fold not in PRODUCT_WORDS]
    if language == "en" and any(word.fold in {"mug", "mugs"} for word in kept):
        result = [word for word in result if word.fold != "coffee"]
    return result if _content(result, language) else kept


def _without_style(kept: list[Word]) -> list[Word]:
    """Drop `estilo ...`, `in the style of ...` up to the end or the next preposition that resumes."""
    marks = [i for i, word in enumerate(kept) if word.fold in {"estilo", "style", "estetica", "aesthetic", "vibe", "vibes"}]
    if not marks or len(kept) < 3:
        return kept
    at = marks[0]
    if at == len(kept) - 1:
        return kept[: max(1, at - 1)]
    resumes = next((i for i in range(at + 2, len(kept)) if kept[i].fold in {"con", "com", "with", "sobre", "about"}), len(kept))
    head = kept[:at]
    while head and head[-1].fold in LINKS | ARTICLES:
        head.pop()
    return head + kept[resumes:] if head or resumes < len(kept) else kept


def _content(sentence: list[Word], language: Language) -> list[Word]:
    return [word for word in sentence if word.fold not in FUNCTION_WORDS[language]]


def _trim(sentence: list[Word], language: Language) -> list[Word]:
    """Without function words at either end; a leading definite article stays where a noun follows (`the great wave`)."""
    first, last = 0, len(sentence)
    while first < last and sentence[first].fold in FUNCTION_WORDS[language]:
        first += 1
    while last > first and sentence[last - 1].fold in FUNCTION_WORDS[language]:
        last -= 1
    return sentence[first:last]


def _title(text: str, core: tuple[Word, ...], language: Language, places: frozenset[int]) -> str:
    if not core:
        return ""
    phrases = _clauses(text, core, language)
    chosen = next((p for p in phrases if _content(p, language)), list(core))
    if len(chosen) > MOST_WORDS or _length(chosen) > COMFORTABLE:
        chosen = _condense(chosen, language)
    return shorten(cased(text, chosen, language, places), LONGEST_TITLE)


def _clauses(text: str, core: tuple[Word, ...], language: Language) -> list[list[Word]]:
    """The core cut at commas and relative words, each piece trimmed."""
    pieces: list[list[Word]] = [[]]
    for i, word in enumerate(core):
        between = text[core[i - 1].end : word.start] if i else ""
        if i and (CLAUSE.search(between) or CLAUSE.fullmatch(f" {word.text} ")):
            pieces.append([])
        pieces[-1].append(word)
    return [piece for piece in (_trim(piece, language) for piece in pieces) if piece]


def _length(sentence: list[Word]) -> int:
    return sum(len(word.text) + 1 for word in sentence) - 1


def _condense(sentence: list[Word], language: Language) -> list[Word]:
    """The longest beginning that still fits, ended where a phrase ends."""
    best: list[Word] = []
    for end in range(1, len(sentence) + 1):
        piece = _trim(sentence[:end], language)
        closes = end == len(sentence) or sentence[end].fold in FUNCTION_WORDS[language]
        if len(piece) > MOST_WORDS or (_length(piece) > COMFORTABLE and best):
            break
        if piece and closes:
            best = piece
    return best or _trim(sentence[: MOST_WORDS - 1], language) or sentence[:1]


def cased(text: str, chosen: list[Word], language: Language, places: frozenset[int] = frozenset()) -> str:
    """The words set as a title: every word that matters capitalised in English, the first in Spanish and Portuguese."""
    shouted = text.isupper() and len(chosen) > 1
    parts: list[str] = []
    for i, word in enumerate(chosen):
        parts.append(_cased(word, i == 0, language, shouted, word.start in places))
        if i + 1 < len(chosen) and "&" in text[word.end : chosen[i + 1].start]:
            parts.append("&")
    return " ".join(parts)


def _cased(word: Word, first: bool, language: Language, shouted: bool, place: bool) -> str:
    written = word.text.lower() if shouted else word.text
    small = word.fold in SMALL_WORDS[language]
    if word.fold in CAPITALS and not small:
        return written.upper()
    if place and not small:
        return written[:1].upper() + written[1:]
    if first or (language == "en" and not small):
        return written[:1].upper() + written[1:]
    return written.lower() if small and written.istitle() else written


def sentence_case(text: str) -> str:
    """The first letter large, the rest as written."""
    return text[:1].upper() + text[1:]
