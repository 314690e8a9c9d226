"""The one layer that sends a call again. botocore and urllib3 are told to send once.

Whether a call may be repeated depends on what is known of the one that failed, and on what a second one would do:

                          not done   throttled   conflict   unknown
    reads                 yes        yes         yes        yes
    writes, repeatable    yes        yes         yes        yes       the second has the effect of the first
    writes                yes        yes         yes        no        the second counts twice, or fails its condition
    paid                  yes        yes         no         no        the second costs as much as the first

Between two there is a pause with jitter, and there is none after which too little of the budget would be left.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from backend.adapters.calls.failures import aws_error_types, error_code, outcome_of
from backend.domain.shared.backoff import choose_pause
from backend.domain.shared.budget import Budget, Outcome, current, find_active

log = logging.getLogger(__name__)

T = TypeVar("T")
Pause = Callable[[float], None]
FIRST_NEEDS = 0.2
"""Seconds; with less no call is begun."""


def do_nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a call is repeated after each outcome, and how long the pauses are, in seconds."""

    repeats: Mapping[Outcome, int]
    first_pause: float = 0.05
    longest_pause: float = 1.0
    needs: float = 0.2
    """Seconds that a call should have; with less it is not begun."""

    def pause(self, attempt: int) -> float:
        return choose_pause(attempt, first=self.first_pause, longest=self.longest_pause)


# Who meets others at one item, such as a counter, was not written: what bounds the tries is the budget.
_ANSWERED = {Outcome.NOT_DONE: 2, Outcome.THROTTLED: 6, Outcome.CONFLICT: 40}
READ = Policy({**_ANSWERED, Outcome.UNKNOWN: 2})
REPEATABLE = READ
WRITE = Policy(_ANSWERED)
PAID = Policy({Outcome.NOT_DONE: 1, Outcome.THROTTLED: 2}, first_pause=0.8, longest_pause=4.0, needs=5.0)
ASKED = Policy({Outcome.NOT_DONE: 1, Outcome.THROTTLED: 1}, first_pause=0.8, longest_pause=4.0, needs=2.0)
"""A text model: after these the next model of the list is asked."""

POLICIES: Mapping[str, Policy] = {
    "get_item": READ,
    "batch_get_item": READ,
    "query": READ,
    "put_item": REPEATABLE,  # as the next two: a write knows itself by its token (`Tables`)
    "update_item": REPEATABLE,
    "delete_item": REPEATABLE,
    "batch_write_item": REPEATABLE,
    "transact_write_items": REPEATABLE,  # each carries a ClientRequestToken, by which DynamoDB knows it again
    "get_object": READ,
    "head_object": READ,
    "head_bucket": READ,
    "list_objects_v2": READ,
    "put_object": Policy({**READ.repeats, Outcome.NOT_DONE: 4, Outcome.UNKNOWN: 4}, 0.1, 2.0),  # may be paid for
    "copy_object": REPEATABLE,
    "put_object_tagging": REPEATABLE,
    "delete_objects": REPEATABLE,
    "send_message": REPEATABLE,  # a job's lease takes care of a message that comes twice
    "get_parameter": READ,
    "get_secret_value": READ,
    "initiate_auth": WRITE,  # a wrong password counts
    "get_tokens_from_refresh_token": REPEATABLE,  # the token that it replaces stays valid for a minute
    "revoke_token": REPEATABLE,
    "converse_stream": ASKED,  # and converse
    "invoke_model": PAID,
    "kie createTask": PAID,
    "kie recordInfo": Policy({outcome: 2 for outcome in Outcome if outcome is not Outcome.REFUSED}, 0.4, 4.0),
}


def call(
    operation: str,
    send: Callable[[], T],
    *,
    budget: Budget | None = None,
    pause: Pause = time.sleep,
    on_retry: Callable[[], None] = do_nothing,
) -> T:
    """What `send` returns; it is sent again as `POLICIES` allows while the budget lasts. Raises its last failure.

    `on_retry` is called before each repetition.
    """
    policy, active = POLICIES[operation], find_active()
    budget = budget or active or current()
    left: dict[Outcome, int] = {}
    attempt, needs = 0, policy.needs if policy.needs < FIRST_NEEDS else FIRST_NEEDS
    while True:
        attempt += 1
        budget.require(needs)
        needs = policy.needs
        try:
            if budget is active:
                return send()
            with budget.active():
                return send()
        except aws_error_types() as error:
            outcome, wait = outcome_of(error), policy.pause(attempt)
            left[outcome] = left.get(outcome, policy.repeats.get(outcome, 0)) - 1
            if left[outcome] < 0 or not budget.repeats or not budget.allows(wait + policy.needs):
                raise
            log.warning("call is repeated", extra={"call": operation, "reason": error_code(error), "attempt": attempt})
        on_retry()
        pause(wait)
