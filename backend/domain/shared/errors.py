"""Typed errors. Each has a stable name, and its message says what is wrong and what to do.

They know no protocol: `backend/api/errors.py` maps each class to a status and writes the headers.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum, auto
from typing import ClassVar

from backend.domain.shared.quota import Quota


class Remedy(StrEnum):
    """What a caller can do about an error, where another operation helps. Each entry point names its own for it."""

    SHOW_ALLOWANCE = auto()
    RENEW_TOKEN = auto()
    CREATE_ANOTHER_ECHO = auto()
    RESTART_RECORDING = auto()
    UPLOAD_RECORDING = auto()


class DreamForgeError(Exception):
    """The base of all errors that a caller may see: a fault of the service, unless it is a `CallerError`.

    `details` is a list of {in, field, message} objects.
    """

    name: ClassVar[str] = "internal_error"

    def __init__(
        self, message: str, *, details: Sequence[Mapping[str, str]] = (), remedy: Remedy | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        self.remedy = remedy


class CallerError(DreamForgeError):
    """The base of all errors that the caller can correct: by another request, by signing in, or by waiting."""


class InvalidPageToken(CallerError):
    name = "invalid_page_token"


class Unauthorized(CallerError):
    name = "unauthorized"


class Forbidden(CallerError):
    name = "forbidden"


class NotFound(CallerError):
    name = "not_found"


class Conflict(CallerError):
    name = "conflict"


class UnsupportedFile(CallerError):
    """A file of a type that is not accepted, or of another type than it was declared to be."""

    name = "unsupported_media_type"


class Invalid(CallerError):
    """Well-formed input that breaks a field's rule; `details` names each field."""

    name = "validation_failed"


class ContentRefused(CallerError):
    """A guardrail or a model's own filter stopped the request."""

    name = "content_refused"


class TooManyRequests(CallerError):
    """Asked too often, or today's allowance is used up."""

    name = "too_many_requests"

    def __init__(
        self, message: str, *, retry_after: int, quota: Quota | None = None, remedy: Remedy | None = None
    ) -> None:
        """`retry_after` is in seconds. `quota` is the exhausted rate limit; None where it is another limit."""
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after
        self.quota = quota


class GaveUp(DreamForgeError):
    """A job that failed as often as it is tried."""

    name = "gave_up"


class ModelFailed(DreamForgeError):
    """The model answered with something that cannot be used."""

    name = "model_failed"


class ModelUnavailable(DreamForgeError):
    """No configured model could be reached now."""

    name = "model_unavailable"


class ModelNotAccessible(DreamForgeError):
    """The account may not use the model: it has to be enabled first, so trying again does not help."""

    name = "model_not_accessible"


class ModelMisconfigured(DreamForgeError):
    """The model refuses how it is asked, or is gone: the configuration has to change first."""

    name = "model_misconfigured"


class StoreUnavailable(DreamForgeError):
    """A table or bucket did not answer."""

    name = "store_unavailable"


class PictureNotStored(DreamForgeError):
    """A picture was made and paid for, and could not be stored. It is not made again by itself."""

    name = "picture_not_stored"


class TurnNotKept(DreamForgeError):
    """The model answered, and the turn was not stored."""

    name = "turn_not_kept"

    def __init__(self) -> None:
        super().__init__("The answer is complete, but this turn was not stored. Retry to store it.")


class TurnOutcomeUnknown(DreamForgeError):
    """The model answered, and nobody can tell now whether the turn was stored."""

    name = "turn_outcome_unknown"

    def __init__(self) -> None:
        super().__init__(
            "The answer is complete, but it is unknown whether this turn was stored. "
            "Read the conversation before you retry."
        )


class ModelTimedOut(DreamForgeError):
    """The model did not answer in time. Whether it did the work is unknown, so it is not asked again by itself."""

    name = "model_timed_out"
