"""Families that make a picture from a picture: the structure and style tools of Stability Image Services.

Their ids, bodies and limits are those of public code and of Stability's own API; decision 423 names the sources.
Nothing of it was tried on AWS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.adapters.bedrock.families.image import STABILITY_RATIOS, Drawing, describe_wishes
from backend.adapters.bedrock.families.regions import US_THREE, KnownModel, Places, find_known

CONTROL_STRENGTH = 0.7
"""How closely the structure of the picture is kept, 0 to 1: the service's own default."""
FIDELITY = 0.5
"""How closely the style of the picture is kept, 0 to 1: the service's own default."""

BuildBody = Callable[[Drawing, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RestyleFamily:
    """How one family of tools is asked, and where it is."""

    name: str
    models: tuple[KnownModel, ...]
    body: BuildBody
    """(drawing, picture in base64) -> the request."""
    prompt_limit: int = 10_000
    """Characters."""
    most_pixels: int = 9_437_184
    """Of the picture that is given."""
    most_oblong: float = 2.5
    """Its longer side, in shorter ones."""
    inputs: frozenset[str] = frozenset({"image/png", "image/jpeg", "image/webp"})


def build_control_body(drawing: Drawing, image: str) -> dict[str, Any]:
    """The structure stays, the words say the rest; what comes out has the picture's proportions."""
    return {
        "prompt": drawing.prompt,
        "image": image,
        "control_strength": CONTROL_STRENGTH,
        "output_format": "png",
        **describe_wishes(drawing),
    }


def build_guide_body(drawing: Drawing, image: str) -> dict[str, Any]:
    """The style stays, the words say what is shown."""
    return {
        "prompt": drawing.prompt,
        "image": image,
        "aspect_ratio": STABILITY_RATIOS.get(drawing.ratio, drawing.ratio),
        "fidelity": FIDELITY,
        "output_format": "png",
        **describe_wishes(drawing),
    }


_US = Places(profiles={"us": US_THREE})

RESTYLE_FAMILIES: tuple[RestyleFamily, ...] = (
    RestyleFamily(
        "stable-image-control",
        (
            KnownModel(r"stability\.stable-image-control-structure-v1:0", _US),
            KnownModel(r"stability\.stable-image-control-sketch-v1:0", _US),
        ),
        build_control_body,
    ),
    RestyleFamily(
        "stable-image-style-guide",
        (KnownModel(r"stability\.stable-image-style-guide-v1:0", _US),),
        build_guide_body,
    ),
)


def find_restyle_model(model: str) -> tuple[RestyleFamily, KnownModel]:
    """The entry of an id, an inference profile or an ARN. A ValueError names the families there are."""
    found = find_known(model, RESTYLE_FAMILIES)
    if found is None:
        names = ", ".join(family.name for family in RESTYLE_FAMILIES)
        raise ValueError(f"BEDROCK_RESTYLE_MODEL_ID: {model} is of none of the families {names}")
    return found
