"""The domain's errors as HTTP has them."""

from backend.forge.errors import DreamForgeError
from backend.framework.errors import HttpError
from backend.framework.request import Request


def http_error(error: Exception, request: Request) -> HttpError | None:
    """What the caller hears of an error; None for one that nobody has foreseen. The meter hears that a model failed."""
    translated = _translate(error)
    meter = request.notes.get("meter")
    if translated is not None and meter is not None:
        meter.count_failure(translated.name)
    return translated


def _translate(error: Exception) -> HttpError | None:
    if isinstance(error, HttpError):
        return error
    if isinstance(error, DreamForgeError):
        return HttpError.of(error.status, error.name, error.message, details=error.details, headers=error.headers)
    return None
