"""GET /health's check of the text model: what it asks for, and what makes it unhealthy."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.adapters.bedrock.model_health import SECONDS_AFTER_A_FAULT, SECONDS_BETWEEN_TOKENS
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.shared.errors import DreamForgeError, ModelMisconfigured, ModelNotAccessible, ModelUnavailable
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import Turn
from backend.local.bedrock import BedrockStandIn
from tests.makers import NOVA, Counting, Scripted, bedrock_client, budget, refused

HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
PROFILE = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123"
ANSWER = {"output": {"message": {"content": []}}, "usage": {}, "stopReason": "end_turn"}
NO_COUNT = refused("ValidationException", "The provided model doesn't support counting tokens.")
DENIED = refused("AccessDeniedException", "Model access is denied due to aws-marketplace:Subscribe.")
TURN = Turn("s", [{"role": "user", "content": [{"text": "Hello"}]}])


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def text_of(client: Any, *models: str, clock: Callable[[], float] = Clock()) -> BedrockText:  # noqa: B008
    return BedrockText(client, TextSettings(models, 0.3, 0.8, streaming=False), monotonic=clock)


@pytest.mark.parametrize("geography", ["", "us.", "eu.", "global.", "jp."])
def test_counts_with_the_id_of_the_model_itself(geography: str) -> None:
    """CountTokens refuses the ids of inference profiles, whatever the account may do."""
    client = Scripted({"inputTokens": 1})
    text_of(client, f"{geography}anthropic.claude-haiku-4-5-20251001-v1:0", NOVA).reachable()
    ((operation, request),) = client.requests
    assert (operation, request["modelId"]) == ("count_tokens", "anthropic.claude-haiku-4-5-20251001-v1:0")


def test_the_emulator_counts(bedrock: BedrockStandIn) -> None:
    """Over the wire."""
    client = Counting(bedrock_client(bedrock.url))
    text_of(client, HAIKU).reachable()
    assert client.calls == {"count_tokens": 1}


@pytest.mark.parametrize("model", [NOVA, "us.meta.llama3-3-70b-instruct-v1:0", "us.anthropic.claude-sonnet-5", PROFILE])
def test_without_counting_one_token_is_asked_for(model: str) -> None:
    """A family without CountTokens, and an ARN that names no model, answer with a token, and rarely: it is paid for."""
    client, clock = Scripted(ANSWER), Clock()
    text = text_of(client, model, clock=clock)
    for _ in range(20):
        text.reachable()
        clock.now += SECONDS_BETWEEN_TOKENS / 20 - 0.01
    assert [name for name, _ in client.requests] == ["converse"]
    assert client.requests[0][1]["modelId"] == model
    assert client.requests[0][1]["inferenceConfig"] == {"maxTokens": 1}
    clock.now += 1
    text.reachable()
    assert len(client.requests) == 2


def test_a_model_that_turns_out_to_have_no_count_is_asked_for_a_token() -> None:
    """The catalogue may be behind; the answer says so, and is no fault."""
    client = Scripted(NO_COUNT, ANSWER)
    text_of(client, HAIKU).reachable()
    assert [name for name, _ in client.requests] == ["count_tokens", "converse"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (refused("ThrottlingException"), ModelUnavailable),
        (DENIED, ModelNotAccessible),
        (refused("ResourceNotFoundException"), ModelMisconfigured),
        (refused("ValidationException", "The provided model identifier is invalid."), ModelMisconfigured),
    ],
)
@pytest.mark.parametrize("model", [HAIKU, NOVA])
def test_a_model_that_cannot_be_used_is_unhealthy(model: str, fault: Exception, error: type[DreamForgeError]) -> None:
    """Busy, closed or gone, however it is asked."""
    with pytest.raises(error):
        text_of(Scripted(fault), model).reachable()


def test_stays_unhealthy_until_the_model_answers() -> None:
    """CountTokens answers although the account may not call the model: after such a call only a token proves it."""
    client, clock = Scripted(DENIED, DENIED, ANSWER, {"inputTokens": 1}), Clock()
    text = text_of(client, HAIKU, clock=clock)
    with pytest.raises(ModelNotAccessible):
        text.converse(TURN, meter=Meter(), budget=budget())
    for _ in range(5):
        with pytest.raises(ModelNotAccessible):
            text.reachable()
    assert [name for name, _ in client.requests] == ["converse", "converse"]
    clock.now += SECONDS_AFTER_A_FAULT
    text.reachable()
    text.reachable()
    assert [name for name, _ in client.requests][2:] == ["converse", "count_tokens"]


def test_a_good_answer_clears_a_fault() -> None:
    """The operator enabled the model meanwhile."""
    client = Scripted(DENIED, ANSWER, {"inputTokens": 1})
    text = text_of(client, HAIKU)
    with pytest.raises(ModelNotAccessible):
        text.converse(TURN, meter=Meter(), budget=budget())
    text.converse(TURN, meter=Meter(), budget=budget())
    text.reachable()
    assert client.requests[-1][0] == "count_tokens"
