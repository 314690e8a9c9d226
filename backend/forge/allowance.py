"""How many things a caller may have made in a day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.forge.errors import TooManyRequests
from backend.forge.repositories.short_lived import ShortLived


@dataclass(frozen=True, slots=True)
class Left:
    limit: int
    used: int
    resets_at: datetime


class Allowance:
    """Days are UTC days; the counter lies in DynamoDB and is counted atomically."""

    def __init__(
        self, counters: ShortLived, limit: int, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._counters = counters
        self._limit = limit
        self._now = now

    def take(self, user_id: str) -> str:
        """Counts one generation; the name of the counter it was counted in. `TooManyRequests` when none is left."""
        counter, tomorrow = self._today(user_id)
        keep_until = int((tomorrow + timedelta(days=1)).timestamp())
        if self._counters.take(counter, limit=self._limit, expires_at=keep_until) is None:
            wait = int((tomorrow - self._now()).total_seconds())
            raise TooManyRequests(
                f"Today's {self._limit} generations are used up. More tomorrow (UTC).", retry_after=wait
            )
        return counter

    def give_back(self, counter: str) -> None:
        """Takes back what `take` counted."""
        self._counters.give_back(counter)

    @contextmanager
    def spend(self, user_id: str) -> Iterator[None]:
        """Counts one generation, and gives it back when what it was for fails."""
        counter = self.take(user_id)
        try:
            yield
        except BaseException:
            self.give_back(counter)
            raise

    def left(self, user_id: str) -> Left:
        counter, tomorrow = self._today(user_id)
        return Left(self._limit, self._counters.taken(counter), tomorrow)

    def _today(self, user_id: str) -> tuple[str, datetime]:
        today = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        return f"generations#{user_id}#{today:%Y-%m-%d}", today + timedelta(days=1)
