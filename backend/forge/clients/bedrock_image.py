"""Image models on Amazon Bedrock, through InvokeModel. Each family has a body of its own.

A picture is paid for: a call whose outcome is unknown (a timeout) is never repeated. Only a call that was certainly
not carried out (throttled, not ready) is, here and not in botocore, which is told to try once. A model that keeps
failing is left alone for a while.
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

from backend.forge.clients.breaker import Breaker
from backend.forge.clients.failures import answer_of, aws_failures, reason_of, timed_out
from backend.forge.errors import ContentRefused, Invalid, ModelFailed, ModelTimedOut, ModelUnavailable
from backend.forge.meter import Meter
from backend.forge.sniffing import LONGEST_SIDE, is_sane, picture_size, sniff

log = logging.getLogger(__name__)

NOT_CARRIED_OUT = {"ThrottlingException", "ModelNotReadyException"}
AWAY = {"ServiceUnavailableException", "ResourceNotFoundException", "AccessDeniedException"} | NOT_CARRIED_OUT
UNWELL = {"InternalServerException", "ModelErrorException"}
"""Failures of the model's own, besides being away or slow; anything else it refuses is its answer."""
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
LARGE_SIZES: dict[str, tuple[int, int]] = {
    "1:1": (2048, 2048),
    "4:5": (1824, 2288),
    "5:4": (2288, 1824),
    "2:3": (1664, 2496),
    "3:2": (2496, 1664),
    "3:4": (1760, 2352),
    "4:3": (2352, 1760),
    "16:9": (2720, 1536),
    "9:16": (1536, 2720),
}
"""Four megapixels, in steps of 16: the most that Nova Canvas draws."""
TITAN_SIZES: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "2:3": (768, 1152),
    "3:2": (1152, 768),
    "3:4": (896, 1152),
    "4:3": (1152, 896),
    "16:9": (1280, 768),
    "9:16": (768, 1280),
}
"""Titan draws in a few sizes only; the nearest to each ratio."""
STABILITY_RATIOS = {"3:4": "4:5", "4:3": "5:4"}
"""Ratios that Stability's models do not know, and the nearest that they do."""


STRENGTH = 0.65
"""How far Stability goes from the picture given: 0 gives it back, 1 forgets it."""
SIMILARITY = 0.7
"""How near Amazon's models stay to it: 0.2 to 1."""
SMALLEST_SIDE = 64
"""Pixels of a picture to start from."""

Drawing = Callable[[str, str, str], dict[str, Any]]
Variation = Callable[[str, str, str, str], dict[str, Any]]
Sizes = Mapping[str, Mapping[str, tuple[int, int]]]
"""Resolution -> aspect ratio -> pixels."""


@dataclass(frozen=True, slots=True)
class Family:
    """How one family of models is asked for a picture, and where it puts it."""

    body: Drawing
    """(prompt, aspect ratio, resolution) -> the request."""
    prompt_limit: int
    """Characters."""
    variation: Variation | None = None
    """(prompt, ratio, resolution, picture in base64) -> the request; None where it draws from words only."""
    resolutions: tuple[str, ...] = ("1K",)
    """None of the families draws 4K."""
    inputs: frozenset[str] = frozenset({"image/png", "image/jpeg"})
    """The types of picture it starts from."""


def _stability(prompt: str, ratio: str, _resolution: str) -> dict[str, Any]:
    return {"prompt": prompt, "aspect_ratio": STABILITY_RATIOS.get(ratio, ratio), "output_format": "png"}


def _stability_variation(prompt: str, _ratio: str, _resolution: str, image: str) -> dict[str, Any]:
    """What comes out has the proportions of what goes in: a ratio is only for drawing from words."""
    return {
        "prompt": prompt,
        "mode": "image-to-image",
        "image": image,
        "strength": STRENGTH,
        "output_format": "png",
    }


