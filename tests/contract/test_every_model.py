"""Every model that Bedrock still serves, and not only one of each family: it takes what the service sends it.

The list is the stand-in's own, made from public listings; the catalogue of the service has to know what each can do.
"""

from collections.abc import Iterator

import pytest

from backend.adapters.bedrock.families.checks import find_image_limit, find_text_problem
from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.products.brief import Brief
from backend.domain.products.prompts import INTERPRET, brief_tool, idea_text
from backend.domain.shared.errors import Invalid
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import Turn
from backend.local.bedrock import BedrockStandIn
from backend.local.bedrock.control_plane import TOOLS
from backend.local.bedrock.models import AS_OF, MODELS, Family, Model
from tests.makers import bedrock_client, budget, png


def callable_ids(model: Model) -> Iterator[tuple[str, str]]:
    """By its own id and through one profile, each with a region that has it."""
    if model.on_demand:
        yield model.id, min(model.on_demand)
    for prefix, regions in list(model.profiles.items())[:1]:
        yield f"{prefix}.{model.id}", min(regions)


SERVED = [model for model in MODELS.values() if not model.is_gone(AS_OF)]
TEXTS = [pair for model in SERVED if model.family is Family.TEXT for pair in callable_ids(model)]
IMAGES = [pair for model in SERVED if model.family not in (Family.TEXT, *TOOLS) for pair in callable_ids(model)]


@pytest.mark.parametrize(("model", "region"), TEXTS)
def test_a_text_model_writes_briefs_or_cannot_be_configured(bedrock: BedrockStandIn, model: str, region: str) -> None:
    """With sampling, a tool and the prompt cache: the service leaves out what the model refuses."""
    if find_text_problem(model, region) is not None:
        return
    client = bedrock_client(bedrock.url, region=region)
    text = BedrockText(client, TextSettings((model,), 0.3, 0.8, cache_prompt=True))
    turn = Turn(INTERPRET, [{"role": "user", "content": [{"text": idea_text("a red fox", None, None)}]}], brief_tool())
    answer = text.converse(turn, meter=Meter(), budget=budget())
    assert Brief.model_validate(answer.tool_input).title


@pytest.mark.parametrize(("model", "region"), IMAGES)
def test_an_image_model_draws_and_restyles_or_says_that_it_cannot(
    bedrock: BedrockStandIn, model: str, region: str
) -> None:
    """What the configuration says about pictures made of pictures is what the model does."""
    image = BedrockImage(bedrock_client(bedrock.url, region=region), model, pause=lambda _: None)
    assert image.draw("a red fox", "4:5", meter=Meter(), budget=budget()).startswith(b"\x89PNG")
    if find_image_limit(model) is None:
        source = png(600, 400)
        assert image.restyle(source, "as a woodcut", "3:2", meter=Meter(), budget=budget()).startswith(b"\x89PNG")
    else:
        with pytest.raises(Invalid):
            image.restyle(png(600, 400), "as a woodcut", "3:2", meter=Meter(), budget=budget())
