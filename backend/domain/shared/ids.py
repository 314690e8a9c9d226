"""Ids that sort by time of birth, and the time itself."""

import os
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_LOW = (1 << 60) - 1
_last_second = (0, "")
"""The second of the last timestamp, and its text: many are made in one."""


def new_id(prefix: str) -> str:
    """`new_id("prd")` -> `prd_` and a ULID: 48 bits of milliseconds, 80 random bits, 26 characters."""
    return new_ids(prefix, 1)[0]


def new_work() -> str:
    """An id without its prefix: all that one piece of work makes is named by it, whichever process makes it."""
    return _spell(_new_number())


def new_ids(prefix: str, count: int) -> list[str]:
    """Ids born at the same moment, which sort in the order of the list."""
    first = _new_number()
    return [f"{prefix}_{_spell(first + step)}" for step in range(count)]


def _new_number() -> int:
    return int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10)) >> 1


def _spell(number: int) -> str:
    """In two halves: numbers that fit into a machine word are several times faster than longer ones."""
    high, low = number >> 60, number & _LOW
    return (
        _PAIRS[high >> 60]
        + _PAIRS[high >> 50 & 1023]
        + _PAIRS[high >> 40 & 1023]
        + _PAIRS[high >> 30 & 1023]
        + _PAIRS[high >> 20 & 1023]
        + _PAIRS[high >> 10 & 1023]
        + _PAIRS[high & 1023]
        + _PAIRS[low >> 50]
        + _PAIRS[low >> 40 & 1023]
        + _PAIRS[low >> 30 & 1023]
        + _PAIRS[low >> 20 & 1023]
        + _PAIRS[low >> 10 & 1023]
        + _PAIRS[low & 1023]
    )


def timestamp(moment: datetime | None = None) -> str:
    """ISO 8601 in UTC with milliseconds: `2026-11-21T12:34:56.789Z`."""
    if moment is None:
        seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
        return f"{_spell_second(seconds)}.{milliseconds:03}Z"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _spell_second(seconds: int) -> str:
    global _last_second
    known, text = _last_second
    if known != seconds:
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        _last_second = (seconds, text)
    return text


def seconds_of(moment: str) -> float:
    """What `timestamp` wrote, as seconds of Unix time."""
    return datetime.fromisoformat(moment).timestamp()
