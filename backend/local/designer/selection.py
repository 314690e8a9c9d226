"""Which of the nine compositions an idea becomes."""

from backend.local.designer import motif_index
from backend.local.designer.concept import Composition
from backend.local.designer.idea_analysis import IdeaAnalysis
from backend.local.designer.lexicon.tables import GROUPS, OCCASIONS, OF_COMPOSITION, PRODUCTS, SENTENCES, STYLES
from backend.local.designer.motif_index import FACE
from backend.local.designer.motif_selection import SCENERY
from backend.local.designer.text import fold, seed, words

FLORAL_OCCASIONS = frozenset({"wedding", "baby", "mothers-day"})
SHARED_OCCASIONS = frozenset({"birthday", "christmas", "halloween", "graduation", "new-year", "easter"})
SEA_CREATURES = ("animal-marine", "transport-water")
MANY_TOGETHER = frozenset({"kids", "party", "food", "tropical", "sport"})
WORDLESS: tuple[Composition, ...] = ("minimal", "flow", "midcentury")
"""For ideas that no picture and no theme was found for."""


def composition(reading: IdeaAnalysis) -> Composition:
    """The composition that fits, within what the style asked for allows."""
    fitting = natural(reading)
    if reading.style is None or reading.subject.quote:
        return fitting
    allowed = STYLES[reading.style].compositions
    return fitting if fitting in allowed else allowed[0] if reading.style != "minimalist" else _bare(reading)


def _bare(reading: IdeaAnalysis) -> Composition:
    return "landscape" if reading.scape and not subjects(reading) else "minimal"


def style(reading: IdeaAnalysis, chosen: Composition) -> str:
    """Key of the style asked for, or the one that the composition has by itself."""
    if reading.style and chosen in STYLES[reading.style].compositions:
        return reading.style
    return OF_COMPOSITION[chosen]


def subjects(reading: IdeaAnalysis) -> tuple[str, ...]:
    """The motifs that words name surely and that are things rather than places."""
    sure = [hit.motif for hit in reading.hits if hit.score >= FACE * 0.9]
    named = {name for motif in sure for name in (GROUPS[motif].motifs if motif in GROUPS else (motif,))}
    occasional = set(OCCASIONS[reading.occasion].motifs) if reading.occasion else set()
    emblems = {motif for motif in reading.motifs if motif.startswith("flag:")}
    direct = [m for m in reading.motifs if motif_index.base_name(m) in named or m in emblems or _is_variant(m, named)]
    emoji = motif_index.emoji(reading.text)
    return tuple(m for m in dict.fromkeys([*emoji, *direct]) if m not in SCENERY and m not in occasional)


def _is_variant(name: str, named: set[str]) -> bool:
    """Whether it is the woman's or man's picture of something named."""
    plain = motif_index.base_name(name).removeprefix("woman-").removeprefix("man-")
    return plain in named or f"person-{plain}" in named


def natural(reading: IdeaAnalysis) -> Composition:
    """What the subject would like to be, were there no style."""
    if reading.subject.quote:
        return "minimal"
    return _by_occasion(reading) or _by_place(reading) or _by_subject(reading)


def _by_occasion(reading: IdeaAnalysis) -> Composition | None:
    if reading.occasion in FLORAL_OCCASIONS or (reading.occasion and reading.theme == "wedding"):
        return "botanical"
    if reading.occasion in SHARED_OCCASIONS:
        return _pick(SENTENCES.for_things["together"], reading) if len(reading.motifs) > 2 else "hero"
    return None


def _by_place(reading: IdeaAnalysis) -> Composition | None:
    place = reading.place
    if place is None or any(m.startswith("flag:") for m in reading.motifs):
        return None
    things = subjects(reading)
    if place.manner == "country":
        if reading.scape and not things:
            return "landscape"
        return "country" if len(things) < 3 and not (reading.implied_style and things) else None
    if place.manner == "city":
        viewed = reading.scape is not None or reading.light is not None
        return None if things or reading.implied_style else "landscape" if viewed else "country"
    return None if things or reading.scape or reading.implied_style or reading.theme else "country"


def _by_subject(reading: IdeaAnalysis) -> Composition:
    things = subjects(reading)
    if reading.implied_style:
        return STYLES[reading.implied_style].compositions[0]
    if _grows(reading, things):
        return "botanical"
    if reading.scape and _seen_from_afar(reading, things):
        return "landscape"
    if _view_of_city(reading, things):
        return "landscape"
    if len(things) >= 3:
        return "tiles"
    if len(things) == 2 and reading.theme in MANY_TOGETHER:
        return _pick(SENTENCES.for_things["together"], reading)
    if things:
        return _pick(SENTENCES.for_things.get(reading.theme or "other", SENTENCES.for_things["other"]), reading)
    return _without_things(reading)


def _grows(reading: IdeaAnalysis, things: tuple[str, ...]) -> bool:
    """Whether the idea is about plants, or what lives among them."""
    plants = [
        m
        for m in things
        if _subgroup(m).startswith("plant") or m in {"olive", "bird", "butterfly", "honeybee", "lady-beetle"}
    ]
    return reading.theme == "garden" and not reading.scape and bool(plants) and len(plants) == len(things)


def _seen_from_afar(reading: IdeaAnalysis, things: tuple[str, ...]) -> bool:
    """Whether the landscape matters more than what is in it: nothing is, or what is swims or sails, or comes after."""
    if not things or all(_subgroup(m).startswith(SEA_CREATURES) for m in things):
        return True
    first_thing = min((hit.at[-1] for hit in reading.hits if hit.motif in things), default=0)
    return reading.scape_at <= first_thing + 1 and len(things) < 3


def _view_of_city(reading: IdeaAnalysis, things: tuple[str, ...]) -> bool:
    return bool(reading.place and reading.place.manner == "city" and reading.light and not things)


def _without_things(reading: IdeaAnalysis) -> Composition:
    if reading.theme in {"tech", "space", "night"}:
        return "flow"
    if reading.theme in {"music", "cinema", "art"}:
        return "midcentury"
    if reading.theme in {"food", "kids", "party"}:
        return "tiles"
    if reading.theme == "garden":
        return "botanical"
    if reading.light or reading.theme in {"dawn", "mountain", "forest", "desert", "sea", "autumn"}:
        return "landscape"
    if reading.theme in {"calm", "books"} or len(words(reading.subject.title)) == 0:
        return "minimal"
    if reading.motifs:
        return _pick(SENTENCES.for_things["other"], reading)
    bare = PRODUCTS[reading.product].kind == "document" or len(reading.subject.title.split()) < 2
    return "minimal" if bare else _pick(WORDLESS, reading)


def _pick(options: tuple[Composition, ...], reading: IdeaAnalysis) -> Composition:
    return options[seed("composition", fold(reading.text)) % len(options)]


def _subgroup(name: str) -> str:
    motif = motif_index.motifs().get(motif_index.base_name(name))
    return motif.subgroup if motif else ""
