"""The rate limit's sliding window."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.adapters.dynamodb.sliding_windows import MAX_STALE, SLICES, DynamoDBSlidingWindows
from backend.adapters.dynamodb.tables import Tables
from backend.domain.limits.rate_limit import RateLimit
from backend.domain.shared.errors import TooManyRequests
from backend.domain.shared.quota import Quota
from tests.makers import Counting, Scripted, refused

MIDNIGHT = 1_700_006_400.0
"""Unix seconds; a boundary of every window that divides a day."""


@pytest.fixture
def windows(tables: Tables, table_of: dict[str, str]) -> DynamoDBSlidingWindows:
    return DynamoDBSlidingWindows(tables, table_of["short_lived"])


@pytest.fixture
def name() -> str:
    return f"rate#{secrets.token_hex(8)}"


def test_the_limit_holds_across_a_boundary(windows: DynamoDBSlidingWindows, name: str) -> None:
    """Two bursts around a full minute share one limit; a fixed window would let both through."""
    before = [windows.count(name, limit=10, seconds=60, now=MIDNIGHT - 1).allowed for _ in range(10)]
    after = [windows.count(name, limit=10, seconds=60, now=MIDNIGHT + 1).allowed for _ in range(10)]
    assert (before, after) == ([True] * 10, [False] * 10)


@settings(max_examples=25)
@given(
    start=st.floats(0, 120),
    waits=st.lists(st.sampled_from([0.0, 0.01, 0.7, 1.9, 2.0, 7.0, 29.0, 61.0]), min_size=5, max_size=40),
    limit=st.integers(1, 6),
)
def test_never_more_than_the_limit_and_no_needless_refusal(
    laptop: Any, table_of: dict[str, str], start: float, waits: list[float], limit: int
) -> None:
    """No 60 s hold more than the limit, and who is refused made `limit` calls in the last 60 s and one slice."""
    windows = DynamoDBSlidingWindows(laptop.services.tables, table_of["short_lived"])
    name, now, slice_ = f"rate#{secrets.token_hex(8)}", MIDNIGHT + start, 60 / SLICES
    allowed: list[float] = []
    for wait in waits:
        now += wait
        found = windows.count(name, limit=limit, seconds=60, now=now)
        if found.allowed:
            allowed.append(now)
            assert len([at for at in allowed if at > now - 60]) <= limit
            assert found.count <= limit
        else:
            assert len([at for at in allowed if at > now - 60 - slice_]) >= limit
            assert 0 < found.frees_in <= 60 + slice_


def test_waiting_as_long_as_told_is_enough(windows: DynamoDBSlidingWindows, name: str) -> None:
    """A caller that waits as long as the refusal says gets through."""
    now = MIDNIGHT + 31.7
    for _ in range(6):
        while (found := windows.count(name, limit=3, seconds=60, now=now)).allowed:
            now += 0.4
        now += found.frees_in
        assert windows.count(name, limit=3, seconds=60, now=now).allowed


def test_a_refused_call_is_not_what_is_waited_for(windows: DynamoDBSlidingWindows, name: str) -> None:
    """It leaves a slice behind that counts nothing: the window frees when the call that counted leaves it."""
    assert windows.count(name, limit=1, seconds=60, now=MIDNIGHT).allowed
    assert not windows.count(name, limit=1, seconds=60, now=MIDNIGHT + 10).allowed
    later = windows.count(name, limit=1, seconds=60, now=MIDNIGHT + 62)
    assert (later.allowed, later.count) == (True, 1)
    assert 60 <= later.frees_in <= 60 + 60 / SLICES


def test_of_many_at_once_exactly_the_limit_gets_through(windows: DynamoDBSlidingWindows, name: str) -> None:
    """60 calls at the same moment at a limit of 20; the refused ones lock nobody out for longer than a window."""

    def call(_: int) -> bool:
        return windows.count(name, limit=20, seconds=60, now=MIDNIGHT).allowed

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(call, range(60))) == 20
    later = MIDNIGHT + 60 + 60 / SLICES
    assert windows.count(name, limit=20, seconds=60, now=later).allowed


def test_a_call_costs_one_write(windows: DynamoDBSlidingWindows, counting: Counting, name: str) -> None:
    """Also one that is refused, but for the first refusal, which closes the window."""
    for expected in ({"update_item": 1}, {"update_item": 2}, {"update_item": 1}):
        counting.calls.clear()
        windows.count(name, limit=1, seconds=60, now=MIDNIGHT)
        assert counting.calls == expected


def test_a_counter_stays_small(
    windows: DynamoDBSlidingWindows, tables: Tables, table_of: dict[str, str], name: str
) -> None:
    """Slices that have left are removed, however long a caller continues."""
    for each in range(3 * MAX_STALE):
        windows.count(name, limit=5, seconds=60, now=MIDNIGHT + 600 * each)
    row = tables.get(table_of["short_lived"], {"key": name})
    assert row is not None
    assert len(row) < MAX_STALE + SLICES


def test_the_refusal_says_what_to_do(windows: DynamoDBSlidingWindows) -> None:
    limit = RateLimit(windows, 1, 60, now=lambda: MIDNIGHT)
    who = secrets.token_hex(6)
    quota = limit.take(who)
    assert quota is not None
    assert (quota.limit, quota.remaining) == (1, 0)
    with pytest.raises(TooManyRequests) as refusal:
        limit.take(who)
    assert (refusal.value.retry_after, refusal.value.quota) == (62, Quota(1, 0, 62))
    assert "1 requests in 60 s" in refusal.value.message


def test_a_counter_that_does_not_answer_refuses_nobody() -> None:
    """Calls go uncounted for as long as the table is unavailable."""
    unavailable = DynamoDBSlidingWindows(Tables(Scripted(refused("InternalServerError"))), "t")
    assert RateLimit(unavailable, 1, 60).take("ana") is None
