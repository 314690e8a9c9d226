"""Ids that sort by birth, and timestamps."""

import re
import time
from datetime import UTC, datetime, timedelta, timezone

from backend.domain.shared.ids import new_id, new_ids, seconds_of, timestamp


def test_an_id_has_its_prefix_and_26_letters() -> None:
    """`prd_` and a ULID in Crockford's alphabet, without I, L, O and U."""
    assert re.fullmatch(r"prd_[0-9A-HJKMNP-TV-Z]{26}", new_id("prd"))


def test_later_ids_sort_after_earlier_ones() -> None:
    """Ids of different milliseconds sort by time of birth."""
    first = new_id("msg")
    time.sleep(0.002)
    assert first < new_id("msg")


def test_ids_of_one_moment_keep_their_order() -> None:
    """Ids made together sort in the order of their list, and all differ."""
    made = new_ids("msg", 500)
    assert made == sorted(made)
    assert len(set(made)) == 500


def test_no_two_ids_are_alike() -> None:
    """Ids made in the same millisecond differ."""
    assert len({new_id("prd") for _ in range(5_000)}) == 5_000


def test_a_timestamp_is_utc_with_milliseconds() -> None:
    """Microseconds are cut, not rounded into the next second."""
    moment = datetime(2026, 11, 21, 12, 34, 56, 999_999, tzinfo=UTC)
    assert timestamp(moment) == "2026-11-21T12:34:56.999Z"


def test_timestamps_are_of_their_moment() -> None:
    """In the next second as well; it is written by another way than a moment that is given."""
    for _ in range(3):
        before, made, after = time.time(), seconds_of(timestamp()), time.time()
        assert before - 0.001 <= made <= after
        time.sleep(0.6)


def test_a_timestamp_of_another_zone_is_brought_to_utc() -> None:
    """What ends in Z is UTC, whatever zone the moment was given in."""
    moment = datetime(2026, 11, 21, 7, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert timestamp(moment) == "2026-11-21T12:00:00.000Z"