def _amazon(sizes: Sizes) -> Drawing:
    def body(prompt: str, ratio: str, resolution: str) -> dict[str, Any]:
        return {
            "taskType": "TEXT_IMAGE",
            "textToImageParams": {"text": prompt},
            "imageGenerationConfig": _one(sizes[resolution][ratio]),
        }

    return body


def _amazon_variation(sizes: Sizes) -> Variation:
    def body(prompt: str, ratio: str, resolution: str, image: str) -> dict[str, Any]:
        return {
            "taskType": "IMAGE_VARIATION",
            "imageVariationParams": {"images": [image], "text": prompt, "similarityStrength": SIMILARITY},
            "imageGenerationConfig": _one(sizes[resolution][ratio]),
        }

    return body


def _one(size: tuple[int, int]) -> dict[str, Any]:
    return {"numberOfImages": 1, "width": size[0], "height": size[1], "quality": "standard"}


_NOVA: Sizes = {"1K": SIZES, "2K": LARGE_SIZES}
_TITAN: Sizes = {"1K": TITAN_SIZES}
_STABILITY_INPUTS = frozenset({"image/png", "image/jpeg", "image/webp"})

FAMILIES: dict[str, Family] = {
    "stability.stable-image-core": Family(_stability, 10_000),
    "stability.": Family(_stability, 10_000, _stability_variation, inputs=_STABILITY_INPUTS),
    "amazon.nova-canvas": Family(_amazon(_NOVA), 1024, _amazon_variation(_NOVA), resolutions=("1K", "2K")),
    "amazon.titan-image": Family(_amazon(_TITAN), 512, _amazon_variation(_TITAN)),
}
"""By a part of the model's id; the first that fits."""


def family_of(model: str) -> Family:
    """The family of a model id, an inference profile's id or an ARN. A ValueError names the families there are."""
    for name, family in FAMILIES.items():
        if name in model:
            return family
    raise ValueError(f"BEDROCK_IMAGE_MODEL_ID: {model} is of none of the families {', '.join(FAMILIES)}")


