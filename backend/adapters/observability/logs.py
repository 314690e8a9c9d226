"""Logs as JSON lines: a constant lower-case message, and the values as fields."""

import json
import logging

from backend.domain.shared.ids import timestamp

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line: level, time, message, then what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "time": timestamp(), "message": record.getMessage(), "logger": record.name}
        line.update((name, value) for name, value in record.__dict__.items() if name not in _STANDARD)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class AtLeast(logging.Filter):
    """Passes records of a level and above, and lines with metrics at any level: alarms read them."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level or "_aws" in record.__dict__


def configure_logging(level: str, handler: logging.Handler | None = None) -> None:
    """Sends our own loggers to standard error as JSON lines, or to the handler given; leaves others alone."""
    logger, lowest = logging.getLogger("backend"), logging.getLevelNamesMapping()[level]
    if handler is None:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        handler.addFilter(AtLeast(lowest))
        lowest = min(lowest, logging.INFO)
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(lowest)
