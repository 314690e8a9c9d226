"""Image models on Amazon Bedrock, through InvokeModel. Each family has a body of its own.

A picture is paid for: a call whose outcome is unknown (a timeout) is never repeated. Only a call that was certainly
not carried out (throttled, not ready) is, here and not in botocore, which is told to try once.
"""

import base64
import binascii
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.forge.clients.failures import answer_of, aws_failures, reason_of, timed_out
from backend.forge.errors import ContentRefused, ModelFailed, ModelTimedOut, ModelUnavailable
from backend.forge.meter import Meter

log = logging.getLogger(__name__)

NOT_CARRIED_OUT = {"ThrottlingException", "ModelNotReadyException"}
AWAY = {"ServiceUnavailableException", "ResourceNotFoundException", "AccessDeniedException"} | NOT_CARRIED_OUT
TRIES = 3
PNG = b"\x89PNG\r\n\x1a\n"

SIZES: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "4:5": (1024, 1280),
    "5:4": (1280, 1024),
    "2:3": (1024, 1536),
    "3:2": (1536, 1024),
    "3:4": (1024, 1360),
    "4:3": (1360, 1024),
    "16:9": (1344, 768),
    "9:16": (768, 1344),
}
"""Pixels for each aspect ratio, where a model is asked for pixels."""
TITAN_SIZES: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "2:3": (768, 1152),
    "3:2": (1152, 768),
    "3:4": (768, 1024),
    "4:3": (1024, 768),
    "16:9": (1280, 768),
    "9:16": (768, 1280),
}
"""Titan draws in a few sizes only; the nearest to each ratio."""
STABILITY_RATIOS = {"3:4": "4:5", "4:3": "5:4"}
"""Ratios that Stability's models do not know, and the nearest that they do."""


@dataclass(frozen=True, slots=True)
class Family:
    """How one family of models is asked for a picture, and where it puts it."""

    body: Callable[[str, str], dict[str, Any]]
    """(prompt, aspect ratio) -> the request."""
    prompt_limit: int
    """Characters."""


def _stability(prompt: str, ratio: str) -> dict[str, Any]:
    return {"prompt": prompt, "aspect_ratio": STABILITY_RATIOS.get(ratio, ratio), "output_format": "png"}


def _amazon(sizes: Mapping[str, tuple[int, int]]) -> Callable[[str, str], dict[str, Any]]:
    def body(prompt: str, ratio: str) -> dict[str, Any]:
        width, height = sizes[ratio]
        return {
            "taskType": "TEXT_IMAGE",
            "textToImageParams": {"text": prompt},
            "imageGenerationConfig": {"numberOfImages": 1, "width": width, "height": height, "quality": "standard"},
        }

    return body


FAMILIES: dict[str, Family] = {
    "stability.": Family(_stability, 10_000),
    "amazon.nova-canvas": Family(_amazon(SIZES), 1024),
    "amazon.titan-image": Family(_amazon(TITAN_SIZES), 512),
}


def family_of(model: str) -> Family:
    """The family of a model id, an inference profile's id or an ARN. A ValueError names the families there are."""
    for name, family in FAMILIES.items():
        if name in model:
            return family
    raise ValueError(f"BEDROCK_IMAGE_MODEL_ID: {model} is of none of the families {', '.join(FAMILIES)}")


class BedrockImage:
    def __init__(self, client: Any, model: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self.model = model
        self._family = family_of(model)
        self._pause = pause

    def draw(self, prompt: str, ratio: str, *, meter: Meter, deadline: float = float("inf")) -> bytes:
        """A PNG of the prompt in an aspect ratio of `SIZES`. `deadline` is a `time.monotonic()`.

        Raises `ContentRefused` when the model filters the prompt, `ModelTimedOut`, `ModelUnavailable`, `ModelFailed`.
        """
        body = self._family.body(shortened(prompt, self._family.prompt_limit), ratio)
        answer = self._invoke(json.dumps(body), deadline)
        meter.image(self.model)
        return _picture_in(answer)

    def _invoke(self, body: str, deadline: float) -> Mapping[str, Any]:
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._client.invoke_model(
                    modelId=self.model, body=body, contentType="application/json", accept="application/json"
                )
                content: Mapping[str, Any] = json.loads(answer["body"].read())
                return content
            except aws_failures() as error:
                wait = random.uniform(0.2, 0.8) * 2**attempt  # noqa: S311 - jitter
                again = reason_of(error) in NOT_CARRIED_OUT and attempt < TRIES
                if not again or time.monotonic() + wait > deadline:
                    raise _translated(error) from error
                log.warning("image model is busy", extra={"model": self.model, "reason": reason_of(error)})
                self._pause(wait)
            except ValueError as error:
                raise ModelFailed("The image model's answer is not JSON.") from error
        raise AssertionError("the last attempt returns or raises")


def shortened(prompt: str, limit: int) -> str:
    """The prompt cut at a word where it is longer than the model takes."""
    return prompt if len(prompt) <= limit else prompt[:limit].rsplit(" ", 1)[0]


def _picture_in(answer: Mapping[str, Any]) -> bytes:
    refusals = [reason for reason in answer.get("finish_reasons") or () if reason]
    if refusals:
        raise ContentRefused("The image model's filter stops this idea. Put it in other words.")
    if answer.get("error"):
        raise ModelFailed("The image model could not draw this.")
    try:
        content = base64.b64decode(answer["images"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error) as error:
        raise ModelFailed("The image model answered without a picture.") from error
    if not content.startswith(PNG):
        raise ModelFailed("The image model answered with something that is no PNG.")
    return content


def _translated(error: Exception) -> Exception:
    reason = reason_of(error)
    if timed_out(error):
        return ModelTimedOut("The image model took too long; whether it drew is unknown. Try again.")
    if reason == "ValidationException" and "filter" in str(error):
        return ContentRefused("The image model's filter stops this idea. Put it in other words.")
    if reason in AWAY or not answer_of(error) or "identifier is invalid" in str(error):
        return ModelUnavailable("The image model cannot be reached now. Try again in a minute.")
    return ModelFailed("The image model failed. Try again.")
