"""Pictures by keyword: which of the collection's motifs a text names, in Spanish, Portuguese or English.

A phrase is kept as its stems in alphabetical order, so that `flor de cerezo` and `cerezo en flor` are one. What the
vocabulary says outright comes first, then a motif's own label, then its tags; a tag that many motifs share says little.
"""

import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS, NEVER_MOTIFS
from backend.local.designer.lexicon.tables import CURATED, GROUPS, NAMES
from backend.local.designer.stemming import key, variants
from backend.local.designer.text import Word, fold, words

DATA = Path(__file__).parent / "data" / "keywords.json.gz"
COLUMN: dict[Language, int] = {"es": 5, "pt": 6, "en": 7}
OTHERS: dict[Language, tuple[Language, ...]] = {
    "es": ("es", "en", "pt"),
    "pt": ("pt", "es", "en"),
    "en": ("en", "es", "pt"),
}
TONES = ("light", "medium-light", "medium", "medium-dark", "dark")
FACE_OF = ("cara", "rosto", "face", "head", "cabeza")
LONGEST = 3
"""Content words in the longest phrase sought."""

OUTRIGHT, LABEL, FACE, TAG, PART = 20.0, 10.0, 7.0, 5.0, 1.2
"""What a match is worth: in our own vocabulary, the label, the label without `face of`, a tag, a word of a label."""
SHARED_BY_TOO_MANY = 14
"""A tag on more motifs than this is a theme rather than a name."""
ENOUGH = 2.6
"""Below this a match is a coincidence."""
SHORT = 4
"""Letters below which only the word itself names a motif: `bon` is no bone."""
SURE_WORD = 5.5
"""Below this a single word is only a tag of the picture: it is as likely to mean something else."""
GROUP_WORTH = {0: 0.35, 1: 0.7, 3: 1.0, 4: 1.0, 5: 0.95, 6: 0.95, 7: 0.85, 8: 0.35, 9: 0.5}
"""By CLDR group: faces and symbols seldom make a picture."""


@dataclass(frozen=True, slots=True)
class Motif:
    """A picture of the collection: its name, emoji, CLDR group and subgroup, and whether it comes in skin tones."""

    name: str
    emoji: str
    group: int
    subgroup: str
    toned: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A motif that a text names: how surely, and by which of its words (positions, in order)."""

    motif: str
    score: float
    at: tuple[int, ...]


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(gzip.decompress(DATA.read_bytes()))
    return data


@cache
def motifs() -> dict[str, Motif]:
    """Every motif that has words, by name."""
    subgroups = _data()["subgroups"]
    return {row[0]: Motif(row[0], row[1], row[2], subgroups[str(row[3])], bool(row[4])) for row in _data()["motifs"]}


@cache
def _labels() -> dict[str, tuple[str, str, str]]:
    return {row[0]: (row[5], row[6], row[7]) for row in _data()["motifs"]}


def label(name: str, language: Language) -> str:
    """What the motif is called: `hot-beverage`, `pt` -> `café`; a name without words is its own label."""
    base = base_name(name)
    if base in NAMES:
        return NAMES[base][language]
    if base not in _labels():
        return name.replace("-", " ").replace("flag:", "")
    text = _labels()[base][COLUMN[language] - 5].split("|", 1)[0]
    parts = [part for part in text.split() if fold(part) not in FACE_OF]
    shortened = (
        [part for part in parts if fold(part) not in {"de", "do", "da"}] if len(parts) < len(text.split()) else parts
    )
    return " ".join(shortened).lower() if shortened else text.lower()


def base_name(name: str) -> str:
    """The motif without its skin tone: `woman-astronaut-dark` -> `woman-astronaut`."""
    for tone in sorted(TONES, key=len, reverse=True):
        stem = name.removesuffix(f"-{tone}")
        if stem != name and stem in motifs():
            return stem
    return name


def exists(name: str) -> bool:
    """Whether the collection has a picture of this name; flags are `flag:` and an ISO code."""
    return base_name(name) in motifs()


def phrase(text: str, language: Language) -> str:
    """The form under which a phrase is kept: `Flor de cerezo` -> `cerez flor`."""
    stems = (key(word.fold, language) for word in words(text) if word.fold not in FUNCTION_WORDS[language])
    return " ".join(sorted(stems))


@cache
def _index(language: Language) -> dict[str, tuple[tuple[str, float], ...]]:
    """Phrase -> motifs with what the match is worth, best first."""
    found: dict[str, dict[str, float]] = defaultdict(dict)

    def add(kept: str, motif: str, worth: float) -> None:
        if kept and worth > found[kept].get(motif, 0.0):
            found[kept][motif] = worth

    shared: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in _data()["motifs"]:
        name: str = row[0]
        title, *tags = str(row[COLUMN[language]]).split("|")
        worth = GROUP_WORTH[row[2]]
        kept = phrase(title, language)
        add(kept, name, LABEL * (0.4 + 0.6 * worth))
        stems = kept.split()
        if len(stems) > 1:
            bare = [stem for stem in stems if stem not in FACE_STEMS]
            if len(bare) < len(stems):
                add(" ".join(bare), name, FACE * worth)
            for stem in bare:
                add(stem, name, PART * worth)
        for place, tag in enumerate(tags):
            shared[phrase(tag, language)].append((name, place))
    for kept, owners in shared.items():
        for name, place in owners:
            rarity = 1 / (1 + 0.12 * (len(owners) - 1))
            if len(owners) <= SHARED_BY_TOO_MANY:
                add(kept, name, TAG * rarity * GROUP_WORTH[motifs()[name].group] * (1 - 0.01 * min(place, 30)))
    for name, synonyms in CURATED.items():
        for synonym in synonyms[language]:
            add(phrase(synonym, language), name, OUTRIGHT)
    for name, group in GROUPS.items():
        for synonym in group.words[language]:
            add(phrase(synonym, language), name, OUTRIGHT + 1)
    return {kept: tuple(sorted(hits.items(), key=lambda hit: -hit[1])[:4]) for kept, hits in found.items()}


FACE_STEMS = frozenset(key(word, language) for word in FACE_OF for language in ("es", "pt", "en"))


@lru_cache(maxsize=4096)
def _lookup(kept: str, language: Language) -> tuple[tuple[str, float], ...]:
    return _index(language).get(kept, ())


def search(sentence: tuple[Word, ...], language: Language) -> list[Hit]:
    """The motifs a text names, in the order it names them, each word used once, longer phrases first."""
    content = [i for i, word in enumerate(sentence) if word.fold not in FUNCTION_WORDS[language]]
    taken: set[int] = set()
    hits: list[Hit] = []
    for size in range(min(LONGEST, len(content)), 0, -1):
        for start in range(len(content) - size + 1):
            at = tuple(content[start : start + size])
            alone = size == 1 and not _names_alone(sentence[at[0]])
            if not alone and taken.isdisjoint(at) and at[-1] - at[0] <= size + 1:
                hit = _hit([sentence[i].fold for i in at], at, language)
                if hit:
                    hits.append(hit)
                    taken.update(at)
    return sorted(hits, key=lambda hit: hit.at)


def _names_alone(word: Word) -> bool:
    """Whether a word may name a motif without a neighbour's help."""
    return word.fold not in NEVER_MOTIFS and not word.fold.isdigit() and len(word.fold) > 1


