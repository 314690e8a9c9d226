"""Image families: how each is asked for a picture. Adding a family is one entry in `IMAGE_FAMILIES` and its test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.adapters.bedrock.families.regions import KnownModel, Places, find_known

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


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is asked of a model. Each family says it in its own words."""

    prompt: str
    ratio: str
    resolution: str = "1K"
    seed: int | None = None
    avoid: str = ""
    """What the picture must not show."""


BuildBody = Callable[[Drawing], dict[str, Any]]
BuildVariation = Callable[[Drawing, str], dict[str, Any]]
Sizes = Mapping[str, Mapping[str, tuple[int, int]]]
"""Resolution -> aspect ratio -> pixels."""


@dataclass(frozen=True, slots=True)
class ImageFamily:
    """How one family of models is asked for a picture, and where its models are."""

    name: str
    models: tuple[KnownModel, ...]
    body: BuildBody
    """The request of a drawing."""
    prompt_limit: int
    """Characters."""
    variation: BuildVariation | None = None
    """(drawing, picture in base64) -> the request; None where it draws from words only."""
    resolutions: tuple[str, ...] = ("1K",)
    """None of the families draws 4K."""
    inputs: frozenset[str] = frozenset({"image/png", "image/jpeg"})
    """The types of picture it starts from."""


def build_stability_body(drawing: Drawing) -> dict[str, Any]:
    return {
        "prompt": drawing.prompt,
        "aspect_ratio": STABILITY_RATIOS.get(drawing.ratio, drawing.ratio),
        "output_format": "png",
        **describe_wishes(drawing),
    }


def build_stability_variation(drawing: Drawing, image: str) -> dict[str, Any]:
    """What comes out has the proportions of what goes in: a ratio is only for drawing from words."""
    return {
        "prompt": drawing.prompt,
        "mode": "image-to-image",
        "image": image,
        "strength": STRENGTH,
        "output_format": "png",
        **describe_wishes(drawing),
    }


def describe_wishes(drawing: Drawing) -> dict[str, Any]:
    """Seed and negative prompt in the words of Stability's models."""
    wishes = {"seed": drawing.seed, "negative_prompt": drawing.avoid}
    return {name: value for name, value in wishes.items() if value}


def amazon_body(sizes: Sizes) -> BuildBody:
    def build(drawing: Drawing) -> dict[str, Any]:
        return {
            "taskType": "TEXT_IMAGE",
            "textToImageParams": {"text": drawing.prompt, **_negative_text(drawing)},
            "imageGenerationConfig": _single_image(sizes, drawing),
        }

    return build


def amazon_variation(sizes: Sizes) -> BuildVariation:
    def build(drawing: Drawing, image: str) -> dict[str, Any]:
        return {
            "taskType": "IMAGE_VARIATION",
            "imageVariationParams": {
                "images": [image],
                "text": drawing.prompt,
                "similarityStrength": SIMILARITY,
                **_negative_text(drawing),
            },
            "imageGenerationConfig": _single_image(sizes, drawing),
        }

    return build


def _negative_text(drawing: Drawing) -> dict[str, Any]:
    return {"negativeText": drawing.avoid} if drawing.avoid else {}


def _single_image(sizes: Sizes, drawing: Drawing) -> dict[str, Any]:
    width, height = sizes[drawing.resolution][drawing.ratio]
    seed = {} if drawing.seed is None else {"seed": drawing.seed}
    return {"numberOfImages": 1, "width": width, "height": height, "quality": "standard", **seed}


_NOVA: Sizes = {"1K": SIZES, "2K": LARGE_SIZES}
_TITAN: Sizes = {"1K": TITAN_SIZES}
_OREGON = Places(frozenset({"us-west-2"}))
_CORE, _ULTRA = "stability.stable-image-core-v1:1", "stability.stable-image-ultra-v1:1"
_SD3 = "stability.sd3-5-large-v1:0"
_FIRST_VERSIONS_GONE = date(2026, 8, 21)
"""The last day on which a public listing was seen without them; the day itself is not published."""

IMAGE_FAMILIES: tuple[ImageFamily, ...] = (
    ImageFamily(
        "stable-image",
        (
            KnownModel(r"stability\.stable-image-core-v1:1", _OREGON),
            KnownModel(r"stability\.stable-image-ultra-v1:1", _OREGON),
            KnownModel(r"stability\.stable-image-core-", None, _FIRST_VERSIONS_GONE, _CORE),
            KnownModel(r"stability\.stable-image-ultra-", None, _FIRST_VERSIONS_GONE, _ULTRA),
        ),
        build_stability_body,
        10_000,
    ),
    ImageFamily(
        "stable-diffusion",
        (
            KnownModel(r"stability\.sd3-5-large-v1:0", _OREGON),
            KnownModel(r"stability\.sd3-large-", None, _FIRST_VERSIONS_GONE, _SD3),
        ),
        build_stability_body,
        10_000,
        build_stability_variation,
        inputs=frozenset({"image/png", "image/jpeg", "image/webp"}),
    ),
    ImageFamily(
        "nova-canvas",
        (KnownModel(r"amazon\.nova-canvas-", None, date(2026, 9, 30), _CORE),),
        amazon_body(_NOVA),
        1024,
        amazon_variation(_NOVA),
        resolutions=("1K", "2K"),
    ),
    ImageFamily(
        "titan-image",
        (KnownModel(r"amazon\.titan-image-generator-", None, date(2026, 6, 30), _CORE),),
        amazon_body(_TITAN),
        512,
        amazon_variation(_TITAN),
    ),
)
"""The first whose pattern fits counts."""
IMAGE_PATTERN = "|".join(known.pattern for family in IMAGE_FAMILIES for known in family.models)


def find_image_model(model: str) -> tuple[ImageFamily, KnownModel]:
    """The entry of an id, an inference profile or an ARN. A ValueError names the families there are."""
    found = find_known(model, IMAGE_FAMILIES)
    if found is None:
        names = ", ".join(family.name for family in IMAGE_FAMILIES)
        raise ValueError(f"BEDROCK_IMAGE_MODEL_ID: {model} is of none of the families {names}")
    return found


def find_image_family(model: str) -> ImageFamily:
    return find_image_model(model)[0]


def list_restyling_models() -> list[str]:
    """The ids of those that start from a picture and are served today."""
    served = [known for family in IMAGE_FAMILIES if family.variation is not None for known in family.models]
    return [known.pattern.replace("\\", "") for known in served if not known.retired]
