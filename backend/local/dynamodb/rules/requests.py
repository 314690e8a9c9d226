"""Whole requests: how many parts they have, and how large they are together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend.local.dynamodb.items import TRANSACT_GET, TRANSACT_WRITE, PathPart, TableShape, size_of
from backend.local.dynamodb.rules.keys import check_key
from backend.local.dynamodb.wire import WireRequest, invalid

LARGEST_TRANSACTION = 4 * 1024 * 1024
MOST_WRITES = 25
LONGEST_TOKEN = 36


def check_transaction(request: WireRequest, parts: Sequence[PathPart]) -> None:
    if request.operation not in (TRANSACT_WRITE, TRANSACT_GET):
        return
    if not parts:
        raise _constraint("[]", "transactItems", "Member must have length greater than or equal to 1")
    token = request.body.get("ClientRequestToken")
    if token is not None and not 1 <= len(token) <= LONGEST_TOKEN:
        bound = f"less than or equal to {LONGEST_TOKEN}" if token else "greater than or equal to 1"
        raise _constraint(token, "clientRequestToken", f"Member must have length {bound}")
    if sum(_size(part.body) for part in parts) > LARGEST_TRANSACTION:
        raise invalid("The aggregate size of the items in the transaction exceeds 4 MB")


def check_batch(request: WireRequest, shapes: Callable[[str], TableShape | None]) -> None:
    if request.operation not in ("BatchGetItem", "BatchWriteItem"):
        return
    tables = request.body.get("RequestItems")
    if not isinstance(tables, dict) or not tables:
        raise _constraint("{}", "requestItems", "Member must have length greater than or equal to 1")
    for table, asked in tables.items():
        if request.operation == "BatchGetItem":
            _check_keys(table, asked, shapes(table.rpartition("/")[2]))
    if request.operation == "BatchWriteItem" and sum(map(len, tables.values())) > MOST_WRITES:
        raise invalid("Too many items requested for the BatchWriteItem call")


def _check_keys(table: str, asked: Mapping[str, Any], shape: TableShape | None) -> None:
    keys = asked.get("Keys")
    if not keys:
        where = f"requestItems.{table}.member.keys"
        raise _constraint("[]", where, "Member must have length greater than or equal to 1")
    for key in keys:
        if shape is not None:
            check_key(key, shape)


def _size(body: Mapping[str, Any]) -> int:
    """Of the item that a part writes, else of its key: what is stored is not looked at."""
    return size_of(body.get("Item") or body.get("Key") or {})


def _constraint(value: str, member: str, rule: str) -> Exception:
    return invalid(f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}")
