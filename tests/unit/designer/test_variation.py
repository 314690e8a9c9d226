"""What a seed changes of a picture, and what it may not."""

import pytest

from backend.local.designer import brief, concept
from backend.local.designer.lexicon.tables import SENTENCES
from backend.local.designer.variation import SETTLED
from tests.unit.designer.ordering import compose_prompt

SEEDS = range(1, 25)


def compositions(idea: str) -> set[str]:
    prompt = compose_prompt(brief(idea))
    return {concept(prompt, seed).composition for seed in SEEDS}


@pytest.mark.parametrize("idea", ["Hazme una imagen de Colombia", "boda de Ana y Luis con eucalipto", "neon city"])
def test_what_was_asked_for_stays_with_every_seed(idea: str) -> None:
    """A country is its outline, a wedding its flowers: other colours, and no cup of coffee instead."""
    (kept,) = compositions(idea)
    assert kept in SETTLED


def test_other_pictures_differ_by_seed() -> None:
    """In composition and colours; the same seed gives the same."""
    prompt = compose_prompt(brief("a red fox in the snow"))
    assert len(compositions("a red fox in the snow")) > 1
    assert len({concept(prompt, seed).palette for seed in SEEDS}) > 1
    assert concept(prompt, 7) == concept(prompt, 7)


def test_a_description_promises_only_what_every_seed_keeps() -> None:
    """There are sentences on these compositions, and on no other."""
    assert set(SENTENCES.shown) == SETTLED
