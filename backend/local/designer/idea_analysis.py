"""Everything an idea says, noticed once: subject, product, style, place, landscape, occasion, era, motifs, colours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from backend.local.designer import motif_index, places, subject
from backend.local.designer.concept import Language, Scape
from backend.local.designer.homographs import is_misread
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.lexicon.tables import (
    ASKED,
    COMMANDS,
    LIGHT,
    NOUN_OR_COLOUR,
    OCCASIONS,
    PRODUCTS,
    SCAPES,
    SPOKEN_ERAS,
    STYLES,
    TECHNIQUES,
    THEMES,
)
from backend.local.designer.motif_index import FACE, Hit
from backend.local.designer.motif_selection import cast
from backend.local.designer.places import Place
from backend.local.designer.subject import Subject
from backend.local.designer.subject_extraction import product_positions
from backend.local.designer.text import Word, phrases, words
from backend.local.designer.wording.writing import Wording, read_wording

ERA = re.compile(
    r"\b(?:(?:19|20)(\d)0(?:'?s)?|(?:años|anos|década de|decada de)\s+(?:19)?(\d)0|'?(\d)0'?s)\b", re.IGNORECASE
)
ALSO_THINGS = frozenset("rosa rosas naranja naranjas laranja laranjas orange violeta lila".split())
"""Colours that are pictures when they stand alone."""
MOST_MOTIFS = 5


@dataclass(frozen=True, slots=True)
class IdeaAnalysis:
    """What a text says. Keys are those of the lexicon; None where it says nothing."""

    text: str
    language: Language
    sentence: tuple[Word, ...]
    subject: Subject
    product: str
    asked_kind: bool
    style: str | None
    technique: str | None
    """One that was asked for and that the designer does not have."""
    implied_style: str | None
    theme: str | None
    scape: Scape | None
    scape_at: int
    light: str | None
    place: Place | None
    occasion: str | None
    era: str | None
    motifs: tuple[str, ...]
    hits: tuple[Hit, ...]
    colours: tuple[str, ...]
    wording: Wording


def read(text: str, language: Language) -> IdeaAnalysis:
    """Notice all that a cleaned text says."""
    sentence = words(text)
    wording = read_wording(text, language)
    stated = frozenset(i for i, word in enumerate(sentence) if _within(word, wording.hidden))
    telling = tuple(word for i, word in enumerate(sentence) if i not in stated)
    place = places.find(sentence, language)
    if place and wording.informative and not _is_shown(sentence[place.first], wording):
        place = None
    proper = frozenset(range(place.first, place.after)) if place and place.manner != "demonym" else frozenset()
    scape_at = next(
        (i for i, word in enumerate(sentence) if i not in proper | stated and word.fold in _scape_words()), -1
    )
    found = _subject(text, language, wording, proper)
    occasion = _occasion(sentence, language)
    hits = tuple(_hits(sentence, language, proper | stated, found, wording))
    named = motif_index.emoji(text) + cast(sentence, hits, found.title)
    product = _product(sentence, wording)
    return IdeaAnalysis(
        text=text,
        language=language,
        sentence=sentence,
        subject=found,
        product=product or "poster",
        asked_kind=product is not None,
        style=_first(telling, _style_words("words")),
        technique=_first(telling, _technique_words()),
        implied_style=_first(telling, _style_words("implied")),
        theme=_theme(telling, named, occasion),
        scape=_scape_words().get(sentence[scape_at].fold) if scape_at >= 0 else None,
        scape_at=scape_at,
        light=_first(telling, _light_words()),
        place=place,
        occasion=occasion,
        era=_era(text, telling),
        motifs=_motifs(named, sentence, place, occasion),
        hits=hits,
        colours=_colours(telling, language),
        wording=wording,
    )


def _is_manner(word: Word, wording: Wording) -> bool:
    """Whether a word only says how the picture is to be made: `acuarela` is no box of paints."""
    return word.fold in _technique_words() or _within(word, wording.asides)


GENERIC = frozenset(
    "design diseno desing image images imagen imagenes imagem imagens picture pictures print prints drawing dibujo"
    " desenho ilustracion ilustracao illustration ilustraciones logo logotipo".split()
)
"""Words for a product that leave open which: a design of a menu is a menu."""


def _product(sentence: tuple[Word, ...], wording: Wording) -> str | None:
    """What is asked for: the product of the wish itself, else the most specific one that the idea speaks of."""
    asked = wording.product
    if asked and asked not in GENERIC and asked in _product_words():
        return _product_words()[asked]
    if not wording.informative:
        return _first(sentence, _product_words())
    shown = tuple(word for word in sentence if not _within(word, wording.hidden))
    found = _first(shown, _product_words())
    return found if found in {"document", "invitation", "card"} else None


def _within(word: Word, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in spans)


def _is_shown(word: Word, wording: Wording) -> bool:
    """Whether a place is what the print is about, rather than where something takes place."""
    return _within(word, wording.pictured) or f" {word.fold} " in f" {' '.join(w.fold for w in words(wording.title))} "


def _subject(text: str, language: Language, wording: Wording, proper: frozenset[int]) -> Subject:
    """What the idea is about: as the print's title says, else what is left without wishes."""
    if wording.informative:
        core = tuple(word for word in words(text) if _within(word, wording.pictured))
        return Subject(wording.title, wording.quote, core or words(wording.title), wording.named)
    blank = list(text)
    for start, end in wording.asides:
        blank[start:end] = " " * (end - start)
    rest = "".join(blank)
    if rest == text or not rest.strip():
        return subject.find(text, language, proper)
    place = places.find(words(rest), language)
    named = frozenset(range(place.first, place.after)) if place and place.manner != "demonym" else frozenset[int]()
    return subject.find(rest, language, named)


