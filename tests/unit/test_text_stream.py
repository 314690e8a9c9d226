"""ConverseStream's events, put together as Converse answers."""

from typing import Any

import pytest

from backend.adapters.bedrock.text_stream import CHARACTERS_PER_TOKEN, ArrivingAnswer
from backend.domain.shared.text_model import TIME_LIMIT

REQUEST: dict[str, Any] = {
    "modelId": "m",
    "system": [{"text": "You are kind."}],
    "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
}
ASKED = len("You are kind.userHello")


def text(piece: str, index: int = 0) -> dict[str, Any]:
    return {"contentBlockDelta": {"delta": {"text": piece}, "contentBlockIndex": index}}


def tool(piece: str, index: int = 1) -> dict[str, Any]:
    return {"contentBlockDelta": {"delta": {"toolUse": {"input": piece}}, "contentBlockIndex": index}}


def tool_begins(index: int = 1) -> dict[str, Any]:
    use = {"toolUseId": "use_1", "name": "brief"}
    return {"contentBlockStart": {"start": {"toolUse": use}, "contentBlockIndex": index}}


def stop(reason: str) -> dict[str, Any]:
    return {"messageStop": {"stopReason": reason}}


def arrived(*events: dict[str, Any]) -> ArrivingAnswer:
    made = ArrivingAnswer()
    for event in events:
        made.add(event)
    return made


def test_text_and_a_tool() -> None:
    """Blocks keep their order; a tool's input is put together from its pieces, wherever they were cut."""
    usage = {"inputTokens": 7, "outputTokens": 3}
    answer = arrived(
        {"messageStart": {"role": "assistant"}},
        text("I call "),
        text("it."),
        {"contentBlockStop": {"contentBlockIndex": 0}},
        tool_begins(),
        tool('{"title": "Ni'),
        tool('ño", "price'),
        tool('_cents": 5}'),
        {"contentBlockStop": {"contentBlockIndex": 1}},
        stop("tool_use"),
        {"metadata": {"usage": usage, "metrics": {"latencyMs": 1}}},
    ).answer(REQUEST)
    assert answer["output"]["message"] == {
        "role": "assistant",
        "content": [
            {"text": "I call it."},
            {"toolUse": {"toolUseId": "use_1", "name": "brief", "input": {"title": "Niño", "price_cents": 5}}},
        ],
    }
    assert (answer["stopReason"], answer["usage"]) == ("tool_use", usage)


@pytest.mark.parametrize("pieces", [[], ['{"title": "Ni'], ["no json"]])
def test_half_an_input_is_an_empty_one(pieces: list[str]) -> None:
    """Anyone who checks it finds what is missing, and asks again with a message that Converse takes."""
    answer = arrived(tool_begins(), *map(tool, pieces), stop("max_tokens")).answer(REQUEST)
    assert answer["output"]["message"]["content"][0]["toolUse"]["input"] == {}


def test_reasoning_is_no_part_of_the_text() -> None:
    """A model may think aloud first."""
    thought = {"contentBlockDelta": {"delta": {"reasoningContent": {"text": "Hm."}}, "contentBlockIndex": 0}}
    made = arrived(thought, text("Yes.", 1), stop("end_turn"))
    assert made.answer(REQUEST)["output"]["message"]["content"] == [{"text": "Yes."}]


def test_what_was_not_counted_is_estimated() -> None:
    """From the characters of what was asked and of what came, tools included, rounded up."""
    made = arrived(text("12345"), tool_begins(), tool('{"a":'))
    usage = made.answer(REQUEST, stop_reason=TIME_LIMIT)["usage"]
    assert usage == {
        "inputTokens": -(-ASKED // CHARACTERS_PER_TOKEN),
        "outputTokens": -(-10 // CHARACTERS_PER_TOKEN),
    }


def test_an_answer_is_whole_when_the_model_says_so() -> None:
    """And only then; the reason that we give is ours."""
    cut = arrived(text("a"))
    assert (cut.is_whole, cut.answer(REQUEST, stop_reason=TIME_LIMIT)["stopReason"]) == (False, TIME_LIMIT)
    assert "stopReason" not in cut.answer(REQUEST)
    assert arrived(text("a"), stop("end_turn")).is_whole
