"""Attribute values: one type each, numbers that fit, sets without duplicates, not nested too deeply.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from backend.local.dynamodb.items import values_in
from backend.local.dynamodb.wire import invalid

DEEPEST = 32
MOST_DIGITS = 38
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 125, -130
_TYPES = frozenset(("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"))


def check_values(body: Mapping[str, Any]) -> None:
    for value in values_in(body):
        _check(value, DEEPEST)


def _check(value: Any, levels: int) -> None:
    kinds = [kind for kind in value if kind in _TYPES] if isinstance(value, dict) else []
    if len(kinds) != 1:
        wrong = "is empty" if not kinds else "has more than one datatypes set"
        raise invalid(f"Supplied AttributeValue {wrong}, must contain exactly one of the supported datatypes")
    kind, inner = kinds[0], value[kinds[0]]
    if kind in ("N", "NS"):
        for number in [inner] if kind == "N" else inner:
            _check_number(number)
    if kind in ("SS", "NS", "BS"):
        _check_set(inner)
    if kind in ("L", "M"):
        _check_nested(inner if kind == "L" else inner.values(), levels)


def _check_nested(values: Any, levels: int) -> None:
    if levels == 0:
        raise invalid("Nesting Levels have exceeded supported limits")
    for each in values:
        _check(each, levels - 1)


def _check_set(members: Any) -> None:
    if len(set(members)) != len(members):
        shown = ", ".join(members)
        raise invalid(f"One or more parameter values were invalid: Input collection [{shown}] contains duplicates.")


def _check_number(text: Any) -> None:
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError):
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}") from None
    if not number.is_finite():
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}")
    if number == 0:
        return
    if len("".join(map(str, number.as_tuple().digits)).strip("0")) > MOST_DIGITS:
        raise invalid(f"Attempting to store more than {MOST_DIGITS} significant digits in a Number")
    for wrong, kind, side in (
        (number.adjusted() > _LARGEST_EXPONENT, "overflow", "larger"),
        (number.adjusted() < _SMALLEST_EXPONENT, "underflow", "smaller"),
    ):
        if wrong:
            raise invalid(f"Number {kind}. Attempting to store a number with magnitude {side} than supported range")
