"""The one place where errors become answers. Nothing of what went wrong inside leaks out."""

import logging
from typing import Any

from pydantic_core import to_json

from backend.api.messages import Request, Response
from backend.api.middleware.chain import Handler
from backend.forge.errors import DreamForgeError

log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong on our side. Try again; if it stays, tell us the request_id."


def error_handler(handler: Handler) -> Handler:
    def handle(request: Request) -> Response:
        try:
            return handler(request)
        except DreamForgeError as error:
            if error.status >= 500:
                cause = error.__cause__ or error
                log.warning(
                    "request failed", extra={"request_id": request.request_id, "error": error.name}, exc_info=cause
                )
            return error_response(error, request.request_id)
        except Exception:
            log.exception("unexpected error", extra={"request_id": request.request_id})
            return error_response(DreamForgeError(UNEXPECTED), request.request_id)

    return handle


def error_response(error: DreamForgeError, request_id: str) -> Response:
    """`{"error", "message", "request_id", "details"?}` with the error's status."""
    body: dict[str, Any] = {"error": error.name, "message": error.message, "request_id": request_id}
    if error.details:
        body["details"] = error.details
    return Response(error.status, to_json(body), {"Content-Type": "application/json", **error.headers})
