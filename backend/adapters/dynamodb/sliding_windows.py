"""Sliding windows: how often something happened in the last seconds, counted with one write a call.

A window is cut into slices, each a counter of its own in one item, so the write that counts also returns the sum:

    slice   ... 4   5   6  ...  34  35          SLICES = 30, now is in slice 35
    counted     -   2   0  ...   7   1          5 .. 35 are in the window: a window and one slice

The window is thus up to one slice too long and never too short: the limit is never exceeded in any `seconds`, and a
caller who keeps to it exactly is refused for a thirtieth of the window at most.
"""

from collections.abc import Mapping

from backend.adapters.dynamodb.items import Item, encode
from backend.adapters.dynamodb.tables import ConditionFailed, Tables
from backend.domain.limits.ports import SlidingWindows, WindowCount

SLICES = 30
MAX_STALE = 60
"""Slices that have left the window and are still in the item, before they are removed: about a kilobyte."""
_NOTHING, _ONE, _MINUS_ONE = {"N": "0"}, {"N": "1"}, {"N": "-1"}


class DynamoDBSlidingWindows(SlidingWindows):
    """Every request counts its caller, so the write is prepared, and its answer read as DynamoDB gives it."""

    def __init__(self, tables: Tables, table: str) -> None:
        self._tables = tables
        self._table = table
        self._add = tables.prepare_update(
            table,
            "SET expires_at = :expires ADD #slice :amount",
            condition="attribute_not_exists(full_until) OR full_until <= :slice",
        )

    def count(self, name: str, *, limit: int, seconds: int, now: float) -> WindowCount:
        window = _Window(now, seconds)
        current = str(window.current)
        values = {":expires": {"N": str(window.expires_at)}, ":amount": _ONE, ":slice": {"N": current}}
        try:
            row = self._add({"key": {"S": name}}, values, {"#slice": f"slice_{current}"})
        except ConditionFailed as error:
            return window.refuse(encode(error.found or {}), limit)
        slices = _slices(row)
        count, oldest = window.sum(slices)
        if count > limit:
            return self._refuse(name, window, row, limit)
        if len(slices) > MAX_STALE and len(stale := window.stale(slices)) > MAX_STALE:
            self._remove(name, stale)
        return WindowCount(True, count, window.seconds_until_left(oldest))

    def _refuse(self, name: str, window: "_Window", row: Item, limit: int) -> WindowCount:
        """Takes the call back out, and has the condition refuse the following ones until a slice leaves."""
        take_back = self._tables.prepare_update(
            self._table, "SET expires_at = :expires, full_until = :until ADD #slice :amount"
        )
        values = {":expires": {"N": str(window.expires_at)}, ":amount": _MINUS_ONE}
        take_back(
            {"key": {"S": name}},
            {**values, ":until": {"N": str(window.first_free(row))}},
            {"#slice": _attribute(window.current)},
        )
        return window.refuse(row, limit)

    def _remove(self, name: str, slices: list[str]) -> None:
        names = {f"#s{number}": slice_ for number, slice_ in enumerate(slices)}
        self._tables.update(self._table, {"key": name}, f"REMOVE {', '.join(names)}", names=names)


class _Window:
    """The slices of one window as of one moment."""

    __slots__ = ("_length", "_now", "current", "expires_at")

    def __init__(self, now: float, seconds: int) -> None:
        self._now = now
        self._length = seconds / SLICES
        self.current = int(now // self._length)
        self.expires_at = int(now) + 2 * seconds + 1

    def sum(self, slices: Mapping[int, int]) -> tuple[int, int]:
        """The calls in the window, and the oldest slice that has one; the current slice where there is none."""
        first, total, oldest = self.current - SLICES, 0, None
        for number, count in slices.items():
            if number >= first:
                total += count
                if count > 0 and (oldest is None or number < oldest):
                    oldest = number
        return total, self.current if oldest is None else oldest

    def stale(self, slices: Mapping[int, int]) -> list[str]:
        return [_attribute(number) for number in slices if number < self.current - SLICES]

    def first_free(self, row: Item) -> int:
        """The slice in which a call fits again: no more than the limit was ever allowed, so one has to leave."""
        return self.sum(_slices(row))[1] + SLICES + 1

    def refuse(self, row: Item, limit: int) -> WindowCount:
        free = max(int(row.get("full_until", _NOTHING)["N"]), self.first_free(row))
        return WindowCount(False, limit, free * self._length - self._now)

    def seconds_until_left(self, slice_: int) -> float:
        return (slice_ + SLICES + 1) * self._length - self._now


def _attribute(slice_: int) -> str:
    return f"slice_{slice_}"


def _slices(row: Item) -> dict[int, int]:
    """`_slices({"key": {"S": "a"}, "slice_7": {"N": "2"}})` -> {7: 2}"""
    return {int(name[6:]): int(count["N"]) for name, count in row.items() if name[:6] == "slice_"}
