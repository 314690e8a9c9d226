"""Pauses between attempts."""

import random


def choose_pause(attempt: int, *, first: float = 0.05, longest: float = 1.0) -> float:
    """Seconds after attempt 1, 2, ...: between half of a bound that doubles and all of it ("equal jitter").

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    bound = min(first * 2.0 ** min(attempt - 1, 10), longest)
    return random.uniform(bound / 2, bound)  # noqa: S311 - jitter
