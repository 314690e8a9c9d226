"""Sliding windows: how often something happened in the last seconds, counted with one write a call.

A window is cut into slices, each a counter of its own in one item, so the write that counts also returns the sum:

    slice   ... 4   5   6  ...  34  35          SLICES = 30, now is in slice 35
    counted     -   2   0  ...   7   1          5 .. 35 are in the window: a window and one slice

The window is thus up to one slice too long and never too short: the limit is never exceeded in any `seconds`, and a
caller who keeps to it exactly is refused for a thirtieth of the window at most.
"""

from backend.adapters.dynamodb.items import Item, encode
from backend.adapters.dynamodb.tables import WRITE_ATTRIBUTE, ConditionFailed, Tables
from backend.domain.limits.ports import SlidingWindows, WindowCount

SLICES = 30
MAX_STALE = 60
"""Slices that have left the window and are still in the item, before they are removed: about a kilobyte."""
_NO_SLICES = frozenset({"key", "expires_at", "full_until", WRITE_ATTRIBUTE})
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
        length = seconds / SLICES
        current = int(now // length)
        slice_now = str(current)
        values = {":expires": {"N": str(_expiry(now, seconds))}, ":amount": _ONE, ":slice": {"N": slice_now}}
        try:
            row = self._add({"key": {"S": name}}, values, {"#slice": "slice_" + slice_now})
        except ConditionFailed as error:
            return _Window(now, seconds).refuse(encode(error.found or {}), limit)
        count, oldest = _sum(row, current)
        if count > limit:
            return self._refuse(name, _Window(now, seconds), row, limit)
        if len(row) > MAX_STALE and len(stale := _Window(now, seconds).stale(row)) > MAX_STALE:
            self._remove(name, stale)
        return WindowCount(True, count, (oldest + SLICES + 1) * length - now)

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

    def __init__(self, now: float, seconds: int) -> None:
        self._now = now
        self._length = seconds / SLICES
        self.current = int(now // self._length)
        self.expires_at = _expiry(now, seconds)

    def stale(self, row: Item) -> list[str]:
        numbers = [int(name[6:]) for name in row if name.startswith("slice_")]
        return [_attribute(number) for number in numbers if number < self.current - SLICES]

    def first_free(self, row: Item) -> int:
        """The slice in which a call fits again: no more than the limit was ever allowed, so one has to leave."""
        return _sum(row, self.current)[1] + SLICES + 1

    def refuse(self, row: Item, limit: int) -> WindowCount:
        free = max(int(row.get("full_until", _NOTHING)["N"]), self.first_free(row))
        return WindowCount(False, limit, free * self._length - self._now)


def _expiry(now: float, seconds: int) -> int:
    return int(now) + 2 * seconds + 1


def _attribute(slice_: int) -> str:
    return f"slice_{slice_}"


def _sum(row: Item, current: int) -> tuple[int, int]:
    """The calls in the window, and the oldest slice that has one; the current slice where there is none.

    `_sum({"key": {"S": "a"}, "slice_7": {"N": "2"}}, 9)` -> (2, 7)
    """
    first, total, oldest = current - SLICES, 0, None
    for name, value in row.items():
        if name in _NO_SLICES:
            continue
        number, count = int(name[6:]), int(value["N"])
        if number >= first:
            total += count
            if count > 0 and (oldest is None or number < oldest):
                oldest = number
    return total, current if oldest is None else oldest