class BedrockImage:
    def __init__(
        self,
        client: Any,
        model: str,
        *,
        breaker: Breaker | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self.model = model
        self.breaker = breaker or Breaker()
        self._family = family_of(model)
        self._pause = pause

    @property
    def resolutions(self) -> tuple[str, ...]:
        """Those it draws in: `1K`, and `2K` from Nova Canvas."""
        return self._family.resolutions

    @property
    def restyles(self) -> bool:
        """Whether it can start from a picture."""
        return self._family.variation is not None

    def draw(
        self, prompt: str, ratio: str, *, meter: Meter, deadline: float = float("inf"), resolution: str = "1K"
    ) -> bytes:
        """A PNG of the prompt in an aspect ratio of `SIZES`. `deadline` is a `time.monotonic()`.

        Raises `Invalid` for a resolution it does not draw in, `ContentRefused` when the model filters the prompt,
        `ModelTimedOut`, `ModelUnavailable`, `ModelFailed`.
        """
        self._check_resolution(resolution)
        body = self._family.body(shortened(prompt, self._family.prompt_limit), ratio, resolution)
        return self._drawn(body, meter, deadline)

    def restyle(
        self,
        image: bytes,
        prompt: str,
        ratio: str,
        *,
        meter: Meter,
        deadline: float = float("inf"),
        resolution: str = "1K",
    ) -> bytes:
        """A PNG made from a picture and a prompt. Stability keeps the picture's own proportions, whatever the ratio.

        Raises what `draw` raises; `Invalid` also for a picture that the model does not take, and when the model only
        draws from words.
        """
        self._check_resolution(resolution)
        if self._family.variation is None:
            raise Invalid(
                "The image model set up here draws from words only. Use the provider kie, or set "
                "BEDROCK_IMAGE_MODEL_ID to one that starts from a picture, such as stability.sd3-5-large-v1:0.",
                details=[{"in": "body", "field": "provider", "message": "must be kie for a picture made from another"}],
            )
        self._check_input(image)
        given = base64.b64encode(image).decode()
        text = shortened(prompt, self._family.prompt_limit)
        return self._drawn(self._family.variation(text, ratio, resolution, given), meter, deadline)

    def _check_resolution(self, resolution: str) -> None:
        if resolution not in self._family.resolutions:
            known = " and ".join(self._family.resolutions)
            raise Invalid(
                f"The image model set up here draws in {known}.",
                details=[{"in": "body", "field": "resolution", "message": f"must be {known}"}],
            )

    def _check_input(self, image: bytes) -> None:
        found, size = sniff(image), picture_size(image)
        if found is None or found.content_type not in self._family.inputs:
            kinds = ", ".join(sorted(self._family.inputs))
            raise Invalid(f"The image model starts from a picture of one of the types {kinds}; this is none.")
        if size is None or min(size) < SMALLEST_SIDE or not is_sane(size):
            raise Invalid(f"The picture's sides must have {SMALLEST_SIDE} to {LONGEST_SIDE} pixels.")

    def _drawn(self, body: Mapping[str, Any], meter: Meter, deadline: float) -> bytes:
        if time.monotonic() >= deadline:
            raise ModelUnavailable("There is no time left to draw in; no model was asked. Try again.")
        if not self.breaker.lets_through():
            raise ModelUnavailable("The image model fails again and again, and is left alone for a while. Try later.")
        answer = self._invoke(json.dumps(body), deadline)
        meter.image(self.model)
        return _picture_in(answer)

    def _invoke(self, body: str, deadline: float) -> Any:
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._client.invoke_model(
                    modelId=self.model, body=body, contentType="application/json", accept="application/json"
                )
                content = answer["body"].read()
                self.breaker.succeeded()
                return json.loads(content)
            except aws_failures() as error:
                wait = random.uniform(0.2, 0.8) * 2**attempt  # noqa: S311 - jitter
                again = reason_of(error) in NOT_CARRIED_OUT and attempt < TRIES
                if not again or time.monotonic() + wait > deadline:
                    translated = _translated(error)
                    (self.breaker.failed if _is_unwell(error, translated) else self.breaker.succeeded)()
                    raise translated from error
                log.warning("image model is busy", extra={"model": self.model, "reason": reason_of(error)})
                self._pause(wait)
            except ValueError as error:
                raise ModelFailed("The image model's answer is not JSON.") from error
        raise AssertionError("the last attempt returns or raises")


def shortened(prompt: str, limit: int) -> str:
    """The prompt cut at a word where it is longer than the model takes."""
    return prompt if len(prompt) <= limit else prompt[:limit].rsplit(" ", 1)[0]


def _picture_in(answer: Any) -> bytes:
    if not isinstance(answer, Mapping):
        raise ModelFailed("The image model's answer is none.")
    reasons = [reason for reason in answer.get("finish_reasons") or () if reason]
    if any("Filter" in reason for reason in reasons):
        raise ContentRefused("The image model's filter stops this idea. Put it in other words.")
    if reasons or answer.get("error"):
        raise ModelFailed("The image model could not draw this.")
    try:
        content = base64.b64decode(answer["images"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error) as error:
        raise ModelFailed("The image model answered without a picture.") from error
    if not content.startswith(PNG):
        raise ModelFailed("The image model answered with something that is no PNG.")
    return content


def _is_unwell(error: Exception, translated: Exception) -> bool:
    return isinstance(translated, ModelUnavailable | ModelTimedOut) or reason_of(error) in UNWELL


def _translated(error: Exception) -> Exception:
    reason = reason_of(error)
    if timed_out(error):
        return ModelTimedOut("The image model took too long; whether it drew is unknown. Try again.")
    if reason == "ValidationException" and "filter" in str(error):
        return ContentRefused("The image model's filter stops this idea. Put it in other words.")
    if reason in AWAY or not answer_of(error) or "identifier is invalid" in str(error):
        return ModelUnavailable("The image model cannot be reached now. Try again in a minute.")
    return ModelFailed("The image model failed. Try again.")
