"""How many tokens of text models a caller may use in a day.

The tokens that a call may use at most are reserved before it and settled after it, so calls at the same time cannot
pass the limit together:

    reserve(estimate of the input + longest answer) ── the model answers ── settle(what it used)

A process that dies in between leaves its reservation until the day is over.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.domain.limits.allowance import Left, kept_until, midnight_after
from backend.domain.limits.ports import Counters
from backend.domain.shared.errors import Remedy, StoreUnavailable, TooManyRequests

log = logging.getLogger(__name__)


class TextAllowance:
    """Days are UTC days; the counter is in DynamoDB and counted atomically."""

    def __init__(
        self, counters: Counters, limit: int, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`limit` tokens a day; 0 turns the limit off."""
        self._counters = counters
        self._limit = limit
        self._now = now

    def account(self, user_id: str) -> "TextAccount | None":
        """What a caller's calls are charged to; None where there is no limit."""
        return TextAccount(self, user_id) if self._limit else None

    def find_left(self, user_id: str) -> Left | None:
        if not self._limit:
            return None
        now = self._now()
        return Left(self._limit, self._counters.count(_counter(user_id, now)), midnight_after(now))

    def reserve(self, user_id: str, tokens: int) -> str:
        """The counter that the tokens were reserved in. `TooManyRequests` when they no longer fit."""
        now = self._now()
        tomorrow = midnight_after(now)
        counter = _counter(user_id, now)
        if self._counters.take(counter, limit=self._limit, amount=tokens, expires_at=kept_until(tomorrow)) is None:
            raise TooManyRequests(
                f"Daily text allowance exceeded: {self._limit} tokens a day (UTC), and this call may use {tokens}.",
                retry_after=int((tomorrow - now).total_seconds()),
                remedy=Remedy.SHOW_ALLOWANCE,
            )
        return counter

    def settle(self, counter: str, *, reserved: int, used: int) -> None:
        """Replaces a reservation by what was used. Without the store the reservation stays, which is the safe side."""
        try:
            self._counters.give_back(counter, amount=reserved - used)
        except StoreUnavailable as error:
            log.warning("text tokens are not settled", extra={"reserved": reserved}, exc_info=error.__cause__)


@dataclass(frozen=True, slots=True)
class TextAccount:
    """One caller's text allowance, as a `Meter` carries it."""

    _allowance: TextAllowance
    _user_id: str

    def reserve(self, tokens: int) -> Callable[[int], None]:
        """Reserves tokens; what it returns is called once with the tokens that were used."""
        counter = self._allowance.reserve(self._user_id, tokens)
        return lambda used: self._allowance.settle(counter, reserved=tokens, used=used)


def _counter(user_id: str, now: datetime) -> str:
    return f"text_tokens#{user_id}#{now:%Y-%m-%d}"
