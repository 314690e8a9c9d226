"""A write whose answer was lost is sent again: it counts once, and does not fail on its own success."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from backend.adapters.dynamodb.conversations import DynamoDBConversations
from backend.adapters.dynamodb.idempotency import DynamoDBIdempotency
from backend.adapters.dynamodb.jobs import DynamoDBJobs
from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.sliding_windows import DynamoDBSlidingWindows
from backend.adapters.dynamodb.tables import ConditionFailed, Tables
from backend.adapters.dynamodb.users import DynamoDBUsers
from backend.domain.conversations.models import Conversation
from backend.domain.jobs.models import StoredJobError
from backend.domain.jobs.ports import LeaseHeld
from backend.domain.shared.errors import NotFound, StoreUnavailable
from backend.domain.shared.idempotency import Claim, Kept
from backend.domain.shared.ids import new_id
from tests.contract.test_jobs_repository import stored
from tests.makers import NOW, cursors

WRITES = ("put_item", "update_item", "delete_item")
JOB_ERROR = StoredJobError(error="store_unavailable", message="Try again.")
Act = Callable[[Tables, Mapping[str, str], str], Any]


class Twice:
    """A client of DynamoDB whose single writes are each sent twice, as after an answer that was lost."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.exceptions = client.exceptions

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)
        if name not in WRITES:
            return operation

        def twice(**request: Any) -> Any:
            operation(**request)
            return operation(**request)

        return twice


def _leased(tables: Tables, table_of: Mapping[str, str], owner: str) -> tuple[DynamoDBJobs, Any]:
    jobs = DynamoDBJobs(tables, table_of["jobs"], cursors())
    job = stored(owner)
    jobs.add(job)
    return jobs, jobs.lease(job.job_id, now=100, lease=30, at=NOW)


