"""Transactions that overlap in time on an item, over the wire."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from backend.local.cloud import Cloud
from tests.contract.dynamodb.conftest import refusal_of
from tests.makers import eventually
from tests.time_limits import scaled

LONG = 300.0
"""Seconds: no test takes so long."""
NOTHING = {"Code": "None"}
CONFLICT = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}


def key(user_id: str) -> dict[str, Any]:
    return {"user_id": {"S": user_id}}


def put(table: str, user_id: str) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": key(user_id)}}


def add_one(table: str, user_id: str) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": table,
            "Key": key(user_id),
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }


@contextmanager
def holding(cloud: Cloud, table: str, user_id: str, **more: str) -> Iterator[None]:
    """A transaction is writing that user's row, until the block ends."""
    usual, dynamodb = cloud.dynamodb.span, cloud.client("dynamodb")
    with ThreadPoolExecutor(1) as pool:
        cloud.dynamodb.span = LONG
        try:
            ongoing = pool.submit(dynamodb.transact_write_items, TransactItems=[put(table, user_id)], **more)
            eventually(lambda: "Item" in dynamodb.get_item(TableName=table, Key=key(user_id)))
            yield
            assert not ongoing.done()
        finally:
            cloud.dynamodb.span = usual
        ongoing.result()


@pytest.fixture
def held(cloud: Cloud, users: str, user_id: str) -> Iterator[str]:
    """The id of a user whose row a transaction is writing while the test runs."""
    with holding(cloud, users, user_id):
        yield user_id


def test_a_transaction_that_meets_another_is_canceled(dynamodb: Any, users: str, held: str) -> None:
    """A reason for each part in its order, "None" without a message for those that met nobody; nothing is written."""
    other = f"{held}-other"
    refusal = refusal_of(lambda: dynamodb.transact_write_items(TransactItems=[put(users, other), add_one(users, held)]))
    assert refusal["Error"]["Code"] == "TransactionCanceledException"
    assert refusal["Error"]["Message"] == (
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]"
    )
    assert refusal["CancellationReasons"] == [NOTHING, CONFLICT]
    assert "Item" not in dynamodb.get_item(TableName=users, Key=key(other))


def test_a_check_is_a_part_like_any_other(dynamodb: Any, users: str, held: str) -> None:
    """A transaction that only looks at the item meets the other one too."""
    check = {"TableName": users, "Key": key(held), "ConditionExpression": "attribute_exists(user_id)"}
    refusal = refusal_of(lambda: dynamodb.transact_write_items(TransactItems=[{"ConditionCheck": check}]))
    assert refusal["CancellationReasons"] == [CONFLICT]


def test_a_plain_write_that_meets_a_transaction_is_refused(dynamodb: Any, users: str, held: str) -> None:
    """Put, update and delete alike."""
    update = add_one(users, held)["Update"]
    for write in (
        lambda: dynamodb.put_item(TableName=users, Item=key(held)),
        lambda: dynamodb.update_item(**update),
        lambda: dynamodb.delete_item(TableName=users, Key=key(held)),
    ):
        refusal = refusal_of(write)
        assert refusal["Error"]["Code"] == "TransactionConflictException"
        assert refusal["Error"]["Message"] == "Transaction is ongoing for the item"


def test_a_transaction_of_reads_that_meets_a_write_is_canceled(dynamodb: Any, users: str, held: str) -> None:
    """Its reasons have the same form."""
    gets = [{"Get": {"TableName": users, "Key": key(each)}} for each in (f"{held}-other", held)]
    refusal = refusal_of(lambda: dynamodb.transact_get_items(TransactItems=gets))
    assert refusal["Error"]["Code"] == "TransactionCanceledException"
    assert refusal["CancellationReasons"] == [NOTHING, CONFLICT]


def test_who_looks_only_meets_nobody(dynamodb: Any, users: str, held: str) -> None:
    """Plain reads go on, and so do writes of other items."""
    assert "Item" in dynamodb.get_item(TableName=users, Key=key(held), ConsistentRead=True)
    assert dynamodb.batch_get_item(RequestItems={users: {"Keys": [key(held)]}})["Responses"][users]
    dynamodb.put_item(TableName=users, Item=key(f"{held}-other"))


