"""Where a laptop or a stack is, and the identifiers by which it asks its models from there."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.adapters.bedrock.families.checks import find_image_problem, find_text_problem
from backend.adapters.bedrock.families.regions import PREFERRED_REGION
from backend.adapters.bedrock.families.text import find_text_model
from backend.bootstrap.config import ConfigurationError

_CHOSEN = ("BEDROCK_TEXT_MODEL_ID", "BEDROCK_TEXT_FALLBACK_IDS", "BEDROCK_IMAGE_MODEL_ID", "BEDROCK_RESTYLE_MODEL_ID")


def read_chosen_models(environ: Mapping[str, str]) -> dict[str, str]:
    """The service's variables with which somebody chose models of their own, which go before a plan's."""
    return {name: environ[name] for name in _CHOSEN if environ.get(name)}


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """Whether pictures can be made in `image_region` is checked by who reads it: the service, or Terraform."""

    region: str
    image_region: str
    text_models: tuple[str, ...]
    image_model: str

    def environment(self) -> dict[str, str]:
        """The service's variables, but for fallbacks."""
        return {
            "BEDROCK_TEXT_MODEL_ID": self.text_models[0],
            "BEDROCK_IMAGE_MODEL_ID": self.image_model,
            "BEDROCK_IMAGE_REGION": self.image_region,
        }


def plan_models(region: str, image_region: str | None, text_models: tuple[str, ...], image_model: str) -> ModelPlan:
    """Text models are given by their own ids: anthropic.claude-x becomes eu.anthropic.claude-x in eu-central-1.

    Without `image_region` pictures are made in the region if it has the model, else in us-west-2. ConfigurationError:
    the region has one of the text models in no way, and regions that have it.
    """
    found = tuple(_identify(model, region) for model in text_models)
    elsewhere = PREFERRED_REGION if find_image_problem(image_model, region) else region
    return ModelPlan(region, image_region or elsewhere, found, image_model)


def _identify(model: str, region: str) -> str:
    known = find_text_model(model)[1]
    found = known.places.identifiers(model, region) if known and known.places else [model]
    if not found:
        raise ConfigurationError(f"DreamForge cannot start: {find_text_problem(model, region)}.")
    return found[0]
