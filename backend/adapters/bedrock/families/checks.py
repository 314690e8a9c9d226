"""Whether configured models can be used where they are configured. Each message says what to set instead."""

from collections.abc import Sequence

from backend.adapters.bedrock.families.image import find_image_family, find_image_model, list_restyling_models
from backend.adapters.bedrock.families.regions import KnownModel, ModelName, list_regions, parse_model_name
from backend.adapters.bedrock.families.restyle import find_restyle_model
from backend.adapters.bedrock.families.text import ToolChoice, find_text_model


def find_text_problem(model: str, region: str) -> str | None:
    """What keeps a text model from being used in a region; None when nothing is known to."""
    family, known = find_text_model(model)
    if family.tool_choice is ToolChoice.NO_TOOLS:
        return f"{model} cannot call tools, which briefs need; use another model"
    return _find_place_problem(model, known, region, "AWS_REGION")


def find_image_problem(model: str, region: str) -> str | None:
    """The same for an image model, which a region of its own may have."""
    return _find_place_problem(model, find_image_model(model)[1], region, "BEDROCK_IMAGE_REGION")


def find_restyle_problem(model: str, region: str) -> str | None:
    """The same for a tool that makes pictures from pictures, which is where the image model is."""
    return _find_place_problem(model, find_restyle_model(model)[1], region, "BEDROCK_IMAGE_REGION")


def find_image_limit(model: str) -> str | None:
    """What an image model cannot do although it draws; None when it does everything."""
    if find_image_family(model).variation is not None:
        return None
    others = " or ".join(list_restyling_models())
    tool = "BEDROCK_RESTYLE_MODEL_ID to us.stability.stable-image-control-structure-v1:0"
    return (
        f"{model} cannot start from a picture; to do so set {tool}, or BEDROCK_IMAGE_MODEL_ID to {others}, or use KIE"
    )


def find_retired(models: Sequence[str]) -> list[tuple[str, KnownModel]]:
    """Those of the text or image models that are past their end of life."""
    known = [(model, _find(model)) for model in models]
    return [(model, found) for model, found in known if found is not None and found.retired]


def explain_end_of_life(model: str, known: KnownModel) -> str:
    """`amazon.nova-canvas-v1:0 reached its end of life on 2026-09-30; use stability.stable-image-core-v1:1`"""
    return f"{model} reached its end of life on {known.end_of_life}; use {known.replacement}"


def _find(model: str) -> KnownModel | None:
    try:
        return find_image_model(model)[1]
    except ValueError:
        return find_text_model(model)[1]


def _find_place_problem(model: str, known: KnownModel | None, region: str, setting: str) -> str | None:
    name = parse_model_name(model)
    if name.arn_region is not None:
        # An ARN names its own region, and is how a model is used in a region that this catalogue does not know.
        return _find_arn_problem(name, region)
    if known is None or known.places is None or known.retired or known.places.serves(name, region):
        return None
    return f"{model} is not available in {region}; {_suggest(name, known, region, setting)}"


def _find_arn_problem(name: ModelName, region: str) -> str | None:
    if name.arn_region in ("", region):
        return None
    return f"{name.full} is an ARN of {name.arn_region}, and is called from {region}; use one of {region}"


def _suggest(name: ModelName, known: KnownModel, region: str, setting: str) -> str:
    assert known.places is not None
    here = known.places.identifiers(name.bare, region)
    if here:
        return f"use {' or '.join(here)}"
    there = [each for each in list_regions(known.places.regions) if known.places.serves(name, each)]
    return f"set {setting} to {' or '.join(there or list_regions(known.places.regions))}"
