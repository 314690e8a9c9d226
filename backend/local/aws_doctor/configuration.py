"""What the service is configured to use, from the environment variables that it reads itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.bootstrap.config import ConfigurationError, Settings


@dataclass(frozen=True, slots=True)
class Configuration:
    region: str
    image_region: str
    text_models: tuple[str, ...]
    """In the order in which they are asked."""
    image_model: str
    restyle_model: str | None


def read_configuration(
    environ: Mapping[str, str], *, region: str | None = None, image_region: str | None = None
) -> Configuration:
    """`region` and `image_region` go before AWS_REGION and BEDROCK_IMAGE_REGION; defaults are the service's own.

    ConfigurationError: no region is given.
    """
    own = region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    if not own:
        raise ConfigurationError("No AWS region is given. Set AWS_REGION, or pass --region us-west-2.")
    given = {name: value for name, value in environ.items() if value}
    first = given.get("BEDROCK_TEXT_MODEL_ID") or str(_default("BEDROCK_TEXT_MODEL_ID"))
    listed = given.get("BEDROCK_TEXT_FALLBACK_IDS")
    fallbacks = [part.strip() for part in listed.split(",")] if listed else _default("BEDROCK_TEXT_FALLBACK_IDS")
    return Configuration(
        region=own,
        image_region=image_region or given.get("BEDROCK_IMAGE_REGION") or own,
        text_models=tuple(dict.fromkeys([first, *filter(None, fallbacks)])),
        restyle_model=given.get("BEDROCK_RESTYLE_MODEL_ID"),
        image_model=given.get("BEDROCK_IMAGE_MODEL_ID") or str(_default("BEDROCK_IMAGE_MODEL_ID")),
    )


def _default(variable: str) -> Any:
    """Of a variable of the service's: the class that reads it knows."""
    return next(each.default for each in Settings.variables().values() if each.name == variable)
