"""The stages of the proof as they are told: a line each, with its seconds, and something that moves meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.markup import escape

from backend.local import show

EVERY_SECONDS = 15.0
"""Between two lines where nobody watches a terminal."""


class StageReport:
    """What is going on in a stage, and what came of it."""

    def __init__(self, name: str, doing: str) -> None:
        self.result = doing
        self._name = name
        self._began = self._told = time.monotonic()
        self._status = show.console.status(f"{name:<10} {escape(doing)}") if show.console.is_terminal else None
        if self._status is not None:
            self._status.start()

    def __call__(self, progress: str) -> None:
        if self._status is not None:
            self._status.update(f"{self._name:<10} {escape(progress)}")
            return
        now = time.monotonic()
        if now - self._told >= EVERY_SECONDS:
            self._told = now
            show.line(f"  [dim]{self._name:<10} {now - self._began:.0f} s  {escape(progress)}[/]")

    def end(self, *, ok: bool) -> None:
        if self._status is not None:
            self._status.stop()
        show.report_step(self._name, self.result, (time.monotonic() - self._began) * 1000, ok=ok)


@contextmanager
def stage(name: str, doing: str) -> Iterator[StageReport]:
    telling = StageReport(name, doing)
    try:
        yield telling
    except BaseException:
        telling.end(ok=False)
        raise
    telling.end(ok=True)
