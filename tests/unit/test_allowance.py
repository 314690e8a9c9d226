"""How many things a caller may have made in a day."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.forge.allowance import Allowance
from backend.forge.errors import ModelFailed, TooManyRequests


class Counters:
    """Counts in memory as `ShortLived` does in DynamoDB."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.expires: dict[str, int] = {}

    def take(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> int | None:
        if self.counts.get(counter, 0) + amount > limit:
            return None
        self.counts[counter] = self.counts.get(counter, 0) + amount
        self.expires[counter] = expires_at
        return self.counts[counter]

    def give_back(self, counter: str, *, amount: int = 1) -> None:
        self.counts[counter] -= amount

    def taken(self, counter: str) -> int:
        return self.counts.get(counter, 0)


class Day:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 23, 59, 30, tzinfo=UTC)
        self.counters = Counters()

    def allowance(self, limit: int) -> Allowance:
        return Allowance(self.counters, limit, now=lambda: self.moment)  # type: ignore[arg-type]


@pytest.fixture
def day() -> Day:
    return Day()


def test_counts_what_was_made(day: Day) -> None:
    """What is left goes down by one for each."""
    allowance = day.allowance(3)
    with allowance.spend("ana"):
        pass
    left = allowance.left("ana")
    assert (left.limit, left.used, left.resets_at) == (3, 1, datetime(2026, 11, 22, tzinfo=UTC))


def test_refuses_more_and_says_when(day: Day) -> None:
    """When none is left, the answer says how long it is until midnight UTC."""
    allowance = day.allowance(1)
    with allowance.spend("ana"):
        pass
    with pytest.raises(TooManyRequests) as caught, allowance.spend("ana"):
        pytest.fail("nothing was left")
    assert caught.value.headers["Retry-After"] == "30"
    assert day.counters.taken("generations#ana#2026-11-21") == 1


@pytest.mark.parametrize("failure", [ModelFailed("no"), KeyboardInterrupt()])
def test_gives_back_what_failed(day: Day, failure: BaseException) -> None:
    """A generation that failed, or was broken off, does not count."""
    allowance = day.allowance(1)
    with pytest.raises(type(failure)), allowance.spend("ana"):
        raise failure
    assert allowance.left("ana").used == 0


def test_gives_back_to_the_day_it_was_taken_from(day: Day) -> None:
    """A generation that began before midnight and failed after it is yesterday's."""
    allowance = day.allowance(1)
    spending = allowance.spend("ana")
    spending.__enter__()
    day.moment += timedelta(minutes=1)
    error = ModelFailed("no")
    assert not spending.__exit__(ModelFailed, error, error.__traceback__)
    assert set(day.counters.counts.values()) == {0}


def test_begins_anew_each_day(day: Day) -> None:
    """The next day has an allowance of its own."""
    allowance = day.allowance(1)
    with allowance.spend("ana"):
        pass
    day.moment += timedelta(minutes=1)
    assert allowance.left("ana").used == 0
    with allowance.spend("ana"):
        pass


def test_callers_do_not_share(day: Day) -> None:
    """One caller's generations leave another's alone."""
    allowance = day.allowance(1)
    with allowance.spend("ana"):
        pass
    assert allowance.left("ben").used == 0


def test_the_counter_outlives_its_day(day: Day) -> None:
    """The record expires a day after its own day ended, not before."""
    with day.allowance(1).spend("ana"):
        pass
    (expires,) = day.counters.expires.values()
    assert expires == int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())
