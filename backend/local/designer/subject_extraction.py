"""The heart of an idea: its words without what asks for it, the product, the style and loose ends."""

import re

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import ADJECTIVES, COMMANDS, PLAIN_ADJECTIVES, PRODUCTS, SPOKEN_ERAS
from backend.local.designer.text import Word

PRODUCT_WORDS = frozenset(word for product in PRODUCTS.values() for word in product.words)
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
    "thank you card",
    "boarding pass",
    "birth announcement card",
    "post card",
    "nursery print",
    "nursery art",
    "gig poster",
    "business card",
    "name card",
    "tarjeta de presentacion",
    "tarjeta de visita",
    "tarjeta personal",
    "cartao de visita",
    "cartao de visitas",
    "cartao pessoal",
)
"""Products of more than one word; none of the words is the subject."""
TITLED_DOCUMENTS = frozenset(
    "certificado certificate diploma menu guia guide calendario calendar agenda planner programa cardapio"
    " curriculum mapa mapas map maps receta recetas receita receitas recipe recipes horario schedule timetable lista"
    " list ementa programme program".split()
)
"""Documents that say in their title what they are."""
ERA_WORD = re.compile(r"(?:19|20)?\d0'?s?|(?:19|20)\d0s")
LONG_WISH = 9
"""Words from which on an idea is a wish with its reasons rather than a subject."""
LINKS = frozenset(
    "de del do da dos das of the a al ao la el los las o os as en em no na nos nas in on at with con com y e and &"
    " für for para to".split()
)
ARTICLES = frozenset("un una uno unos unas um uma uns umas a an the el la los las o os as some algun alguna".split())
ASIDE = frozenset("favor please porfa gracias obrigado obrigada thanks thank you".split())


def essential(sentence: tuple[Word, ...], language: Language, proper: frozenset[int]) -> tuple[Word, ...]:
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
    return tuple(trim(kept, language, named)) or tuple(trim(list(sentence), language, named)) or sentence


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
    return plain if content(plain, language) else kept


def _without_adjectives(kept: list[Word], language: Language, named: set[int]) -> list[Word]:
    """Drop words on the style; one stays with a lonely noun (`Cyberpunk Cat`) or in a pair (`lindo y querido`)."""
    folds = [word.fold for word in kept]
    paired = {i for i in range(len(kept)) if {"y", "e", "and"} & set(folds[max(0, i - 1) : i + 2])}
    styling = {
        i for i, word in enumerate(kept) if word.fold in ADJECTIVES and word.start not in named and i not in paired
    }
    plain = [word for i, word in enumerate(kept) if i not in styling]
    nouns = content(plain, language)
    if not nouns:
        return kept
    if len(nouns) > 1:
        return plain
    at = kept.index(nouns[0])
    adjacent = {i for i in styling if abs(i - at) == 1 and kept[i].fold not in PLAIN_ADJECTIVES}
    return [word for i, word in enumerate(kept) if i not in styling or i in adjacent]


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
    return result if content(result, language) else kept


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


def content(sentence: list[Word], language: Language) -> list[Word]:
    return [word for word in sentence if word.fold not in FUNCTION_WORDS[language]]


def trim(sentence: list[Word], language: Language, named: set[int] | frozenset[int] = frozenset()) -> list[Word]:
    """Without function words at either end, unless they begin a place's name (`São Paulo`, `La Habana`)."""

    def loose(word: Word) -> bool:
        return word.fold in FUNCTION_WORDS[language] and word.start not in named

    first, last = 0, len(sentence)
    while first < last and loose(sentence[first]):
        first += 1
    while last > first and loose(sentence[last - 1]):
        last -= 1
    return sentence[first:last]
