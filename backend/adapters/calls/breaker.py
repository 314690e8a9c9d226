"""A circuit breaker: a model that keeps failing is left alone for a while.

    closed ── failures in a row ──> open ── after the cool-down ──> half open: one call is let through
       ^                                                                │ it fails: open again
       └────────────────────────── it succeeds ────────────────────────┘

It counts in this process only: each Lambda instance finds out for itself, and none has to be told.
"""

import threading
import time
from collections.abc import Callable

FAILURES, COOL_DOWN_SECONDS = 5, 30.0


class Breaker:
    def __init__(
        self,
        failures: int = FAILURES,
        cool_down: float = COOL_DOWN_SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Opens after so many `failures` in a row, for `cool_down` seconds."""
        self._limit = failures
        self._cool_down = cool_down
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until: float | None = None

    def lets_through(self) -> bool:
        """Whether a call may be made now. After the cool-down only one caller hears yes, until its call has ended."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            # the probe has as long as the cool-down to end; should it never report, another is let through then
            self._open_until = self._clock() + self._cool_down
            return True

    def note_success(self) -> None:
        with self._lock:
            self._failures, self._open_until = 0, None

    def note_failure(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._open_until = self._clock() + self._cool_down
