"""Pictures made from pictures by the tools of Stability Image Services; families/restyle.py has each family's body."""

import base64
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from backend.adapters.bedrock.families.image import Drawing
from backend.adapters.bedrock.families.restyle import find_restyle_model
from backend.adapters.bedrock.picture_calls import PictureCalls
from backend.adapters.calls import retry
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import Invalid
from backend.domain.shared.meter import Meter
from backend.domain.uploads.sniffing import LONGEST_SIDE, is_sane, picture_size, sniff

SMALLEST_SIDE = 64
"""Pixels of a picture to start from."""


Fit = Callable[[bytes, int], bytes]
"""(picture, most pixels) -> the picture upright, and with no more pixels; as it is where it cannot be decoded."""


class BedrockRestyle:
    """One tool, asked in place of the image model where it is configured."""

    def __init__(self, client: Any, model: str, *, fit: Fit, pause: retry.Pause = time.sleep) -> None:
        self.model = model
        self._family, _ = find_restyle_model(model)
        self._fit = fit
        self._calls = PictureCalls(client, model, pause=pause)

    def restyle(self, image: bytes, drawing: Drawing, *, meter: Meter, budget: Budget) -> bytes:
        """A PNG. Raises what `ImageModel.restyle` raises."""
        check_input(image, self._family.inputs)
        fitting = self._fit(image, self._family.most_pixels)
        self._check_shape(fitting)
        asked = replace(drawing, prompt=shorten(drawing.prompt, self._family.prompt_limit))
        body = self._family.body(asked, base64.b64encode(fitting).decode())
        return self._calls.request(body, meter, budget, from_picture=True)

    def _check_shape(self, image: bytes) -> None:
        width, height = picture_size(image) or (0, 0)
        if width * height > self._family.most_pixels:
            raise Invalid(f"The picture has too many pixels: at most {self._family.most_pixels}. Send a smaller one.")
        if max(width, height) > self._family.most_oblong * min(width, height):
            raise Invalid(f"The picture is longer than {self._family.most_oblong:g}:1. Crop it, and send it again.")

    def check_usable(self) -> None:
        self._calls.check_usable()


def check_input(image: bytes, types: frozenset[str]) -> None:
    """`Invalid` for a picture of another type, or of a size that no model takes."""
    found, size = sniff(image), picture_size(image)
    if found is None or found.content_type not in types:
        kinds = ", ".join(sorted(types))
        raise Invalid(f"The image model accepts pictures of these types: {kinds}. Send one of them.")
    if size is None or min(size) < SMALLEST_SIDE or not is_sane(size):
        raise Invalid(f"Each side of the picture must have {SMALLEST_SIDE} to {LONGEST_SIDE} pixels.")


def shorten(prompt: str, limit: int) -> str:
    """The prompt cut at a word where it is longer than the model takes."""
    return prompt if len(prompt) <= limit else prompt[:limit].rsplit(" ", 1)[0]
