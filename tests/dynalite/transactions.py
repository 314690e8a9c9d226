"""What dynalite lacks: TransactWriteItems, replayed as single writes, and the item that a failed condition met."""

import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

_WRITES = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}
_CONDITIONS = ("ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues")


class WithTransactions:
    """A boto3 client with transactions. One call at a time goes through, so nobody sees half of one.

    First every part's condition is tried by an update that changes nothing; when all hold, the parts are written.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)
        if not callable(operation) or (name.startswith("get_") and name != "get_item"):
            return operation

        def call(*args: Any, **request: Any) -> Any:
            with self._lock:
                try:
                    return operation(*args, **request)
                except self._client.exceptions.ConditionalCheckFailedException as error:
                    self._add_item(error, request)
                    raise

        return call

    def _add_item(self, error: Any, request: Mapping[str, Any]) -> None:
        """What the condition met, if it is asked for. The option is of 2023, and younger than dynalite."""
        if request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
            key = self._key("Put" if "Item" in request else "Update", request)
            found = self._client.get_item(TableName=request["TableName"], Key=key, ConsistentRead=True)
            error.response.update({"Item": found["Item"]} if "Item" in found else {})

    def transact_write_items(self, TransactItems: Sequence[Mapping[str, Any]], **_more: Any) -> dict[str, Any]:
        parts = [next(iter(each.items())) for each in TransactItems]
        with self._lock:
            reasons = [self._reason(kind, part) for kind, part in parts]
            if any(reason["Code"] != "None" for reason in reasons):
                raise self._canceled(reasons)
            for kind, part in parts:
                if kind in _WRITES:
                    getattr(self._client, _WRITES[kind])(**_without_condition(part))
        return {}

    def _reason(self, kind: str, part: Mapping[str, Any]) -> dict[str, str]:
        if "ConditionExpression" not in part:
            return {"Code": "None"}
        table, key = part["TableName"], self._key(kind, part)
        missing = "Item" not in self._client.get_item(TableName=table, Key=key, ConsistentRead=True)
        try:
            self._client.update_item(TableName=table, Key=key, **_only_condition(part))
        except self._client.exceptions.ConditionalCheckFailedException:
            return {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
        if missing:
            self._client.delete_item(TableName=table, Key=key)  # the update has left a row with nothing but its key
        return {"Code": "None"}

    def _key(self, kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
        if kind != "Put":
            return dict(part["Key"])
        schema = self._client.describe_table(TableName=part["TableName"])["Table"]["KeySchema"]
        return {each["AttributeName"]: part["Item"][each["AttributeName"]] for each in schema}

    def _canceled(self, reasons: list[dict[str, str]]) -> Exception:
        codes = ", ".join(reason["Code"] for reason in reasons)
        message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
        error = {"Code": "TransactionCanceledException", "Message": message}
        response = {"Error": error, "CancellationReasons": reasons}
        made: Exception = self._client.exceptions.TransactionCanceledException(response, "TransactWriteItems")
        return made


def _only_condition(part: Mapping[str, Any]) -> dict[str, Any]:
    return _with_used({name: part[name] for name in _CONDITIONS if name in part})


def _without_condition(part: Mapping[str, Any]) -> dict[str, Any]:
    return _with_used({name: value for name, value in part.items() if name != "ConditionExpression"})


def _with_used(request: dict[str, Any]) -> dict[str, Any]:
    """Without the names and values that its expressions no longer use."""
    text = " ".join(request.get(name, "") for name in ("ConditionExpression", "UpdateExpression"))
    used = set(re.findall(r"[#:]\w+", text))
    for member in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        request[member] = {name: value for name, value in request.get(member, {}).items() if name in used}
        if not request[member]:
            del request[member]
    return request
