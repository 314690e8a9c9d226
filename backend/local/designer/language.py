"""Which of the three languages a text is in, from grammar words, commands, letters, endings and vocabulary."""

import re
from typing import get_args

from backend.local.designer import places
from backend.local.designer.concept import Language
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import COMMANDS
from backend.local.designer.motif_index import knows
from backend.local.designer.text import Word, words

LANGUAGES: tuple[Language, ...] = get_args(Language)
FALLBACK: Language = "en"

LETTERS: tuple[tuple[str, Language, float], ...] = (
    ("[ñ¿¡]", "es", 3.0),
    ("[ãõ]", "pt", 3.0),
    ("[çêôâà]", "pt", 2.0),
    ("[áéíóú]", "es", 0.4),
    ("[áéíóú]", "pt", 0.3),
)
ENDINGS: tuple[tuple[str, Language, float], ...] = (
    (r"\w(ción|ciones|sión|illo|illa|ito|itos|itas)\b", "es", 1.5),
    (r"\w(ção|ções|são|inho|inha|inhos|inhas|agem|eiro|eira|dade)\b", "pt", 1.5),
    (r"\w(nh|lh)[aeo]", "pt", 1.2),
    (r"\w(ll[aeo]|ue[lnrs]|ie[nrst])", "es", 0.6),
    (r"\w(ales|iles|eles|ores|ones|ares)\b", "es", 0.8),
    (r"\w(ais|eis|óis|ões|ães)\b", "pt", 1.0),
    (r"\w(ing|ness|tion|ight|ly)\b|'s\b|\b(th|wh|sh)\w|\w(ck|oo|ee|th|sh|gh|wn|wl)", "en", 0.9),
)
SPOKEN_IN: dict[Language, frozenset[str]] = {
    "es": frozenset("AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE".split()),
    "pt": frozenset("AO BR CV GW MZ PT ST TL".split()),
}
TELLING: dict[Language, frozenset[str]] = {
    "es": frozenset(
        "el los las y del con una unos al esta cartel afiche lamina taza hola gracias cuanto cuantos donde"
        " cumpleanos feliz hija hijo bosque vida vendes venden quien mi mis".split()
    ),
    "pt": frozenset(
        "o os e do da dos das em um uma com ao na no nas nos pela pelo cartaz caneca convite quadro ola obrigado"
        " obrigada quanto onde voce meu minha"
        " feliz filha filho sao nao muito samba saudade voces".split()
    ),
    "en": frozenset(
        "the and of with for poster mug wedding birthday hello thanks please what how my paris london rome"
        " tokyo".split()
    ),
}
"""Words that settle it where the same letters could be either."""


def detect(text: str) -> Language:
    """The likeliest language; English when nothing speaks for any or all do alike."""
    scores = score(text)
    best = max(scores.values())
    if best <= 0:
        return FALLBACK
    return next(language for language in ("en", "es", "pt") if scores[language] == best)


def score(text: str) -> dict[Language, float]:
    """How much speaks for each language; 0 is nothing."""
    scores = _place_scores(text)
    text = places.without_names(text)
    lowered = text.lower()
    for pattern, language, worth in (*LETTERS, *ENDINGS):
        scores[language] += worth * min(2, len(re.findall(pattern, lowered)))
    for word in words(text):
        for language in LANGUAGES:
            scores[language] += _word_score(word, language)
    return scores


def _place_scores(text: str) -> dict[Language, float]:
    """A place written as one language writes it speaks for that language, a little also for the one spoken there."""
    scores: dict[Language, float] = dict.fromkeys(LANGUAGES, 0.0)
    place = places.find(words(text), FALLBACK)
    if place and place.manner == "country":
        written = " ".join(word.text for word in words(text)[place.first : place.after])
        for language in LANGUAGES:
            spoken = 0.1 * (place.iso in SPOKEN_IN.get(language, frozenset()))
            scores[language] += 0.8 * (written == places.name(place.iso, language)) + spoken
    return scores


def _word_score(word: Word, language: Language) -> float:
    worth = 1.2 * (word.fold in TELLING[language]) + 1.0 * (word.fold in FUNCTION_WORDS[language])
    worth += 1.0 * (word.fold in COMMANDS[language])
    if len(word.fold) > 2:
        worth += knows(word, language)
    return worth


def choose(text: str, asked: str | None) -> Language:
    """The language asked for if it is supported (`pt-BR` counts), else the text's own."""
    wanted = (asked or "").strip().lower()[:2]
    return next((language for language in LANGUAGES if language == wanted), None) or detect(text)
