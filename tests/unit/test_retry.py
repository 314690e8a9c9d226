"""What is sent again, after what, and never beyond the budget."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from backend.adapters.calls import retry
from backend.adapters.calls.failures import outcome_of
from backend.adapters.dynamodb.sliding_windows import DynamoDBSlidingWindows
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, put_of
from backend.domain.limits.rate_limit import RateLimit
from backend.domain.shared.budget import Budget, CallFailed, Outcome, TimeUp, current
from backend.domain.shared.errors import StoreUnavailable
from tests.makers import Scripted, budget, refused

URL = {"endpoint_url": "https://x"}


def cancelled(*codes: str | None) -> ClientError:
    reasons = [{"Code": code or "None"} for code in codes]
    return refused("TransactionCanceledException", CancellationReasons=reasons)


def broken(status: int) -> ClientError:
    return refused("InternalServerError", ResponseMetadata={"HTTPStatusCode": status})


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (EndpointConnectionError(**URL), Outcome.NOT_DONE),
        (ConnectTimeoutError(**URL), Outcome.NOT_DONE),
        (NoCredentialsError(), Outcome.NOT_DONE),
        (TimeUp(), Outcome.NOT_DONE),
        (ReadTimeoutError(**URL), Outcome.UNKNOWN),
        (ConnectionClosedError(**URL), Outcome.UNKNOWN),
        (CallFailed(), Outcome.UNKNOWN),
        (broken(500), Outcome.UNKNOWN),
        (refused("ThrottlingException"), Outcome.THROTTLED),
        (refused("ProvisionedThroughputExceededException"), Outcome.THROTTLED),
        (refused("SlowDown", ResponseMetadata={"HTTPStatusCode": 503}), Outcome.THROTTLED),
        (refused("TransactionConflictException"), Outcome.CONFLICT),
        (cancelled(None, "TransactionConflict"), Outcome.CONFLICT),
        (cancelled("ThrottlingError", None), Outcome.THROTTLED),
        (cancelled("ThrottlingError", "TransactionConflict"), Outcome.CONFLICT),
        (cancelled("ConditionalCheckFailed", "TransactionConflict"), Outcome.REFUSED),
        (cancelled("ValidationError"), Outcome.REFUSED),
        (refused("ConditionalCheckFailedException"), Outcome.REFUSED),
        (refused("ValidationException"), Outcome.REFUSED),
    ],
)
def test_outcomes(error: Exception, outcome: Outcome) -> None:
    """What each error leaves open."""
    assert outcome_of(error) is outcome


def tries(operation: str, error: Exception, given: Budget | None = None) -> int:
    """How often a call is sent that always fails so."""
    sent: list[int] = []

    def send() -> None:
        sent.append(1)
        assert len(sent) < 100, "it is sent again without end"
        raise error

    with pytest.raises(type(error)):
        retry.call(operation, send, budget=given or budget(), pause=lambda _: None)
    return len(sent)


@pytest.mark.parametrize("operation", sorted(retry.POLICIES))
def test_what_was_refused_is_not_sent_again(operation: str) -> None:
    """It would be refused again."""
    assert tries(operation, refused("ValidationException")) == 1


FAILURES: dict[Outcome, Exception] = {
    Outcome.NOT_DONE: ConnectTimeoutError(**URL),
    Outcome.THROTTLED: refused("ThrottlingException"),
    Outcome.CONFLICT: cancelled("TransactionConflict"),
    Outcome.UNKNOWN: ReadTimeoutError(**URL),
}


@pytest.mark.parametrize("outcome", FAILURES)
@pytest.mark.parametrize("operation", sorted(retry.POLICIES))
def test_it_is_sent_again_as_often_as_the_policy_says(operation: str, outcome: Outcome) -> None:
    """While there is time: one call more than there are repetitions."""
    error = FAILURES[outcome]
    assert outcome_of(error) is outcome
    assert tries(operation, error, budget(10_000)) == retry.POLICIES[operation].repeats.get(outcome, 0) + 1


@pytest.mark.parametrize("operation", ["invoke_model", "converse_stream", "kie createTask", "initiate_auth"])
def test_what_costs_or_counts_is_not_sent_again_blindly(operation: str) -> None:
    """A second picture, answer, task or count may be one too many."""
    assert tries(operation, ReadTimeoutError(**URL)) == 1


@pytest.mark.parametrize("operation", sorted(retry.POLICIES))
def test_nothing_is_sent_again_in_a_budget_without_repeats(operation: str) -> None:
    """Whatever happened to it."""
    assert tries(operation, refused("ThrottlingException"), Budget.of(60).once(30)) == 1


def test_nothing_is_sent_again_without_time() -> None:
    """A pause that would use up the time is not made."""
    assert tries("get_item", refused("ThrottlingException"), Budget.of(retry.READ.needs + 0.01)) == 1


def test_nothing_is_sent_at_all_without_time() -> None:
    """Anyone who has no time left hears it at once."""
    with pytest.raises(TimeUp):
        retry.call("get_item", lambda: pytest.fail("it was sent"), budget=Budget.of(0))


def test_pauses_grow_and_differ() -> None:
    """Those who met once are spread, and later ones wait longer, up to a limit."""
    policy = retry.READ
    for attempt in range(1, 30):
        bound = min(policy.first_pause * 2 ** (attempt - 1), policy.longest_pause)
        made = {policy.pause(attempt) for _ in range(20)}
        assert len(made) > 1
        assert all(bound / 2 <= pause <= bound for pause in made)


def test_a_call_is_made_within_its_budget() -> None:
    """What is sent sees the budget that it was given."""
    given = budget(7)
    assert retry.call("get_item", current, budget=given) == given


# ---- as DynamoDB's users see it


@pytest.mark.parametrize("error", [cancelled("TransactionConflict"), cancelled("ThrottlingError", None)])
def test_a_transaction_that_met_another_is_sent_again(error: Exception) -> None:
    """Conflicts and throttling go by."""
    client = Scripted(error, error, {})
    Tables(client, pause=lambda _: None).transact([put_of("t", {"id": "a"})])
    assert len(client.requests) == 3


@pytest.mark.parametrize(
    ("error", "ask"),
    [
        (cancelled("TransactionConflict"), lambda tables: tables.transact([put_of("t", {"id": "a"})])),
        (cancelled("ThrottlingError"), lambda tables: tables.transact([put_of("t", {"id": "a"})])),
        (refused("TransactionConflictException"), lambda tables: tables.put("t", {"id": "a"}, condition="x")),
        (refused("ThrottlingException"), lambda tables: tables.delete("t", {"id": "a"}, condition="x")),
    ],
)
def test_a_store_that_stays_busy_is_no_failed_condition(error: Exception, ask: Callable[[Tables], Any]) -> None:
    """Nobody knows what the condition would have said: it is not "not found", and not "exists already"."""
    client = Scripted(error)
    with pytest.raises(StoreUnavailable):
        ask(Tables(client, pause=lambda _: None))
    assert len(client.requests) > 3


def test_a_single_write_that_met_a_transaction_is_sent_again() -> None:
    """A plain write next to a transaction is refused as well."""
    client = Scripted(refused("TransactionConflictException"), refused("ConditionalCheckFailedException"))
    with pytest.raises(ConditionFailed):
        Tables(client, pause=lambda _: None).put("t", {"id": "a"}, condition="attribute_not_exists(id)")
    assert len(client.requests) == 2


def test_the_rate_counter_is_asked_once_and_briefly() -> None:
    """A counter that is away costs a call a second at the most, and the call continues."""
    seen: list[Budget] = []

    def throttled() -> None:
        seen.append(current())
        raise refused("ThrottlingException")

    limit = RateLimit(DynamoDBSlidingWindows(Tables(Scripted(throttled), pause=lambda _: None), "t"), 100, 60)
    with budget(20).active():
        assert limit.take("ana") is None
    (given,) = seen
    assert given.remaining() <= 1.0
