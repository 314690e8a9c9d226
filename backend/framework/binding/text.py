"""Text from a URL -> values, strictly: `20` is an integer, `+20`, `2_0`, ` 20` and `20.` are not.

A reader raises ValueError with the words that the caller sees.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from backend.framework.binding.core import Node

Read = Callable[[str], Any]

_INTEGER = r"-?[0-9]{1,18}"
_NUMBER = r"-?[0-9]{1,18}(\.[0-9]{1,18})?"
_UUID = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
_READERS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "int": (_INTEGER, int, "a valid integer"),
    "float": (_NUMBER, float, "a valid number"),
    "decimal": (_NUMBER, Decimal, "a valid number"),
    "bool": ("true|false", "true".__eq__, "true or false"),
    "uuid": (_UUID, UUID, "a valid UUID"),
    "date": (_DATE, date.fromisoformat, "a valid date, such as 2026-11-29"),
    "time": (_TIME, time.fromisoformat, "a valid time, such as 12:30:00"),
    "datetime": (f"{_DATE}T{_TIME}", datetime.fromisoformat, "a valid date and time, such as 2026-11-29T12:30:00Z"),
}
"""Core type -> the form of its text, what reads that, and how it is called."""


def reader_of(node: Node) -> Read | None:
    """What reads the text of a scalar; None for what is no scalar."""
    if node.type == "str":
        return str
    if node.type == "enum":
        return _choice(node.schema["members"])
    if node.type == "literal":
        return _choice(each for each in node.schema["expected"] if each is not None)
    return reader_of_type(node.type) if node.type in _READERS else None


def reader_of_type(core_type: str) -> Read:
    """Of `int`, `float`, `bool`, `decimal`, `uuid`, `date`, `time` or `datetime`."""
    return _matching(*_READERS[core_type])


def _matching(form: str, convert: Callable[[str], Any], called: str) -> Read:
    pattern = re.compile(form)

    def read(text: str) -> Any:
        if pattern.fullmatch(text):
            try:
                return convert(text)
            except ValueError:
                pass  # such as the 30th of February
        raise ValueError(f"Input should be {called}")

    return read


def _choice(members: Iterable[Any]) -> Read | None:
    """Reads one of these, as JSON writes it; None where two look the same, or one is neither text, number nor bool."""
    listed = list(members)
    texts = [_text_of(each.value if isinstance(each, Enum) else each) for each in listed]
    table = dict(zip(texts, listed, strict=True))
    if None in table or len(table) < len(listed) or not table:
        return None
    *most, last = (repr(text) for text in table)
    called = f"{', '.join(most)} or {last}" if most else last

    def read(text: str) -> Any:
        if text not in table:
            raise ValueError(f"Input should be {called}")
        return table[text]

    return read


def _text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
