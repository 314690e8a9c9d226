"""Transactions that are sent twice, faults that are ordered, and rows that expire."""

import time
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local import provisioning
from backend.local.cloud import Cloud
from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.dynamodb.tokens import VALID_SECONDS, RequestTokens
from backend.local.fault_list import FaultsRefused
from tests.contract.dynamodb.conftest import refusal_of
from tests.contract.dynamodb.test_conflicts import NOTHING, add_one, key, put


def count(dynamodb: Any, table: str, user_id: str) -> str:
    return str(dynamodb.get_item(TableName=table, Key=key(user_id))["Item"]["n"]["N"])


def retrying(cloud: Cloud) -> Any:
    """A client as the service has it, which repeats what got no answer."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local-secret"}
    config = Config(retries={"total_max_attempts": 3, "mode": "standard"}, proxies={})
    return boto3.Session().client(
        "dynamodb", region_name=cloud.region, endpoint_url=cloud.endpoint, config=config, **keys
    )


# ---- request tokens


def test_the_same_transaction_twice_is_written_once(dynamodb: Any, users: str, user_id: str) -> None:
    """With the same token the second one succeeds without doing anything; without one it is another transaction."""
    for _ in range(3):
        dynamodb.transact_write_items(TransactItems=[add_one(users, user_id)], ClientRequestToken=user_id)
    assert count(dynamodb, users, user_id) == "1"
    dynamodb.transact_write_items(TransactItems=[add_one(users, user_id)])
    assert count(dynamodb, users, user_id) == "2"


def test_a_token_belongs_to_its_request(dynamodb: Any, users: str, user_id: str) -> None:
    """With another request it is refused; how to answer is no part of the request."""
    request = {"TransactItems": [add_one(users, user_id)], "ClientRequestToken": user_id}
    dynamodb.transact_write_items(**request)
    dynamodb.transact_write_items(**request, ReturnConsumedCapacity="TOTAL")
    other = {**request, "TransactItems": [add_one(users, f"{user_id}-other")]}
    refusal = refusal_of(lambda: dynamodb.transact_write_items(**other))
    assert refusal["Error"]["Code"] == "IdempotentParameterMismatchException"
    assert count(dynamodb, users, user_id) == "1"


def test_a_canceled_transaction_leaves_no_token_behind(dynamodb: Any, users: str, user_id: str) -> None:
    """Repeated with its token it is looked at again."""
    write = put(users, user_id)
    write["Put"]["ConditionExpression"] = "attribute_not_exists(user_id)"
    request = {"TransactItems": [write], "ClientRequestToken": user_id}
    dynamodb.put_item(TableName=users, Item=key(user_id))
    assert refusal_of(lambda: dynamodb.transact_write_items(**request))["CancellationReasons"][0]["Code"] == (
        "ConditionalCheckFailed"
    )
    dynamodb.delete_item(TableName=users, Key=key(user_id))
    dynamodb.transact_write_items(**request)
    assert "Item" in dynamodb.get_item(TableName=users, Key=key(user_id))


def test_a_token_is_valid_for_ten_minutes_after_the_end() -> None:
    """Then the same request is another one."""
    now, body = [0.0], {"ClientRequestToken": "t", "TransactItems": [1]}
    tokens = RequestTokens(lambda: now[0])
    assert tokens.begin(body)
    now[0] = 100.0
    tokens.end(body, done=True)
    now[0] += VALID_SECONDS - 1
    assert not tokens.begin(body)
    now[0] += 2
    assert tokens.begin(body)
    assert VALID_SECONDS == 600


# ---- faults


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("ThrottlingError", "Throughput exceeds the current capacity of your table or index."),
        ("ProvisionedThroughputExceeded", "The level of configured provisioned throughput for the table was exceeded."),
        ("TransactionConflict", "Transaction is ongoing for the item"),
    ],
)
def test_a_transaction_is_canceled_for_an_ordered_reason(
    cloud: Cloud, dynamodb: Any, users: str, user_id: str, reason: str, message: str
) -> None:
    """The parts on the table that was named have it, the others none; the next transaction goes through."""
    cloud.dynamodb.faults.add(reason=reason, table="products")
    products = {"Put": {"TableName": cloud.tables["products"], "Item": {"product_id": {"S": user_id}}}}
    transaction = [put(users, user_id), products]
    refusal = refusal_of(lambda: dynamodb.transact_write_items(TransactItems=transaction))
    assert refusal["Error"]["Code"] == "TransactionCanceledException"
    assert refusal["Error"]["Message"].endswith(f"[None, {reason}]")
    assert refusal["CancellationReasons"][0] == NOTHING
    assert refusal["CancellationReasons"][1]["Message"].startswith(message)
    dynamodb.transact_write_items(TransactItems=transaction)


def test_a_fault_waits_for_what_it_fits(cloud: Cloud, dynamodb: Any, users: str, user_id: str) -> None:
    """By operation and table, as many times as ordered; what does not fit goes through."""
    cloud.dynamodb.faults.add(operation="PutItem", table="users", code="ThrottlingException", times=2)
    dynamodb.get_item(TableName=users, Key=key(user_id))
    dynamodb.put_item(TableName=cloud.tables["products"], Item={"product_id": {"S": user_id}})
    for _ in range(2):
        refusal = refusal_of(lambda: dynamodb.put_item(TableName=users, Item=key(user_id)))
        assert refusal["Error"]["Code"] == "ThrottlingException"
    assert cloud.dynamodb.faults.pending() == []
    dynamodb.put_item(TableName=users, Item=key(user_id))


@pytest.mark.parametrize(("code", "status"), [("InternalServerError", 500), ("ServiceUnavailable", 503)])
def test_a_fault_of_the_server_has_its_status(
    cloud: Cloud, dynamodb: Any, users: str, user_id: str, code: str, status: int
) -> None:
    """Clients tell by it that they may try again."""
    cloud.dynamodb.faults.add(code=code)
    refusal = refusal_of(lambda: dynamodb.get_item(TableName=users, Key=key(user_id)))
    assert (refusal["Error"]["Code"], refusal["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_a_dropped_request_is_not_carried_out(cloud: Cloud, dynamodb: Any, users: str, user_id: str) -> None:
    """Its connection closes without an answer."""
    cloud.dynamodb.faults.add(operation="PutItem", drop=True)
    with pytest.raises(ConnectionClosedError):
        dynamodb.put_item(TableName=users, Item=key(user_id))
    assert "Item" not in dynamodb.get_item(TableName=users, Key=key(user_id))


def test_a_lost_answer_lets_a_conditional_write_fail_on_itself(cloud: Cloud, users: str, user_id: str) -> None:
    """The SDK repeats it and meets what its own first attempt has written, as at AWS."""
    cloud.dynamodb.faults.clear()
    cloud.dynamodb.faults.add(operation="PutItem", lose_answer=True)
    with pytest.raises(ClientError, match="ConditionalCheckFailedException"):
        retrying(cloud).put_item(
            TableName=users, Item=key(user_id), ConditionExpression="attribute_not_exists(user_id)"
        )


def test_a_lost_answer_does_a_transaction_no_harm(cloud: Cloud, users: str, user_id: str) -> None:
    """The SDK sends a token with it, so the repeated one succeeds and is written once."""
    cloud.dynamodb.faults.clear()
    cloud.dynamodb.faults.add(operation="TransactWriteItems", lose_answer=True)
    client = retrying(cloud)
    client.transact_write_items(TransactItems=[add_one(users, user_id)])
    assert count(client, users, user_id) == "1"


def test_a_delay_is_waited_for(cloud: Cloud, dynamodb: Any, users: str, user_id: str) -> None:
    """For tests of deadlines."""
    cloud.dynamodb.faults.add(operation="GetItem", delay_ms=200)
    began = time.monotonic()
    dynamodb.get_item(TableName=users, Key=key(user_id))
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(
    "fault", [{"operation": "PutItems"}, {"code": "Oops"}, {"reason": "Oops"}, {"table": "("}, {"often": 3}]
)
def test_a_fault_that_is_malformed_is_refused(cloud: Cloud, fault: dict[str, Any]) -> None:
    """Else a test would wait for what never comes."""
    with pytest.raises(FaultsRefused):
        cloud.dynamodb.faults.add(**fault)
    assert cloud.dynamodb.faults.pending() == []


# ---- time to live


def test_rows_expire_when_asked(cloud: Cloud, dynamodb: Any, user_id: str) -> None:
    """Until then they are read, also those whose time is over; what has no time, or one of five years ago, stays."""
    table, now = cloud.tables["short_lived"], 2_000_000_000
    rows = {
        "over": {"expires_at": {"N": str(now - 1)}},
        "ahead": {"expires_at": {"N": str(now + 1)}},
        "long ago": {"expires_at": {"N": str(now - 6 * 365 * 86400)}},
        "text": {"expires_at": {"S": str(now - 1)}},
        "none": {},
    }
    for name, row in rows.items():
        dynamodb.put_item(TableName=table, Item={"key": {"S": f"{user_id}#{name}"}, **row})

    def left() -> set[str]:
        found = [
            name
            for name in rows
            if "Item" in dynamodb.get_item(TableName=table, Key={"key": {"S": f"{user_id}#{name}"}})
        ]
        return set(found)

    assert left() == set(rows)
    assert cloud.delete_expired(now)[table] == 1
    assert left() == set(rows) - {"over"}


# ---- elsewhere


def test_the_cloud_for_terraform_is_as_strict() -> None:
    """What `make cloud` deploys meets the same store."""
    with EmptyCloud() as empty:
        dynamodb = empty.client("dynamodb")
        provisioning.make_table(dynamodb, "users", read_tables()["users"])
        request = {"TransactItems": [add_one(provisioning.table_name("users"), "u")], "ClientRequestToken": "t"}
        dynamodb.transact_write_items(**request)
        dynamodb.transact_write_items(**request)
        assert count(dynamodb, provisioning.table_name("users"), "u") == "1"
