"""IAM's ways of comparing: wildcards, ARNs and condition operators.

Sources: IAM user guide, "IAM JSON policy elements: Resource", "... Condition operators", "Multivalued context keys".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

Context = Mapping[str, str | Sequence[str]]
"""Condition key -> its value in a request, several for a multivalued key. Case of the names does not matter."""
Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]
"""{"StringEquals": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}}"""

_ARN_PARTS = 6


class UnknownConditionError(Exception):
    """A policy asks for a comparison that is not known here: nothing can be said about it."""


@lru_cache(maxsize=4096)
def _glob(pattern: str, star: str) -> re.Pattern[str]:
    parts = {"*": star, "?": "."}
    return re.compile("".join(parts.get(c) or re.escape(c) for c in pattern), re.DOTALL)


def like(pattern: str, value: str) -> bool:
    """ "a*c?" matches "abbcd": a star is any number of characters, a question mark exactly one."""
    return _glob(_literal(pattern), ".*").fullmatch(value) is not None


def action_like(pattern: str, action: str) -> bool:
    """ "S3:get*" matches "s3:GetObject": actions have no case."""
    return like(pattern.lower(), action.lower())


def arn_like(pattern: str, arn: str) -> bool:
    """Part by part, so that a star in the middle of a part never runs over into the next.

    "arn:aws:s3:::shop-*/a" matches "arn:aws:s3:::shop-1/b:c/a"; a star that ends a part takes the rest too, as in
    "arn:aws:sqs:*"; and "*" alone is everything.
    """
    wanted, given = _literal(pattern).split(":", _ARN_PARTS - 1), arn.split(":", _ARN_PARTS - 1)
    if len(wanted) < len(given) and wanted[-1].endswith("*"):
        given = [*given[: len(wanted) - 1], ":".join(given[len(wanted) - 1 :])]
    if len(wanted) != len(given):
        return False
    return all(_glob(want, ".*").fullmatch(got) is not None for want, got in zip(wanted, given, strict=True))


def _literal(pattern: str) -> str:
    """Policy variables stand for facts of the caller that are not at hand here."""
    if "${" in pattern:
        raise UnknownConditionError(f"the policy variable in {pattern!r}")
    return pattern


def _equal(pattern: str, value: str) -> bool:
    return _literal(pattern) == value


def _equal_ignoring_case(pattern: str, value: str) -> bool:
    return _literal(pattern).lower() == value.lower()


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda pattern, value: compare(float(value), float(pattern))


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _equal_ignoring_case,
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": _equal_ignoring_case,
    "NumericEquals": _number(lambda value, limit: value == limit),
    "NumericLessThan": _number(lambda value, limit: value < limit),
    "NumericLessThanEquals": _number(lambda value, limit: value <= limit),
    "NumericGreaterThan": _number(lambda value, limit: value > limit),
    "NumericGreaterThanEquals": _number(lambda value, limit: value >= limit),
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
}


def hold(conditions: Conditions, context: Context) -> bool:
    """Whether every condition holds. `UnknownConditionError` for an operator that is not known here."""
    known = {name.lower(): value for name, value in context.items()}
    return all(
        _holds(operator, _as_list(wanted), known.get(key.lower()))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, wanted: Sequence[str], value: str | Sequence[str] | None) -> bool:
    if operator == "Null":
        return (value is None) == (wanted[0].lower() == "true")
    quantifier, _, bare = operator.rpartition(":")
    optional = bare.endswith("IfExists")
    bare = bare.removesuffix("IfExists")
    negated = bare in _NEGATED
    compare = _OPERATORS.get(_NEGATED.get(bare, bare))
    if compare is None:
        raise UnknownConditionError(f"the condition operator {operator}")
    if value is None:
        return optional or negated or quantifier == "ForAllValues"
    hits = [any(compare(want, got) for want in wanted) != negated for got in _as_list(value)]
    return all(hits) if quantifier == "ForAllValues" or (negated and not quantifier) else any(hits)


def _as_list(value: Any) -> list[str]:
    """ "a" -> ["a"]; JSON's true and numbers as the text they are compared as."""
    values = value if isinstance(value, list | tuple) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
