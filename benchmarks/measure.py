"""Timing that takes turns, so that what disturbs the machine disturbs all that is compared.

Small functions are timed by the processor's time, which does not run while a neighbour has the core.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 15
SECONDS_A_ROUND = 0.02


@dataclass(frozen=True, slots=True)
class Timing:
    median: float
    """Seconds a call; the median over the rounds."""
    spread: float
    """Half the distance between the quartiles, as a share of the median: what to take for noise."""

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Timing":
        low, middle, high = statistics.quantiles(seconds, n=4)
        return cls(middle, (high - low) / 2 / middle)


def interleaved(candidates: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS) -> dict[str, Timing]:
    """Times small functions of one thread: in each round each of them runs for a while, in turns."""
    counts = {name: _calls_in(candidate, SECONDS_A_ROUND) for name, candidate in candidates.items()}
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, candidate in candidates.items():
                seconds[name].append(_timed(candidate, counts[name]))
    finally:
        gc.enable()
    return {name: Timing.of(each) for name, each in seconds.items()}


def _calls_in(candidate: Callable[[], object], seconds: float) -> int:
    calls = 1
    while (took := _timed(candidate, calls) * calls) < seconds / 4:
        calls *= 4
    return max(1, int(calls * seconds / took))


def _timed(candidate: Callable[[], object], calls: int) -> float:
    began = time.process_time()
    for _ in range(calls):
        candidate()
    return (time.process_time() - began) / calls
