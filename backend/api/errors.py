"""The domain's errors as HTTP has them: a status for each class, a route for each remedy, and headers."""

from collections.abc import Mapping

from backend.api.middleware.rate_limit import quota_headers
from backend.domain.shared import errors as domain
from backend.domain.shared.errors import DreamForgeError, Remedy, TooManyRequests, Unauthorized
from backend.domain.shared.meter import Meter
from backend.framework.errors import NO_HEADERS, HttpError
from backend.framework.request import Request

STATUSES: Mapping[type[DreamForgeError], int] = {
    domain.InvalidPageToken: 400,
    domain.Unauthorized: 401,
    domain.Forbidden: 403,
    domain.NotFound: 404,
    domain.Conflict: 409,
    domain.UnsupportedFile: 415,
    domain.Invalid: 422,
    domain.ContentRefused: 422,
    domain.TooManyRequests: 429,
    domain.DreamForgeError: 500,
    domain.GaveUp: 500,
    domain.ModelFailed: 502,
    domain.ModelUnavailable: 503,
    domain.ModelNotAccessible: 503,
    domain.ModelMisconfigured: 503,
    domain.StoreUnavailable: 503,
    domain.PictureNotStored: 503,
    domain.TurnNotKept: 503,
    domain.TurnOutcomeUnknown: 503,
    domain.ModelTimedOut: 504,
}
"""A class that is not listed has the status of its base class."""
REMEDIES: Mapping[Remedy, str] = {
    Remedy.SHOW_ALLOWANCE: "See GET /me.",
    Remedy.RENEW_TOKEN: "Sign in again, or renew it with POST /auth/refresh.",
    Remedy.CREATE_ANOTHER_ECHO: "Create another one with POST /echoes/init-upload.",
    Remedy.RESTART_RECORDING: "Start again with POST /echoes/init-upload.",
    Remedy.UPLOAD_RECORDING: "Upload it to the URL from POST /echoes/init-upload.",
}


class HttpMissingOwner(HttpError):
    status, name = 400, "missing owner/user_id"


def http_error(error: Exception, request: Request) -> HttpError | None:
    """What the caller hears of an error; None for one that nobody has foreseen. The meter hears that a model failed."""
    translated = _translate(error)
    meter = request.context.find(Meter)
    if translated is not None and meter is not None:
        meter.count_failure(translated.name)
    return translated


def status_of(error: HttpError | DreamForgeError) -> int:
    return error.status if isinstance(error, HttpError) else status_of_class(type(error))


def status_of_class(kind: type[Exception]) -> int:
    if issubclass(kind, HttpError):
        return kind.status
    return next(STATUSES[each] for each in kind.__mro__ if each in STATUSES)


def refuse_token(error: Unauthorized, challenge: Mapping[str, str]) -> HttpError:
    """The 401 for a bad token. `challenge` is the header that says where to sign in."""
    return _http_of(error, challenge)


def with_remedy(message: str, remedy: Remedy | None) -> str:
    return message if remedy is None else f"{message} {REMEDIES[remedy]}"


def _translate(error: Exception) -> HttpError | None:
    if isinstance(error, HttpError):
        return error
    if not isinstance(error, DreamForgeError):
        return None
    if isinstance(error, TooManyRequests):
        return _http_of(error, {"Retry-After": str(max(1, error.retry_after)), **quota_headers(error.quota)})
    return _http_of(error)


def _http_of(error: DreamForgeError, headers: Mapping[str, str] = NO_HEADERS) -> HttpError:
    message = with_remedy(error.message, error.remedy)
    return HttpError.of(status_of(error), error.name, message, details=error.details, headers=headers)
