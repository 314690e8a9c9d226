"""One line of JSON a request: who, what, how long, and what it cost. Never a token, a prompt or a body."""

import json
import logging
import time
from typing import Any

from backend.api.messages import Request, Response
from backend.api.middleware.chain import Handler
from backend.forge.ids import timestamp
from backend.forge.meter import Meter

log = logging.getLogger(__name__)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def log_requests(handler: Handler) -> Handler:
    def handle(request: Request) -> Response:
        began = time.perf_counter()
        meter = Meter()
        request.notes["meter"] = meter
        response = handler(request)
        if meter.steps:
            response = response.adding({"Server-Timing": meter.server_timing()})
        facts: dict[str, Any] = {
            "request_id": request.request_id,
            "operation": request.notes.get("operation"),
            "method": request.method,
            "caller": request.notes.get("caller"),
            "status": response.status,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            **meter.summary(),
        }
        log.info("request", extra={name: value for name, value in facts.items() if value is not None})
        return response

    return handle


class JsonLines(logging.Formatter):
    """A record as one line: level, time, message, then what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "time": timestamp(), "message": record.getMessage(), "logger": record.name}
        line.update((name, value) for name, value in record.__dict__.items() if name not in _STANDARD)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure_logging(level: str, handler: logging.Handler | None = None) -> None:
    """Sends our own loggers to standard error as JSON lines, or to the handler given; leaves others alone."""
    if handler is None:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
    logger = logging.getLogger("backend")
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(level)