def lease(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    jobs, job = _leased(tables, table_of, owner)
    with pytest.raises(LeaseHeld):  # it is held: nobody else gets it
        jobs.lease(job.job_id, now=101, lease=30, at=NOW)
    return job.attempts, job.leased_until, job.state


def save(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    jobs, job = _leased(tables, table_of, owner)
    job = jobs.save(job, NOW, progress=10, leased_until=200)
    job = jobs.save(job, NOW, progress=40, leased_until=300)
    return job.progress, job.leased_until, jobs.get(job.job_id).progress


def wait(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    jobs, job = _leased(tables, table_of, owner)
    jobs.wait(job, JOB_ERROR, NOW)
    return jobs.get(job.job_id).model_dump(exclude={"job_id", "owner_id"})


def claim(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    idempotency = DynamoDBIdempotency(tables, table_of["short_lived"], now=lambda: 1000)
    first = idempotency.claim(owner, "create", "key", "digest")
    assert isinstance(first, Claim)
    idempotency.complete(first, Kept(201, {"A": "b"}, b"{}"))
    again = idempotency.claim(owner, "create", "key", "digest")
    return first.taken_over, first.locked_until, again


def take_over(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    now = [1000.0]
    idempotency = DynamoDBIdempotency(tables, table_of["short_lived"], now=lambda: now[0])
    first = idempotency.claim(owner, "create", "key", "digest")
    now[0] += 60
    second = idempotency.claim(owner, "create", "key", "digest")
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    return second.taken_over, second.work == first.work, second.locked_until


def forget(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    idempotency = DynamoDBIdempotency(tables, table_of["short_lived"], now=lambda: 1000)
    first = idempotency.claim(owner, "create", "key", "digest")
    assert isinstance(first, Claim)
    idempotency.forget(first)
    again = idempotency.claim(owner, "create", "key", "another digest")
    return isinstance(again, Claim) and again.taken_over


def count(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    counters = DynamoDBCounters(tables, table_of["short_lived"])
    taken = [counters.take(owner, limit=3, expires_at=2_000_000_000) for _ in range(4)]
    counters.give_back(owner)
    return taken, counters.count(owner)


def count_calls(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    windows = DynamoDBSlidingWindows(tables, table_of["short_lived"])
    found = [windows.count(owner, limit=2, seconds=60, now=1000 + each) for each in (0, 1, 2, 3, 70, 71)]
    return [(each.allowed, each.count) for each in found]


def see_user(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    users = DynamoDBUsers(tables, table_of["users"])
    for name in ("ana", "anna"):
        row = users.note_visit(owner, username=name, email=None, at=NOW)
    return {name: value for name, value in row.items() if name != "user_id"}


def delete_conversation(tables: Tables, table_of: Mapping[str, str], owner: str) -> Any:
    conversations = DynamoDBConversations(tables, table_of["conversations"], table_of["messages"], cursors())
    made = Conversation(conversation_id=new_id("conv"), owner_id=owner, title="Hi", created_at=NOW)
    conversations.add(made, [], owner)
    conversations.delete(made.conversation_id, owner_id=owner)
    with suppress(NotFound):
        conversations.get(made.conversation_id, owner_id=owner)
        return "still there"
    return "deleted"


ACTS: list[Act] = [
    lease, save, wait, claim, take_over, forget, count, count_calls, see_user, delete_conversation,
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_a_write_sent_twice_has_the_effect_of_one(dynamodb: Any, table_of: Mapping[str, str], act: Act) -> None:
    """The same outcome with every write sent once and with every write sent twice."""
    once = act(Tables(dynamodb), table_of, f"owner-{secrets.token_hex(6)}")
    assert act(Tables(Twice(dynamodb)), table_of, f"owner-{secrets.token_hex(6)}") == once


@pytest.mark.parametrize("condition", [None, "attribute_exists(n)", "n < :limit"])
def test_an_addition_sent_twice_counts_once(dynamodb: Any, table_of: Mapping[str, str], condition: str | None) -> None:
    """Whatever its condition says of the item after the first."""
    tables, key = Tables(Twice(dynamodb)), {"key": f"test#{secrets.token_hex(6)}"}
    values: dict[str, Any] = {"limit": 9} if condition and ":limit" in condition else {}
    Tables(dynamodb).put(table_of["short_lived"], {**key, "n": 1})
    row = tables.update(table_of["short_lived"], key, "ADD n :one", condition=condition, one=1, **values)
    assert row == {**key, "n": 2}
    assert tables.get(table_of["short_lived"], key) == row


def test_another_writer_is_not_taken_for_ourselves(dynamodb: Any, table_of: Mapping[str, str]) -> None:
    """A condition that fails on somebody else's write fails, and says what it found."""
    tables, item = Tables(dynamodb), {"key": f"test#{secrets.token_hex(6)}", "n": 1}
    tables.put(table_of["short_lived"], item, condition="attribute_not_exists(n)")
    with pytest.raises(ConditionFailed) as caught:
        tables.put(table_of["short_lived"], {**item, "n": 2}, condition="attribute_not_exists(n)")
    assert caught.value.found is not None
    assert caught.value.found["n"] == 1
    with pytest.raises(ConditionFailed):
        tables.update(table_of["short_lived"], {"key": item["key"]}, "SET n = :n", condition="n > :n", n=5)


class Deaf(Twice):
    """A client that hears no answer to its updates, although each is carried out."""

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)
        if name != "update_item":
            return operation

        def lost(**request: Any) -> Any:
            with suppress(ClientError):
                operation(**request)
            raise ConnectionClosedError(endpoint_url="http://127.0.0.1")

        return lost


def test_an_update_that_nobody_answered_is_looked_up(dynamodb: Any, table_of: Mapping[str, str]) -> None:
    """It is a success when the item carries its token, and counts once."""
    tables, key = Tables(Deaf(dynamodb), pause=lambda _seconds: None), {"key": f"test#{secrets.token_hex(6)}"}
    assert tables.update(table_of["short_lived"], key, "ADD n :one", one=1) == {**key, "n": 1}


def test_an_update_that_never_arrived_is_a_failure(dynamodb: Any, table_of: Mapping[str, str]) -> None:
    """Its condition refuses it, and no answer says so: what is there is of another write."""
    key = {"key": f"test#{secrets.token_hex(6)}"}
    Tables(dynamodb).put(table_of["short_lived"], {**key, "n": 1}, condition="attribute_not_exists(n)")
    with pytest.raises(StoreUnavailable):
        Tables(Deaf(dynamodb), pause=lambda _seconds: None).update(
            table_of["short_lived"], key, "SET n = :n", condition="n > :n", n=5
        )
