"""What listens as things pass by: the chunks of an answer, and the service's log lines."""

import logging
from collections.abc import Callable, Iterable, Iterator

from backend.local.console import propagation
from backend.local.console.records import FunctionRun


class CountedChunks:
    """The chunks of an answer as they pass by. `end` is called once, when it is whole or given up."""

    def __init__(self, chunks: Iterable[bytes], take: Callable[[bytes], None], end: Callable[[], None]) -> None:
        self._chunks = chunks
        self._iterator = iter(chunks)
        self._take = take
        self._end: Callable[[], None] | None = end

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._iterator)
        except BaseException:
            self._finish()
            raise
        self._take(chunk)
        return chunk

    def close(self) -> None:
        close = getattr(self._chunks, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._finish()

    def _finish(self) -> None:
        end, self._end = self._end, None
        if end is not None:
            end()


class LineRecorder(logging.Handler):
    """Gives the service's log lines to the run of the thread that writes them."""

    def listen(self) -> None:
        """After the functions are put together: each puts its own handler in the place of all others."""
        logger = logging.getLogger("backend")
        if self not in logger.handlers:
            logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        work = propagation.active_work()
        if isinstance(work, FunctionRun):
            work.log(record)
