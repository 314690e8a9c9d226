"""API Gateway's throttling: a token bucket over the whole stage."""

import threading
import time
from collections.abc import Callable


class Throttle:
    """`rate` requests a second are allowed, and `burst` at once. A rate of None allows everything."""

    def __init__(self, rate: float | None, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._clock = clock
        self._tokens = float(burst)
        self._at = clock()
        self._lock = threading.Lock()

    def admits(self) -> bool:
        if self._rate is None:
            return True
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