def _hit(spoken: list[str], at: tuple[int, ...], language: Language) -> Hit | None:
    """The best motif for exactly these words; other languages are asked when the text's own knows nothing."""
    for rank, other in enumerate(OTHERS[language]):
        if rank and len(spoken) > 1 and any(word in NEVER_MOTIFS for word in spoken):
            break
        if any(len(word) < SHORT and word not in _fold_vocabulary(other) for word in spoken):
            continue
        forms = [list(dict.fromkeys(variants(word, other))) for word in spoken]
        tries = forms[0] if len(forms) == 1 else [" ".join(sorted(form[0] for form in forms))]
        for step, kept in enumerate(tries):
            found = _lookup(kept, other)
            floor = (ENOUGH if len(spoken) > 1 else SURE_WORD) if rank == 0 else OUTRIGHT * 0.95
            if found and found[0][1] >= floor:
                return Hit(found[0][0], found[0][1] * (1 - 0.1 * min(step, 3)) * (1 if rank == 0 else 0.8), at)
    return None


@cache
def _fold_vocabulary(language: Language) -> frozenset[str]:
    return frozenset(map(fold, _vocabulary(language)))


@cache
def _vocabulary(language: Language) -> frozenset[str]:
    """Every word of the labels, tags and our own synonyms, as written, in lower case."""
    texts = [row[COLUMN[language]] for row in _data()["motifs"]]
    texts += [synonym for synonyms in CURATED.values() for synonym in synonyms[language]]
    return frozenset(word for text in texts for word in text.lower().replace(",", " ").replace("|", " ").split())


def knows(word: Word, language: Language) -> float:
    """How much a word speaks for a language: 1 as written, less without its accents or as a plural, 0 not at all."""
    vocabulary = _vocabulary(language)
    if word.text.lower() in vocabulary:
        return 1.0
    if word.fold in vocabulary or (word.fold.endswith("s") and word.text.lower()[:-1] in vocabulary):
        return 0.8
    return 0.5 * any(_lookup(kept, language) for kept in (key(word.fold, language),))


@cache
def _emoji() -> dict[str, str]:
    return {motif.emoji: motif.name for motif in motifs().values()}


TONE_MARKS = {chr(0x1F3FB + i): tone for i, tone in enumerate(TONES)}


def emoji(text: str) -> list[str]:
    """The motifs of the emoji in a text, in order, with skin tones: `🐙👩🏿‍🚀` -> octopus, woman-astronaut-dark."""
    tones = [TONE_MARKS[c] for c in text if c in TONE_MARKS]
    text = "".join(c for c in text if c not in TONE_MARKS and c != "\ufe0f")
    found: list[str] = []
    at = 0
    while at < len(text):
        size = next((n for n in range(min(8, len(text) - at), 0, -1) if text[at : at + n] in _emoji()), 0)
        if size and not text[at : at + size].isascii():
            found.append(_emoji()[text[at : at + size]])
        at += size or 1
    return [with_tone(name, tones[0] if tones else None) for name in dict.fromkeys(found)]


def with_tone(name: str, tone: str | None) -> str:
    """The motif in a skin tone, if it comes in any."""
    motif = motifs().get(name)
    return f"{name}-{tone}" if tone and motif and motif.toned else name
