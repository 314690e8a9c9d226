"""InvokeModel for the image models: each family's body in, pictures out."""

import base64
import binascii
from collections.abc import Callable, Sequence
from functools import lru_cache

from backend.local.bedrock.image_bodies import STABILITY_SIZES, TITAN_SIZES, check_body
from backend.local.bedrock.model_backend import ModelBackend, Picture, UndecodablePicture
from backend.local.bedrock.models import Family
from backend.local.bedrock.picture_size import Size, picture_size
from backend.local.bedrock.wire import JSON, invalid
from backend.local.bedrock.words import find_word

_CACHED_PICTURES = 32
_MAX_NOVA_PIXELS = 4_194_304
_MAX_TOOL_PIXELS = 9_437_184
_NOVA_REFUSAL = (
    "This request has been blocked by our content filters. Our filters automatically flagged this prompt because it "
    "may conflict our AUP or AWS Responsible AI Policy."
)


class Images:
    def __init__(self, mind: ModelBackend, filtered_words: Sequence[str]) -> None:
        self._draw = lru_cache(_CACHED_PICTURES)(mind.picture)
        self._mind = mind
        self._filtered = tuple(filtered_words)

    def invoke(self, family: Family, body: JSON) -> JSON:
        """`{"prompt": "a lighthouse"}` -> `{"seeds": [7], "finish_reasons": [None], "images": ["iVBOR..."]}`"""
        check_body(family, body)
        if family in (Family.NOVA_CANVAS, Family.TITAN_IMAGE):
            return self._canvas(family, body)
        if family in (Family.STABILITY_CONTROL, Family.STABILITY_GUIDE):
            _check_tool_input(body["image"])
        return self._stability(family, body)

    def _stability(self, family: Family, body: JSON) -> JSON:
        """A filtered prompt is no error here: the service answers 200, without a picture."""
        if find_word(self._filtered, body["prompt"]):
            return {"seeds": [], "finish_reasons": ["Filter reason: prompt"], "images": []}
        seed: int | None = body.get("seed") or None
        if "image" in body:
            source, size = _source(body["image"])
            ratio = body.get("aspect_ratio", "1:1")
            shape = STABILITY_SIZES[ratio] if family is Family.STABILITY_GUIDE else _near_a_megapixel(*size)
            picture = self._restyle(source, body["prompt"], shape, seed)
        else:
            picture = self._draw(body["prompt"], *STABILITY_SIZES[body.get("aspect_ratio", "1:1")], seed)
        return {"seeds": [picture.seed], "finish_reasons": [None], "images": [_encode(picture)]}

    def _canvas(self, family: Family, body: JSON) -> JSON:
        """Nova Canvas and Titan Image differ in their limits only."""
        config = body.get("imageGenerationConfig", {})
        width, height = config.get("width", 1024), config.get("height", 1024)
        _check_size(family, width, height)
        seed: int | None = config.get("seed") or None
        if body["taskType"] == "TEXT_IMAGE":
            prompt = body["textToImageParams"]["text"]
        else:
            parameters = body["imageVariationParams"]
            prompt = parameters.get("text", "Variation")
            sources = [_source(image)[0] for image in parameters["images"]]
        if find_word(self._filtered, prompt):
            raise invalid(_NOVA_REFUSAL)

        def make(seed: int | None) -> Picture:
            # of several pictures the model mixes the styles; here the first is the one that is treated
            if body["taskType"] == "TEXT_IMAGE":
                return self._draw(prompt, width, height, seed)
            return self._restyle(sources[0], prompt, (width, height), seed)

        return {"images": _make_series(make, seed, config.get("numberOfImages", 1)), "error": None}

    def _restyle(self, source: bytes, prompt: str, size: Size, seed: int | None) -> Picture:
        try:
            return self._mind.restyle(source, prompt, *size, seed)
        except UndecodablePicture:
            raise invalid("Malformed input request: the image cannot be decoded.") from None


def _make_series(make: Callable[[int | None], Picture], seed: int | None, count: int) -> list[str]:
    """Several pictures of one request differ in their seeds, which follow each other."""
    first = make(seed)
    return [_encode(picture) for picture in (first, *(make((first.seed + step) % 2**32) for step in range(1, count)))]


def _check_size(family: Family, width: int, height: int) -> None:
    if family is Family.TITAN_IMAGE and (width, height) not in TITAN_SIZES:
        raise invalid(f"Malformed input request: {width}x{height} is not one of the supported sizes.")
    if width * height > _MAX_NOVA_PIXELS or max(width, height) > 4 * min(width, height):
        raise invalid(f"Malformed input request: {width}x{height} has too many pixels or is longer than 4:1.")


def _check_tool_input(image: str) -> None:
    """Limits of Stability Image Services: pixels in all, and how oblong a picture may be."""
    _, (width, height) = _source(image)
    if width * height > _MAX_TOOL_PIXELS:
        raise invalid(f"Malformed input request: the image has {width * height} pixels, at most 9437184 are allowed.")
    if max(width, height) > 2.5 * min(width, height):
        raise invalid("Malformed input request: the aspect ratio of the image must be between 1:2.5 and 2.5:1.")


def _near_a_megapixel(width: int, height: int) -> Size:
    """The same proportions at a size the models draw, in steps of 16: 300x400 -> 880x1184."""
    scale = (1024 * 1024 / (width * height)) ** 0.5
    return _step(width * scale), _step(height * scale)


def _step(side: float) -> int:
    return max(320, min(2048, round(side / 16) * 16))


def _source(image: str) -> tuple[bytes, Size]:
    """A picture given to start from: its bytes and its size."""
    try:
        data = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        raise invalid("Malformed input request: the image is not base64.") from None
    size = picture_size(data)
    if size is None:
        raise invalid("Malformed input request: the image is not a PNG, JPEG or WebP.")
    if min(size) < 64:
        raise invalid("Malformed input request: each side of the image must be at least 64 pixels.")
    return data, size


def _encode(picture: Picture) -> str:
    return base64.b64encode(picture.png).decode()