@cache
def _occasion_words() -> dict[str, str]:
    return {word: key for key in reversed(OCCASIONS) for word in OCCASIONS[key].words}


@cache
def _product_words() -> dict[str, str]:
    return {word: key for key in reversed(PRODUCTS) for word in PRODUCTS[key].words}


@cache
def _style_words(field: str) -> dict[str, str]:
    return {word: key for key in reversed(STYLES) for word in getattr(STYLES[key], field)}


@cache
def _technique_words() -> dict[str, str]:
    return {word: key for key in reversed(TECHNIQUES) for word in TECHNIQUES[key].words}


@cache
def _light_words() -> dict[str, str]:
    return {word: key for key, words in LIGHT.items() for word in words}


@cache
def _theme_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, theme in THEMES.items():
        for word in theme.words:
            found[word] = (*found.get(word, ()), key)
    return found


@cache
def _scape_words() -> dict[str, Scape]:
    return {word: scape for scape, words in SCAPES.items() for word in words}


@cache
def _colour_words() -> dict[str, str]:
    return {word: colour for colour, words in ASKED.items() for word in words}


def _first(sentence: tuple[Word, ...], known: dict[str, str]) -> str | None:
    """What the words stand for; of several, what the lexicon lists first."""
    order = list(dict.fromkeys(reversed(known.values())))
    spoken = {known[phrase] for phrase in phrases(sentence) if phrase in known}
    return next((key for key in order if key in spoken), None)


def _occasion(sentence: tuple[Word, ...], language: Language) -> str | None:
    """The occasion; `aniversário` is a birthday in Portuguese."""
    found = _first(sentence, _occasion_words())
    return "birthday" if found == "anniversary" and language == "pt" else found


def _theme(sentence: tuple[Word, ...], named: list[str], occasion: str | None) -> str | None:
    """The theme most words speak for, the first of them in a tie; else the one that the first motif implies."""
    votes: dict[str, float] = {}
    if occasion:
        votes[OCCASIONS[occasion].theme] = 3.0
    for i, word in enumerate(sentence):
        for key in _theme_words().get(word.fold, ()):
            votes[key] = votes.get(key, 0.0) + 1.0 + 0.2 / (1 + i)
    if votes:
        return max(THEMES, key=lambda key: votes.get(key, 0.0))
    return next((theme for name in named if (theme := _theme_of(name))), None)


