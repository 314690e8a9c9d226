"""What the limits need of others."""

from typing import Protocol

from backend.domain.shared.unit_of_work import Write


class WindowCount:
    """What a window holds after a call."""

    __slots__ = ("allowed", "count", "frees_in")

    def __init__(self, allowed: bool, count: int, frees_in: float) -> None:
        self.allowed = allowed
        self.count = count
        """Calls in the window, the one just made included if it was allowed."""
        self.frees_in = frees_in
        """Seconds until the oldest of them leaves."""


class Counters(Protocol):
    """Counters that are added to atomically, up to a limit."""

    def take(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> int | None:
        """Adds to a counter unless that would pass the limit; the count after it, or None when it would.

        `expires_at` is in seconds of Unix time and should name the moment in the counter's own name, as DynamoDB may
        keep a record for days after it expired.
        """

    def taking(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> Write:
        """The part of a transaction that does what `take` does; its condition fails where `take` gives None.

        `amount` is at most `limit`.
        """

    def give_back(self, counter: str, amount: int = 1) -> None:
        """Takes back what `take` added; a negative amount adds to it whatever the limit."""

    def take_for(self, work: str, counter: str, *, limit: int, expires_at: int) -> bool:
        """Adds 1 to a counter on behalf of some work, once for each work; False when that would pass the limit."""

    def give_back_for(self, work: str, counter: str) -> None:
        """Takes back what `take_for` added for this work, if it did."""

    def giving_back(self, counter: str, amount: int = 1) -> Write:
        """The part of a transaction that does what `give_back` does."""

    def count(self, counter: str) -> int:
        """The count; 0 for a counter that was never added to."""


class SlidingWindows(Protocol):
    """Counters of calls in the last seconds."""

    def count(self, name: str, *, limit: int, seconds: int, now: float) -> WindowCount:
        """Counts a call at `now` (Unix seconds) unless the window holds `limit` calls already.

        Refused calls are not counted. Raises `StoreUnavailable`.
        """
