"""Sliding windows: how often something happened in the last seconds, counted with one write a call.

A window is cut into slices, each a counter of its own in one item, so the write that counts also returns the sum:

    slice   ... 4   5   6  ...  34  35          SLICES = 30, now is in slice 35
    counted     -   2   0  ...   7   1          5 .. 35 are in the window: a window and one slice

The window is thus up to one slice too long and never too short: the limit is never exceeded in any `seconds`, and a
caller who keeps to it exactly is refused for a thirtieth of the window at most.
"""

from collections.abc import Mapping
from typing import Any

from backend.adapters.dynamodb.tables import ConditionFailed, Tables
from backend.domain.limits.ports import SlidingWindows, WindowCount

SLICES = 30
MAX_STALE = 60
"""Slices that have left the window and are still in the item, before they are removed: about a kilobyte."""


class DynamoDBSlidingWindows(SlidingWindows):
    def __init__(self, tables: Tables, table: str) -> None:
        self._tables = tables
        self._table = table

    def count(self, name: str, *, limit: int, seconds: int, now: float) -> WindowCount:
        window = _Window(now, seconds)
        try:
            row = self._add(name, window, 1, condition="attribute_not_exists(full_until) OR full_until <= :slice")
        except ConditionFailed as error:
            return window.refuse(error.found or {}, limit)
        slices = _slices(row)
        count = window.count(slices)
        if count > limit:
            return self._refuse(name, window, row, limit)
        if len(slices) > MAX_STALE and len(stale := window.stale(slices)) > MAX_STALE:
            self._remove(name, stale)
        return WindowCount(True, count, window.seconds_until_left(window.oldest(slices)))

    def _refuse(self, name: str, window: "_Window", row: Mapping[str, Any], limit: int) -> WindowCount:
        """Takes the call back out, and has the condition refuse the following ones until a slice leaves."""
        self._add(name, window, -1, also=", full_until = :until", until=window.first_free(row))
        return window.refuse(row, limit)

    def _add(
        self, name: str, window: "_Window", amount: int, *, also: str = "", condition: str | None = None, **values: Any
    ) -> dict[str, Any]:
        slice_now = {"slice": window.current} if condition is not None else {}
        return self._tables.update(
            self._table,
            {"key": name},
            f"SET expires_at = :expires{also} ADD #slice :amount",
            condition=condition,
            names={"#slice": window.attribute},
            expires=window.expires_at,
            amount=amount,
            **slice_now,
            **values,
        )

    def _remove(self, name: str, slices: list[str]) -> None:
        names = {f"#s{number}": slice_ for number, slice_ in enumerate(slices)}
        self._tables.update(self._table, {"key": name}, f"REMOVE {', '.join(names)}", names=names)


class _Window:
    """The slices of one window as of one moment."""

    def __init__(self, now: float, seconds: int) -> None:
        self._now = now
        self._length = seconds / SLICES
        self.current = int(now // self._length)
        self.attribute = _attribute(self.current)
        self.expires_at = int(now) + 2 * seconds + 1

    def count(self, slices: Mapping[int, int]) -> int:
        first = self.current - SLICES
        return sum([count for number, count in slices.items() if number >= first])

    def oldest(self, slices: Mapping[int, int]) -> int:
        """The oldest slice with a call; the current one where there is none."""
        first = self.current - SLICES
        return min([number for number, count in slices.items() if number >= first and count > 0], default=self.current)

    def stale(self, slices: Mapping[int, int]) -> list[str]:
        return [_attribute(number) for number in slices if number < self.current - SLICES]

    def first_free(self, row: Mapping[str, Any]) -> int:
        """The slice in which a call fits again: no more than the limit was ever allowed, so one has to leave."""
        return self.oldest(_slices(row)) + SLICES + 1

    def refuse(self, row: Mapping[str, Any], limit: int) -> WindowCount:
        free = max(int(row.get("full_until", 0)), self.first_free(row))
        return WindowCount(False, limit, free * self._length - self._now)

    def seconds_until_left(self, slice_: int) -> float:
        return (slice_ + SLICES + 1) * self._length - self._now


def _attribute(slice_: int) -> str:
    return f"slice_{slice_}"


def _slices(row: Mapping[str, Any]) -> dict[int, int]:
    """`_slices({"key": "a", "slice_7": 2})` -> {7: 2}"""
    return {int(name[6:]): int(count) for name, count in row.items() if name.startswith("slice_")}
