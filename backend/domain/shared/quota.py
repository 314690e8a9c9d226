"""What is left of a rate limit, as data: errors carry it, and entry points show it."""


class Quota:
    """`resets_in` is in seconds, until the oldest call leaves the window."""

    __slots__ = ("limit", "remaining", "resets_in")

    def __init__(self, limit: int, remaining: int, resets_in: int) -> None:
        self.limit = limit
        self.remaining = remaining
        self.resets_in = resets_in

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quota) and all(getattr(self, each) == getattr(other, each) for each in Quota.__slots__)

    __hash__ = None  # type: ignore[assignment]
