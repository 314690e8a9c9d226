"""Query: its keys have the table's or index's types, and it continues where a page of the same query ended."""

import re
from collections.abc import Mapping
from typing import Any

from backend.local.dynamodb.items import TableShape
from backend.local.dynamodb.wire import invalid

_CONDITION = re.compile(
    r"([#\w.]+)\s*(?:=|<=|>=|<|>|BETWEEN)\s*(:\w+)|begins_with\s*\(\s*([#\w.]+)\s*,\s*(:\w+)", re.IGNORECASE
)
_PATH = re.compile(r"(?<![:#\w.])[#A-Za-z]\w*")
_STARTING = "The provided starting key is"


def check_query(body: Mapping[str, Any], shape: TableShape | None) -> None:
    _check_limit(body.get("Limit"))
    keys = _keys(body, shape)
    if shape is None or keys is None:
        return  # moto says that there is no such table or index
    conditions = _conditions(body)
    _check_conditions(conditions, keys, shape)
    _check_filter(body, keys)
    if isinstance(body.get("ExclusiveStartKey"), dict):
        _check_start(body["ExclusiveStartKey"], conditions, keys, shape)


def _check_limit(limit: Any) -> None:
    if limit is not None and limit < 1:
        raise invalid(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        )


def _keys(body: Mapping[str, Any], shape: TableShape | None) -> tuple[str, ...] | None:
    if shape is None:
        return None
    return shape.indexes.get(body["IndexName"]) if "IndexName" in body else shape.keys


def _conditions(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """ "#k = :a AND r > :b" -> [("owner_id", {"S": ...}), ("r", {...})]"""
    names, values = body.get("ExpressionAttributeNames") or {}, body.get("ExpressionAttributeValues") or {}
    found = _CONDITION.findall(body.get("KeyConditionExpression") or "")
    pairs = [(path or prefixed, value or prefix) for path, value, prefixed, prefix in found]
    return [(names.get(path, path), values.get(value)) for path, value in pairs]


def _check_conditions(conditions: list[tuple[str, Any]], keys: tuple[str, ...], shape: TableShape) -> None:
    named = [name for name, _ in conditions]
    if len(named) != len(set(named)):
        raise invalid("KeyConditionExpressions must only contain one condition per key")
    for name, value in conditions:
        if name in keys and value is not None and list(value) != [shape.types[name]]:
            raise invalid(
                "One or more parameter values were invalid: Condition parameter type does not match schema type"
            )


def _check_filter(body: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    names = body.get("ExpressionAttributeNames") or {}
    for path in _PATH.findall(body.get("FilterExpression") or ""):
        if names.get(path, path) in keys:
            raise invalid(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {names.get(path, path)}"
            )


def _check_start(
    start: Mapping[str, Any], conditions: list[tuple[str, Any]], keys: tuple[str, ...], shape: TableShape
) -> None:
    """All of the index's and the table's keys, and the hash key that is asked for."""
    wanted = {*keys, *shape.keys}
    if set(start) != wanted or any(list(start[name]) != [shape.types[name]] for name in wanted):
        raise invalid(f"{_STARTING} invalid")
    if any(name == keys[0] and value != start[name] for name, value in conditions):
        raise invalid(f"{_STARTING} outside query boundaries based on provided conditions")
