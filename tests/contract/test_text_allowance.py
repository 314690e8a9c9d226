"""How many tokens of text models a caller may use in a day."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from backend.adapters.dynamodb.short_lived import DynamoDBCounters
from backend.adapters.dynamodb.tables import Tables
from backend.domain.limits.text_allowance import TextAllowance
from backend.domain.shared.errors import TooManyRequests
from backend.domain.shared.meter import Meter
from backend.domain.shared.usage import Usage
from tests.makers import Scripted, refused

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def user() -> str:
    return f"user-{secrets.token_hex(6)}"


@pytest.fixture
def counters(tables: Tables, table_of: dict[str, str]) -> DynamoDBCounters:
    return DynamoDBCounters(tables, table_of["short_lived"])


def call(allowance: TextAllowance, user: str, *, most: int, used: int) -> None:
    meter = Meter(account=allowance.account(user))
    meter.reserve_text(most)
    meter.text("a-model", Usage(input_tokens=used // 2, output_tokens=used - used // 2))
    meter.settle()


def used(allowance: TextAllowance, user: str) -> int:
    left = allowance.find_left(user)
    assert left is not None
    return left.used


def test_what_was_used_is_charged(counters: DynamoDBCounters, user: str) -> None:
    """Not what was reserved for it."""
    allowance = TextAllowance(counters, 1000, now=lambda: NOON)
    for expected in (30, 60):
        call(allowance, user, most=500, used=30)
        assert used(allowance, user) == expected


def test_a_call_that_may_pass_the_limit_is_refused(counters: DynamoDBCounters, user: str) -> None:
    """The caller hears until when; the model is not asked, and a smaller call still goes through."""
    allowance = TextAllowance(counters, 1000, now=lambda: NOON)
    call(allowance, user, most=900, used=800)
    with pytest.raises(TooManyRequests) as refusal:
        call(allowance, user, most=300, used=1)
    assert refusal.value.retry_after == 12 * 3600
    call(allowance, user, most=200, used=100)
    assert used(allowance, user) == 900


def test_several_calls_of_one_request_are_charged_together(counters: DynamoDBCounters, user: str) -> None:
    """Also one that used nothing; settling twice charges once."""
    allowance = TextAllowance(counters, 1000, now=lambda: NOON)
    meter = Meter(account=allowance.account(user))
    for tokens in (40, 0, 2):
        meter.reserve_text(300)
        meter.text("a-model", Usage(input_tokens=tokens))
    for _ in range(2):
        meter.settle()
    assert used(allowance, user) == 42


def test_calls_at_the_same_time_do_not_pass_the_limit(counters: DynamoDBCounters, user: str) -> None:
    """Of twenty that may use 100 each, ten get through at a limit of a thousand."""
    allowance = TextAllowance(counters, 1000, now=lambda: NOON)

    def reserve(_: int) -> bool:
        try:
            allowance.reserve(user, 100)
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(reserve, range(20))) == 10


def test_a_new_day_begins_at_midnight(counters: DynamoDBCounters, user: str) -> None:
    """What was reserved before midnight is settled in the day that it was reserved in."""
    now = NOON
    allowance = TextAllowance(counters, 1000, now=lambda: now)
    meter = Meter(account=allowance.account(user))
    meter.reserve_text(900)
    now = NOON + timedelta(hours=13)
    meter.text("a-model", Usage(input_tokens=10))
    meter.settle()
    assert used(allowance, user) == 0
    now = NOON
    assert used(allowance, user) == 10


def test_no_limit_counts_nothing(counters: DynamoDBCounters, user: str) -> None:
    """Turned off on purpose, nothing is reserved and nothing is shown."""
    allowance = TextAllowance(counters, 0)
    call(allowance, user, most=10**9, used=10**9)
    assert (allowance.account(user), allowance.find_left(user)) == (None, None)


def test_a_store_that_fails_afterwards_changes_no_answer() -> None:
    """The reservation stays, which is the safe side."""
    store = DynamoDBCounters(Tables(Scripted(refused("InternalServerError"))), "t")
    TextAllowance(store, 1000).settle("text_tokens#ana", reserved=500, used=10)
