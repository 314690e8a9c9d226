"""One line of JSON a request: who, what, how long, and what it cost. Never a token, a prompt or a body."""

import logging
import time
from collections.abc import Mapping
from json.encoder import encode_basestring as quote
from typing import Any

from backend.adapters.observability import metrics
from backend.adapters.observability.logs import find_line_handler, write_line
from backend.adapters.observability.tracing import Flag, Trace, Tracer
from backend.domain.identity.caller import Caller
from backend.domain.shared.budget import ANSWER, Budget
from backend.domain.shared.meter import Meter
from backend.domain.shared.prices import NO_PRICES, Prices
from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import Response

log = logging.getLogger(__name__)

SETTLE_SECONDS = 1.0
"""What charging the text allowance may take at the end; without it the reservation stays."""
PATH_CHARACTERS = 200
"""Of a path at which there is no operation, to find out who asks for it."""


def log_requests(*, stage: str, tracer: Tracer, prices: Prices = NO_PRICES) -> Middleware:
    """Logs each request with its metrics, sends it to X-Ray, and gives its meter to the services that ask models."""

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            began, meter, trace = time.perf_counter(), Meter(prices), tracer.current()
            request.context.put(meter)
            response = handler(request)
            if meter.steps:
                timed = {"Server-Timing": server_timing(meter.steps), **response.headers}
                response = Response(response.status, response.body, timed, response.stream)
            if response.stream is None:
                tell(request, response, meter, trace, began)
                return response
            return response.on_close(lambda: tell(request, response, meter, trace, began))

        return handle

    constants: dict[tuple[str | None, str], str] = {}
    """The part of a line that is the same for all requests of an operation."""

    def name_asked(operation: str | None, request: Request) -> str:
        if operation is None:
            path = quote(request.path[:PATH_CHARACTERS])
            return f'"stage":{quote(stage)},"path":{path},"method":{quote(request.method)}'
        text = f'"stage":{quote(stage)},"operation":{quote(operation)},"method":{quote(request.method)}'
        return constants.setdefault((operation, request.method), text)

    def tell(request: Request, response: Response, meter: Meter, trace: Trace | None, began: float) -> None:
        if meter.reservations:
            with Budget(request.ends_at).reserve(ANSWER).once(SETTLE_SECONDS).active():
                meter.settle()
        tenths = int((time.perf_counter() - began) * 10_000 + 0.5)
        context = request.context
        caller, operation = context.find(Caller), context.operation_id
        status = context.status or response.status
        summary = meter.summary()
        if trace is None and not summary:
            writer = find_line_handler()
            if writer is not None:
                asked = constants.get((operation, request.method)) or name_asked(operation, request)
                who = "" if caller is None else f',"caller":{quote(caller.user_id)}'
                rest = f'{asked}{who},"status":{status},"latency":{tenths // 10}.{tenths % 10}'
                writer.write_text("request", log.name, f'"request_id":{quote(request.request_id)},{rest}')
                return
        ms = tenths / 10
        line: dict[str, Any] = {"request_id": request.request_id}
        if trace is not None:
            line["trace_id"] = trace.trace_id
        line["stage"] = stage
        if operation is None:
            line["path"] = request.path[:PATH_CHARACTERS]
        else:
            line["operation"] = operation
        line["method"] = request.method
        if caller is not None:
            line["caller"] = caller.user_id
        line["status"] = status
        line["latency"] = ms
        if summary:
            line |= summary
            line |= metrics.embed(line, at=time.time())
        write_line(log, "request", line)
        if trace is not None:
            models = ",".join(line.get("models", ())) or None
            notes = {"status": status, "operation": operation, "model": models}
            tracer.tell(trace, operation or "request", at=time.time(), ms=ms, flags=_flags(status), notes=notes)

    return middleware


def server_timing(steps: Mapping[str, float]) -> str:
    """`{"interpret": 12.1, "design": 480.0}` (in ms) -> `interpret;dur=12.1, design;dur=480.0`"""
    return ", ".join(f"{name};dur={ms}" for name, ms in steps.items())


def _flags(status: int) -> tuple[Flag, ...]:
    if status >= 500:
        return ("fault",)
    if status == 429:
        return ("error", "throttle")
    return ("error",) if status >= 400 else ()
