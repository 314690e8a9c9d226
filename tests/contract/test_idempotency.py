"""What was answered to an Idempotency-Key, and who may carry its request out."""

import json
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from backend.adapters.dynamodb.idempotency import KEPT_SECONDS, LARGEST_KEPT, LOCK_SECONDS, DynamoDBIdempotency
from backend.adapters.dynamodb.tables import Tables
from backend.domain.shared.errors import Conflict, Invalid
from backend.domain.shared.idempotency import Claim, Kept
from tests.makers import Scripted, refused

ANSWER = Kept(201, {"Content-Type": "application/json", "Location": "/jobs/1"}, b'{"id": 1}')


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tables: Tables, table_of: Mapping[str, str], clock: Clock) -> DynamoDBIdempotency:
    return DynamoDBIdempotency(tables, table_of["short_lived"], now=clock)


@pytest.fixture
def key() -> str:
    return secrets.token_hex(8)


def claimed(
    book: DynamoDBIdempotency, key: str, *, user: str = "ana", digest: str = "d1", operation: str = "create"
) -> Claim:
    found = book.claim(user, operation, key, digest)
    assert isinstance(found, Claim)
    return found


# ---- claim


def test_the_first_goes_ahead(book: DynamoDBIdempotency, key: str) -> None:
    """With a work id of its own."""
    claim = claimed(book, key)
    assert len(claim.work) == 26
    assert not claim.taken_over


def test_the_second_waits(book: DynamoDBIdempotency, key: str) -> None:
    """While the first is running it gets to know it."""
    claimed(book, key)
    with pytest.raises(Conflict, match="still running"):
        claimed(book, key)


@pytest.mark.parametrize("other", [{"user": "ben"}, {"operation": "generate"}])
def test_a_key_is_its_caller_s_and_its_operation_s(book: DynamoDBIdempotency, key: str, other: dict[str, Any]) -> None:
    """The same key by another, or for something else, is another key."""
    assert claimed(book, key).work != claimed(book, key, **other).work


def test_one_of_many_goes_ahead(book: DynamoDBIdempotency, key: str) -> None:
    """Twenty at the same moment: one claim."""
    together = Barrier(20)

    def claim(_: int) -> bool:
        together.wait()
        try:
            claimed(book, key)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(claim, range(20))) == 1


def test_another_body_is_refused(book: DynamoDBIdempotency, key: str) -> None:
    """Whether the first is running, answered or dead."""
    claim = claimed(book, key)
    finishes: list[Callable[[], object]] = [
        lambda: None,
        lambda: book.release(claim),
        lambda: book.complete(claim, ANSWER),
    ]
    for finish in finishes:
        finish()
        with pytest.raises(Invalid, match="a different request"):
            claimed(book, key, digest="d2")


# ---- how it ends


def test_an_answer_is_kept(book: DynamoDBIdempotency, key: str, clock: Clock) -> None:
    """Status, headers and body, for a day."""
    book.complete(claimed(book, key), ANSWER)
    clock.now += KEPT_SECONDS - 1
    assert book.claim("ana", "create", key, "d1") == ANSWER


def test_an_answer_is_forgotten_after_a_day(book: DynamoDBIdempotency, key: str, clock: Clock) -> None:
    """Then the key is new, also where DynamoDB has not removed the record yet."""
    first = claimed(book, key)
    book.complete(first, ANSWER)
    clock.now += KEPT_SECONDS + 1
    again = claimed(book, key, digest="d2")
    assert again.work != first.work
    with pytest.raises(Conflict):
        claimed(book, key, digest="d2")


def test_a_large_answer_is_kept(book: DynamoDBIdempotency, key: str) -> None:
    """An item of DynamoDB has 400 kB: an answer of a megabyte of JSON is compressed."""
    large = json.dumps([{"key": f"assets/ana/{n}.png", "title": "A quiet harbour"} for n in range(20_000)]).encode()
    assert len(large) > 1_000_000
    book.complete(claimed(book, key), Kept(200, {}, large))
    assert book.claim("ana", "create", key, "d1") == Kept(200, {}, large)


def test_an_answer_that_is_too_large_is_not_kept(book: DynamoDBIdempotency, key: str) -> None:
    """The caller has its answer; who repeats the request continues with the same work."""
    claim = claimed(book, key)
    book.complete(claim, Kept(200, {}, secrets.token_bytes(LARGEST_KEPT + 1)))
    again = claimed(book, key)
    assert (again.work, again.taken_over) == (claim.work, True)


def test_what_was_refused_is_forgotten(book: DynamoDBIdempotency, key: str) -> None:
    """The key may come with another body."""
    first = claimed(book, key)
    book.forget(first)
    assert claimed(book, key, digest="d2").work != first.work


def test_what_failed_is_gone_on_with(book: DynamoDBIdempotency, key: str) -> None:
    """At once, under the same work id."""
    first = claimed(book, key)
    book.release(first)
    assert claimed(book, key).work == first.work


def test_what_died_is_taken_over(book: DynamoDBIdempotency, key: str, clock: Clock) -> None:
    """When the lock has run out, and not before; the work id stays."""
    first = claimed(book, key)
    clock.now += LOCK_SECONDS - 1
    with pytest.raises(Conflict):
        claimed(book, key)
    clock.now += 1
    second = claimed(book, key)
    assert (second.work, second.taken_over) == (first.work, True)
    with pytest.raises(Conflict):
        claimed(book, key)


def test_what_was_taken_over_is_not_forgotten(book: DynamoDBIdempotency, key: str, clock: Clock) -> None:
    """A refusal then does not mean that nothing was done: the next one continues with the same work."""
    first = claimed(book, key)
    clock.now += LOCK_SECONDS
    book.forget(claimed(book, key))
    assert claimed(book, key).work == first.work


@pytest.mark.parametrize("end", ["complete", "release", "forget"])
def test_who_was_taken_over_has_no_say(book: DynamoDBIdempotency, key: str, clock: Clock, end: str) -> None:
    """Whatever the first one comes to, late, the claim of the second one stands."""
    first = claimed(book, key)
    clock.now += LOCK_SECONDS
    second = claimed(book, key)
    getattr(book, end)(first, *([ANSWER] if end == "complete" else []))
    with pytest.raises(Conflict):
        claimed(book, key)
    book.complete(second, ANSWER)
    assert book.claim("ana", "create", key, "d1") == ANSWER


@pytest.mark.parametrize("end", ["complete", "release", "forget"])
def test_a_store_that_fails_afterwards_changes_no_answer(end: str) -> None:
    """The work is done, or has failed for a reason of its own; the lock runs out by itself."""
    book = DynamoDBIdempotency(Tables(Scripted({}, refused("InternalServerError"))), "t")
    claim = claimed(book, "k")
    getattr(book, end)(claim, *([ANSWER] if end == "complete" else []))
