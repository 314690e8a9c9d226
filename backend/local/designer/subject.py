"""What an idea is about, as a designer would set it: the title.

Hazme una imagen de Colombia                       -> Colombia
cartel minimalista de montañas al amanecer         -> Montañas al amanecer
wedding invitation with olive branches for Ana & Luis -> Ana & Luis
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.eras import SPOKEN_ERAS
from backend.local.designer.lexicon.occasions import OCCASIONS
from backend.local.designer.lexicon.products import COMMANDS, PRODUCTS
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.styles import ADJECTIVES, PLAIN_ADJECTIVES
from backend.local.designer.text import Word, shorten, words

LONGEST_TITLE, MOST_WORDS, QUOTE_LIMIT = 80, 6, 80
COMFORTABLE = 40
"""Characters of a title that still can be set large."""
LONG_WISH = 9
"""Words from which on an idea is a wish with its reasons rather than a subject."""

QUOTED = re.compile(r"[\"“”«„]\s*([^\"“”«»„]{2,80}?)\s*[\"”“»]|(?<!\w)['‘]([^'‘’]{3,80})['’](?!\w)")
SAYING = re.compile(
    r"\b(?:con (?:la frase|el texto|el lema|las palabras|la cita)|que (?:diga|dice|ponga)|com (?:a frase|o texto|os"
    r" dizeres|o lema)"
    r"|que (?:diz|diga)|escrito|saying|that (?:says|reads)|which says|with the"
    r" (?:quote|phrase|words|text|slogan)|reading)\b[:\s]+(.{2,80})$",
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
LINKS = frozenset(
    "de del do da dos das of the a al ao la el los las o os as en em no na nos nas in on at with con com y e and &"
    " für for para to".split()
)
SMALL_WORDS: dict[Language, frozenset[str]] = {
    "es": FUNCTION_WORDS["es"],
    "pt": FUNCTION_WORDS["pt"],
    "en": frozenset("a an and as at but by for from in into nor of on or over per the to via vs with".split()),
}
CAPITALS = frozenset("ia ai dj 3d uk usa eeuu nyc ufo nasa tv lgbt mtb bbq diy nba nfl fc ovni xl ny".split())
PRODUCT_WORDS = frozenset(word for product in PRODUCTS.values() for word in product.words.split())
PRODUCT_PHRASES = (
    "travel poster",
    "movie poster",
    "wall art",
    "art print",
    "coffee mug",
    "phone case",
    "cartel de viaje",
    "cartaz de viagem",
    "greeting card",
    "save the date",
    "tarjeta de felicitacion",
    "cartao de felicitacao",
    "arte para pared",
    "arte de parede",
    "taza de cafe",
    "caneca de cafe",
    "print for the wall",
    "book cover",
    "album cover",
    "lamina decorativa",
    "quadro decorativo",
    "cuadro decorativo",
    "cartel de pelicula",
)
"""Products of more than one word; none of the words is the subject."""
TITLED_DOCUMENTS = frozenset(
    "certificado certificate diploma menu guia guide calendario calendar agenda planner programa cardapio"
    " curriculum".split()
)
"""Documents that say in their title what they are."""
ERA_WORD = re.compile(r"(?:19|20)?\d0'?s?|(?:19|20)\d0s")
OCCASION_WORDS = {word: key for key, occasion in OCCASIONS.items() for word in occasion.words.split()}
UNFINISHED = ("ing", "ando", "endo", "indo")
"""Endings of verbs that a cut title must not stop at."""
ARTICLES = frozenset("un una uno unos unas um uma uns umas a an the el la los las o os as some algun alguna".split())
ASIDE = frozenset("favor please porfa gracias obrigado obrigada thanks thank you".split())


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
    core = _core(sentence, language, proper)
    names = _names(text, language)
    occasion = next((OCCASION_WORDS[word.fold] for word in sentence if word.fold in OCCASION_WORDS), None)
    if names and occasion in {"wedding", "anniversary", "valentine"}:
        return Subject(names, False, core, names)
    places = frozenset(sentence[i].start for i in proper)
    return Subject(_title(text, core, language, places), False, core, names)


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


def _core(sentence: tuple[Word, ...], language: Language, proper: frozenset[int]) -> tuple[Word, ...]:
    """The idea without what asks for it: commands, the product, style adjectives, loose ends."""
    start = _after_command(sentence, language, proper)
    named = {sentence[i].start for i in proper}
    hidden = product_positions(sentence)
    kept = [
        word for i, word in enumerate(sentence) if i >= start and i not in hidden and word.fold not in ASIDE
    ] or list(sentence[start:])
    kept = _without_product(kept, language)
    kept = _without_era(_without_style(kept), language)
    kept = _without_adjectives(kept, language, named)
    return tuple(_trim(kept, language, named)) or tuple(_trim(list(sentence), language, named)) or sentence


def product_positions(sentence: tuple[Word, ...]) -> set[int]:
    """Where products of more than one word stand: `a vintage travel poster` -> {2, 3}."""
    folds = [word.fold for word in sentence]
    found: set[int] = set()
    for phrase in PRODUCT_PHRASES:
        parts = phrase.split()
        for i in range(len(folds) - len(parts) + 1):
            if folds[i : i + len(parts)] == parts:
                found.update(range(i, i + len(parts)))
    return found


def _without_era(kept: list[Word], language: Language) -> list[Word]:
    """Drop `1960s`, and `años 60` where it closes the idea; the picture shows the decade apart."""
    plain = [word for word in kept if not ERA_WORD.fullmatch(word.fold) and word.fold not in SPOKEN_ERAS]
    if len(plain) < len(kept) and plain and plain[-1].fold in {"anos", "decada", "de", "los"}:
        while plain and plain[-1].fold in {"anos", "decada", "de", "los", "dos", "da"}:
            plain.pop()
    return plain if _content(plain, language) else kept


def _without_adjectives(kept: list[Word], language: Language, named: set[int]) -> list[Word]:
    """Drop words on the style; one stays beside a lonely noun (`Cyberpunk Cat`) or in a pair (`lindo y querido`)."""
    folds = [word.fold for word in kept]
    paired = {i for i in range(len(kept)) if {"y", "e", "and"} & set(folds[max(0, i - 1) : i + 2])}
    styling = {
        i for i, word in enumerate(kept) if word.fold in ADJECTIVES and word.start not in named and i not in paired
    }
    plain = [word for i, word in enumerate(kept) if i not in styling]
    content = _content(plain, language)
    if not content:
        return kept
    if len(content) > 1:
        return plain
    at = kept.index(content[0])
    beside = {i for i in styling if abs(i - at) == 1 and kept[i].fold not in PLAIN_ADJECTIVES}
    return [word for i, word in enumerate(kept) if i not in styling or i in beside]


def _after_command(sentence: tuple[Word, ...], language: Language, proper: frozenset[int]) -> int:
    """Where the idea begins: `Hazme una imagen de Colombia` -> 4, `the great wave` -> 0."""
    at = _after_product(sentence, language)
    asked = at > 0
    for i, word in enumerate(sentence):
        if i < at:
            continue
        if i in proper or word.fold in TITLED_DOCUMENTS:
            break
        if word.fold in COMMANDS[language]:
            asked = True
        elif word.fold in PRODUCT_WORDS or (word.fold in PLAIN_ADJECTIVES and i):
            pass
        elif word.fold not in FUNCTION_WORDS[language] and word.fold not in ARTICLES:
            break
        at = i + 1
    else:
        return 0
    asked = asked or any(word.fold in PRODUCT_WORDS for word in sentence[:at])
    return at if asked else _leading_articles(sentence)


def _after_product(sentence: tuple[Word, ...], language: Language) -> int:
    """In a long wish, the place after the product wished for: `I would like you to draw a nice image of ...`."""
    if len(sentence) < LONG_WISH:
        return 0
    asked = next((i for i, word in enumerate(sentence) if word.fold in COMMANDS[language]), None)
    product = next((i for i, word in enumerate(sentence) if word.fold in PRODUCT_WORDS), None)
    if asked is None or product is None or asked > product:
        return 0
    links = ("de", "of", "about", "sobre", "con", "com", "with", "para", "for", "do", "da", "del")
    link = next((i for i in range(product + 1, min(product + 6, len(sentence))) if sentence[i].fold in links), product)
    return link + 1


def _leading_articles(sentence: tuple[Word, ...]) -> int:
    indefinite = frozenset("un una unos unas um uma uns umas a an some".split())
    return 1 if len(sentence) > 1 and sentence[0].fold in indefinite else 0


def _without_product(kept: list[Word], language: Language) -> list[Word]:
    """Drop the product's name where it stands with its preposition: `caneca com`, `coffee mug`, `for a poster`."""
    result = [word for word in kept if word.fold not in PRODUCT_WORDS - TITLED_DOCUMENTS]
    if language == "en" and any(word.fold in {"mug", "mugs"} for word in kept):
        result = [word for word in result if word.fold != "coffee"]
    return result if _content(result, language) else kept


