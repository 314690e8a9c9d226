"""The rate limit: so many calls per caller in any window of seconds."""

import logging
import math
import time
from collections.abc import Callable

from backend.domain.limits.ports import SlidingWindows, WindowCount
from backend.domain.shared.budget import current
from backend.domain.shared.errors import StoreUnavailable, TooManyRequests
from backend.domain.shared.quota import Quota

log = logging.getLogger(__name__)


SECONDS = 1.0
"""What counting a call may take. It is sent once: a counter that hangs must not use up the time of the call."""


class RateLimit:
    def __init__(
        self, windows: SlidingWindows, limit: int, window: int, *, now: Callable[[], float] = time.time
    ) -> None:
        """`limit` calls in any `window` of seconds."""
        self._windows = windows
        self._limit = limit
        self._window = window
        self._now = now

    def take(self, who: str) -> Quota | None:
        """Counts one call. `TooManyRequests` when the window is full; a call that is refused does not count.

        None when the counter cannot be reached: the limit fails open, since refusing everyone would be worse.
        """
        try:
            found = current().once(SECONDS).run(self._count, who)
        except StoreUnavailable as error:
            log.warning("rate limit is not counted", exc_info=error.__cause__)
            return None
        resets_in = math.ceil(found.frees_in)
        if resets_in < 1:
            resets_in = 1
        if found.allowed:
            return Quota(self._limit, self._limit - found.count, resets_in)
        raise self._refusal(resets_in)

    def _count(self, who: str) -> WindowCount:
        return self._windows.count(f"rate#{who}", limit=self._limit, seconds=self._window, now=self._now())

    def _refusal(self, retry_after: int) -> TooManyRequests:
        return TooManyRequests(
            f"Rate limit exceeded: {self._limit} requests in {self._window} s. Retry after {retry_after} s.",
            retry_after=retry_after,
            quota=Quota(self._limit, 0, retry_after),
        )
