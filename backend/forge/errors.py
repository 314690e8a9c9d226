"""Typed errors. Each knows its HTTP status and its stable name; the message says what to do about it.

Raised anywhere in the domain, translated in one place: `backend/api/errors.py`.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DreamForgeError(Exception):
    """The base of all errors that a caller may see. `details` is a list of {field, message} objects."""

    status: ClassVar[int] = 500
    name: ClassVar[str] = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        self.headers = dict(headers or {})


class Malformed(DreamForgeError):
    status, name = 400, "malformed_request"


class MissingOwner(DreamForgeError):
    status, name = 400, "missing owner/user_id"


class InvalidPageToken(DreamForgeError):
    status, name = 400, "invalid_page_token"


class Unauthorized(DreamForgeError):
    status, name = 401, "unauthorized"


class Forbidden(DreamForgeError):
    status, name = 403, "forbidden"


class NotFound(DreamForgeError):
    status, name = 404, "not_found"


class Conflict(DreamForgeError):
    status, name = 409, "conflict"


class PayloadTooLarge(DreamForgeError):
    status, name = 413, "payload_too_large"


class UnsupportedMediaType(DreamForgeError):
    status, name = 415, "unsupported_media_type"


class Invalid(DreamForgeError):
    """Well-formed input that breaks a field's rule; `details` names each field."""

    status, name = 422, "validation_failed"


class ContentRefused(DreamForgeError):
    """A guardrail or a model's own filter stopped the request."""

    status, name = 422, "content_refused"


class TooManyRequests(DreamForgeError):
    """Asked too often, or today's allowance is used up. `retry_after` is in seconds."""

    status, name = 429, "too_many_requests"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message, headers={"Retry-After": str(max(1, retry_after))})


class GaveUp(DreamForgeError):
    """A job that failed as often as it is tried."""

    status, name = 500, "gave_up"


class ModelFailed(DreamForgeError):
    """The model answered with something that cannot be used."""

    status, name = 502, "model_failed"


class ModelUnavailable(DreamForgeError):
    """No configured model could be reached now."""

    status, name = 503, "model_unavailable"


class ModelNotAccessible(DreamForgeError):
    """The account may not use the model: it has to be enabled first, so trying again does not help."""

    status, name = 503, "model_not_accessible"


class ModelMisconfigured(DreamForgeError):
    """The model refuses how it is asked, or is gone: the configuration has to change first."""

    status, name = 503, "model_misconfigured"


class StoreUnavailable(DreamForgeError):
    """A table or bucket did not answer."""

    status, name = 503, "store_unavailable"


class PictureNotStored(DreamForgeError):
    """A picture was made and paid for, and could not be stored. It is not made again by itself."""

    status, name = 503, "picture_not_stored"


class TurnNotKept(DreamForgeError):
    """The model answered, and the turn was not stored."""

    status, name = 503, "turn_not_kept"

    def __init__(self) -> None:
        super().__init__("The answer is complete, but this turn was not stored. Ask again to have it stored.")


class TurnOutcomeUnknown(DreamForgeError):
    """The model answered, and nobody can tell now whether the turn was stored."""

    status, name = 503, "turn_outcome_unknown"

    def __init__(self) -> None:
        super().__init__(
            "The answer is complete, but it is unknown whether this turn was stored. "
            "Read the conversation before you ask again."
        )


class ModelTimedOut(DreamForgeError):
    """The model did not answer in time. Whether it did the work is unknown, so it is not asked again by itself."""

    status, name = 504, "model_timed_out"
