"""Each family that can be configured as a fallback writes a brief, over the wire."""

import pytest

from backend.forge.clients.bedrock_text import BedrockText, TextSettings, Turn
from backend.forge.meter import Meter
from backend.forge.models import Brief
from backend.forge.moods import MOODS, mood_of
from backend.forge.prompts import INTERPRET, brief_tool, idea_text
from backend.local.bedrock import BedrockStandIn
from tests.families import BRIEF_WRITERS, TEXT_MODELS
from tests.makers import CLAUDE, bedrock_client, budget


def text_of(bedrock: BedrockStandIn, family: str) -> BedrockText:
    """The family behind a first model that is busy, as a fallback is asked."""
    model, region = TEXT_MODELS[family]
    bedrock.faults.add(code="ThrottlingException", model=CLAUDE)
    client = bedrock_client(bedrock.url, region=region)
    return BedrockText(client, TextSettings((CLAUDE, model), 0.3, 0.8, cache_prompt=True))


@pytest.mark.parametrize("family", BRIEF_WRITERS)
def test_a_fallback_writes_a_brief(bedrock: BedrockStandIn, family: str) -> None:
    """Whatever its dialect, its tool choice and its sampling."""
    turn = Turn(INTERPRET, [{"role": "user", "content": [{"text": idea_text("a red fox", None, None)}]}], brief_tool())
    answer = text_of(bedrock, family).converse(turn, meter=Meter(), budget=budget())
    assert answer.model == TEXT_MODELS[family][0]
    assert Brief.model_validate(answer.tool_input).title


@pytest.mark.parametrize("family", BRIEF_WRITERS)
def test_a_fallback_names_a_mood(bedrock: BedrockStandIn, family: str) -> None:
    """The other tool there is."""
    assert mood_of("What a happy day!", text_of(bedrock, family), meter=Meter(), budget=budget()) in MOODS
