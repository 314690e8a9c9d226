"""What is left of a rate limit, as data: errors carry it, and entry points show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """`resets_in` is in seconds, until the oldest call leaves the window."""

    limit: int
    remaining: int
    resets_in: int
