"""How many things a caller may have made, or send, in a day."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.domain.limits.ports import Counters
from backend.domain.shared.errors import StoreUnavailable, TooManyRequests
from backend.domain.shared.unit_of_work import Write

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Left:
    limit: int
    used: int
    resets_at: datetime


class Allowance:
    """Days are UTC days; the counter lies in DynamoDB and is counted atomically."""

    def __init__(
        self,
        counters: Counters,
        limit: int,
        *,
        what: str = "generations",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`what` is counted, in the plural."""
        self._counters = counters
        self._limit = limit
        self._what = what
        self._now = now

    @contextmanager
    def spend(self, user_id: str, work: str) -> Iterator[None]:
        """Counts one generation, and gives it back when what it was for fails. `TooManyRequests` when none is left.

        The same `work` is counted once. What nobody knows to be counted is given back if it was.
        """
        counter, tomorrow = self._today(user_id)
        try:
            counted = self._counters.take_for(work, counter, limit=self._limit, expires_at=kept_until(tomorrow))
        except StoreUnavailable:
            self._refund(work, counter)
            raise
        if not counted:
            raise self.used_up()
        try:
            yield
        except BaseException:
            self._refund(work, counter)
            raise

    def _refund(self, work: str, counter: str) -> None:
        try:
            self._counters.give_back_for(work, counter)
        except StoreUnavailable as error:
            log.warning("a generation is not given back", extra={"work": work}, exc_info=error.__cause__)

    def taking(self, user_id: str, amount: int = 1) -> tuple[str, Write]:
        """The counter of generations, and the part of a transaction that counts `amount` of them.

        Its condition fails when fewer are left: then `used_up` is the error to raise. That error also for more than a
        day's allowance.
        """
        if amount > self._limit:
            raise self.used_up()
        counter, tomorrow = self._today(user_id)
        write = self._counters.taking(counter, limit=self._limit, expires_at=kept_until(tomorrow), amount=amount)
        return counter, write

    def giving_back(self, counter: str, amount: int = 1) -> Write:
        """The part of a transaction that takes back what `taking` counted."""
        return self._counters.giving_back(counter, amount)

    def used_up(self) -> TooManyRequests:
        now = self._now()
        wait = int((midnight_after(now) - now).total_seconds())
        return TooManyRequests(f"Daily allowance exceeded: {self._limit} {self._what} a day (UTC).", retry_after=wait)

    def find_left(self, user_id: str) -> Left:
        counter, tomorrow = self._today(user_id)
        return Left(self._limit, self._counters.count(counter), tomorrow)

    def _today(self, user_id: str) -> tuple[str, datetime]:
        now = self._now()
        return f"{self._what}#{user_id}#{now:%Y-%m-%d}", midnight_after(now)


def midnight_after(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def kept_until(tomorrow: datetime) -> int:
    """Seconds of Unix time; a day longer than it counts, for what is given back late."""
    return int((tomorrow + timedelta(days=1)).timestamp())
