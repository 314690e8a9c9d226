"""How long tests wait at most: `scaled(seconds)`, on a machine that is slow or busy longer by one factor.

The factor is measured once by each process, when it starts: all processes of a test run do so at the same time, and so
each sees what the others leave it. A limit that a test is about (how long a server waits) is not scaled; what is scaled
is how long the test waits for what should happen.
"""

import time

_WORK = range(2_000_000)
_IDLE_SECONDS = 0.25
"""What the work takes where nothing else runs."""
LARGEST = 20.0


def measure_factor() -> float:
    """How many times as long as on an idle machine a computation takes; 1 to `LARGEST`."""
    began = time.monotonic()
    total = 0
    for number in _WORK:
        total += number % 7
    return min(LARGEST, max(1.0, (time.monotonic() - began) / _IDLE_SECONDS))


FACTOR = measure_factor()


def scaled(seconds: float) -> float:
    """`scaled(30)` -> 30 on an idle machine, 90 where everything takes three times as long."""
    return seconds * FACTOR
