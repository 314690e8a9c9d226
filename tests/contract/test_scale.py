"""A page costs the same in a small and in a large table."""

from benchmarks.calls import describe
from benchmarks.growth import measure


def test_a_page_costs_the_same_at_100_and_at_10_000_rows() -> None:
    """The same calls and the same units: what is read is the page, wherever it is in the table."""
    for name, (small, large) in measure((100, 10_000)).items():
        assert describe(large) == describe(small), name
        assert "Scan" not in describe(large), name
        assert sum(call.reads for call in large) == sum(call.reads for call in small) < 20, name
        assert sum(call.writes for call in large) == 1, name  # the rate limit's counter
