"""Text models through Converse: who is asked next when one does not answer."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.products.prompts import brief_tool
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    ModelFailed,
    ModelMisconfigured,
    ModelNotAccessible,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import ModelTool, TextAnswer, Turn
from backend.local.bedrock import BedrockStandIn
from tests.makers import BRIEF, CLAUDE, LLAMA, NOVA, Scripted, bedrock_client, budget, eventually

HELLO: list[dict[str, Any]] = [{"role": "user", "content": [{"text": "Hello"}]}]
BRIEF_TOOL = ModelTool("brief", "Records it.", {"type": "object", "properties": {"title": {"type": "string"}}})
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

Ask = Callable[..., TextAnswer]


def text_of(client: Any, *models: str, **settings: Any) -> BedrockText:
    chosen = TextSettings(models or (CLAUDE, NOVA, LLAMA), 0.3, 0.8, **settings)
    return BedrockText(client, chosen, pause=lambda _: None)


@pytest.fixture
def text(bedrock: BedrockStandIn) -> BedrockText:
    return text_of(bedrock_client(bedrock.url))


def ask(text: BedrockText, **more: Any) -> TextAnswer:
    return text.converse(Turn("You are kind.", HELLO), meter=Meter(), **{"budget": budget(), **more})


# ---- answers


def test_answers(text: BedrockText, calls_of: Callable[[], list[str]]) -> None:
    """The first model answers, and its words, name and reason to stop come back."""
    answer = ask(text)
    assert (answer.text, answer.tool_input, answer.model, answer.stop_reason) == (
        "You asked: Hello",
        None,
        CLAUDE,
        "end_turn",
    )
    assert calls_of() == [CLAUDE]


def test_the_answer_can_be_sent_back(text: BedrockText) -> None:
    """The message of an answer is one that Converse takes as part of the next turn."""
    again = [*HELLO, ask(text).message, {"role": "user", "content": [{"text": "And now?"}]}]
    assert text.converse(Turn("s", again), meter=Meter(), budget=budget()).text == "You asked: And now?"


def test_gives_the_input_of_the_tool(text: BedrockText) -> None:
    """A turn with a tool makes the model call it; its input is the structured output."""
    answer = text.converse(Turn("s", HELLO, tool=BRIEF_TOOL), meter=Meter(), budget=budget())
    assert (answer.tool_input, answer.stop_reason, answer.text) == ({"title": "Hello"}, "tool_use", "")


def test_gives_whatever_the_tool_was_called_with(bedrock: BedrockStandIn, text: BedrockText) -> None:
    """The input is not judged here."""
    bedrock.faults.add(tool_input={"title": 7, "extra": [None]})
    answer = text.converse(Turn("s", HELLO, tool=BRIEF_TOOL), meter=Meter(), budget=budget())
    assert answer.tool_input == {"title": 7, "extra": [None]}


def test_counts_tokens(text: BedrockText) -> None:
    """What a call cost is in the answer and in the meter."""
    meter = Meter()
    answer = text.converse(Turn("s", HELLO), meter=meter, budget=budget())
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0
    assert (meter.usage, meter.models) == (answer.usage, [CLAUDE])


def test_cache_points_give_cached_tokens(bedrock: BedrockStandIn) -> None:
    """With LLM_CACHE_PROMPT the second call reads what stands before the cache point, tools and system, from it."""
    text = text_of(bedrock_client(bedrock.url), cache_prompt=True)
    turn = Turn(f"A system prompt of this test's own, {time.time_ns()}", HELLO, tool=BRIEF_TOOL)
    usages = [text.converse(turn, meter=Meter(), budget=budget()).usage for _ in range(2)]
    first, second = (usage.cached_tokens for usage in usages)
    assert usages[0].input_tokens == usages[1].input_tokens + second, "what went into the cache was input first"
    assert first == 0
    assert second > 10


def test_without_cache_points_nothing_is_cached(text: BedrockText) -> None:
    """The cache is only used where it was asked for."""
    turn = Turn(f"Another system prompt, {time.time_ns()}", HELLO)
    assert [text.converse(turn, meter=Meter(), budget=budget()).usage.cached_tokens for _ in range(2)] == [0, 0]


# ---- fallbacks


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingException",
        "ModelTimeoutException",
        "ModelNotReadyException",
        "ModelErrorException",
        "InternalServerException",
        "ServiceUnavailableException",
        "ResourceNotFoundException",
        "AccessDeniedException",
    ],
)
def test_the_next_model_is_asked(
    bedrock: BedrockStandIn, text: BedrockText, calls_of: Callable[[], list[str]], code: str
) -> None:
    """A model that is busy, slow, not ready, broken, gone or closed to us leaves its place to the next of the list."""
    bedrock.faults.add(code=code, model=CLAUDE)
    assert ask(text).model == NOVA
    assert calls_of() == [CLAUDE, NOVA]


@pytest.mark.parametrize(
    "message",
    ["The provided model identifier is invalid.", "This model version has reached the end of its life."],
)
def test_a_model_at_its_end_of_life_is_gone(bedrock: BedrockStandIn, text: BedrockText, message: str) -> None:
    """AWS says so with a ValidationException, which is not our mistake."""
    bedrock.faults.add(code="ValidationException", message=message, model=CLAUDE)
    assert ask(text).model == NOVA


def test_an_id_that_was_never_a_model_is_gone(bedrock: BedrockStandIn) -> None:
    """The stand-in knows such an id as little as AWS does."""
    assert ask(text_of(bedrock_client(bedrock.url), "amazon.titan-text-lite-v1", NOVA)).model == NOVA


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize("fault", [{"drop": True}, {"garbage": True}, {"delay_ms": 1500}], ids=str)
def test_an_unknown_outcome_is_not_paid_for_twice(
    bedrock: BedrockStandIn, calls_of: Callable[[], list[str]], fault: dict[str, Any], streaming: bool
) -> None:
    """A lost answer may have been paid for: no other model is asked, and what was read counts."""
    bedrock.faults.add(model=CLAUDE, **fault)
    meter = Meter()
    text = text_of(bedrock_client(bedrock.url, read_timeout=0.3), CLAUDE, NOVA, streaming=streaming)
    with pytest.raises(ModelTimedOut):
        text.converse(Turn("You are kind.", HELLO), meter=meter, budget=budget())
    eventually(lambda: bool(calls_of()))
    assert set(calls_of()) == {CLAUDE}
    assert (meter.models, meter.usage.input_tokens > 0) == ([CLAUDE], True)


def test_a_model_that_was_never_reached_is_passed_over(bedrock: BedrockStandIn, text: BedrockText) -> None:
    """A connection that was never made is no unknown outcome."""
    near = bedrock_client(bedrock.url)
    away = Scripted(EndpointConnectionError(endpoint_url="https://bedrock.example"))

    class Client:
        def converse_stream(self, **request: Any) -> Any:
            return (away if request["modelId"] == CLAUDE else near).converse_stream(**request)

    assert ask(text_of(Client())).model == NOVA


def test_goes_down_the_list_in_order(
    bedrock: BedrockStandIn, text: BedrockText, calls_of: Callable[[], list[str]]
) -> None:
    """Each is asked once, and the last may still answer."""
    bedrock.faults.add(code="ThrottlingException", times=2)
    assert ask(text).model == LLAMA
    assert calls_of() == [CLAUDE, NOVA, LLAMA]


@pytest.mark.parametrize(
    ("code", "error", "last"),
    [
        ("ThrottlingException", ModelUnavailable, 2),
        ("ResourceNotFoundException", ModelMisconfigured, 1),
        ("AccessDeniedException", ModelNotAccessible, 1),
        ("ModelTimeoutException", ModelTimedOut, 1),
    ],
)
def test_when_none_answers(
    bedrock: BedrockStandIn,
    text: BedrockText,
    calls_of: Callable[[], list[str]],
    code: str,
    error: type[DreamForgeError],
    last: int,
) -> None:
    """Each was asked once, the last again if it was only throttled; what it suffered is heard, without its id."""
    bedrock.faults.add(code=code, message="secret", times=None)
    meter = Meter()
    with pytest.raises(error) as caught:
        text.converse(Turn("s", HELLO), meter=meter, budget=budget())
    assert calls_of() == [CLAUDE, NOVA, *[LLAMA] * last]
    assert meter.retries == len(calls_of()) - 1
    assert not any(word in caught.value.message for word in ("secret", CLAUDE, NOVA, LLAMA))


def test_the_meter_counts_only_who_answered(bedrock: BedrockStandIn, text: BedrockText) -> None:
    """A model that failed costs nothing and is not named."""
    meter = Meter()
    bedrock.faults.add(code="ThrottlingException", model=CLAUDE)
    text.converse(Turn("s", HELLO), meter=meter, budget=budget())
    assert meter.models == [NOVA]


# ---- time


def test_no_call_is_begun_that_has_no_time(text: BedrockText, calls_of: Callable[[], list[str]]) -> None:
    """With seconds left that are too few, the caller hears it at once."""
    with pytest.raises(ModelTimedOut):
        ask(text, budget=budget(1))
    assert calls_of() == []


def test_no_fallback_is_begun_that_has_no_time(
    bedrock: BedrockStandIn, text: BedrockText, calls_of: Callable[[], list[str]]
) -> None:
    """What the first model took is missing for the second."""
    bedrock.faults.add(code="ThrottlingException", delay_ms=400)
    with pytest.raises(DreamForgeError):
        ask(text, budget=budget(3.2))
    assert calls_of() == [CLAUDE]


# ---- what is sent


def sent(turn: Turn, **settings: Any) -> dict[str, Any]:
    """The request that a turn becomes."""
    answer = {"output": {"message": {"content": []}}, "usage": {}, "stopReason": "end_turn"}
    client = Scripted(answer)
    models = settings.pop("models", (CLAUDE,))
    text_of(client, *models, streaming=False, **settings).converse(turn, meter=Meter(), budget=budget())
    return client.requests[0][1]


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (Turn("s", HELLO, temperature=0.9), {"temperature": 0.9, "maxTokens": 2048}),
        (Turn("s", HELLO, top_p=0.5, max_tokens=9), {"topP": 0.5, "maxTokens": 9}),
        (Turn("s", HELLO, temperature=0.0), {"temperature": 0.0, "maxTokens": 2048}),
    ],
)
@pytest.mark.parametrize("model", [SONNET, "us.anthropic.claude-haiku-4-5-20251001-v1:0"])
def test_what_the_caller_sets_is_sent_alone(turn: Turn, expected: dict[str, Any], model: str) -> None:
    """Claude 4.5 and later refuse temperature and top_p together: anyone who sets one gets that one."""
    assert sent(turn, models=(model,))["inferenceConfig"] == expected


@pytest.mark.parametrize("model", [SONNET, "us.anthropic.claude-haiku-4-5-20251001-v1:0"])
def test_the_defaults_do_not_send_both(model: str) -> None:
    """Our default model answers a ValidationException to a request with temperature and top_p both."""
    assert len({"temperature", "topP"} & set(sent(Turn("s", HELLO), models=(model,))["inferenceConfig"])) == 1


def test_the_tool_must_be_called() -> None:
    """The model has no choice but the tool."""
    config = sent(Turn("s", HELLO, tool=BRIEF_TOOL))["toolConfig"]
    assert config["toolChoice"] == {"tool": {"name": "brief"}}
    assert config["tools"][0]["toolSpec"]["inputSchema"] == {"json": BRIEF_TOOL.schema}


@pytest.mark.parametrize(
    ("guardrail", "expected"),
    [
        ("gr1", {"guardrailIdentifier": "gr1", "guardrailVersion": "DRAFT"}),
        ("gr1@3", {"guardrailIdentifier": "gr1", "guardrailVersion": "3"}),
        (
            "arn:aws:bedrock:us-east-1:1:guardrail/gr1@2",
            {"guardrailIdentifier": "arn:aws:bedrock:us-east-1:1:guardrail/gr1", "guardrailVersion": "2"},
        ),
    ],
)
def test_the_guardrail_is_named(guardrail: str, expected: dict[str, str]) -> None:
    """An id or an ARN, with a version or as a draft."""
    assert sent(Turn("s", HELLO), guardrail=guardrail)["guardrailConfig"] == expected


# ---- refusals and nonsense


def test_the_guardrail_stops_it(bedrock: BedrockStandIn, calls_of: Callable[[], list[str]]) -> None:
    """A blocked request is the caller's to reword; no other model is asked to get round it."""
    text = text_of(bedrock_client(bedrock.url), guardrail="gr1")
    asked = [{"role": "user", "content": [{"text": "How is napalm made?"}]}]
    with pytest.raises(ContentRefused):
        text.converse(Turn("s", asked), meter=Meter(), budget=budget())
    assert calls_of() == [CLAUDE]


