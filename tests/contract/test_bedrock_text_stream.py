"""Text models through ConverseStream: an answer piece by piece, and what becomes of one that breaks."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from urllib3.exceptions import ReadTimeoutError

from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.adapters.bedrock.text_stream import CHARACTERS_PER_TOKEN
from backend.domain.shared.errors import ContentRefused, DreamForgeError, ModelFailed, ModelTimedOut, ModelUnavailable
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import TIME_LIMIT, ModelTool, Pieces, TextAnswer, Turn
from backend.domain.shared.usage import Usage
from backend.local.bedrock import BedrockStandIn
from tests.makers import CLAUDE, LLAMA, NOVA, Scripted, bedrock_client, budget

HELLO: list[dict[str, Any]] = [{"role": "user", "content": [{"text": "Hello  dear\nworld"}]}]
ANSWER = "You asked: Hello  dear\nworld"
WORDS = ["You", " asked:", " Hello", "  dear", "\nworld"]


def text_of(client: Any, *models: str, **settings: Any) -> BedrockText:
    chosen = TextSettings(models or (CLAUDE, NOVA, LLAMA), 0.3, 0.8, **settings)
    return BedrockText(client, chosen, pause=lambda _: None)


@pytest.fixture
def text(bedrock: BedrockStandIn) -> BedrockText:
    return text_of(bedrock_client(bedrock.url))


@pytest.fixture
def stream() -> Iterator[Callable[..., tuple[str, Pieces]]]:
    """Begins a stream, which is closed after the test."""
    opened: list[Pieces] = []

    def stream(text: BedrockText, meter: Meter | None = None, **more: Any) -> tuple[str, Pieces]:
        more = {"meter": meter or Meter(), "budget": budget(), **more}
        model, pieces = text.stream(Turn("You are kind.", HELLO), **more)
        opened.append(pieces)
        return model, pieces

    yield stream
    for pieces in opened:
        pieces.close()


Stream = Callable[..., tuple[str, Pieces]]


def broken(pieces: Pieces) -> tuple[list[Any], DreamForgeError]:
    """What came of a stream, and the error that ended it."""
    came: list[Any] = []
    try:
        for piece in pieces:
            came.append(piece)
    except DreamForgeError as error:
        return came, error
    pytest.fail("the stream did not break")


class Events:
    """An event stream as botocore gives it, which knows whether it was closed."""

    def __init__(self, *events: Any) -> None:
        self._events = events
        self.closed = False

    def __iter__(self) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event

    def close(self) -> None:
        self.closed = True


def delta(text: str) -> dict[str, Any]:
    return {"contentBlockDelta": {"delta": {"text": text}, "contentBlockIndex": 0}}


STOP = {"messageStop": {"stopReason": "end_turn"}}
METADATA = {"metadata": {"usage": {"inputTokens": 3, "outputTokens": 2}, "metrics": {"latencyMs": 1}}}


# ---- answers


def test_gives_text_piece_by_piece_and_then_the_answer(text: BedrockText, stream: Stream) -> None:
    """Every word as the model says it, and at last the whole answer, as `converse` would give it."""
    model, pieces = stream(text)
    *words, answer = pieces
    assert (model, words) == (CLAUDE, WORDS)
    assert isinstance(answer, TextAnswer)
    assert (answer.text, answer.model, answer.stop_reason) == (ANSWER, CLAUDE, "end_turn")


def test_the_answer_is_converses(text: BedrockText, stream: Stream) -> None:
    """Streamed or not, one question has one answer, its message and usage included."""
    *_, answer = stream(text)[1]
    assert answer == text.converse(Turn("You are kind.", HELLO), meter=Meter(), budget=budget())


def test_counts_tokens(text: BedrockText, stream: Stream) -> None:
    """The meter has what the stream says at its end."""
    meter = Meter()
    *_, answer = stream(text, meter)[1]
    assert isinstance(answer, TextAnswer)
    assert answer.usage.output_tokens > 0
    assert (meter.usage, meter.models) == (answer.usage, [CLAUDE])


def test_the_first_piece_does_not_wait_for_the_last(bedrock: BedrockStandIn, text: BedrockText, stream: Stream) -> None:
    """Pieces come when they are said."""
    bedrock.faults.add(delta_delay_ms=150)
    began = time.monotonic()
    _, pieces = stream(text)
    first = time.monotonic() - began
    list(pieces)
    assert time.monotonic() - began - first > 3 * 0.15


def test_an_empty_answer_is_an_answer(stream: Stream) -> None:
    """A model may have nothing to say."""
    (answer,) = stream(text_of(Scripted({"stream": Events(STOP, METADATA)})))[1]
    assert isinstance(answer, TextAnswer)
    assert (answer.text, answer.usage) == ("", Usage(input_tokens=3, output_tokens=2))


def test_asks_as_converse_does(stream: Stream) -> None:
    """The request is the same, guardrail included."""
    events = Events(delta("Hi"), STOP, METADATA)
    client = Scripted({"stream": events})
    list(stream(text_of(client, guardrail="gr1@3"))[1])
    ((operation, request),) = client.requests
    assert operation == "converse_stream"
    assert request["guardrailConfig"] == {"guardrailIdentifier": "gr1", "guardrailVersion": "3"}
    assert request["messages"] == HELLO


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_who_stops_listening_disconnects(taken: int) -> None:
    """Closing the pieces closes the connection to the model, also before the first was taken."""
    events = Events(delta("a"), delta("b"), delta("c"), STOP, METADATA)
    _, pieces = text_of(Scripted({"stream": events})).stream(Turn("s", HELLO), meter=Meter(), budget=budget())
    for _ in range(taken):
        next(pieces)
    assert not events.closed
    pieces.close()
    assert events.closed


def test_a_stream_at_its_end_is_closed(stream: Stream) -> None:
    """The connection goes back."""
    events = Events(delta("a"), STOP, METADATA)
    list(stream(text_of(Scripted({"stream": events})))[1])
    assert events.closed


# ---- without streaming


def test_without_streaming_the_answer_is_one_piece(
    bedrock: BedrockStandIn, stream: Stream, calls_of: Callable[[], list[str]]
) -> None:
    """LLM_STREAMING=false asks Converse, and gives what it says at once."""
    model, pieces = stream(text_of(bedrock_client(bedrock.url), streaming=False))
    piece, answer = pieces
    assert isinstance(answer, TextAnswer)
    assert (model, piece, answer.text) == (CLAUDE, ANSWER, ANSWER)
    assert bedrock.calls[-1].operation == "Converse"
    assert calls_of() == [CLAUDE]


# ---- before the first piece


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "ThrottlingException"},
        {"code": "ResourceNotFoundException"},
        {"code": "ModelTimeoutException"},
        {"code": "ThrottlingException", "after_deltas": 0},
        {"code": "ModelStreamErrorException", "after_deltas": 0},
    ],
    ids=str,
)
def test_until_the_first_piece_the_next_model_is_asked(
    bedrock: BedrockStandIn,
    text: BedrockText,
    stream: Stream,
    calls_of: Callable[[], list[str]],
    fault: dict[str, Any],
) -> None:
    """Whether the call fails or the stream that has only just begun: nobody has heard anything yet."""
    bedrock.faults.add(model=CLAUDE, **fault)
    model, pieces = stream(text)
    assert (model, list(pieces)[:-1]) == (NOVA, WORDS)
    assert calls_of() == [CLAUDE, NOVA]


@pytest.mark.parametrize("fault", [{"drop": True}, {"garbage": True}, {"drop": True, "after_deltas": 0}], ids=str)
def test_an_unknown_outcome_is_not_paid_for_twice(
    bedrock: BedrockStandIn,
    text: BedrockText,
    stream: Stream,
    calls_of: Callable[[], list[str]],
    fault: dict[str, Any],
) -> None:
    """What broke without an error of Bedrock's may have been answered, and paid for."""
    bedrock.faults.add(model=CLAUDE, **fault)
    meter = Meter()
    with pytest.raises(ModelTimedOut):
        stream(text, meter)
    assert (calls_of(), meter.models) == ([CLAUDE], [CLAUDE])


