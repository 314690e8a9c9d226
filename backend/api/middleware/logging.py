"""One line of JSON a request: who, what, how long, and what it cost. Never a token, a prompt or a body."""

import logging
import time
from typing import Any

from backend.api.messages import Request, Response
from backend.api.middleware.chain import Handler
from backend.forge.meter import Meter

log = logging.getLogger(__name__)


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
