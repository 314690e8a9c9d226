"""The one place where errors become answers. Nothing of what went wrong inside leaks out."""

import logging
from contextlib import closing
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from backend.api.events import event
from backend.api.messages import Parts, Request, Response
from backend.api.middleware.chain import Handler
from backend.forge.errors import DreamForgeError

log = logging.getLogger(__name__)

CLIENT_GONE = 499
"""No status of HTTP's: the log's word for a caller who did not wait for the end, as nginx writes it."""
UNEXPECTED = "Something went wrong on our side. Try again; if it stays, tell us the request_id."


def error_handler(handler: Handler) -> Handler:
    def handle(request: Request) -> Response:
        try:
            response = handler(request)
        except Exception as error:  # noqa: BLE001 (each becomes an answer)
            return error_response(_told(error, request), request.request_id)
        if response.parts is None:
            return response
        watched = _watched(response.parts, request)
        next(watched)
        return replace(response, parts=watched)

    return handle


def _watched(parts: Parts, request: Request) -> Parts:
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
        error = _told(raised, request)
        request.notes["status"] = error.status
        yield event("error", _body(error, request.request_id))


def _told(error: Exception, request: Request) -> DreamForgeError:
    """What the caller hears of an error; the log hears what is behind it, and the meter that a model failed."""
    request_id, meter = request.request_id, request.notes.get("meter")
    if not isinstance(error, DreamForgeError):
        log.error("unexpected error", extra={"request_id": request_id}, exc_info=error)
        return DreamForgeError(UNEXPECTED)
    if meter is not None:
        meter.count_failure(error.name)
    if error.status >= 500:
        cause = error.__cause__ or error
        log.warning("request failed", extra={"request_id": request_id, "error": error.name}, exc_info=cause)
    return error


def error_response(error: DreamForgeError, request_id: str) -> Response:
    """`{"error", "message", "request_id", "details"?}` with the error's status."""
    body = to_json(_body(error, request_id))
    return Response(error.status, body, {"Content-Type": "application/json", **error.headers})


def _body(error: DreamForgeError, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {"error": error.name, "message": error.message, "request_id": request_id}
    if error.details:
        body["details"] = error.details
    return body
