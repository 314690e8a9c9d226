"""Ids that sort by time of birth, and the time itself."""

import os
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SYMBOLS = bytes(_ALPHABET.encode()[number % 32] for number in range(256))
"""A random byte -> a symbol, each as likely as the others."""
_last_second = (0.0, "")
"""The second of the last timestamp, and its text: many are made in one."""


def new_id(prefix: str) -> str:
    """`new_id("prd")` -> `prd_` and a ULID: 48 bits of milliseconds, 80 random bits, 26 characters."""
    return new_ids(prefix, 1)[0]


def new_work() -> str:
    """An id without its prefix: all that one piece of work makes is named by it, whichever process makes it."""
    high, low = divmod(int(time.time() * 1000), 1 << 20)  # numbers of up to 30 bits are fast
    born = _PAIRS[high >> 20] + _PAIRS[high >> 10 & 1023] + _PAIRS[high & 1023] + _PAIRS[low >> 10] + _PAIRS[low & 1023]
    return born + os.urandom(16).translate(_SYMBOLS).decode()


def new_ids(prefix: str, count: int) -> list[str]:
    """Ids born at the same moment, which sort in the order of the list."""
    first = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10)) >> 1
    return [f"{prefix}_{_spell(first + step)}" for step in range(count)]


def _spell(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def timestamp(moment: datetime | None = None) -> str:
    """ISO 8601 in UTC with milliseconds: `2026-11-21T12:34:56.789Z`."""
    if moment is None:
        now = time.time()
        second = now // 1
        known, text = _last_second
        if known != second:
            text = _spell_second(second)
        return f"{text}.{int((now - second) * 1000):03}Z"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _spell_second(seconds: float) -> str:
    global _last_second
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    _last_second = (seconds, text)
    return text


def seconds_of(moment: str) -> float:
    """What `timestamp` wrote, as seconds of Unix time."""
    return datetime.fromisoformat(moment).timestamp()