def _without_style(kept: list[Word]) -> list[Word]:
    """Drop `estilo ...`, `in the style of ...` up to the end or the next preposition that resumes."""
    marks = [
        i for i, word in enumerate(kept) if word.fold in {"estilo", "style", "estetica", "aesthetic", "vibe", "vibes"}
    ]
    if not marks or len(kept) < 3:
        return kept
    at = marks[0]
    if at == len(kept) - 1:
        return kept[: max(1, at - 1)]
    resumes = next(
        (i for i in range(at + 2, len(kept)) if kept[i].fold in {"con", "com", "with", "sobre", "about"}), len(kept)
    )
    head = kept[:at]
    while head and head[-1].fold in LINKS | ARTICLES:
        head.pop()
    return head + kept[resumes:] if head or resumes < len(kept) else kept


def _content(sentence: list[Word], language: Language) -> list[Word]:
    return [word for word in sentence if word.fold not in FUNCTION_WORDS[language]]


def _trim(sentence: list[Word], language: Language, named: set[int] | frozenset[int] = frozenset()) -> list[Word]:
    """Without function words at either end, unless they begin a place's name (`São Paulo`, `La Habana`)."""

    def loose(word: Word) -> bool:
        return word.fold in FUNCTION_WORDS[language] and word.start not in named

    first, last = 0, len(sentence)
    while first < last and loose(sentence[first]):
        first += 1
    while last > first and loose(sentence[last - 1]):
        last -= 1
    return sentence[first:last]


