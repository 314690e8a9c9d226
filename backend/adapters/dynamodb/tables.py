"""DynamoDB as the repositories use it: plain values in and out, typed errors, no Scan."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.adapters.calls import retry
from backend.adapters.calls.failures import CONFLICT_REASONS, aws_error_types, error_code, error_response, outcome_of
from backend.adapters.dynamodb.items import Item, decode, encode, encode_value
from backend.adapters.dynamodb.key_schemas import KeySchema
from backend.domain.shared.budget import Outcome, current
from backend.domain.shared.errors import StoreUnavailable
from backend.domain.shared.unit_of_work import Write

LOST_RACES = CONFLICT_REASONS | {"ConditionalCheckFailed"}
BUSY = "The data store is busy. Retry in a moment."
WRITE_ATTRIBUTE = "write_token"
LOOK_SECONDS = 2.0
"""For the read that tells what became of an update."""
_TOKEN_VALUE = f":{WRITE_ATTRIBUTE}"
_NOT_OURS = f"(attribute_not_exists({WRITE_ATTRIBUTE}) OR {WRITE_ATTRIBUTE} <> {_TOKEN_VALUE})"


Update = Callable[..., Item]
"""See `Tables.prepare_update`."""


class ConditionFailed(Exception):
    """A conditional write found the item other than expected.

    `failed` numbers the parts of a transaction, `conflicts` those of them that another transaction was writing just
    then: what their condition would have said is not known.
    """

    def __init__(
        self, failed: Sequence[int] = (0,), conflicts: Sequence[int] = (), *, found: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__("a condition failed")
        self.failed = tuple(failed)
        self.conflicts = tuple(conflicts)
        self.found = found
        """The item as a single write found it; None where there is none."""


@dataclass(frozen=True, slots=True)
class Rows:
    items: list[dict[str, Any]]
    last: dict[str, Any] | None
    """The key to continue after; None at the end."""


class Tables:
    """A thin layer over boto3's client of DynamoDB.

    Raises `ConditionFailed` where a condition did not hold, and `StoreUnavailable` for whatever else went wrong; the
    cause is chained for the log and never shown.
    """

    def __init__(self, client: Any, *, pause: retry.Pause = time.sleep) -> None:
        self._client = client
        self._pause = pause

    def get(self, table: str, key: Mapping[str, Any], *, consistent: bool = True) -> dict[str, Any] | None:
        answer = self._ask("get_item", TableName=table, Key=encode(key), ConsistentRead=consistent)
        return _row_of(decode(answer["Item"])) if "Item" in answer else None

    def put(self, table: str, item: Mapping[str, Any], *, condition: str | None = None, **values: Any) -> None:
        """`put(t, item, condition="version = :old", old=3)`. Sent twice it has the effect of once."""
        if condition is None:
            self._ask("put_item", TableName=table, Item=encode(item))
            return
        token = _new_token()
        request = {
            "TableName": table,
            "Item": encode({**item, WRITE_ATTRIBUTE: token}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **_condition(condition, values),
        }
        self._own(token, "put_item", request)

    def update(
        self,
        table: str,
        key: Mapping[str, Any],
        expression: str,
        *,
        condition: str | None = None,
        names: Mapping[str, str] | None = None,
        **values: Any,
    ) -> dict[str, Any]:
        """Applies an update expression and answers with the item as it then is. Sent twice it counts once."""
        typed = {f":{name}": encode_value(value) for name, value in values.items()}
        update = self.prepare_update(table, expression, condition=condition)
        return _row_of(decode(update(encode(key), typed, names)))

    def prepare_update(self, table: str, expression: str, *, condition: str | None = None) -> Update:
        """For what every request writes: `update` with its constant half put together once.

        It takes the key, the values (whose names begin with a colon; it adds our token) and the names, and gives the
        item as it then is, all in DynamoDB's own types. Raises what `update` raises.
        """
        constant: dict[str, Any] = {
            "TableName": table,
            "UpdateExpression": _with_token(expression),
            "ConditionExpression": _NOT_OURS if condition is None else f"({condition}) AND {_NOT_OURS}",
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

        def update(key: Item, values: Item, names: Mapping[str, str] | None = None) -> Item:
            token, request = _new_token(), constant.copy()
            values[_TOKEN_VALUE] = {"S": token}
            request["Key"] = key
            request["ExpressionAttributeValues"] = values
            if names:
                request["ExpressionAttributeNames"] = names
            return self._own(token, "update_item", request)

        return update

    def delete(self, table: str, key: Mapping[str, Any], *, condition: str | None = None, **values: Any) -> None:
        self._ask("delete_item", TableName=table, Key=encode(key), **_condition(condition, values))

    def delete_many(self, table: str, keys: Sequence[Mapping[str, Any]]) -> None:
        """Deletes up to 25 items, each whether it exists or not; some may be gone when this raises."""
        wanted = {table: [{"DeleteRequest": {"Key": encode(key)}} for key in keys]}
        for _ in self._batches():
            if not wanted.get(table):
                return
            wanted = self._ask("batch_write_item", RequestItems=wanted).get("UnprocessedItems") or {}

    def query(
        self,
        table: str,
        schema: KeySchema,
        value: str,
        *,
        limit: int,
        newest_first: bool = True,
        start: Mapping[str, Any] | None = None,
        begin: str | None = None,
    ) -> Rows:
        """The rows under one hash key: `query(t, BY_OWNER, "usr_1", limit=20)`.

        A table is read consistently, an index cannot be. DynamoDB gives a key to continue after whenever `limit`
        is reached, also when nothing follows. `start` is such a key; `begin` leaves out the rows whose range key is
        smaller.
        """
        request: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": "#hash = :hash",
            "ExpressionAttributeNames": {"#hash": schema.hash_key},
            "ExpressionAttributeValues": {":hash": encode_value(value)},
            "ScanIndexForward": not newest_first,
            "Limit": limit,
        }
        if begin is not None:
            request["KeyConditionExpression"] += " AND #range >= :begin"
            request["ExpressionAttributeNames"]["#range"] = schema.range_key
            request["ExpressionAttributeValues"][":begin"] = encode_value(begin)
        if schema.index is None:
            request["ConsistentRead"] = True  # an index has no such reads
        else:
            request["IndexName"] = schema.index
        if start is not None:
            request["ExclusiveStartKey"] = encode(start)
        answer = self._ask("query", **request)
        last = answer.get("LastEvaluatedKey")
        return Rows([_row_of(decode(item)) for item in answer["Items"]], decode(last) if last else None)

    def page(
        self,
        table: str,
        schema: KeySchema,
        value: str,
        *,
        limit: int,
        newest_first: bool = True,
        start: Mapping[str, Any] | None = None,
    ) -> Rows:
        """As `query`, with a key to continue after only when a row follows: it reads one row more than it returns."""
        rows = self.query(table, schema, value, limit=limit + 1, newest_first=newest_first, start=start)
        if len(rows.items) <= limit:
            return rows
        return Rows(rows.items[:limit], schema.cursor(rows.items[limit - 1]))

    def get_many(self, table: str, name: str, values: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Up to 100 items by their one-part keys; what does not exist is missing from the answer."""
        wanted = {table: {"Keys": [{name: {"S": value}} for value in dict.fromkeys(values)]}}
        found: dict[str, dict[str, Any]] = {}
        for _ in self._batches():
            if not wanted or not wanted[table]["Keys"]:
                break
            answer = self._ask("batch_get_item", RequestItems=wanted)
            found.update({item[name]["S"]: _row_of(decode(item)) for item in answer["Responses"].get(table, [])})
            wanted = answer.get("UnprocessedKeys") or {}
        return found

    def _batches(self) -> Iterator[None]:
        """Continues with what a batch left unprocessed, as a table does that throttles, after pauses that grow."""
        budget = current()
        for attempt in range(retry.READ.repeats[Outcome.THROTTLED] + 2):
            pause = retry.READ.pause(attempt) if attempt else 0.0
            if not budget.allows(pause):
                break
            self._pause(pause)
            yield
        raise StoreUnavailable(BUSY)

    def reachable(self, keys: Mapping[str, Mapping[str, Any]]) -> None:
        """One read over several tables (`{table: key}`); raises `StoreUnavailable` when any does not answer."""
        self._ask("batch_get_item", RequestItems={table: {"Keys": [encode(key)]} for table, key in keys.items()})

    def transact(self, writes: Sequence[Write]) -> None:
        """All of the writes or none; see `put_of`, `update_of`, `delete_of` and `check_of`.

        The token lets DynamoDB know it again for ten minutes when the answer was lost and it is sent once more.
        """
        self._ask("transact_write_items", TransactItems=list(writes), ClientRequestToken=os.urandom(16).hex())

    def _own(self, token: str, operation: str, request: Mapping[str, Any]) -> Item:
        """A conditional write that recognises itself: the item after it, in DynamoDB's types, where DynamoDB tells.

        A write whose answer was lost is sent again, and its condition then fails on its own success. Each write leaves
        a token in the item: where the item that made the condition fail carries it, the write had succeeded. Where no
        answer came at all, an update reads the item: that call may get through.
        """
        try:
            answer = self._send(operation, request)
        except ConditionFailed as error:
            if error.found is None or error.found.get(WRITE_ATTRIBUTE) != token:
                raise
            return encode(error.found)
        except StoreUnavailable as error:
            found = self._find_written(token, request) if _is_unknown(error) else None
            if found is None:
                raise
            return found
        item: Item = answer.get("Attributes") or {}
        return item

    def _find_written(self, token: str, request: Mapping[str, Any]) -> Item | None:
        """The item if an update of unknown outcome wrote it, and nobody after it. One short look."""
        if "Key" not in request:
            return None
        with current().once(LOOK_SECONDS).active(), suppress(StoreUnavailable):
            answer = self._ask("get_item", TableName=request["TableName"], Key=request["Key"], ConsistentRead=True)
            item: Item = answer.get("Item", {})
            return item if item.get(WRITE_ATTRIBUTE) == {"S": token} else None
        return None

    def _ask(self, operation: str, **request: Any) -> dict[str, Any]:
        return self._send(operation, request)

    def _send(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        send = getattr(self._client, operation)
        try:
            answer: dict[str, Any] = retry.call(operation, lambda: send(**request), pause=self._pause)
        except aws_error_types() as error:
            raise _translate(error) from error
        return answer


def _is_unknown(error: StoreUnavailable) -> bool:
    return isinstance(error.__cause__, aws_error_types()) and outcome_of(error.__cause__) is Outcome.UNKNOWN


def _new_token() -> str:
    return os.urandom(9).hex()


def _row_of(item: dict[str, Any]) -> dict[str, Any]:
    """The item as it was written, without our token."""
    item.pop(WRITE_ATTRIBUTE, None)
    return item


def _with_token(expression: str) -> str:
    """`_with_token("SET a = :a ADD n :one")` -> `SET write_token = :write_token, a = :a ADD n :one`"""
    ours = f"SET {WRITE_ATTRIBUTE} = :{WRITE_ATTRIBUTE}"
    return f"{ours}, {expression[4:]}" if expression.startswith("SET ") else f"{ours} {expression}"


def put_of(table: str, item: Mapping[str, Any], *, condition: str | None = None, **values: Any) -> Write:
    return {"Put": {"TableName": table, "Item": encode(item), **_condition(condition, values)}}


def delete_of(table: str, key: Mapping[str, Any], *, condition: str | None = None, **values: Any) -> Write:
    return {"Delete": {"TableName": table, "Key": encode(key), **_condition(condition, values)}}


def update_of(
    table: str,
    key: Mapping[str, Any],
    expression: str,
    *,
    condition: str | None = None,
    names: Mapping[str, str] | None = None,
    **values: Any,
) -> Write:
    update = {"TableName": table, "Key": encode(key), "UpdateExpression": expression, **_condition(condition, values)}
    if names:
        update["ExpressionAttributeNames"] = dict(names)
    return {"Update": update}


def check_of(table: str, key: Mapping[str, Any], *, condition: str, **values: Any) -> Write:
    return {"ConditionCheck": {"TableName": table, "Key": encode(key), **_condition(condition, values)}}


def _condition(condition: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {}
    if condition is not None:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = {f":{name}": encode_value(value) for name, value in values.items()}
    return request


def _translate(error: Exception) -> Exception:
    """A write that met others, or was throttled, to the end says nothing about its condition: the store is busy."""
    if error_code(error) == "ConditionalCheckFailedException":
        item = error_response(error).get("Item")
        return ConditionFailed(found=decode(item) if item else None)
    if outcome_of(error) in (Outcome.CONFLICT, Outcome.THROTTLED):
        return StoreUnavailable(BUSY)
    reasons = error_response(error).get("CancellationReasons", [])
    failed = [at for at, reason in enumerate(reasons) if reason.get("Code") in LOST_RACES]
    if failed:
        return ConditionFailed(failed, [at for at in failed if reasons[at]["Code"] in CONFLICT_REASONS])
    return StoreUnavailable("The data store did not respond. Retry in a moment.")
