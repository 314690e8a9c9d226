"""The one place where errors become answers. Nothing of what went wrong inside leaks out."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from backend.framework.errors import HttpError
from backend.framework.events import event
from backend.framework.json_text import write_json
from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import Parts, Response

log = logging.getLogger(__name__)

CLIENT_GONE = 499
"""No status of HTTP's: the log's word for a caller who did not wait for the end, as nginx writes it."""
UNEXPECTED = "Something went wrong on our side. Try again; if it stays, tell us the request_id."


Translate = Callable[[Exception, Request], HttpError | None]
"""What a caller hears of an error of the application's own; None for an unexpected one."""


def http_errors(error: Exception, _: Request) -> HttpError | None:
    """The `Translate` of an application that has no errors of its own."""
    return error if isinstance(error, HttpError) else None


def error_handler(translate: Translate = http_errors) -> Middleware:
    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            try:
                response = handler(request)
            except Exception as error:  # noqa: BLE001 (each becomes an answer)
                return error_response(_http_error(error, request, translate), request.request_id)
            if response.parts is None:
                return response
            watched = _watched(response.parts, request, translate)
            next(watched)
            return replace(response, parts=watched)

        return handle

    return middleware


def _watched(parts: Parts, request: Request, translate: Translate) -> Parts:
    """Where the status is sent already, an error is the last event; the log has the status that it would have had.

    Begins with a mark that is not part of the body: only a generator that has begun sees itself closed.
    """
    try:
        with closing(parts):
            yield b""
            yield from parts
    except GeneratorExit:
        request.notes["status"] = CLIENT_GONE
        raise
    except Exception as raised:  # noqa: BLE001
        error = _http_error(raised, request, translate)
        request.notes["status"] = error.status
        yield event("error", _body(error, request.request_id))


def _http_error(error: Exception, request: Request, translate: Translate) -> HttpError:
    """What the caller hears of an error; the log hears what is behind it."""
    told = translate(error, request)
    if told is None:
        log.error("unexpected error", extra={"request_id": request.request_id}, exc_info=error)
        return HttpError(UNEXPECTED)
    if told.status >= 500:
        facts = {"request_id": request.request_id, "error": told.name}
        log.warning("request failed", extra=facts, exc_info=error.__cause__ or error)
    return told


def error_response(error: HttpError, request_id: str) -> Response:
    """`{"error", "message", "request_id", "details"?}` with the error's status."""
    body = write_json(_body(error, request_id))
    return Response(error.status, body, {"Content-Type": "application/json", **error.headers})


def _body(error: HttpError, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {"error": error.name, "message": error.message, "request_id": request_id}
    if error.details:
        body["details"] = error.details
    return body
