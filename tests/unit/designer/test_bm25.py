"""The designer's ranking of texts."""

import math

import pytest

from backend.local.designer.bm25 import Ranking

RANKING = Ranking([["sea", "sand", "rock"], ["sea"], ["fox", "fox", "snow", "wood"], ["fox", "moss"]])
"""2.5 words on average."""


def test_length_holds_a_text_back() -> None:
    """By BM25 with k1 = 1.4 and b = 0.6: a text that is longer than the mean scores less for the same word."""
    rarity = math.log(1 + 2.5 / 2.5)
    assert RANKING.score(["sea"], 0) == pytest.approx(rarity * 2.4 / (1 + 1.4 * (0.4 + 0.6 * 3 / 2.5)))
    assert RANKING.score(["sea"], 1) == pytest.approx(rarity * 2.4 / (1 + 1.4 * (0.4 + 0.6 * 1 / 2.5)))


def test_repetition_counts_less_each_time() -> None:
    """Twice the word is more than once, and less than twice as much."""
    once = 1 / (1 + 1.4 * (0.4 + 0.6 * 4 / 2.5))
    twice = 2 / (2 + 1.4 * (0.4 + 0.6 * 4 / 2.5))
    assert RANKING.score(["fox"], 2) / RANKING.score(["snow"], 2) == pytest.approx(
        twice / once * RANKING.rarity("fox") / RANKING.rarity("snow")
    )


@pytest.mark.parametrize(("query", "share"), [(["sea", "moss"], 0.0), (["fox", "snow"], 1.0), ([], 0.0)])
def test_coverage_is_the_share_of_a_query_that_a_text_has(query: list[str], share: float) -> None:
    """0 to 1, and 0 for a query of nothing."""
    assert RANKING.coverage(query, 2) == share
