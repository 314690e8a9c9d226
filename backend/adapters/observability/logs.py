"""Logs as JSON lines: a constant lower-case message, and the values as fields."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from pydantic_core import to_json

from backend.domain.shared.ids import timestamp

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_BACKEND = logging.getLogger("backend")


def _encode(facts: Mapping[str, Any]) -> str:
    return to_json(facts, fallback=str).decode()


class JsonLines(logging.Formatter):
    """A record as one line: level, time, message, then what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "time": timestamp(), "message": record.getMessage(), "logger": record.name}
        line.update((name, value) for name, value in record.__dict__.items() if name not in _STANDARD)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encode(line)


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes JSON lines to standard error: those of a level and above, and those with metrics at any level.

    Alarms read metrics.
    """

    def __init__(self, level: int, stream: TextIO | None = None) -> None:
        super().__init__(stream or sys.stderr)
        self.setFormatter(JsonLines())
        self._level = level
        self._descriptor = _find_descriptor(sys.stderr) if stream is None else None

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level or "_aws" in record.__dict__

    def write_line(self, message: str, logger: str, facts: Mapping[str, Any]) -> None:
        """What `info` of the logger writes, without a LogRecord: of the lines that each request has."""
        if self._level <= logging.INFO or "_aws" in facts:
            self._write(message, logger, _encode(facts)[1:-1])

    def write_text(self, message: str, logger: str, members: str) -> None:
        """The same for a line whose members the caller has written as JSON, and which has no metrics."""
        if self._level <= logging.INFO:
            self._write(message, logger, members)

    def _write(self, message: str, logger: str, members: str) -> None:
        begin = f'{{"level": "INFO", "time": "{timestamp()}", "message": "{message}", "logger": "{logger}", '
        line = f"{begin}{members}}}\n"
        if self._descriptor is not None:
            _write_at_once(self._descriptor, line.encode("utf-8", "backslashreplace"))
            return
        lock = self.lock
        assert lock is not None  # `logging.Handler` makes it
        lock.acquire()  # the container has threads
        try:
            self.stream.write(line)
            self.stream.flush()
        finally:
            lock.release()


def _find_descriptor(stream: TextIO) -> int | None:
    """Of a stream that keeps nothing back beyond a line, as standard error does; None for one in memory."""
    try:
        return stream.fileno() if stream.line_buffering else None
    except (AttributeError, OSError):
        return None


def _write_at_once(descriptor: int, line: bytes) -> None:
    """One call of the system, so that lines of several threads stay whole; several for a line that a pipe cuts."""
    written = os.write(descriptor, line)
    while written < len(line):
        written += os.write(descriptor, line[written:])


def write_line(logger: logging.Logger, message: str, facts: Mapping[str, Any]) -> None:
    """`logger.info(message, extra=facts)`, and much faster where our own handler is the one that writes."""
    handler = find_line_handler()
    if handler is not None:
        handler.write_line(message, logger.name, facts)
    else:
        logger.info(message, extra=facts)


def find_line_handler() -> LineHandler | None:
    """Our own handler, where it is the one that writes."""
    handlers = _BACKEND.handlers
    handler = handlers[0] if len(handlers) == 1 else None
    return handler if isinstance(handler, LineHandler) else None


def configure_logging(level: str, handler: logging.Handler | None = None) -> None:
    """Sends our own loggers to standard error as JSON lines, or to the handler given; leaves others alone."""
    logger, lowest = _BACKEND, logging.getLevelNamesMapping()[level]
    if handler is None:
        handler = LineHandler(lowest)
        lowest = min(lowest, logging.INFO)
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(lowest)
