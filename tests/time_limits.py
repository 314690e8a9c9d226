"""How long tests wait at most: `scaled(seconds)`, on a machine that is slow or busy longer by one factor.

The factor is measured by each process when it starts: all processes of a test run do so at the same time, and so
each sees what the others leave it. Other programs may begin later, so it is measured again, shortly, for a limit that
is asked for later; the larger one counts. A limit that a test is about (how long a server waits) is not scaled; what is
scaled is how long the test waits for what should happen.

A test that compares how long something took with a limit measures the machine meanwhile (`Slowness`), and one that
needs something done within a limit tries `longer_and_longer`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Self

_WORK = 2_000_000
_IDLE_SECONDS = 0.25
"""What the work takes where nothing else runs."""
LARGEST = 20.0


def measure_factor(work: int = _WORK) -> float:
    """How many times as long as on an idle machine a computation takes; 1 to `LARGEST`."""
    began = time.monotonic()
    total = 0
    for number in range(work):
        total += number % 7
    return min(LARGEST, max(1.0, (time.monotonic() - began) / (_IDLE_SECONDS * work / _WORK)))


FACTOR = measure_factor()


class Slowness:
    """The factor of this process while a block runs, with all that its own threads and other programs do meanwhile.

    `with Slowness() as slowness: ...`; afterwards `slowness.factor`, the mean of measurements that take a twentieth of
    the time.
    """

    def __init__(self, measure: Callable[[], float] = lambda: measure_factor(_WORK // 20)) -> None:
        self.factor = 1.0
        self._measure_once = measure
        self._measured = [measure()]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._measure, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self.factor = sum(self._measured) / len(self._measured)

    def _measure(self) -> None:
        while not self._ended.wait(0.25):
            self._measured.append(self._measure_once())


def longer_and_longer() -> Iterator[float]:
    """Factors of an allotted time, for what a slow machine does not get done in it: 1, 4, 16."""
    yield from (1.0, 4.0, 16.0)


_AGAIN_SECONDS = 10.0
_again = [time.monotonic(), FACTOR]
"""When the factor was measured last, and what it was."""


def scaled(seconds: float) -> float:
    """`scaled(30)` -> 30 on an idle machine, 90 where everything takes three times as long."""
    if time.monotonic() - _again[0] > _AGAIN_SECONDS:
        _again[:] = time.monotonic(), measure_factor(_WORK // 20)
    return seconds * max(FACTOR, _again[1])
