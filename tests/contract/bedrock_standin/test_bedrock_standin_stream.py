"""ConverseStream: real event-stream frames, sent as they come."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

from backend.local.bedrock import BedrockStandIn

CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
TOOL = {"toolSpec": {"name": "brief", "inputSchema": {"json": {"type": "object", "properties": {"title": {}}}}}}


@pytest.fixture
def stream(client: Any) -> Iterator[Callable[..., Any]]:
    opened: list[Any] = []

    def stream(text: str = "one two three", **more: Any) -> Any:
        request = {"modelId": CLAUDE, "messages": [{"role": "user", "content": [{"text": text}]}]}
        opened.append(client.converse_stream(**(request | more))["stream"])
        return opened[-1]

    yield stream
    for events in opened:
        events.close()


def names(events: Any) -> list[str]:
    return [next(iter(event)) for event in events]


def text(events: Any) -> str:
    return "".join(event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event)


def test_text_comes_word_by_word(stream: Callable[..., Any]) -> None:
    """The pieces make up the answer, spaces and all."""
    events = list(stream("one  two\nthree "))
    assert text(events) == "You asked: one  two\nthree"
    assert names(events) == [
        "messageStart",
        *["contentBlockDelta"] * 5,
        "contentBlockStop",
        "messageStop",
        "metadata",
    ]


def test_end_of_a_stream(stream: Callable[..., Any]) -> None:
    """The reason and the usage come last."""
    *_, stop, metadata = stream()
    assert stop["messageStop"]["stopReason"] == "end_turn"
    usage = metadata["metadata"]["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert metadata["metadata"]["metrics"]["latencyMs"] >= 0


def test_tool_input_comes_in_pieces_of_json(stream: Callable[..., Any]) -> None:
    """A tool call starts with its name; the pieces of its input are one JSON object."""
    config = {"tools": [TOOL], "toolChoice": {"tool": {"name": "brief"}}}
    events = list(stream("<idea>" + "Un faro ñandú " * 10 + "</idea>", toolConfig=config))
    assert events[1]["contentBlockStart"]["start"]["toolUse"]["name"] == "brief"
    pieces = [e["contentBlockDelta"]["delta"]["toolUse"]["input"] for e in events if "contentBlockDelta" in e]
    assert len(pieces) > 1
    assert json.loads("".join(pieces))["title"].startswith("Un Faro Ñandú")
    assert events[-2]["messageStop"]["stopReason"] == "tool_use"


def test_words_arrive_before_the_answer_ends(standin: BedrockStandIn, stream: Callable[..., Any]) -> None:
    """Nothing is held back until the end."""
    standin.faults.add(delta_delay_ms=100)
    events = iter(stream("one two"))
    arrived = [time.monotonic() for event in events if "contentBlockDelta" in event]
    assert arrived[-1] - arrived[0] > 0.2


def test_errors_before_the_stream_are_plain_errors(stream: Callable[..., Any]) -> None:
    """What is wrong with the request is said before any frame."""
    with pytest.raises(ClientError) as caught:
        stream(messages=[])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_mid_stream_exception(standin: BedrockStandIn, stream: Callable[..., Any]) -> None:
    """After so many deltas an exception frame ends the stream."""
    standin.faults.add(code="ThrottlingException", message="Too much.", after_deltas=2)
    received: list[Any] = []
    with pytest.raises(EventStreamError, match=r"throttlingException.*Too much\."):
        list(_kept(stream(), received))
    assert names(received) == ["messageStart", "contentBlockDelta", "contentBlockDelta"]


def test_mid_stream_exception_of_a_short_answer(standin: BedrockStandIn, stream: Callable[..., Any]) -> None:
    """An answer with fewer deltas fails before its end."""
    standin.faults.add(code="ModelStreamErrorException", after_deltas=1_000)
    received: list[Any] = []
    with pytest.raises(EventStreamError):
        list(_kept(stream(), received))
    assert names(received)[-1] == "contentBlockStop"


def test_connection_lost_in_mid_stream(standin: BedrockStandIn, stream: Callable[..., Any]) -> None:
    """A connection may also just break."""
    standin.faults.add(drop=True, after_deltas=1)
    received: list[Any] = []
    with pytest.raises(Exception, match=r"(?i)connection broken|incomplete|ended prematurely"):
        list(_kept(stream(), received))
    assert names(received) == ["messageStart", "contentBlockDelta"]


def _kept(events: Any, received: list[Any]) -> Any:
    """Pass events on and keep those that came before an error."""
    for event in events:
        received.append(event)
        yield event


def test_guardrail_in_a_stream(stream: Callable[..., Any]) -> None:
    """The guardrail's text is streamed like any other, its trace with the metadata."""
    config = {"guardrailIdentifier": "gr1", "guardrailVersion": "DRAFT", "trace": "enabled"}
    *events, stop, metadata = stream("napalm", guardrailConfig=config)
    assert text(events).startswith("Sorry")
    assert stop["messageStop"]["stopReason"] == "guardrail_intervened"
    assert "gr1" in metadata["metadata"]["trace"]["guardrail"]["inputAssessment"]