@cache
def _theme_of(name: str) -> str | None:
    motif = motif_index.motifs().get(motif_index.base_name(name))
    if motif is None:
        return None
    return next(
        (key for key, theme in THEMES.items() if any(motif.subgroup.startswith(s) for s in theme.subgroups)), None
    )


def _era(text: str, sentence: tuple[Word, ...]) -> str | None:
    match = ERA.search(text)
    if match:
        decade = next(group for group in match.groups() if group is not None)
        return f"{'20' if decade in '01' and '20' in match.group() else '19'}{decade}0s"
    spoken = next((SPOKEN_ERAS[word.fold] for word in sentence if word.fold in SPOKEN_ERAS), None)
    return f"19{spoken}0s" if spoken else None


def _colours(sentence: tuple[Word, ...], language: Language) -> tuple[str, ...]:
    """The colours asked for; a word that is also a thing counts only after another (`flamenco rosa`, `color rosa`)."""
    found: list[str] = []
    for i, word in enumerate(sentence):
        colour = _colour_words().get(word.fold)
        if colour and (word.fold not in NOUN_OR_COLOUR or is_adjective(sentence, i, language)):
            found.append(colour)
        elif word.fold in {"rosa", "rosas"} and is_adjective(sentence, i, language):
            found.append(_colour_words()["rosado"])
    return tuple(dict.fromkeys(found))[:3]


def is_adjective(sentence: tuple[Word, ...], i: int, language: Language) -> bool:
    """Whether the word directly follows another that carries meaning, as a colour does in Spanish and Portuguese."""
    if language == "en":
        return i + 1 < len(sentence) and sentence[i + 1].fold not in FUNCTION_WORDS["en"]
    return (
        i > 0 and sentence[i - 1].fold not in FUNCTION_WORDS[language] and sentence[i - 1].fold not in _product_words()
    )


def _hits(
    sentence: tuple[Word, ...], language: Language, proper: frozenset[int], found: Subject, wording: Wording
) -> list[Hit]:
    """The motifs the words name, leaving out commands, products, names, and colours in an adjective's place.

    Where the idea states facts, only the words that speak of the picture.
    """
    names = {word.fold for word in words(found.names)}
    hidden = set(proper) | product_positions(sentence) | {i for i, word in enumerate(sentence) if word.fold in names}
    for i, word in enumerate(sentence):
        noun_colour = word.fold in ALSO_THINGS
        if (
            wording.foreign
            or word.fold in COMMANDS[language]
            or word.fold in _product_words()
            or (noun_colour and is_adjective(sentence, i, language))
            or (wording.informative and not _within(word, wording.pictured))
            or is_misread(sentence, i, language)
            or _is_manner(word, wording)
        ):
            hidden.add(i)
    shown = [i for i in range(len(sentence)) if i not in hidden]
    hits = motif_index.search(tuple(sentence[i] for i in shown), language)
    placed = [Hit(hit.motif, hit.score, tuple(shown[at] for at in hit.at)) for hit in hits]
    return [hit for hit in placed if not found.quote or hit.score > FACE]


def _motifs(named: list[str], sentence: tuple[Word, ...], place: Place | None, occasion: str | None) -> tuple[str, ...]:
    """Emoji and what the words name first, then what the occasion and the country bring."""
    found = list(named)
    if place and any(
        word.fold in {"bandera", "bandeira", "flag", "banderas", "bandeiras", "flags"} for word in sentence
    ):
        found.insert(0, f"flag:{place.iso.lower()}")
    if occasion:
        found += OCCASIONS[occasion].motifs
    if place and (place.manner == "country" or not named):
        found += places.emblems(place.iso)[: max(0, 4 - len(found))]
    return tuple(dict.fromkeys(found))[:MOST_MOTIFS]
