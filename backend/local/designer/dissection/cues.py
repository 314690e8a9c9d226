"""Words that tell the use of what follows: `se llama` a name, `con fondo` the picture, `en` a place."""

import re
from functools import cache

from backend.domain.products.brief import Role
from backend.local.designer import places
from backend.local.designer.concept import Language
from backend.local.designer.dissection.idea_text import IdeaText
from backend.local.designer.dissection.piece import Piece, Use
from backend.local.designer.dissection.vocabulary import kept_phrases, thanks
from backend.local.designer.lexicon.tables import WORDING
from backend.local.designer.phrasing import alternate, compile_phrases, flatten
from backend.local.designer.text import Word

PLACE_LEADS: dict[Language, str] = {"es": "en", "pt": "em|no|na|nos|nas", "en": "in|at|on"}


def find_events(source: IdeaText, start: int, end: int, *, listing: bool) -> list[Piece]:
    """Facts and cues in order; a cue inside a fact is none, and few are in a list."""
    atoms = [atom for atom in source.atoms if start <= atom.start and atom.end <= end]
    found = list(atoms)
    for use, role, pattern in _cues(source.language):
        if listing and use in {"art", "like", "aside", "with", "place"}:
            continue
        if (use == "with" and not source.eventful) or (source.described and use in {"art", "like", "with"}):
            continue
        for match in pattern.finditer(source.plain, start, end):
            taken = any(match.start() < other.end and other.start < match.end() for other in found)
            if not taken and match.end() <= end and _is_cue(source, use, match, end):
                kept = "~" if use == "signed" else ""
                kept = "for " if use == "fact" and pattern is _for_whom() else kept
                found.append(Piece(match.start(), match.end(), use, role, cue=kept + " ".join(match.group().split())))
    return sorted(found, key=lambda piece: piece.start)


def _is_cue(source: IdeaText, use: Use, match: re.Match[str], end: int) -> bool:
    after = source.skip_space(match.end(), end)
    word = source.word_at(after, end)
    if use == "place":
        return (
            source.eventful
            and word is not None
            and _is_place(source, word, after, end)
            and not _is_within_name(source, match.start(), after, end)
        )
    if use == "name":
        return word is not None or any(atom.start == after for atom in source.atoms)
    if use in {"aside", "like"} and kept_phrases().match(source.plain, match.start()):
        return False
    if use == "aside" and thanks().fullmatch(match.group().strip()):
        # thanks that close a wish; those that it begins with or that have words of their own are to be read
        closes = word is None and bool(source.text[: match.start()].strip())
        return closes or _closings().match(source.plain, after) is not None
    if match.re is _for_whom():
        return word is not None and (source.is_large(word) or word.fold in WORDING.given.names)
    return True


def _is_within_name(source: IdeaText, at: int, after: int, end: int) -> bool:
    """Whether a preposition belongs to a group's name: `banda Pé na Areia`; not before a known place or a venue."""
    before = re.search(r"(\w+)\s+((?:[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ]\w*\s+)+)$", source.text[:at])
    if not source.informed or before is None or flatten(before[1]) not in WORDING.kinds.business:
        return False
    near = tuple(each for each in source.words if after <= each.start < end)[:4]
    found = places.find(near, source.language)
    return near[0].fold not in WORDING.kinds.venue and not (found and found.first == 0)


def _is_place(source: IdeaText, word: Word, at: int, end: int) -> bool:
    if source.is_large(word) and not any(atom.start <= word.start < atom.end for atom in source.atoms):
        return True
    near = [each for each in source.words if at <= each.start < end][:4]
    if any(each.fold in WORDING.kinds.venue for each in near[:3]):
        return True
    return places.find(tuple(near), source.language) is not None and not source.informed


@cache
def _for_whom() -> re.Pattern[str]:
    """Ends what the picture shows before a name: `with olive branches for Ana & Luis`."""
    return re.compile(r"(?<=\s)(?:for|para|pra|pro)\s+(?:(?:o|a|el|la|os|las|los|the)\s+)?")


@cache
def _closings() -> re.Pattern[str]:
    return compile_phrases(WORDING.art.asides)


@cache
def _cues(language: Language) -> tuple[tuple[Use, Role | None, re.Pattern[str]], ...]:
    """What tells the use of the words after it; the surer first."""
    labels: tuple[tuple[Use, Role | None, re.Pattern[str]], ...] = tuple(
        ("fact", role, re.compile(rf"(?<!\w)(?:{alternate(labels)})(?!\w)\s*(?:[:=]|\bis\b|\bes\b|\be\b)\s*"))
        for role, labels in WORDING.labels.items()
    )
    lead = PLACE_LEADS[language]
    article = r"(?:(?:el|la|los|las|the|o|a|os|as|our|nuestro|nuestra|nosso|nossa|my|mi|meu|minha)\s+)?"
    signed = (
        "firmado por",
        "firmada por",
        "signed by",
        "assinado por",
        "assinada por",
        "presented by",
        "presentado por",
        "otorgado a",
        "otorgada a",
        "awarded to",
        "presented to",
        "concedido a",
        "concedida a",
        "conferido a",
        "outorgado a",
        "support from",
        "with support from",
        "hosted by",
        "organiza",
        "organizado por",
        "organised by",
        "organized by",
        "impartido por",
        "taught by",
        "dictado por",
        "ministrado por",
    )
    return (
        ("name", None, compile_phrases(WORDING.naming)),
        ("like", None, compile_phrases(WORDING.art.likes)),
        ("art", None, compile_phrases(WORDING.art.cues)),
        ("aside", None, compile_phrases(WORDING.art.asides)),
        ("signed", None, compile_phrases(signed)),
        ("request", None, re.compile(rf"(?<!\w)(?:{alternate(WORDING.meta)})(?!\w)")),
        *labels,
        ("place", "place", re.compile(rf"(?:(?<!\w)(?:{lead})|(?<=\s)@(?=\s))\s+(?:{article})")),
        ("with", None, re.compile(r"(?<!\w)(?:con|com|with)\s+")),
        ("fact", None, _for_whom()),
        ("fact", None, re.compile(r"(?<=\s)(?:que|who|which|quien|quem)\s+(?=[a-z])")),
    )
