"""Who may take how much of this process at a time. Counted on the event loop's thread, so without locks.

Work and memory are taken only by requests whose body has arrived or whose caller is known: a caller who sends
nothing holds nothing that others need.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend.container.refusals import Overloaded, TooManyAtOnce

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FrontLimits:
    """For all callers of a group together, and for each of them: by user where they are known, else by address."""

    at_once: int = 256
    """Requests of known callers that are in work or wait for a thread."""
    at_once_each: int = 64
    unknown_at_once: int = 256
    unknown_at_once_each: int = 64
    bodies: int = 256
    """Bodies that are arriving. Above, the oldest of them is given up, and not the newest refused."""
    bodies_each: int = 32
    body_bytes: int = 256 * MEGABYTE
    """Of large bodies that are arriving or in work."""
    body_bytes_each: int = 64 * MEGABYTE
    unknown_body_bytes: int = 65_536
    """Of one body; enough for what an operation without a token takes."""
    unknown_body_seconds: float = 10.0


class ConcurrencyQuota:
    """An amount that is shared: `total` for all, `each` for one key."""

    def __init__(self, total: int, each: int) -> None:
        self._total = total
        self._each = each
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, key: str, amount: int = 1) -> Iterator[None]:
        """Holds `amount` until the end of the block. `TooManyAtOnce` for this key, or `Overloaded` for all."""
        if amount and self._taken[key] + amount > self._each:
            raise TooManyAtOnce
        if amount and self._taken.total() + amount > self._total:
            raise Overloaded
        self._taken[key] += amount
        try:
            yield
        finally:
            self._taken[key] -= amount
            if not self._taken[key]:
                del self._taken[key]


class ArrivingBodies:
    """Bodies that are arriving, oldest first. Too many: the oldest body's time is over, of the same key first.

    An honest body follows its head at once, so that the oldest ones are those of callers who send nothing.
    """

    def __init__(self, total: int, each: int) -> None:
        self._total = total
        self._each = each
        self._open: dict[asyncio.Timeout, str] = {}

    @contextmanager
    def admit(self, key: str, limit: asyncio.Timeout) -> Iterator[None]:
        own = [each for each, owner in self._open.items() if owner == key]
        if len(own) >= self._each:
            self._expire(own[0])
        elif len(self._open) >= self._total:
            self._expire(next(iter(self._open)))
        self._open[limit] = key
        try:
            yield
        finally:
            self._open.pop(limit, None)

    def _expire(self, limit: asyncio.Timeout) -> None:
        del self._open[limit]
        if not limit.expired():
            limit.reschedule(asyncio.get_running_loop().time())