def _title(text: str, core: tuple[Word, ...], language: Language, places: frozenset[int]) -> str:
    if not core:
        return ""
    phrases = [list(core)] if _is_list(text, core) else _clauses(text, core, language, places)
    chosen = next((p for p in phrases if _content(p, language)), list(core))
    if len(chosen) > MOST_WORDS or _length(chosen) > COMFORTABLE:
        chosen = _condense(chosen, language, places)
    return shorten(cased(text, chosen, language, places), LONGEST_TITLE)


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
    return [piece for piece in (_trim(piece, language, places) for piece in pieces) if piece]


def _length(sentence: list[Word]) -> int:
    return sum(len(word.text) + 1 for word in sentence) - 1


def _condense(sentence: list[Word], language: Language, places: frozenset[int]) -> list[Word]:
    """The longest beginning that still fits, ended where a phrase ends."""
    best: list[Word] = []
    for end in range(1, len(sentence) + 1):
        piece = _trim(sentence[:end], language, places)
        closes = end == len(sentence) or sentence[end].fold in FUNCTION_WORDS[language]
        if len(piece) > MOST_WORDS or (_length(piece) > COMFORTABLE and best):
            break
        if piece and closes:
            best = piece
    best = best or _trim(sentence[: MOST_WORDS - 1], language, places) or sentence[:1]
    while len(best) > 1 and best[-1].fold.endswith(UNFINISHED) and best[-1] is not sentence[-1]:
        best = _trim(best[:-1], language, places)
    return best


def cased(text: str, chosen: list[Word], language: Language, places: frozenset[int] = frozenset()) -> str:
    """The words set as a title: every word that matters capitalised in English, the first in Spanish and Portuguese."""
    shouted = text.isupper() and len(chosen) > 1
    parts: list[str] = []
    for i, word in enumerate(chosen):
        parts.append(_cased(word, i == 0, language, shouted, word.start in places))
        gap = text[word.end : chosen[i + 1].start] if i + 1 < len(chosen) else ""
        if gap.strip() == "&":
            parts.append("&")
        elif gap.strip() == ",":
            parts[-1] += ","
    return " ".join(parts)


def _cased(word: Word, first: bool, language: Language, shouted: bool, place: bool) -> str:
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
