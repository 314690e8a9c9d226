"""Imports one of the small APIs, asks it once, then many times: `python -P run.py APP FIRST REPEATS`.

Calls `getppid` between the parts, which nothing else does: callgrind begins a new count at each (`instructions.py`).
Events are made before the first mark. With REPEATS 0 there are no warm requests.
"""

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from benchmarks.apps.events import EVENTS, LambdaContext

WARM_UP = 5
"""Requests of each kind before those that count: caches are full then."""


def main(name: str, first: str, repeats: int) -> None:
    mark, context = os.getppid, LambdaContext()
    mark()
    module = import_module(f"benchmarks.apps.{name}")
    mark()
    events = _events(module)
    status, sent = events[first]
    mark()
    answer = module.handler(sent, context)
    mark()
    _check(first, status, answer)
    if not repeats:
        return
    handler = module.warm() if hasattr(module, "warm") else module.handler
    for kind, (status, sent) in events.items():
        for _ in range(WARM_UP):
            _check(kind, status, handler(sent, context))
        mark()
        for _ in range(repeats):
            handler(sent, context)
        mark()


def _events(module: ModuleType) -> dict[str, tuple[int, dict[str, Any]]]:
    events: dict[str, tuple[int, dict[str, Any]]] = getattr(module, "EVENTS", EVENTS)
    prepare = getattr(module, "prepare", None)
    return {kind: (status, prepare(sent)) for kind, (status, sent) in events.items()} if prepare else events


def _check(kind: str, status: int, answer: dict[str, Any]) -> None:
    if answer["statusCode"] != status:
        raise SystemExit(f"{kind}: {answer['statusCode']} instead of {status}: {answer['body'][:300]}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
