"""Logs as JSON lines: a constant lower-case message, and the values as fields."""

import logging
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

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level or "_aws" in record.__dict__

    def write_line(self, logger: str, message: str, facts: Mapping[str, Any]) -> None:
        """What `info` of the logger writes, without a LogRecord: of the lines that each request has."""
        if self._level > logging.INFO and "_aws" not in facts:
            return
        begin = f'{{"level": "INFO", "time": "{timestamp()}", "message": "{message}", "logger": "{logger}", '
        line = f"{begin}{_encode(facts)[1:]}\n"
        lock = self.lock
        assert lock is not None  # `logging.Handler` makes it
        lock.acquire()  # the container has threads
        try:
            self.stream.write(line)
            self.stream.flush()
        finally:
            lock.release()


def write_line(logger: logging.Logger, message: str, facts: Mapping[str, Any]) -> None:
    """`logger.info(message, extra=facts)`, and much faster where our own handler is the one that writes."""
    handlers = _BACKEND.handlers
    if len(handlers) == 1 and isinstance(handlers[0], LineHandler):
        handlers[0].write_line(logger.name, message, facts)
    else:
        logger.info(message, extra=facts)


def configure_logging(level: str, handler: logging.Handler | None = None) -> None:
    """Sends our own loggers to standard error as JSON lines, or to the handler given; leaves others alone."""
    logger, lowest = _BACKEND, logging.getLevelNamesMapping()[level]
    if handler is None:
        handler = LineHandler(lowest)
        lowest = min(lowest, logging.INFO)
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(lowest)
