"""HTTP errors. Each knows its status and a stable name; the message says what is wrong and what to do.

An application has errors of its own; its `Translate` turns them into these, in `middleware/error_handler.py`.
"""

from collections.abc import Mapping, Sequence

NO_HEADERS: Mapping[str, str] = {}


class HttpError(Exception):
    """The base of all errors that a caller may see. `details` is a list of {in, field, message} objects."""

    status = 500
    name = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        self.message = message
        self.details = details
        self.headers = headers

    def __str__(self) -> str:
        return self.message

    @classmethod
    def of(
        cls,
        status: int,
        name: str,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> "HttpError":
        """An error with a status and a name that no class here has."""
        error = HttpError(message, details=details, headers=headers)
        error.status, error.name = status, name
        return error


class HttpBadRequest(HttpError):
    status, name = 400, "malformed_request"


class HttpUnauthorized(HttpError):
    status, name = 401, "unauthorized"


class HttpForbidden(HttpError):
    status, name = 403, "forbidden"


class HttpNotFound(HttpError):
    status, name = 404, "not_found"


class HttpMethodNotAllowed(HttpError):
    status, name = 405, "method_not_allowed"


class HttpNotAcceptable(HttpError):
    status, name = 406, "not_acceptable"


class HttpPayloadTooLarge(HttpError):
    status, name = 413, "payload_too_large"


class HttpUnsupportedMediaType(HttpError):
    status, name = 415, "unsupported_media_type"


class HttpUnprocessable(HttpError):
    """Well-formed input that breaks a field's rule; `details` names each field."""

    status, name = 422, "validation_failed"


class Raises:
    """Part of an annotation, `Annotated[str, Raises(HttpBadRequest)]`: a value can be refused with this error."""

    __slots__ = ("error",)

    def __init__(self, error: type[Exception]) -> None:
        self.error = error


def status_of_class(kind: type[Exception]) -> int:
    """The status of an error's class; 500 for one that is not an `HttpError`."""
    return kind.status if issubclass(kind, HttpError) else 500
