"""What a laptop holds after many requests: no more than after few."""

import gc
import tracemalloc

from tests.conftest import Client

REQUESTS = 60
BYTES = 2_000
"""A request may leave as much, on average: counters of the rate limit have some, and caches fill. It was 25 kB once."""


def test_memory_does_not_grow_with_requests(client: Client, ana: str) -> None:
    """Through gateway, handler and stores, in the process that `make serve` is."""
    tracemalloc.start()
    try:
        sizes = []
        for _ in range(3):
            for _ in range(REQUESTS):
                assert client.get("/products", as_user=ana).status == 200
                assert client.get("/ping").status == 200
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert (sizes[2] - sizes[1]) / (2 * REQUESTS) < BYTES, sizes
