"""Countries in a text: by name, by what is called after them, or by one of their cities."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.tables import (
    CITIES,
    COMMON,
    DEMONYMS,
    ELSEWHERE,
    EMBLEMS,
    NICKNAMES,
    NOT_PLACES,
    REGIONS,
)
from backend.local.designer.stemming import key
from backend.local.designer.text import Word, words

DATA = Path(__file__).parent / "data" / "places.json"
LONGEST = 5
"""Words in the longest name sought."""

Manner = Literal["country", "city", "demonym"]


@dataclass(frozen=True, slots=True)
class Place:
    """A country that a text speaks of: how, and which of its words (a half-open range) say so."""

    iso: str
    manner: Manner
    first: int
    after: int


@cache
def _rows() -> dict[str, dict[str, list[str]]]:
    rows: dict[str, dict[str, list[str]]] = json.loads(DATA.read_text(encoding="utf-8"))
    return rows


def name(iso: str, language: Language) -> str:
    """What the country is called: `BR`, `en` -> `Brazil`."""
    return _rows()[iso][language][0]


def flag(iso: str) -> tuple[str, ...]:
    """The colours of its flag, the largest first."""
    return tuple(_rows()[iso]["colours"])


@cache
def emblems(iso: str) -> tuple[str, ...]:
    """Motifs that stand for the country, or for its part of the world."""
    if iso in EMBLEMS:
        return EMBLEMS[iso]
    return next((region.motifs for region in REGIONS.values() if iso in region.countries), ())


def _normal(text: str) -> str:
    """A name as it is sought: folded words with single spaces."""
    return " ".join(word.fold for word in words(text))


@cache
def _names() -> dict[str, tuple[str, Manner]]:
    """Normal name -> country and manner; a country's own name wins over a city's."""
    found: dict[str, tuple[str, Manner]] = {}
    for iso, row in _rows().items():
        for language in ("es", "pt", "en"):
            found.setdefault(_normal(row[language][0].split("(")[0]), (iso, "country"))
    found.update({_normal(nickname): (iso, "country") for nickname, iso in NICKNAMES.items()})
    for iso, cities in CITIES.items():
        found.update({_normal(city): (iso, "city") for city in cities})
    for iso, row in _rows().items():
        for city in row["cities"]:
            if _normal(city) not in NOT_PLACES:
                found.setdefault(_normal(city), (iso, "city"))
    return found


@cache
def _demonyms() -> dict[str, str]:
    """Key of a demonym in any language and gender -> country."""
    found: dict[str, str] = {}
    for iso, forms in DEMONYMS.items():
        for form in forms:
            genders = (form, form[:-1] + "a") if form.endswith("o") else (form,)
            found.update({key(gender, language): iso for gender in genders for language in ("es", "pt", "en")})
    return found


def find(sentence: tuple[Word, ...], language: Language) -> Place | None:
    """The place a text speaks of, a country before a city, a city before a demonym, the first of each."""
    order: dict[Manner, int] = {"country": 0, "city": 1, "demonym": 2}
    return min(_all(sentence, language), key=lambda place: (order[place.manner], place.first), default=None)


def without_names(text: str) -> str:
    """The text without the names of places, foreign words in any language; all of it if there is nothing else."""
    sentence = words(text)
    named = [place for place in _all(sentence, "en") if place.manner != "demonym"]
    covered = {i for place in named for i in range(place.first, place.after)}
    kept = " ".join(word.text for i, word in enumerate(sentence) if i not in covered)
    return kept if covered and kept else text


def _all(sentence: tuple[Word, ...], language: Language) -> Iterator[Place]:
    at = 0
    while at < len(sentence):
        place = _find_place(sentence, at) or _demonym(sentence, at, language)
        if place:
            yield place
        at = place.after if place else at + 1


def _find_place(sentence: tuple[Word, ...], first: int) -> Place | None:
    for after in range(min(len(sentence), first + LONGEST), first, -1):
        spoken = sentence[first:after]
        hit = _names().get(" ".join(word.fold for word in spoken))
        if hit and _means_place(sentence, first, after):
            return Place(hit[0], hit[1], first, after)
    return None


def _means_place(sentence: tuple[Word, ...], first: int, after: int) -> bool:
    """Whether a name that may be another word stands here for the place."""
    spoken = sentence[first:after]
    called = " ".join(word.fold for word in spoken)
    around = {word.fold for word in sentence}
    if ELSEWHERE.get(called, frozenset()) & around:
        return False
    if len(spoken) > 1 and called not in COMMON:
        return True
    capital = spoken[0].text[:1].isupper()
    if called in LOWER_TOO:
        return True
    if called in COMMON:
        shouted = all(word.text.isupper() for word in sentence)
        return capital and (not shouted or len(sentence) == 1)
    return len(called) > 3 or capital


LOWER_TOO = frozenset(
    "china peru chile panama jamaica guadalupe cairo jordania georgia niger togo eua eeuu nyc".split()
)
"""Names that mostly mean the country even without a capital letter, unless a neighbour says otherwise."""


def _demonym(sentence: tuple[Word, ...], at: int, language: Language) -> Place | None:
    word = sentence[at].fold
    if word in COMMON and not sentence[at].text[:1].isupper():
        return None
    iso = _demonyms().get(key(word, language)) if len(word) > 3 else None
    return Place(iso, "demonym", at, at + 1) if iso else None
