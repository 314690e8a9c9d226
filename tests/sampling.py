"""Two parameters of a test without their whole product, where the code under test treats each of them by itself."""

from collections.abc import Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def sample_pairs(every: Sequence[A], each: Sequence[B]) -> list[tuple[A, B]]:
    """All of `each` with the first of `every`, and every other of `every` with one of `each`, in turn.

    `sample_pairs("abc", (1, 2, 3))` -> [("a", 1), ("a", 2), ("a", 3), ("b", 2), ("c", 3)]
    """
    turns = [(value, each[number % len(each)]) for number, value in enumerate(every)]
    return [(every[0], value) for value in each] + turns[1:]
