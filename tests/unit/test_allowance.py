"""How many things a caller may have made in a day."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.domain.limits.allowance import Allowance
from backend.domain.shared.errors import ModelFailed, TooManyRequests
from backend.domain.shared.ids import new_work


class Counters:
    """Counts in memory as `ShortLived` does in DynamoDB."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.expires: dict[str, int] = {}
        self.works: set[str] = set()

    def take_for(self, work: str, counter: str, *, limit: int, expires_at: int) -> bool:
        if work in self.works:
            return True
        if self.counts.get(counter, 0) + 1 > limit:
            return False
        self.works.add(work)
        self.counts[counter] = self.counts.get(counter, 0) + 1
        self.expires[counter] = expires_at
        return True

    def give_back_for(self, work: str, counter: str) -> None:
        if work in self.works:
            self.works.remove(work)
            self.counts[counter] -= 1

    def count(self, counter: str) -> int:
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
    with allowance.spend("ana", new_work()):
        pass
    left = allowance.find_left("ana")
    assert (left.limit, left.used, left.resets_at) == (3, 1, datetime(2026, 11, 22, tzinfo=UTC))


def test_refuses_more_and_says_when(day: Day) -> None:
    """When none is left, the answer says how long it is until midnight UTC."""
    allowance = day.allowance(1)
    with allowance.spend("ana", new_work()):
        pass
    with pytest.raises(TooManyRequests) as caught, allowance.spend("ana", new_work()):
        pytest.fail("nothing was left")
    assert caught.value.retry_after == 30
    assert day.counters.count("generations#ana#2026-11-21") == 1


@pytest.mark.parametrize("failure", [ModelFailed("no"), KeyboardInterrupt()])
def test_gives_back_what_failed(day: Day, failure: BaseException) -> None:
    """A generation that failed, or was broken off, does not count."""
    allowance = day.allowance(1)
    with pytest.raises(type(failure)), allowance.spend("ana", new_work()):
        raise failure
    assert allowance.find_left("ana").used == 0


def test_gives_back_to_the_day_it_was_taken_from(day: Day) -> None:
    """A generation that began before midnight and failed after it is yesterday's."""
    allowance = day.allowance(1)
    spending = allowance.spend("ana", new_work())
    spending.__enter__()
    day.moment += timedelta(minutes=1)
    error = ModelFailed("no")
    assert not spending.__exit__(ModelFailed, error, error.__traceback__)
    assert set(day.counters.counts.values()) == {0}


def test_begins_again_each_day(day: Day) -> None:
    """The next day has an allowance of its own."""
    allowance = day.allowance(1)
    with allowance.spend("ana", new_work()):
        pass
    day.moment += timedelta(minutes=1)
    assert allowance.find_left("ana").used == 0
    with allowance.spend("ana", new_work()):
        pass


def test_callers_do_not_share(day: Day) -> None:
    """One caller's generations leave another user's alone."""
    allowance = day.allowance(1)
    with allowance.spend("ana", new_work()):
        pass
    assert allowance.find_left("ben").used == 0


def test_the_counter_outlives_its_day(day: Day) -> None:
    """The record expires a day after its own day ended, not before."""
    with day.allowance(1).spend("ana", new_work()):
        pass
    (expires,) = day.counters.expires.values()
    assert expires == int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())


def test_one_work_counts_once(day: Day) -> None:
    """A request that is taken over with its Idempotency-Key was counted by the first."""
    work = new_work()
    for _ in range(2):
        with day.allowance(1).spend("ana", work):
            pass
    assert day.allowance(1).find_left("ana").used == 1
