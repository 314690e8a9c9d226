"""The time that is left to answer, as one value.

Made at the entry points (Lambda's remaining time, the container's limit), passed down to whatever decides: a pipeline,
a chat, a job, a model client. Stores are called from everywhere and decide nothing; the transport below them reads the
budget that is active in its thread, so that no repository has to hand it on:

    whole time of the invocation
    ├─ Budget at the entry .................................. ends with the invocation
    ├─ reserve(ANSWER): active for every call to AWS ........ ends before it, so that an answer gets out
    └─ reserve(CLOSING): for models, fetches, other work .... ends before that, so that the outcome is written down
"""

import time
from collections.abc import Callable
from contextvars import ContextVar, Token
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")

GATEWAY_SECONDS = 29.0
"""API Gateway's limit, and the budget where nobody made one."""
ANSWER, CLOSING = 1.5, 2.0
"""Seconds kept for the answer itself, and for writing down how the work ended (job, allowance, idempotency record)."""
LARGEST_SHARE = 0.1
"""Of a short budget no more than this share is kept: a caller with 4 s waits 4 s."""
SHORTEST = 0.05
"""Seconds; a socket takes a timeout of 0 for "do not wait at all"."""


class Outcome(Enum):
    """What is known of a call that failed."""

    NOT_DONE = "not done"
    """It never left, or never reached anybody."""
    THROTTLED = "throttled"
    """Answered: too many calls, or not ready; it was not carried out."""
    CONFLICT = "conflict"
    """Answered: another call was writing the same item; it was not carried out."""
    UNKNOWN = "unknown"
    """It was sent, and no answer that could be understood came back. It may have been carried out."""
    REFUSED = "refused"
    """Answered: an error that stays the same however often it is sent."""


class CallFailed(Exception):
    """A call to another service failed in a way that no library has an exception for."""

    outcome = Outcome.UNKNOWN


class TimeUp(CallFailed):
    """Too little time was left to begin a call."""

    outcome = Outcome.NOT_DONE


class CutOff(CallFailed):
    """The time was over before the answer was whole."""


class Budget:
    """When the work has to end, as `time.monotonic()` has it, and whether a call that failed may be sent again."""

    __slots__ = ("ends_at", "repeats")

    def __init__(self, ends_at: float, repeats: bool = True) -> None:
        self.ends_at = ends_at
        self.repeats = repeats

    @classmethod
    def of(cls, seconds: float) -> "Budget":
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self.ends_at - time.monotonic())

    def timeout(self, cap: float) -> float:
        """Seconds that a call may take: at most `cap`, and never 0."""
        return max(SHORTEST, min(cap, self.remaining()))

    def allows(self, seconds: float) -> bool:
        return self.ends_at - time.monotonic() >= seconds

    def require(self, seconds: float) -> None:
        """`TimeUp` when less is left."""
        if self.ends_at - time.monotonic() < seconds:
            raise TimeUp(f"less than {seconds} s are left")

    def reserve(self, seconds: float) -> "Budget":
        """A budget that ends earlier by `seconds`, or by a tenth of what is left if that is less."""
        return Budget(reserve(self.ends_at, seconds, time.monotonic()), self.repeats)

    def within(self, seconds: float) -> "Budget":
        """A budget of at most `seconds`."""
        return Budget(min(self.ends_at, time.monotonic() + seconds), self.repeats)

    def once(self, seconds: float) -> "Budget":
        """A budget of at most `seconds`, in which nothing is sent twice."""
        ends_at = time.monotonic() + seconds
        return Budget(ends_at if ends_at < self.ends_at else self.ends_at, False)

    def active(self) -> "ActiveBudget":
        """`with budget.active():` calls that this thread makes inside have this budget. Never around a `yield`: a
        generator may go on in another thread."""
        return ActiveBudget(self)

    def run(self, call: Callable[..., T], *arguments: Any) -> T:
        """What `call` returns; the calls that it makes have this budget. For what every request does: it takes a third
        of the time of `with budget.active()`."""
        token = _active.set(self)
        try:
            return call(*arguments)
        finally:
            _active.reset(token)


def reserve(ends_at: float, seconds: float, now: float) -> float:
    """When to end so that `seconds` are left until `ends_at`, or a tenth of the time from now if that is less."""
    share = (ends_at - now) * LARGEST_SHARE
    if share >= seconds:
        return ends_at - seconds
    return ends_at - share if share > 0 else ends_at


class ActiveBudget:
    __slots__ = ("_budget", "_token")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def __enter__(self) -> Budget:
        self._token: Token[Budget | None] = _active.set(self._budget)
        return self._budget

    def __exit__(self, *_: object) -> None:
        _active.reset(self._token)


_active: ContextVar[Budget | None] = ContextVar("budget", default=None)


def find_active() -> Budget | None:
    """The budget that is active in this thread; None outside of a request."""
    return _active.get()


def current() -> Budget:
    """The active budget. Outside of a request (a script, a start) each call gets the gateway's whole limit."""
    return _active.get() or Budget.of(GATEWAY_SECONDS)
