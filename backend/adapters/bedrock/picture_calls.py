"""InvokeModel for one picture.

A picture is paid for: a call whose outcome is unknown (a timeout, a connection lost after it was sent, an answer that
cannot be read) is never repeated, and counted as paid. Only a call that was certainly not carried out is, by `retry`.
A model that keeps failing is left alone for a while.
"""

import base64
import binascii
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from backend.adapters.bedrock.model_faults import ModelFault, build_error, classify, report_fault
from backend.adapters.calls import retry
from backend.adapters.calls.breaker import Breaker
from backend.adapters.calls.failures import aws_error_types, error_code, error_response, is_lost, timed_out
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    Invalid,
    ModelFailed,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter

log = logging.getLogger(__name__)

NOT_CARRIED_OUT = {"ThrottlingException", "ModelNotReadyException"}
UNAVAILABLE = {"ServiceUnavailableException"} | NOT_CARRIED_OUT
SERVER_ERROR = {"InternalServerException", "ModelErrorException"}
"""The model's own failures, apart from being unavailable or slow; anything else it refuses is its answer."""
SECONDS_A_PICTURE_NEEDS = 5.0
"""With less left none is begun: it would be paid for, and come too late."""
LOST = "The image model's response was lost, so it is unknown whether a picture was made. Retry."
PNG = b"\x89PNG\r\n\x1a\n"


class PictureCalls:
    """The calls of one model."""

    def __init__(
        self, client: Any, model: str, breaker: Breaker | None = None, pause: retry.Pause = time.sleep
    ) -> None:
        self._client = client
        self.model = model
        self.breaker = breaker or Breaker()
        self._pause = pause
        self._standing_fault: DreamForgeError | None = None

    def request(self, body: Mapping[str, Any], meter: Meter, budget: Budget, *, from_picture: bool = False) -> bytes:
        if not budget.allows(SECONDS_A_PICTURE_NEEDS):
            raise ModelUnavailable("There was not enough time left to make the picture; no model was called. Retry.")
        if not self.breaker.lets_through():
            raise ModelUnavailable("The image model failed several times in a row and is paused. Retry later.")
        try:
            answer = self._invoke(json.dumps(body), meter, budget, from_picture)
        except ModelTimedOut:
            meter.image(self.model)  # as far as anyone knows, it is paid for
            raise
        meter.image(self.model)
        return _picture_in(answer)

    def _invoke(self, body: str, meter: Meter, budget: Budget, from_picture: bool) -> Any:
        def ask() -> bytes:
            answer = self._client.invoke_model(
                modelId=self.model, body=body, contentType="application/json", accept="application/json"
            )
            content: bytes = answer["body"].read()
            return content

        try:
            content = retry.call("invoke_model", ask, budget=budget, pause=self._pause, on_retry=meter.count_retry)
        except aws_error_types() as error:
            raise self._translate(error, meter, from_picture) from error
        self.breaker.note_success()
        self._standing_fault = None
        try:
            return json.loads(content)
        except ValueError as error:
            raise ModelTimedOut(LOST) from error

    def _translate(self, error: Exception, meter: Meter, from_picture: bool) -> DreamForgeError:
        """What the caller hears of a failed call. What only the operator can fix is kept for the health check."""
        if _is_filtered(error):
            self.breaker.note_success()
            return ContentRefused("The image model's content filter refused this idea. Rephrase it.")
        if from_picture and error_code(error) == "ValidationException":
            # our part of the body is the same for all pictures: what is refused is this one
            log.warning("model refuses a picture", extra={"model": self.model}, exc_info=error)
            self.breaker.note_success()
            return Invalid("The image model refused this picture. Send another one, as PNG or JPEG.")
        fault = classify(error)
        report_fault(fault, self.model, error, meter)
        translated = (
            _translate_temporary(error) if fault is ModelFault.TEMPORARY else build_error("image", [(fault, error)])
        )
        self._standing_fault = translated if fault in (ModelFault.ACCESS, ModelFault.CONFIGURATION) else None
        (self.breaker.note_failure if _is_unwell(error, translated) else self.breaker.note_success)()
        return translated

    def check_usable(self) -> None:
        if self._standing_fault is not None:
            raise self._standing_fault


def _picture_in(answer: Any) -> bytes:
    if not isinstance(answer, Mapping):
        raise ModelFailed("The image model's response is malformed. Retry.")
    reasons = [reason for reason in answer.get("finish_reasons") or () if reason]
    if any("Filter" in reason for reason in reasons):
        raise ContentRefused("The image model's content filter refused this idea. Rephrase it.")
    if reasons or answer.get("error"):
        raise ModelFailed("The image model could not make this picture. Rephrase the idea.")
    try:
        content = base64.b64decode(answer["images"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error) as error:
        raise ModelFailed("The image model's response has no picture. Retry.") from error
    if not content.startswith(PNG):
        raise ModelFailed("The image model's response is not a PNG. Retry.")
    return content


def _is_unwell(error: Exception, translated: Exception) -> bool:
    return isinstance(translated, ModelUnavailable | ModelTimedOut) or error_code(error) in SERVER_ERROR


def _is_filtered(error: Exception) -> bool:
    return error_code(error) == "ValidationException" and "filter" in str(error)


def _translate_temporary(error: Exception) -> DreamForgeError:
    if timed_out(error):
        return ModelTimedOut("The image model timed out, so it is unknown whether a picture was made. Retry.")
    if is_lost(error):
        return ModelTimedOut(LOST)
    if error_code(error) in UNAVAILABLE or not error_response(error):
        return ModelUnavailable("The image model is unavailable. Retry in a minute.")
    return ModelFailed("The image model failed. Retry.")
