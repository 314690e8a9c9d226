"""What a laptop holds after many requests: no more than after few."""

import os
import subprocess
import sys

import pytest

from tests.time_limits import scaled

BATCHES = 8
REQUESTS = 20
BYTES = 2_000
"""A request may leave as much, on average: counters of the rate limit have some, and caches fill. It was 25 kB once."""

MEASURED = f"""
import gc, tracemalloc
from tests.conftest import SETTINGS, Client, start_laptop

with start_laptop(SETTINGS) as laptop:
    client = Client(laptop)
    client.token("ana")
    tracemalloc.start()
    for _ in range({BATCHES}):
        for _ in range({REQUESTS}):
            assert client.get("/products?owner=me", as_user="ana").status == 200
            assert client.get("/ping").status == 200
        gc.collect()
        print(tracemalloc.get_traced_memory()[0], flush=True)
"""


@pytest.mark.long
def test_memory_does_not_grow_with_requests() -> None:
    """Through gateway, handler and stores, in a process without other tests and without coverage, as `make serve` is.

    A thread may hold an answer while it is measured, so the least of each half counts.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], env=environment, capture_output=True, text=True, timeout=scaled(120)
    )
    assert done.returncode == 0, done.stderr
    sizes = [int(line) for line in done.stdout.split()]
    assert len(sizes) == BATCHES
    half = BATCHES // 2
    grown = min(sizes[half:]) - min(sizes[:half])
    assert grown / (2 * REQUESTS * half) < BYTES, sizes