@pytest.mark.parametrize(
    ("code", "error"), [("ThrottlingException", ModelUnavailable), ("ModelTimeoutException", ModelTimedOut)]
)
def test_when_none_answers(
    bedrock: BedrockStandIn, text: BedrockText, stream: Stream, code: str, error: type[DreamForgeError]
) -> None:
    """The caller hears it before there is a stream."""
    bedrock.faults.add(code=code, times=None)
    with pytest.raises(error):
        stream(text)


def test_no_stream_is_begun_that_has_no_time(
    text: BedrockText, stream: Stream, calls_of: Callable[[], list[str]]
) -> None:
    """With seconds left that are too few, the caller hears it at once."""
    with pytest.raises(ModelTimedOut):
        stream(text, budget=budget(1))
    assert calls_of() == []


# ---- after it


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": "ThrottlingException"}, ModelUnavailable),
        ({"code": "ServiceUnavailableException"}, ModelUnavailable),
        ({"code": "ModelStreamErrorException"}, ModelFailed),
        ({"code": "InternalServerException"}, ModelFailed),
        ({"code": "ValidationException"}, ModelFailed),
        ({"drop": True}, ModelFailed),
    ],
    ids=str,
)
def test_after_the_first_piece_no_other_model_is_asked(
    bedrock: BedrockStandIn,
    text: BedrockText,
    stream: Stream,
    calls_of: Callable[[], list[str]],
    fault: dict[str, Any],
    error: type[DreamForgeError],
) -> None:
    """What breaks then is an error of its kind, after the pieces that came; nobody starts again in mid-sentence.

    No count comes any more: the tokens of what came are estimated, so that they are not lost.
    """
    bedrock.faults.add(after_deltas=2, message="secret", **fault)
    meter = Meter()
    came, raised = broken(stream(text, meter)[1])
    assert came == WORDS[:2]
    assert type(raised) is error
    assert "secret" not in raised.message
    assert (calls_of(), meter.models) == ([CLAUDE], [CLAUDE])
    assert meter.usage.output_tokens == -(-len("".join(WORDS[:2])) // CHARACTERS_PER_TOKEN)


def test_a_model_that_falls_silent_is_given_up(stream: Stream) -> None:
    """What botocore hands on when nothing comes any more in the middle of an answer; what came is the answer."""
    silent = Events(delta("a"), ReadTimeoutError(None, "/", "Read timed out."))  # type: ignore[arg-type]
    meter = Meter()
    piece, answer = stream(text_of(Scripted({"stream": silent})), meter)[1]
    assert isinstance(answer, TextAnswer)
    assert (piece, answer.text, answer.stop_reason, meter.models) == ("a", "a", TIME_LIMIT, [CLAUDE])


def test_an_answer_without_an_end_is_none(stream: Stream) -> None:
    """A stream that just stops, without reason and usage, is no answer; what came of it is counted."""
    meter = Meter()
    came, raised = broken(stream(text_of(Scripted({"stream": Events(delta("a"))})), meter)[1])
    assert (came, type(raised)) == (["a"], ModelFailed)
    assert (meter.models, meter.usage.output_tokens) == ([CLAUDE], 1)


def test_a_stream_ends_before_the_invocation_does(bedrock: BedrockStandIn, text: BedrockText, stream: Stream) -> None:
    """An answer that takes too long is cut while there is time to keep it, and says why it ends there."""
    bedrock.faults.add(delta_delay_ms=1100)
    given = budget(3.5)
    *words, answer = stream(text, budget=given)[1]
    assert isinstance(answer, TextAnswer)
    assert (answer.stop_reason, answer.text, given.remaining() > 0) == (TIME_LIMIT, "".join(map(str, words)), True)
    assert ANSWER.startswith(answer.text)


def test_a_whole_answer_is_cut_too(bedrock: BedrockStandIn, text: BedrockText) -> None:
    """Anyone who does not listen to the pieces gets those that came."""
    bedrock.faults.add(delta_delay_ms=1100)
    answer = text.converse(Turn("You are kind.", HELLO), meter=Meter(), budget=budget(3.5))
    assert (answer.stop_reason, ANSWER.startswith(answer.text)) == (TIME_LIMIT, True)


def test_a_tool_s_input_is_not_cut(
    bedrock: BedrockStandIn, text: BedrockText, calls_of: Callable[[], list[str]]
) -> None:
    """Half a brief is none: its time was over. What was written of it is counted, and no other model is asked."""
    bedrock.faults.add(delta_delay_ms=5000)
    meter = Meter()
    tool = ModelTool("brief", "Records it.", {"type": "object", "properties": {"title": {"type": "string"}}})
    with pytest.raises(ModelTimedOut):
        text.converse(Turn("You are kind.", HELLO, tool=tool), meter=meter, budget=budget(3.5))
    assert (calls_of(), meter.models) == ([CLAUDE], [CLAUDE])


@pytest.mark.parametrize("reason", ["content_filtered", "guardrail_intervened"])
def test_a_filtered_answer_is_refused_at_its_end(
    bedrock: BedrockStandIn, text: BedrockText, stream: Stream, reason: str
) -> None:
    """The guardrail says at the end that it stepped in; what it cost is counted."""
    bedrock.faults.add(stop_reason=reason)
    meter = Meter()
    _, raised = broken(stream(text, meter)[1])
    assert type(raised) is ContentRefused
    assert meter.models == [CLAUDE]


def test_what_is_stopped_before_the_first_piece_is_refused_at_once(stream: Stream) -> None:
    """A refusal without words comes before there is a stream."""
    stopped = Events({"messageStop": {"stopReason": "guardrail_intervened"}}, METADATA)
    with pytest.raises(ContentRefused):
        stream(text_of(Scripted({"stream": stopped})))


# ---- the circuit breaker


def test_streams_that_break_open_the_circuit(
    bedrock: BedrockStandIn, text: BedrockText, stream: Stream, calls_of: Callable[[], list[str]]
) -> None:
    """A model that breaks off five times in a row is left alone; the next of the list answers."""
    bedrock.faults.add(code="ModelStreamErrorException", after_deltas=1, model=CLAUDE, times=5)
    for _ in range(5):
        broken(stream(text)[1])
    assert stream(text)[0] == NOVA
    assert calls_of() == [CLAUDE] * 5 + [NOVA]


def test_a_stream_that_ends_well_closes_the_circuit(
    bedrock: BedrockStandIn, text: BedrockText, stream: Stream, calls_of: Callable[[], list[str]]
) -> None:
    """Failures count in a row."""
    for _ in range(2):
        bedrock.faults.add(code="ModelStreamErrorException", after_deltas=1, model=CLAUDE, times=4)
        for _ in range(4):
            broken(stream(text)[1])
        list(stream(text)[1])
    assert set(calls_of()) == {CLAUDE}
