"""A transaction that fails changes nothing, and none costs more when there are more rows."""

from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from backend.local import moto_state
from backend.local.cloud import Cloud
from tests.contract.dynamodb.conftest import refusal_of


def row(user_id: str, **more: str) -> dict[str, Any]:
    return {"user_id": {"S": user_id}, **{name: {"S": value} for name, value in more.items()}}


def message(message_id: str, text: str) -> dict[str, Any]:
    return {"conversation_id": {"S": "conv_rollback"}, "message_id": {"S": message_id}, "text": {"S": text}}


def update(table: str, key: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": table,
            "Key": key,
            "UpdateExpression": f"SET #n = :new, tags.{name} = :new REMOVE gone",
            "ExpressionAttributeNames": {"#n": name},
            "ExpressionAttributeValues": {":new": {"S": "new"}},
        }
    }


def failing(table: str) -> dict[str, Any]:
    """A check that does not hold."""
    condition = "attribute_exists(user_id)"
    return {"ConditionCheck": {"TableName": table, "Key": row("nobody"), "ConditionExpression": condition}}


def everything(cloud: Cloud, *tables: str) -> list[Any]:
    return [sorted(map(repr, moto_state.items(cloud.account, cloud.region, table))) for table in tables]


@pytest.mark.parametrize("position", [0, 6])
def test_a_transaction_that_fails_changes_nothing(cloud: Cloud, dynamodb: Any, users: str, position: int) -> None:
    """Rows that were added, replaced, updated in their depth and deleted, in tables with and without a range key."""
    messages = cloud.tables["messages"]
    dynamodb.put_item(TableName=users, Item={**row("old", gone="x"), "tags": {"M": {"a": {"S": "1"}}}})
    dynamodb.put_item(TableName=users, Item=row("replaced", name="before"))
    dynamodb.put_item(TableName=messages, Item=message("msg_1", "one"))
    dynamodb.put_item(TableName=messages, Item=message("msg_2", "two"))
    before = everything(cloud, users, messages)
    writes: list[dict[str, Any]] = [
        {"Put": {"TableName": users, "Item": row("added")}},
        {"Put": {"TableName": users, "Item": row("replaced", name="after")}},
        update(users, row("old"), "b"),
        {"Put": {"TableName": messages, "Item": message("msg_1", "another")}},
        {"Put": {"TableName": messages, "Item": message("msg_3", "three")}},
        {"Delete": {"TableName": messages, "Key": {k: v for k, v in message("msg_2", "").items() if k != "text"}}},
    ]
    writes.insert(position, failing(users))
    refusal = refusal_of(lambda: dynamodb.transact_write_items(TransactItems=writes))
    assert refusal["Error"]["Code"] == "TransactionCanceledException"
    assert everything(cloud, users, messages) == before


def test_others_rows_are_not_copied(cloud: Cloud, dynamodb: Any, users: str) -> None:
    """Not even when the transaction fails: the row of another keeps being the very same object."""
    dynamodb.put_item(TableName=users, Item=row("other"))
    table = dynamodb_backends[cloud.account][cloud.region].tables[users]
    (before,) = [item for item in table.all_items() if item.attrs["user_id"].value == "other"]
    refusal_of(lambda: dynamodb.transact_write_items(TransactItems=[failing(users)]))
    dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": users, "Item": row("mine")}}])
    found = dynamodb_backends[cloud.account][cloud.region].tables[users]
    assert any(item is before for item in found.all_items())