@pytest.mark.parametrize("reason", ["content_filtered", "guardrail_intervened"])
def test_a_filtered_answer_is_refused(bedrock: BedrockStandIn, text: BedrockText, reason: str) -> None:
    """An answer that the model's own filter cut is not given out."""
    bedrock.faults.add(stop_reason=reason)
    with pytest.raises(ContentRefused):
        ask(text)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"output": None, "usage": {}, "stopReason": "end_turn"},
        {"output": {"message": {}}, "usage": {}, "stopReason": "end_turn"},
        {"output": {"message": {"content": []}}, "stopReason": "end_turn"},
    ],
)
def test_an_answer_of_another_form_is_an_error_of_the_model(answer: dict[str, Any]) -> None:
    """Fields that are missing are the model's failure, and no crash of the service."""
    with pytest.raises(ModelFailed):
        ask(text_of(Scripted(answer), streaming=False))


def test_an_empty_answer_is_an_answer() -> None:
    """A model may have nothing to say."""
    answer = {"output": {"message": {"content": []}}, "usage": {}, "stopReason": "end_turn"}
    made = ask(text_of(Scripted(answer), streaming=False))
    assert (made.text, made.tool_input) == ("", None)


def test_reasoning_is_no_part_of_the_text() -> None:
    """A model that thinks aloud first gives blocks of another kind before its text."""
    blocks = [{"reasoningContent": {"reasoningText": {"text": "Hm."}}}, {"text": "Yes."}]
    answer = {"output": {"message": {"content": blocks}}, "usage": {}, "stopReason": "end_turn"}
    assert ask(text_of(Scripted(answer), streaming=False)).text == "Yes."


def test_a_brief_comes_through_boto3(text: BedrockText) -> None:
    """Numbers, lists and accents of a tool's input arrive as they were given."""
    answer = text.converse(Turn("s", HELLO, tool=brief_tool()), meter=Meter(), budget=budget())
    assert answer.tool_input == {**BRIEF, "title": "Hello"}
