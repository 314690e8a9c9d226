"""Expressions: everything that is declared is used, everything that is used is declared, and none is too long.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend.local.dynamodb.items import PathPart, size_of
from backend.local.dynamodb.wire import invalid

LONGEST_EXPRESSION = 4096
MOST_OPERATORS = 300
MOST_VALUES_OF_IN = 100
LARGEST_VALUES = 2 * 1024 * 1024

_EXPRESSIONS = {
    "Put": ("ConditionExpression",),
    "Update": ("UpdateExpression", "ConditionExpression"),
    "Delete": ("ConditionExpression",),
    "ConditionCheck": ("ConditionExpression",),
    "Get": ("ProjectionExpression",),
    "Query": ("KeyConditionExpression", "FilterExpression", "ProjectionExpression"),
}
_NAME = re.compile(r"#[A-Za-z0-9_]+")
_VALUE = re.compile(r":[A-Za-z0-9_]+")
_OPERATOR = re.compile(r"<>|<=|>=|[=<>+-]|\b(?:AND|OR|NOT|BETWEEN|IN)\b|\b\w+\s*\(", re.IGNORECASE)
_IN = re.compile(r"\bIN\s*\(([^()]*)\)", re.IGNORECASE)


def check_expressions(part: PathPart) -> None:
    found = {name: part.body[name] for name in _EXPRESSIONS.get(part.kind, ()) if part.body.get(name) is not None}
    for name, expression in found.items():
        _check_length(name, expression)
    _check_names(part, found)
    _check_values(part, found)


def _check_length(name: str, expression: str) -> None:
    if not expression.strip():
        raise invalid(f"Invalid {name}: The expression can not be empty;")
    size = len(expression.encode())
    if size > LONGEST_EXPRESSION:
        raise invalid(f"Invalid {name}: Expression size has exceeded the maximum allowed size; expression size: {size}")
    operators = len(_OPERATOR.findall(expression))
    if operators > MOST_OPERATORS:
        raise invalid(f"Invalid {name}: The expression contains too many operators; operator count: {operators}")
    if any(inner.count(",") >= MOST_VALUES_OF_IN for inner in _IN.findall(expression)):
        raise invalid(f"Invalid {name}: The IN operator is provided with too many operands")


def _check_names(part: PathPart, expressions: Mapping[str, str]) -> None:
    declared = part.body.get("ExpressionAttributeNames")
    for name, used in _find_used(_NAME, expressions):
        if used not in (declared or {}):
            raise invalid(
                f"Invalid {name}: An expression attribute name used in the document path is not defined; "
                f"attribute name: {used}"
            )
    if declared is None:
        return
    if not expressions:
        raise invalid("ExpressionAttributeNames can only be specified when using expressions")
    if not declared:
        raise invalid("ExpressionAttributeNames must not be empty")
    _check_unused("ExpressionAttributeNames", declared, {used for _, used in _find_used(_NAME, expressions)})


def _check_values(part: PathPart, expressions: Mapping[str, str]) -> None:
    declared = part.body.get("ExpressionAttributeValues")
    for name, used in _find_used(_VALUE, expressions):
        if used not in (declared or {}):
            raise invalid(
                f"Invalid {name}: An expression attribute value used in expression is not defined; "
                f"attribute value: {used}"
            )
    if declared is None:
        return
    if not expressions:
        wanted = " and ".join(_EXPRESSIONS.get(part.kind, ()))
        raise invalid(f"ExpressionAttributeValues can only be specified when using expressions: {wanted} is null")
    if not declared:
        raise invalid("ExpressionAttributeValues must not be empty")
    _check_unused("ExpressionAttributeValues", declared, {used for _, used in _find_used(_VALUE, expressions)})
    if size_of(declared) > LARGEST_VALUES:
        raise invalid("ExpressionAttributeValues exceeds max size")


def _check_unused(member: str, declared: Mapping[str, Any], used: set[str]) -> None:
    unused = [name for name in declared if name not in used]
    if unused:
        raise invalid(f"Value provided in {member} unused in expressions: keys: {{{', '.join(unused)}}}")


def _find_used(pattern: re.Pattern[str], expressions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """("ConditionExpression", ":old"), ..."""
    for name, expression in expressions.items():
        for used in pattern.findall(expression):
            yield name, used
