"""How often a caller may call: a fixed window, counted atomically in DynamoDB."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.forge.budget import current
from backend.forge.errors import StoreUnavailable, TooManyRequests
from backend.forge.repositories.short_lived import ShortLived

log = logging.getLogger(__name__)


SECONDS = 1.0
"""What counting a call may take. It is sent once: a counter that hangs must not use up the time of the call."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a window; `resets_in` is in seconds."""

    limit: int
    remaining: int
    resets_in: int


class RateLimit:
    def __init__(self, counters: ShortLived, limit: int, window: int, *, now: Callable[[], float] = time.time) -> None:
        """`limit` calls in each `window` of seconds."""
        self._counters = counters
        self._limit = limit
        self._window = window
        self._now = now

    def take(self, who: str) -> Quota | None:
        """Counts one call. `TooManyRequests` when the window is used up.

        None when the counter cannot be reached: a call is not refused because of that.
        """
        now = self._now()
        began = int(now // self._window) * self._window
        resets_in = max(1, int(began + self._window - now + 0.999))
        try:
            with current().once(SECONDS).active():
                taken = self._counters.take(
                    f"rate#{who}#{began}", limit=self._limit, expires_at=began + 2 * self._window
                )
        except StoreUnavailable as error:
            log.warning("calls are not counted", exc_info=error.__cause__)
            return None
        if taken is None:
            refusal = TooManyRequests(
                f"More than {self._limit} calls in {self._window} s. Slow down.", retry_after=resets_in
            )
            refusal.headers |= {
                "RateLimit-Limit": str(self._limit),
                "RateLimit-Remaining": "0",
                "RateLimit-Reset": str(resets_in),
            }
            raise refusal
        return Quota(self._limit, self._limit - taken, resets_in)
