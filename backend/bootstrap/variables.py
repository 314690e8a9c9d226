"""How environment variables are declared and read, with the standard library alone: every cold start reads them.

A reader takes the text of a variable. Its ValueError says what is wrong, and never the text, which may be a secret.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

Read = Callable[[str], Any]
_RANGES = {"a-z": "abcdefghijklmnopqrstuvwxyz", "A-Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0-9": "0123456789"}
_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


class Variable:
    """An environment variable: its name, what reads its text, and its value where it is not set."""

    __slots__ = ("default", "name", "read", "required")

    def __init__(self, name: str, read: Read, *default: Any) -> None:
        self.name = name
        self.read = read
        self.required = not default
        self.default = default[0] if default else None


def variable(name: str, read: Read, *default: Any) -> Any:
    """The declaration of a property: `stage: str = variable("STAGE", text("a-z 0-9 -"), "dev")`."""
    return Variable(name, read, *default)


def text(allowed: str = "", *, shortest: int = 1, longest: int = 2048, begins: Sequence[str] = ()) -> Read:
    """Text of these characters (`a-z 0-9 _-`; any but a space where none are given) after one of the beginnings."""
    characters = frozenset("".join(_RANGES.get(each, each) for each in allowed.split()))

    def read(given: str) -> str:
        start = next((each for each in begins if given.startswith(each)), None)
        if begins and start is None:
            raise ValueError(f"must begin with {' or '.join(begins)}")
        rest = given.removeprefix(start or "")
        if not rest or (not characters.issuperset(rest) if characters else " " in rest):
            raise ValueError(f"may hold only {allowed}" if characters else "must not hold a space")
        if not shortest <= len(given) <= longest:
            raise ValueError(f"must have {shortest} to {longest} characters")
        return given

    return read


def read_list(read_item: Read) -> Read:
    """Parts between commas -> a tuple; spaces around them and empty parts do not count."""

    def read(given: str) -> tuple[Any, ...]:
        return tuple(read_item(part.strip()) for part in given.split(",") if part.strip())

    return read


def number(least: float, most: float) -> Read:
    def read(given: str) -> float:
        try:
            value = float(given)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise ValueError(f"must be a number from {least} to {most}")
        return value

    return read


def integer(least: int, most: int | None = None) -> Read:
    def read(given: str) -> int:
        value = int(given) if given.isascii() and given.isdigit() else -1
        if value < least or (most is not None and value > most):
            raise ValueError(
                f"must be a whole number, {least} or more" if most is None else f"must be {least} to {most}"
            )
        return value

    return read


def flag(given: str) -> bool:
    if given.lower() not in _FLAGS:
        raise ValueError("must be true or false")
    return _FLAGS[given.lower()]


def choice(*values: str) -> Read:
    def read(given: str) -> str:
        if given not in values:
            raise ValueError(f"must be {', '.join(values[:-1])} or {values[-1]}")
        return given

    return read
