"""The one place where errors become answers. Nothing of what went wrong inside leaks out."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from backend.framework.errors import HttpError
from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.stream import Stream

log = logging.getLogger(__name__)

JSON = {"Content-Type": "application/json"}
CLIENT_GONE = 499
"""No status of HTTP's: the log's word for a caller who did not wait for the end, as nginx writes it."""
UNEXPECTED = "Internal error. Retry; if it happens again, report the request_id."


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
            return response if response.stream is None else _watch(response, response.stream, request, translate)

        return handle

    return middleware


def _watch(response: Response, stream: "Stream", request: Request, translate: Translate) -> Response:
    """The status is sent already: an error becomes the last event, and the log has the status it would have had."""

    def recover(raised: Exception) -> bytes:
        from backend.framework.events import event

        error = _http_error(raised, request, translate)
        request.context.status = error.status
        return event("error", _body(error, request.request_id))

    def note_client_gone() -> None:
        request.context.status = CLIENT_GONE

    from backend.framework.stream import Stream

    watched = Stream(stream, recover=recover, on_abandon=note_client_gone)
    return Response(response.status, b"", response.headers, watched)


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
    headers = {"Content-Type": "application/json", **error.headers} if error.headers else JSON
    return Response(error.status, to_json(_body(error, request_id)), headers)


def _body(error: HttpError, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {"error": error.name, "message": error.message, "request_id": request_id}
    if error.details:
        body["details"] = error.details
    return body


class PreparedError:
    """An error that is the same for every request: its answer is written once, but for the id of the request."""

    def __init__(self, error: HttpError) -> None:
        before, after = to_json(_body(error, "")).split(b'"request_id":""')
        self._before, self._after = before + b'"request_id":', after
        self._status = error.status
        self._headers = error_response(error, "").headers

    def answer(self, request_id: str) -> Response:
        return Response(self._status, b"".join((self._before, to_json(request_id), self._after)), self._headers)
