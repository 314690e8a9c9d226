"""Items come back as they were sent, whatever their values, by every way to read them."""

from typing import Any

import pytest

from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.local.cloud import Cloud

BY_OWNER = find_key_schema("messages", "owner_id")
SIMPLE: dict[str, dict[str, Any]] = {
    "text": {"S": "señal 🦊"},
    "blank": {"S": ""},
    "number": {"N": "12.50"},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "nothing": {"NULL": True},
    "bytes": {"B": b"\x00\xff"},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
    "blobs": {"BS": [b"\x01", b"\x02"]},
}
NESTED: dict[str, dict[str, Any]] = {
    "list": {"L": [*SIMPLE.values(), {"M": SIMPLE}]},
    "map": {"M": {**SIMPLE, "in": {"L": [{"L": []}]}}},
}


@pytest.fixture(scope="module")
def item(cloud: Cloud) -> dict[str, Any]:
    key = {"conversation_id": {"S": "conv_values"}, "message_id": {"S": "msg_values"}}
    item = {**key, "owner_id": {"S": "values"}, **SIMPLE, **NESTED}
    cloud.client("dynamodb").put_item(TableName=cloud.tables["messages"], Item=item)
    return item


@pytest.mark.parametrize("way", ["get", "batch", "transaction", "query", "index", "update"])
def test_an_item_comes_back_as_it_was_sent(cloud: Cloud, item: dict[str, Any], way: str) -> None:
    """Every type, alone and within lists and maps."""
    table, dynamodb = cloud.tables["messages"], cloud.client("dynamodb")
    key = {name: item[name] for name in ("conversation_id", "message_id")}
    found = {
        "get": lambda: dynamodb.get_item(TableName=table, Key=key)["Item"],
        "batch": lambda: dynamodb.batch_get_item(RequestItems={table: {"Keys": [key]}})["Responses"][table][0],
        "transaction": lambda: dynamodb.transact_get_items(
            TransactItems=[{"Get": {"TableName": table, "Key": key}}]
        )["Responses"][0]["Item"],
        "query": lambda: dynamodb.query(
            TableName=table, KeyConditionExpression="conversation_id = :c",
            ExpressionAttributeValues={":c": key["conversation_id"]},
        )["Items"][0],
        "index": lambda: dynamodb.query(
            TableName=table, IndexName=BY_OWNER.index, KeyConditionExpression="owner_id = :o",
            ExpressionAttributeValues={":o": item["owner_id"]},
        )["Items"][0],
        "update": lambda: dynamodb.update_item(
            TableName=table, Key=key, UpdateExpression="SET blank = :e", ReturnValues="ALL_NEW",
            ExpressionAttributeValues={":e": {"S": ""}},
        )["Attributes"],
    }[way]()  # fmt: skip
    assert found == item
