"""Counters and the signing key."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.tables import Tables
from backend.domain.shared.errors import StoreUnavailable
from tests.makers import Counting, Scripted, refused


@pytest.fixture
def short_lived(tables: Tables, table_of: dict[str, str]) -> DynamoDBCounters:
    return DynamoDBCounters(tables, table_of["short_lived"])


@pytest.fixture
def counter() -> str:
    return f"test#{secrets.token_hex(8)}"


def test_counts_up_to_the_limit(short_lived: DynamoDBCounters, counter: str) -> None:
    """Each take answers with the count after it, until the limit is reached."""
    taken = [short_lived.take(counter, limit=3, expires_at=2_000_000_000) for _ in range(5)]
    assert taken == [1, 2, 3, None, None]
    assert short_lived.count(counter) == 3


def test_fifty_at_once_take_what_there_is(short_lived: DynamoDBCounters, counter: str) -> None:
    """Of fifty that take at the same moment from twenty, exactly twenty get something, and each another number."""
    start = Barrier(50)

    def take(_: int) -> int | None:
        start.wait()
        return short_lived.take(counter, limit=20, expires_at=2_000_000_000)

    with ThreadPoolExecutor(50) as pool:
        got = [count for count in pool.map(take, range(50)) if count is not None]
    assert sorted(got) == list(range(1, 21))
    assert short_lived.count(counter) == 20


def test_what_was_given_back_can_be_taken_again(short_lived: DynamoDBCounters, counter: str) -> None:
    """A generation that failed leaves its place to the next."""
    assert short_lived.take(counter, limit=1, expires_at=2_000_000_000) == 1
    short_lived.give_back(counter)
    assert short_lived.take(counter, limit=1, expires_at=2_000_000_000) == 1


def test_takes_several_or_none(short_lived: DynamoDBCounters, counter: str) -> None:
    """An amount that does not fit takes nothing; what is left can still be taken."""
    assert short_lived.take(counter, limit=5, amount=3, expires_at=2_000_000_000) == 3
    assert short_lived.take(counter, limit=5, amount=3, expires_at=2_000_000_000) is None
    assert short_lived.take(counter, limit=5, amount=2, expires_at=2_000_000_000) == 5


@pytest.mark.parametrize(("limit", "amount"), [(2, 3), (0, 1)])
def test_the_limit_holds_from_the_first(short_lived: DynamoDBCounters, counter: str, limit: int, amount: int) -> None:
    """More than the limit cannot be taken from a counter that is new, either."""
    assert short_lived.take(counter, limit=limit, amount=amount, expires_at=2_000_000_000) is None


def test_a_work_counts_once_and_is_given_back_once(short_lived: DynamoDBCounters, counter: str) -> None:
    """However often it is asked for; what was not counted is not given back."""
    for work in ("one", "one", "two"):
        assert short_lived.take_for(f"{counter}-{work}", counter, limit=2, expires_at=2_000_000_000)
    assert not short_lived.take_for(f"{counter}-three", counter, limit=2, expires_at=2_000_000_000)
    for work in ("one", "one", "three"):
        short_lived.give_back_for(f"{counter}-{work}", counter)
    assert short_lived.count(counter) == 1


def test_an_unknown_counter_is_nought(short_lived: DynamoDBCounters, counter: str) -> None:
    """Nothing was taken from a counter that nobody has used."""
    assert short_lived.count(counter) == 0


def test_a_record_says_when_it_expires(
    short_lived: DynamoDBCounters, tables: Tables, table_of: Any, counter: str
) -> None:
    """The moment is in seconds of Unix time, where the table's TTL looks for it."""
    short_lived.take(counter, limit=1, expires_at=1_800_000_000)
    row = tables.get(table_of["short_lived"], {"key": counter})
    assert row is not None
    assert row["expires_at"] == 1_800_000_000


def test_a_store_that_does_not_answer_is_not_a_limit() -> None:
    """A counter that cannot be read is an error, not a no."""
    broken = DynamoDBCounters(Tables(Scripted(refused("InternalServerError"))), "t")
    with pytest.raises(StoreUnavailable):
        broken.take("x", limit=1, expires_at=1)


def test_the_signing_key_is_made_once(dynamodb: Any) -> None:
    """Twenty instances that ask for it at the same moment, the first ever, end up with the same 32 bytes."""
    table = f"keys-{secrets.token_hex(4)}"
    dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
    )
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
    start = Barrier(20)

    def ask(_: int) -> bytes:
        instance = DynamoDBCounters(Tables(dynamodb), table)
        start.wait()
        return instance.signing_key

    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(ask, range(20)))
    dynamodb.delete_table(TableName=table)
    assert [len(key) for key in keys] == [32]


def test_the_signing_key_is_read_once_by_an_instance(short_lived: DynamoDBCounters, counting: Counting) -> None:
    """After the first page token the key is at hand."""
    first = short_lived.signing_key
    counting.calls.clear()
    assert short_lived.signing_key == first
    assert counting.calls == {}


def test_the_signing_key_does_not_expire(short_lived: DynamoDBCounters, tables: Tables, table_of: Any) -> None:
    """The table forgets what has an `expires_at`; the key has none."""
    assert short_lived.signing_key
    row = tables.get(table_of["short_lived"], {"key": "signing_key#cursors"})
    assert row is not None
    assert "expires_at" not in row
