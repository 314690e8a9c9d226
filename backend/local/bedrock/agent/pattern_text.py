"""A text that a regular expression matches: `^prd_[0-9A-Z]{4}$` -> `prd_0000`."""

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

# The parser of `re` itself, which has no public name. What it cannot parse, `re` does not match either.
_parser: Any = importlib.import_module("re._parser")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CHARACTERS = f"0123456789{_LETTERS}{_LETTERS.upper()}" + "-_./:@#,;!?'+*=&%$()[]{}<>|~^\"`\\ \t\n"
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_NOT_DIGIT": lambda c: not c.isdigit(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda c: not c.isspace(),
    "CATEGORY_WORD": lambda c: c.isalnum() or c == "_",
    "CATEGORY_NOT_WORD": lambda c: not (c.isalnum() or c == "_"),
}
MOST_EXTRA = 40
"""Repetitions beyond the fewest that are tried, so that a shortest length is reached."""


def matching_texts(pattern: str, shortest: int = 0, variant: int = 0) -> Iterator[str]:
    """Texts that `re.search` finds the pattern in, of `shortest` characters or more. Each `variant` gives others."""
    try:
        compiled, parsed = re.compile(pattern), _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return
    for extra in (*range(4), 8, 16, MOST_EXTRA, shortest):
        text = _Writer(extra, variant).text(parsed)
        for candidate in (text, text.ljust(shortest, "a"), text.rjust(shortest, "a")):
            if len(candidate) >= shortest and compiled.search(candidate):
                yield candidate


class _Writer:
    def __init__(self, extra: int, variant: int) -> None:
        self._extra = extra
        self._variant = variant
        self._groups: dict[int, str] = {}

    def text(self, parsed: Any) -> str:
        return "".join(self._part(str(name), value) for name, value in parsed)

    def _part(self, name: str, value: Any) -> str:
        if name == "LITERAL":
            return chr(value)
        if name == "ANY":
            return str(self._choice(_LETTERS))
        if name in ("IN", "NOT_LITERAL"):
            return str(self._choice(_members(value if name == "IN" else [("NEGATE", None), ("LITERAL", value)])))
        if name == "BRANCH":
            return self.text(self._choice(value[1]))
        if name == "SUBPATTERN":
            written = self.text(value[-1])
            self._groups[value[0]] = written
            return written
        if name == "ATOMIC_GROUP":
            return self.text(value)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            fewest, most, repeated = value
            times = min(int(most), int(fewest) + self._extra)
            return "".join(self.text(repeated) for _ in range(times))
        return self._groups.get(value, "") if name == "GROUPREF" else ""  # anchors and lookarounds take no room

    def _choice(self, options: Any) -> Any:
        """Writes the variant in the numeral system of the places there are to choose at."""
        self._variant, at = divmod(self._variant, len(options))
        return options[at]


def _members(items: Any) -> str:
    """The characters of a class, as far as they are on a keyboard; else the first that it names."""
    negated = any(str(name) == "NEGATE" for name, _ in items)
    tests = [_test(str(name), value) for name, value in items if str(name) != "NEGATE"]
    found = "".join(c for c in _CHARACTERS if any(test(c) for test in tests) is not negated)
    name, value = items[0]
    return found or chr(value[0] if str(name) == "RANGE" else value)


def _test(name: str, value: Any) -> Callable[[str], bool]:
    if name == "RANGE":
        return lambda c: value[0] <= ord(c) <= value[1]
    if name == "CATEGORY":
        return _CATEGORIES[str(value)]
    return lambda c: ord(c) == value
