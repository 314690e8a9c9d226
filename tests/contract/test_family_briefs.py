"""Each family that can be configured as a fallback writes a brief, over the wire."""

from typing import Any

import pytest

from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.echoes.moods import MOODS, mood_of
from backend.domain.products.brief import Brief
from backend.domain.products.prompts import INTERPRET, brief_tool, idea_text
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import Turn
from backend.local.bedrock import BedrockStandIn
from tests.families import BRIEF_WRITERS, TEXT_MODELS, UNLISTED
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


class Renaming:
    """A client that calls another model than it is asked to, with what it is asked to send."""

    def __init__(self, client: Any, model: str) -> None:
        self._client = client
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return lambda **request: getattr(self._client, name)(**{**request, "modelId": self._model})


@pytest.mark.parametrize(
    ("unlisted", "family"),
    [("claude-next", "claude-opus-4-7"), ("claude-next", "claude-4"), *(("unknown", name) for name in BRIEF_WRITERS)],
)
def test_what_an_unlisted_model_is_sent_others_accept(bedrock: BedrockStandIn, unlisted: str, family: str) -> None:
    """The careful family's request is one that every family takes, and so does the next Claude's with Claudes."""
    model, region = TEXT_MODELS[family]
    client = Renaming(bedrock_client(bedrock.url, region=region), model)
    text = BedrockText(client, TextSettings((UNLISTED[unlisted],), 0.3, 0.8, cache_prompt=True))
    turn = Turn(INTERPRET, [{"role": "user", "content": [{"text": idea_text("a red fox", None, None)}]}], brief_tool())
    assert Brief.model_validate(text.converse(turn, meter=Meter(), budget=budget()).tool_input).title
