"""Image models on Amazon Bedrock; families/image.py has each family's body."""

import base64
import time
from typing import Any

from backend.adapters.bedrock.families.image import Drawing, find_image_family
from backend.adapters.bedrock.picture_calls import PictureCalls
from backend.adapters.bedrock.restyle import BedrockRestyle, check_input, shorten
from backend.adapters.calls import retry
from backend.adapters.calls.breaker import Breaker
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import Invalid
from backend.domain.shared.image_model import ImageModel
from backend.domain.shared.meter import Meter


class BedrockImage(ImageModel):
    def __init__(
        self,
        client: Any,
        model: str,
        *,
        restyler: BedrockRestyle | None = None,
        breaker: Breaker | None = None,
        pause: retry.Pause = time.sleep,
    ) -> None:
        """`restyler` makes pictures from pictures, in place of the model."""
        self.model = model
        self.breaker = breaker or Breaker()
        self._family = find_image_family(model)
        self._calls = PictureCalls(client, model, self.breaker, pause)
        self._restyler = restyler

    @property
    def resolutions(self) -> tuple[str, ...]:
        return self._family.resolutions

    @property
    def restyles(self) -> bool:
        return self._restyler is not None or self._family.variation is not None

    @property
    def restyle_model(self) -> str:
        return self.model if self._restyler is None else self._restyler.model

    def draw(
        self,
        prompt: str,
        ratio: str,
        *,
        meter: Meter,
        budget: Budget,
        resolution: str = "1K",
        seed: int | None = None,
        avoid: str = "",
    ) -> bytes:
        self._check_resolution(resolution)
        drawing = Drawing(shorten(prompt, self._family.prompt_limit), ratio, resolution, seed, avoid)
        return self._calls.request(self._family.body(drawing), meter, budget)

    def restyle(
        self,
        image: bytes,
        prompt: str,
        ratio: str,
        *,
        meter: Meter,
        budget: Budget,
        resolution: str = "1K",
        seed: int | None = None,
        avoid: str = "",
    ) -> bytes:
        self._check_resolution(resolution)
        if self._restyler is not None:
            drawing = Drawing(prompt, ratio, resolution, seed, avoid)
            return self._restyler.restyle(image, drawing, meter=meter, budget=budget)
        if self._family.variation is None:
            raise Invalid(
                "The configured image model cannot start from a picture. Use the provider kie, or set "
                "BEDROCK_RESTYLE_MODEL_ID to one that does, such as us.stability.stable-image-control-structure-v1:0.",
                details=[{"in": "body", "field": "provider", "message": "must be kie for a picture made from another"}],
            )
        check_input(image, self._family.inputs)
        given = base64.b64encode(image).decode()
        drawing = Drawing(shorten(prompt, self._family.prompt_limit), ratio, resolution, seed, avoid)
        return self._calls.request(self._family.variation(drawing, given), meter, budget, from_picture=True)

    def _check_resolution(self, resolution: str) -> None:
        if resolution not in self._family.resolutions:
            known = " and ".join(self._family.resolutions)
            raise Invalid(
                f"The configured image model supports these resolutions: {known}.",
                details=[{"in": "body", "field": "resolution", "message": f"must be {known}"}],
            )

    def check_usable(self) -> None:
        self._calls.check_usable()
        if self._restyler is not None:
            self._restyler.check_usable()
