"""What is made ready before the first request: with provisioned concurrency and SnapStart nobody waits for it.

A snapshot is started many times, and days later. What was random or secret when it was taken is replaced after that,
and no connection is in it. https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
"""

from collections.abc import Callable

from backend.bootstrap.config import initialization_type
from backend.bootstrap.services import Services

PROVISIONED, SNAP_START = "provisioned-concurrency", "snap-start"


def load_everything(make_ready: Callable[[], Services]) -> None:
    """For an entry point, at the end of its import. On demand, as on a laptop, it does nothing.

    `make_ready` imports all that requests can need, and returns the services of the entry point.
    """
    kind = initialization_type()
    if kind not in (PROVISIONED, SNAP_START):
        return
    services = make_ready()
    services.load()
    if kind == PROVISIONED:
        services.open_connections()
        return
    # a part of Lambda's runtime: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
    from snapshot_restore_py import register_after_restore, register_before_snapshot

    register_before_snapshot(services.close_connections)
    register_after_restore(resume, services)


def resume(services: Services) -> None:
    """After each start of a snapshot, which may take 10 seconds for it. Ids are made by the system's own randomness."""
    import os
    import random
    import ssl

    random.seed()  # pauses between repeated calls
    ssl.RAND_add(os.urandom(32), 32.0)
    services.forget_secrets()
    services.open_connections()
