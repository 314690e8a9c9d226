"""What an error of Bedrock means for a call of a model: whose fault it is, who is notified, and what the caller gets.

TEMPORARY      busy, slow, broken, no answer    the next model is asked; the caller may try again
ACCESS         the account may not use it       the next model is asked; the operator enables it
CONFIGURATION  it refuses how we ask, is gone   the next model is asked; the operator changes the settings
CONTENT        it refuses what the caller sent  the caller gets the error; no other model is asked
"""

import logging
import re
from collections.abc import Sequence
from enum import Enum

from backend.adapters.calls.failures import error_code, error_response, is_lost, timed_out
from backend.domain.shared.errors import (
    DreamForgeError,
    Invalid,
    ModelMisconfigured,
    ModelNotAccessible,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter

log = logging.getLogger(__name__)


class ModelFault(Enum):
    TEMPORARY = "temporary"
    ACCESS = "access"
    CONFIGURATION = "configuration"
    CONTENT = "content"


ACCESS_CODES = {
    *(
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
    ),
    *("InvalidClientTokenId", "OptInRequired", "NotAuthorized"),
}
ACCESS_WORDS = re.compile(
    r"marketplace|use.case (form|details)|model access|access denied|not authorized|operation not allowed",
    re.IGNORECASE,
)
"""Bedrock says it with a ValidationException or a ResourceNotFoundException, too."""
CONTENT_WORDS = re.compile(
    r"(input|prompt|message|text) (is|are) too long|too many (input )?tokens|exceeds? the (maximum )?context"
    r"|context (length|window)|is blank|content policy|content filter"
    r"|image.{0,40}(dimension|pixels|too (large|small)|could not be)",
    re.IGNORECASE,
)
REFUSALS = {"ValidationException", "ResourceNotFoundException", "ConflictException", "UnknownOperationException"}
"""Answers that the same request always gets."""
ACCESS_ADVICE = (
    "Enable the model for this account and region (docs/deploy.md, Models): accept its agreement, submit the use case "
    "form where there is one, and check that the function's role may call it."
)
CONFIGURATION_ADVICE = (
    "The model refuses the request as it is configured: check BEDROCK_TEXT_MODEL_ID, BEDROCK_TEXT_FALLBACK_IDS or "
    "BEDROCK_IMAGE_MODEL_ID, its region and its lifecycle (dreamforge models)."
)
DETAIL_CHARACTERS = 300


def classify(error: Exception) -> ModelFault:
    """Whose fault an error of a model call is."""
    code, message = error_code(error), str(error)
    if code in ACCESS_CODES:
        return ModelFault.ACCESS
    if code not in REFUSALS or not error_response(error):
        return ModelFault.TEMPORARY
    if ACCESS_WORDS.search(message):
        # a Legacy model that the account no longer used says "Access denied", and is never given back
        return ModelFault.CONFIGURATION if "legacy" in message.lower() else ModelFault.ACCESS
    return ModelFault.CONTENT if CONTENT_WORDS.search(message) else ModelFault.CONFIGURATION


def report_fault(fault: ModelFault, model: str, error: Exception, meter: Meter | None) -> None:
    """Logs and counts a fault that only the operator can fix; the others are the client's to log."""
    facts, detail = {"model": model, "reason": error_code(error)}, str(error)[:DETAIL_CHARACTERS]
    if fault is ModelFault.ACCESS:
        log.error("model is not accessible", extra={**facts, "advice": ACCESS_ADVICE, "detail": detail})
    elif fault is ModelFault.CONFIGURATION:
        log.error("model refuses its configuration", extra={**facts, "advice": CONFIGURATION_ADVICE, "detail": detail})
    if meter is not None:
        meter.fault(access=fault is ModelFault.ACCESS, configuration=fault is ModelFault.CONFIGURATION)


def build_error(kind: str, failures: Sequence[tuple[ModelFault, Exception]]) -> DreamForgeError:
    """What the caller hears when no model of a kind (`text`, `image`) answered. What can be tried again comes first."""
    content = next((error for fault, error in failures if fault is ModelFault.CONTENT), None)
    if content is not None:
        return Invalid(f"The {kind} model refused this input: it is too long or empty. Change it and retry.")
    temporary = [error for fault, error in failures if fault is ModelFault.TEMPORARY]
    if temporary and timed_out(temporary[-1]):
        return ModelTimedOut(f"The {kind} model timed out. Retry in a moment.")
    if temporary and is_lost(temporary[-1]):
        return ModelTimedOut(f"The {kind} model's response was lost, so it is unknown whether it was paid for. Retry.")
    if temporary or not failures:
        return ModelUnavailable(f"No {kind} model is available. Retry in a minute.")
    if any(fault is ModelFault.ACCESS for fault, _ in failures):
        return ModelNotAccessible(f"The {kind} model is not enabled for this service. The operator must enable it.")
    return ModelMisconfigured(f"The {kind} model is misconfigured. The operator must change its configuration.")
