"""DynamoDB as the repositories use it."""

import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

from backend.adapters.dynamodb.items import encode
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, check_of, delete_of, put_of
from backend.domain.shared.errors import StoreUnavailable
from tests.makers import Counting, Scripted, refused


@pytest.fixture
def users(table_of: Mapping[str, str]) -> str:
    return table_of["users"]


@pytest.fixture
def key() -> dict[str, str]:
    return {"user_id": secrets.token_hex(8)}


def test_gets_what_was_put(tables: Tables, users: str, key: dict[str, str]) -> None:
    """Values of every kind come back as they were."""
    row = {**key, "n": 3, "price": 1.5, "on": True, "raw": b"\0\xff", "names": ["ñ", {"deep": [1, "🦊"]}], "none": []}
    tables.put(users, row)
    assert tables.get(users, key) == row


def test_what_is_not_there_is_none(tables: Tables, users: str, key: dict[str, str]) -> None:
    """A missing item is no error."""
    assert tables.get(users, key) is None


def test_reads_are_consistent(tables: Tables, counting: Counting, users: str, key: dict[str, str]) -> None:
    """A read after a write sees it, unless the caller asks for a cheaper one."""
    tables.get(users, key)
    tables.get(users, key, consistent=False)
    assert [request["ConsistentRead"] for _, request in counting.requests] == [True, False]


def test_a_condition_holds_or_is_refused(tables: Tables, users: str, key: dict[str, str]) -> None:
    """A conditional put writes once, and tells the second one."""
    tables.put(users, key, condition="attribute_not_exists(user_id)")
    with pytest.raises(ConditionFailed):
        tables.put(users, key, condition="attribute_not_exists(user_id)")


def test_a_condition_takes_values(tables: Tables, users: str, key: dict[str, str]) -> None:
    """Values in a condition are written as keywords."""
    tables.put(users, {**key, "version": 1})
    tables.put(users, {**key, "version": 2}, condition="version = :old", old=1)
    with pytest.raises(ConditionFailed):
        tables.delete(users, key, condition="version = :old", old=1)
    tables.delete(users, key, condition="version = :old", old=2)
    assert tables.get(users, key) is None


def test_an_update_answers_with_the_whole_item(tables: Tables, users: str, key: dict[str, str]) -> None:
    """What was there and what changed, as it then is."""
    tables.put(users, {**key, "kept": "x"})
    row = tables.update(users, key, "SET #s = :s ADD seen :one", names={"#s": "status"}, s="new", one=1)
    assert row == {**key, "kept": "x", "status": "new", "seen": 1}


def test_deleting_what_is_gone_is_no_error(tables: Tables, users: str, key: dict[str, str]) -> None:
    """A deletion can be repeated."""
    tables.delete(users, key)


def test_a_transaction_writes_all(tables: Tables, users: str, key: dict[str, str]) -> None:
    """Puts, deletions and checks of several items are one thing."""
    old, checked = {"user_id": secrets.token_hex(8)}, {"user_id": secrets.token_hex(8)}
    tables.put(users, old)
    tables.put(users, checked)
    tables.transact(
        [
            put_of(users, {**key, "n": 1}),
            delete_of(users, old),
            check_of(users, checked, condition="attribute_exists(user_id)"),
        ]
    )
    assert (tables.get(users, key), tables.get(users, old)) == ({**key, "n": 1}, None)


def test_a_transaction_writes_all_or_nothing(tables: Tables, users: str, key: dict[str, str]) -> None:
    """When the last part is refused, the first is not written either; the refused part is named."""
    taken = {"user_id": secrets.token_hex(8)}
    tables.put(users, taken)
    with pytest.raises(ConditionFailed) as caught:
        tables.transact([put_of(users, key), put_of(users, taken, condition="attribute_not_exists(user_id)")])
    assert caught.value.failed == (1,)
    assert tables.get(users, key) is None


def test_many_are_got_at_once(tables: Tables, counting: Counting, users: str) -> None:
    """A hundred items cost one call; one that is asked for twice or does not exist does no harm."""
    ids = [secrets.token_hex(8) for _ in range(98)]
    for each in ids[:3]:
        tables.put(users, {"user_id": each})
    counting.calls.clear()
    assert set(tables.get_many(users, "user_id", [*ids, ids[0]])) == set(ids[:3])
    assert counting.calls == {"batch_get_item": 1}


def test_nothing_is_asked_for_nothing(tables: Tables, counting: Counting, users: str) -> None:
    """DynamoDB refuses an empty batch; it is not sent."""
    assert tables.get_many(users, "user_id", []) == {}
    assert counting.calls == {}