def test_the_same_token_learns_that_its_transaction_is_ongoing(
    cloud: Cloud, dynamodb: Any, users: str, user_id: str
) -> None:
    """A retry that overtakes its first attempt."""
    request = {"TransactItems": [put(users, user_id)], "ClientRequestToken": user_id}
    with holding(cloud, users, user_id, ClientRequestToken=user_id):
        refusal = refusal_of(lambda: dynamodb.transact_write_items(**request))
    assert refusal["Error"]["Code"] == "TransactionInProgressException"
    dynamodb.transact_write_items(**request)


def test_nothing_is_held_afterwards(dynamodb: Any, users: str, user_id: str) -> None:
    """Neither after a transaction that was carried out nor after one that was canceled."""
    transaction = [put(users, user_id)]
    dynamodb.transact_write_items(TransactItems=transaction)
    transaction[0]["Put"]["ConditionExpression"] = "attribute_not_exists(user_id)"
    refusal_of(lambda: dynamodb.transact_write_items(TransactItems=transaction))
    dynamodb.delete_item(TableName=users, Key=key(user_id))
    dynamodb.transact_write_items(TransactItems=transaction)


def test_transactions_at_once_meet_without_being_slowed_down(dynamodb: Any, users: str, user_id: str) -> None:
    """At its usual speed: eight at once add to one counter, some meet, and it counts those that were carried out."""
    start, carried_out, met = Barrier(8), 0, 0

    def transact(_: int) -> bool:
        start.wait()
        try:
            dynamodb.transact_write_items(TransactItems=[add_one(users, user_id)])
        except ClientError as error:
            return bool(error.response["CancellationReasons"] != [CONFLICT])
        return True

    end = time.monotonic() + scaled(20)
    with ThreadPoolExecutor(8) as pool:
        while not met:
            assert time.monotonic() < end, "no transaction has ever met another one"
            outcomes = list(pool.map(transact, range(8)))
            carried_out, met = carried_out + sum(outcomes), met + outcomes.count(False)
    assert dynamodb.get_item(TableName=users, Key=key(user_id))["Item"]["n"] == {"N": str(carried_out)}


def test_an_error_on_the_wire_is_as_aws_writes_it(cloud: Cloud, dynamodb: Any, users: str, user_id: str) -> None:
    """Its type with a prefix, the content type, `Message` or `message`, and no message where there is no reason."""
    cloud.dynamodb.faults.add(reason="TransactionConflict", table="-users$")
    cloud.dynamodb.faults.add(code="TransactionConflictException")
    products = {"Put": {"TableName": cloud.tables["products"], "Item": {"product_id": {"S": user_id}}}}
    told = [
        send(cloud, "TransactWriteItems", {"TransactItems": [products, put(users, user_id)]}),
        send(cloud, "PutItem", {"TableName": users, "Item": key(user_id)}),
        send(cloud, "PutItem", {"TableName": users, "Item": key("")}),
    ]
    assert [status for status, _, _ in told] == [400, 400, 400]
    assert {kind for _, kind, _ in told[:2]} == {"application/x-amz-json-1.0"}
    bodies = [body for _, _, body in told]
    assert bodies[0] == {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, TransactionConflict]",
        "CancellationReasons": [NOTHING, CONFLICT],
    }
    assert bodies[1] == {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
        "message": "Transaction is ongoing for the item",
    }
    assert bodies[2]["__type"].endswith("#ValidationException")


def send(cloud: Cloud, operation: str, body: dict[str, Any]) -> tuple[int, str, Any]:
    """(status, content type, body) of a request that no SDK has touched."""
    headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    scope = f"local/20260101/{cloud.region}/dynamodb/aws4_request"
    headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
    connection = HTTPConnection(urlsplit(cloud.endpoint).netloc, timeout=scaled(20))
    try:
        connection.request("POST", "/", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), json.loads(answer.read())
    finally:
        connection.close()
