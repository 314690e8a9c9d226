"""Another picture of the same order, by a seed: its composition, the roles of its colours, and what is left to chance.

What was asked for stays: a style that has one composition keeps it, and the colours are the order's own.
"""

from dataclasses import replace
from itertools import permutations
from random import Random

from backend.adapters.typesetting import colour
from backend.local.designer import palettes
from backend.local.designer.concept import Composition, Concept, Palette
from backend.local.designer.lexicon.tables import STYLES

TINT = 0.1
"""How much of an accent a tinted ground has."""
OWN_LIGHT: frozenset[Composition] = frozenset({"neon", "flow"})
"""Compositions that need the ground that they have."""
SETTLED: frozenset[Composition] = OWN_LIGHT | {"country", "botanical"}
"""Compositions that every seed keeps: a country's outline is what was asked for, wedding flowers and glowing lines are
a choice of their own, whatever they show. A description may speak of these, and of no other."""


def vary(concept: Concept, style: str | None, seed: int) -> Concept:
    """The concept as this seed draws it; `style` is one that was asked for. The same seed gives the same."""
    chance = Random(seed)
    composition = chance.choice(_choices(concept, style))
    return replace(concept, composition=composition, palette=_recolour(concept, composition, chance), seed=seed)


def _choices(concept: Concept, style: str | None) -> list[Composition]:
    """The compositions that can show what the concept has; the one that fits best counts as much as all others."""
    if concept.composition in SETTLED:
        return [concept.composition]
    others = [each for each in _possible(concept) if each != concept.composition]
    if style is not None:
        others = [each for each in others if each in STYLES[style].compositions]
    return [*[concept.composition] * max(1, len(others)), *others]


def _possible(concept: Concept) -> list[Composition]:
    if concept.quote:
        return []
    flagged = any(motif.startswith("flag:") for motif in concept.motifs)
    count = len(concept.motifs)
    possible: list[Composition] = []
    if concept.country is not None and not flagged:
        possible.append("country")
    if concept.scape is not None:
        possible.append("landscape")
    if count:
        possible += ["hero", "midcentury"]
    if count >= 2:
        possible.append("tiles")
    return possible


def _recolour(concept: Concept, composition: Composition, chance: Random) -> Palette:
    """The same colours in other roles. A country keeps those of its flag in their order."""
    base = concept.palette
    accents: tuple[str, ...] = (base.first, base.second, base.third)
    if composition != "country":
        accents = chance.choice(list(permutations(accents)))
    ground = base.ground
    if composition not in OWN_LIGHT and chance.random() < 0.5:
        ground = colour.mix(base.ground, accents[0], TINT)
    first, second, third = accents
    return palettes.readable(Palette(ground, base.ink, first, second, third))