def batch(keys: list[str], left: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {"Responses": {"t": [encode({"id": key}) for key in keys]}}
    return answer | {"UnprocessedKeys": {"t": {"Keys": [encode({"id": key}) for key in left]}} if left else {}}


def test_keys_that_were_left_are_asked_for_again() -> None:
    """DynamoDB may answer a part of a batch; the rest is asked for until it is all there."""
    client = Scripted(batch(["a"], ["b", "c"]), batch([], ["b", "c"]), batch(["b", "c"], []))
    assert set(Tables(client).get_many("t", "id", "abc")) == {"a", "b", "c"}
    asked = [request["RequestItems"]["t"]["Keys"] for _, request in client.requests]
    assert [len(keys) for keys in asked] == [3, 2, 2]


def test_a_batch_is_given_up_in_the_end() -> None:
    """A store that never answers all of a batch is busy; a page with holes would be a lie."""
    with pytest.raises(StoreUnavailable):
        Tables(Scripted(batch([], ["a"]))).get_many("t", "id", ["a"])


def test_a_query_walks_in_order(tables: Tables, table_of: Mapping[str, str]) -> None:
    """Rows come newest first or oldest first, and a page continues where the one before ended."""
    messages, conversation = table_of["messages"], secrets.token_hex(8)
    for n in range(5):
        tables.put(messages, {"conversation_id": conversation, "message_id": f"msg_{n}", "owner_id": "o"})
    schema = find_key_schema("messages", "conversation_id")
    first = tables.query(messages, schema, conversation, limit=3)
    second = tables.query(messages, schema, conversation, limit=3, start=first.last)
    assert [row["message_id"] for row in first.items + second.items] == [f"msg_{n}" for n in (4, 3, 2, 1, 0)]
    assert second.last is None
    oldest = tables.query(messages, schema, conversation, limit=2, newest_first=False)
    assert [row["message_id"] for row in oldest.items] == ["msg_0", "msg_1"]


def test_several_tables_are_reached_in_one_read(
    tables: Tables, counting: Counting, table_of: Mapping[str, str]
) -> None:
    """The health check costs one call for all tables."""
    tables.reachable({table_of["users"]: {"user_id": "x"}, table_of["products"]: {"product_id": "x"}})
    assert counting.calls == {"batch_get_item": 1}


def test_a_table_that_is_missing_is_not_reached(tables: Tables) -> None:
    """A table that was never made is a store that does not answer."""
    with pytest.raises(StoreUnavailable):
        tables.reachable({"no-such-table": {"key": "x"}})


@pytest.mark.parametrize(
    "failure",
    [
        refused("ProvisionedThroughputExceededException"),
        refused("ResourceNotFoundException", "Requested resource not found: Table: secret-name"),
        refused("AccessDeniedException"),
        refused("InternalServerError"),
        EndpointConnectionError(endpoint_url="http://secret"),
        ConnectTimeoutError(endpoint_url="http://secret"),
    ],
)
def test_what_goes_wrong_is_one_error_without_secrets(failure: Exception) -> None:
    """Whatever DynamoDB says, the caller hears that the store did not answer; the cause is chained for the log."""
    with pytest.raises(StoreUnavailable) as caught:
        Tables(Scripted(failure)).get("t", {"id": "x"})
    assert caught.value.__cause__ is failure
    assert "secret" not in caught.value.message


MET = refused("TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}, {"Code": "None"}])


def test_a_transaction_that_met_another_is_tried_again() -> None:
    """AWS cancels a transaction that meets another on the same item, where it would queue plain writes."""
    client = Scripted(MET, MET, {})
    Tables(client).transact([put_of("t", {"id": "a"}), put_of("t", {"id": "b"})])
    assert [name for name, _ in client.requests] == ["transact_write_items"] * 3


def test_a_transaction_that_keeps_meeting_others_is_no_failed_condition() -> None:
    """The store is busy: what the condition would have said, nobody knows."""
    with pytest.raises(StoreUnavailable):
        Tables(Scripted(MET), pause=lambda _: None).transact([put_of("t", {"id": "a"}), put_of("t", {"id": "b"})])


def test_a_condition_that_failed_is_not_tried_again() -> None:
    """Also where another part met another transaction."""
    reasons = [{"Code": "TransactionConflict"}, {"Code": "ConditionalCheckFailed"}]
    client = Scripted(refused("TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(ConditionFailed) as caught:
        Tables(client).transact([put_of("t", {"id": "a"}), put_of("t", {"id": "b"})])
    assert (caught.value.failed, caught.value.conflicts, len(client.requests)) == ((0, 1), (0,), 1)
