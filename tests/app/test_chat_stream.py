"""POST /chat with `Accept: text/event-stream`: the same answer while it is given."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.local.laptop import Laptop, in_environment
from tests.app.document import assert_documented, assert_error, assert_fits, fields_of
from tests.app.models import paid
from tests.app.test_chat import ask, told
from tests.app.test_logs import Lines
from tests.conftest import Answer, Client
from tests.makers import eventually
from tests.time_limits import scaled

STREAM = {"Accept": "text/event-stream"}
QUESTION = "Which posters are in the catalogue?"


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    data: Any


def events_of(body: bytes) -> list[Event]:
    """The events in a body, to the letter of the format that we write."""
    *blocks, rest = body.decode().split("\n\n")
    assert rest == ""
    return [_event(block) for block in blocks]


def _event(block: str) -> Event:
    first, second = block.split("\n")
    assert first.startswith("event: ")
    assert second.startswith("data: ")
    return Event(first.removeprefix("event: "), json.loads(second.removeprefix("data: ")))


def stream(client: Client, user: str, message: str = QUESTION, **more: Any) -> Answer:
    return client.post("/chat", {"message": message, **more}, as_user=user, headers=STREAM)


def text_of(events: list[Event]) -> str:
    return "".join(event.data["text"] for event in events if event.name == "delta")


def conversations(client: Client, user: str) -> int:
    return int(client.get("/conversations", as_user=user).json["count"])


class Listener:
    """A connection on which a stream is read as it comes."""

    def __init__(self, client: Client, user: str, message: str = QUESTION, *, name: str = "", **more: Any) -> None:
        """`name` is the request's id; `more` is for the body."""
        parts = urlsplit(client.url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(30))
        sent = {**STREAM, "Authorization": client.token(user), "Content-Type": "application/json"}
        body = json.dumps({"message": message, **more})
        self._connection.request("POST", "/chat", body, {**sent, "X-Request-Id": name})
        self.response: HTTPResponse = self._connection.getresponse()

    def next(self) -> Event | None:
        """The next event; None at the end."""
        block = b""
        while (line := self.response.readline()).strip():
            block += line
        return _event(block.decode().rstrip("\n")) if block else None

    def __iter__(self) -> Iterator[Event]:
        while (event := self.next()) is not None:
            yield event

    def disconnect(self) -> None:
        self.response.close()
        self._connection.close()


@pytest.fixture
def listen(client: Client) -> Iterator[Callable[..., Listener]]:
    """Begins to listen, and disconnects after the test."""
    opened: list[Listener] = []

    def listen(user: str, message: str = QUESTION, **more: Any) -> Listener:
        opened.append(Listener(client, user, message, **more))
        return opened[-1]

    yield listen
    for each in opened:
        each.disconnect()


# ---- the events


def test_a_stream_has_its_events(client: Client, ana: str) -> None:
    """One start, deltas, one end, with the members that the contract names."""
    answer = stream(client, ana)
    assert_documented("chat", answer)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream")
    start, *deltas, end = events_of(answer.body)
    assert (start.name, set(start.data)) == ("start", {"conversation_id", "message_id", "context", "model"})
    assert {(each.name, *each.data) for each in deltas} == {("delta", "text")}
    assert (end.name, set(end.data)) == ("end", {"usage", "stop_reason", "request_id", "kept"})
    assert end.data["kept"] is True
    assert len(deltas) > 1


def test_it_is_the_answer_of_json(client: Client, ana: str, ben: str) -> None:
    """The same question has the same text, context, model, usage and reason, streamed or not."""
    whole = ask(client, ben, QUESTION).json
    start, *deltas, end = events_of(stream(client, ana).body)
    assert text_of(deltas) == whole["answer"]
    told_at_once = {name: whole[name] for name in ("context", "model", "usage", "stop_reason")}
    assert {**start.data, **end.data}.items() >= told_at_once.items()


def test_it_has_the_headers_of_every_answer(client: Client, ana: str) -> None:
    """Request id, security, rate limit and caching; the request id is in the end event, too."""
    answer = stream(client, ana)
    plain = ask(client, ana, "Why?")
    ours = {name for name in plain.headers if not name.startswith(("x-am", "content-", "date"))}
    assert ours <= set(answer.headers)
    assert answer.headers["cache-control"] == "no-store"
    assert events_of(answer.body)[-1].data["request_id"] == answer.headers["x-request-id"]


def test_one_question_is_one_call(client: Client, laptop: Laptop, ana: str) -> None:
    """ConverseStream, once."""
    with paid(laptop) as calls:
        stream(client, ana)
    assert calls.operations == {"ConverseStream": 1}


@pytest.mark.parametrize(
    "accept",
    ["text/event-stream", "text/event-stream, application/json;q=0.5", "text/event-stream, */*", "TEXT/Event-Stream"],
)
def test_who_wants_events_gets_them(client: Client, ana: str, accept: str) -> None:
    """Where Accept names them, and not JSON before them."""
    answer = client.post("/chat", {"message": "Why?"}, as_user=ana, headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/event-stream"


@pytest.mark.parametrize(
    "accept",
    [
        "*/*", "application/json", "application/json, text/event-stream", "text/event-stream;q=0", "text/html",
        "text/event-stream;q=0.1, application/json", "",
    ],
)  # fmt: skip
def test_everyone_else_gets_json(client: Client, ana: str, accept: str) -> None:
    """Anyone who accepts anything, prefers JSON or says nothing gets what there always was."""
    answer = client.post("/chat", {"message": "Why?"}, as_user=ana, headers={"Accept": accept})
    assert_documented("chat", answer)
    assert answer.headers["content-type"] == "application/json"


def test_other_operations_answer_json(client: Client, ana: str) -> None:
    """Only what can be streamed is."""
    answer = client.get("/status", as_user=ana, headers=STREAM)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


# ---- as it comes


def test_words_arrive_before_the_answer_ends(listen: Callable[..., Listener], faults: Any, ana: str) -> None:
    """The first delta is read while the model still has most of the answer to say."""
    faults.add(operation="ConverseStream", delta_delay_ms=60)
    began = time.monotonic()
    listener = listen(ana)
    assert listener.response.getheader("Transfer-Encoding") == "chunked"
    start, first = listener.next(), listener.next()
    until_first = time.monotonic() - began
    rest = list(listener)
    assert start is not None
    assert first is not None
    assert (start.name, first.name, rest[-1].name) == ("start", "delta", "end")
    assert time.monotonic() - began - until_first > (len(rest) - 2) * 0.06 > 0.5


def test_two_streams_at_once(listen: Callable[..., Listener], faults: Any, ana: str, ben: str) -> None:
    """Neither waits for the other, and each gets its own answer."""
    faults.add(operation="ConverseStream", delta_delay_ms=40, times=2)
    listeners = [listen(user) for user in (ana, ben)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda listener: [(time.monotonic(), event) for event in listener], listeners)
    assert max(first[0][0], second[0][0]) < min(first[-1][0], second[-1][0])
    assert [events[-1][1].name for events in (first, second)] == ["end", "end"]
    assert first[0][1].data["conversation_id"] != second[0][1].data["conversation_id"]


def test_the_connection_continues(client: Client, ana: str) -> None:
    """After a stream the next request can be asked on the same connection."""
    listener = Listener(client, ana)
    assert list(listener)[-1].name == "end"
    connection = listener._connection
    connection.request("GET", "/ping")
    assert connection.getresponse().read() == b'{"status":"ok"}'
    listener.disconnect()


# ---- what is kept


def test_question_and_answer_are_kept(client: Client, ana: str) -> None:
    """As with JSON, under the ids that the start event named."""
    start, *deltas, _ = events_of(stream(client, ana).body)
    asked, answered = told(client, ana, start.data["conversation_id"])
    assert (asked["role"], asked["text"]) == ("user", QUESTION)
    assert (answered["text"], answered["message_id"]) == (text_of(deltas), start.data["message_id"])


def test_a_follow_up_continues(client: Client, ana: str) -> None:
    """A stream continues a conversation, and JSON that of a stream."""
    first = ask(client, ana, "Why?").json["conversation_id"]
    assert events_of(stream(client, ana, "And then?", conversation_id=first).body)[0].data["conversation_id"] == first
    assert ask(client, ana, "And now?", conversation_id=first).status == 200
    assert [message["text"] for message in told(client, ana, first)][::2] == ["Why?", "And then?", "And now?"]


def test_nothing_is_kept_before_the_end(client: Client, listen: Callable[..., Listener], faults: Any, ana: str) -> None:
    """While words are still coming there is no conversation; when the end is read there is one."""
    faults.add(operation="ConverseStream", delta_delay_ms=50)
    listener = listen(ana)
    listener.next()
    assert conversations(client, ana) == 0
    assert list(listener)[-1].name == "end"
    assert conversations(client, ana) == 1


def test_who_disconnects_leaves_nothing(
    client: Client, laptop: Laptop, listen: Callable[..., Listener], log: Lines, faults: Any, ana: str
) -> None:
    """A caller who does not wait for the end: nothing is kept, and the log has its one line, which says so."""
    faults.add(operation="ConverseStream", delta_delay_ms=50)
    listener = listen(ana, name=f"gone-{ana}")
    assert [listener.next() is not None for _ in range(2)] == [True, True]
    listener.disconnect()
    eventually(lambda: bool(log.of(f"gone-{ana}")))
    assert log.one(f"gone-{ana}")["status"] == 499
    assert conversations(client, ana) == 0


# ---- failures


@pytest.mark.parametrize(
    ("fault", "status", "name"),
    [
        ({"code": "ModelTimeoutException"}, 504, "model_timed_out"),
        ({"code": "ThrottlingException"}, 503, "model_unavailable"),
        ({"code": "ModelStreamErrorException", "after_deltas": 0}, 503, "model_unavailable"),
    ],
    ids=str,
)
def test_before_the_first_word_errors_are_plain(
    client: Client, faults: Any, ana: str, fault: dict[str, Any], status: int, name: str
) -> None:
    """Status, JSON and shape of any error, and nothing is kept."""
    faults.add(operation="ConverseStream", times=None, **fault)
    answer = stream(client, ana)
    assert_error(answer, status, name)
    assert_documented("chat", answer)
    assert conversations(client, ana) == 0


def test_bad_questions_are_refused_as_ever(client: Client, laptop: Laptop, ana: str) -> None:
    """422 in JSON, and no model is asked."""
    with paid(laptop) as calls:
        error = assert_error(stream(client, ana, ""), 422, "validation_failed")
    assert fields_of(error) == ["message"]
    assert not calls.operations


def test_an_unknown_conversation(client: Client, ana: str) -> None:
    """404 before there is a stream."""
    assert_error(stream(client, ana, "And?", conversation_id="conv_" + "0" * 26), 404, "not_found")


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"code": "ModelStreamErrorException"}, "model_failed"),
        ({"code": "ThrottlingException"}, "model_unavailable"),
        ({"drop": True}, "model_failed"),
    ],
    ids=str,
)
def test_a_stream_that_breaks_ends_with_an_error(
    client: Client, faults: Any, ana: str, fault: dict[str, Any], name: str
) -> None:
    """The words that came, then an error event in the shape of errors, which says that nothing was kept."""
    faults.add(operation="ConverseStream", after_deltas=3, message="arn:aws:secret", **fault)
    answer = stream(client, ana)
    assert answer.status == 200
    start, *deltas, error = events_of(answer.body)
    assert [start.name, *(each.name for each in deltas), error.name] == ["start", "delta", "delta", "delta", "error"]
    assert_fits({"$ref": "#/components/schemas/ApiError"}, error.data)
    assert (error.data["error"], error.data["request_id"]) == (name, answer.headers["x-request-id"])
    assert "This turn was not stored." in error.data["message"]
    assert "secret" not in error.data["message"]
    assert conversations(client, ana) == 0


def test_a_broken_stream_leaves_its_conversation_as_it_was(client: Client, faults: Any, ana: str) -> None:
    """No half answer and no question without one; it can be asked again."""
    first = ask(client, ana, "Why?").json["conversation_id"]
    faults.add(operation="ConverseStream", after_deltas=1, drop=True)
    assert events_of(stream(client, ana, "And?", conversation_id=first).body)[-1].name == "error"
    assert len(told(client, ana, first)) == 2
    assert events_of(stream(client, ana, "And?", conversation_id=first).body)[-1].name == "end"
    assert len(told(client, ana, first)) == 4


def test_the_guardrail_ends_a_stream(client: Client, faults: Any, ana: str) -> None:
    """What the guardrail stops is refused, as an event where words were sent already, and not kept."""
    faults.add(operation="ConverseStream", guardrail=True)
    *_, error = events_of(stream(client, ana).body)
    assert (error.name, error.data["error"]) == ("error", "content_refused")
    assert conversations(client, ana) == 0


def test_a_conversation_deleted_meanwhile(
    client: Client, listen: Callable[..., Listener], faults: Any, ana: str
) -> None:
    """The answer is not kept where nobody would find it, and the stream says so instead of its end."""
    first = ask(client, ana, "Why?").json["conversation_id"]
    faults.add(operation="ConverseStream", delta_delay_ms=50)
    listener = listen(ana, conversation_id=first)
    listener.next()
    assert client.delete(f"/conversations/{first}", as_user=ana).status == 204
    *_, error = listener
    assert (error.name, error.data["error"]) == ("error", "not_found")


# ---- the log


@pytest.fixture
def log(client: Client) -> Iterator[Lines]:
    """What the service logs meanwhile."""
    client.get("/ping")  # logging is set up with the first request
    lines, logger = Lines(), logging.getLogger("backend")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


def test_a_stream_is_one_line_at_its_end(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """With the tokens of the end event, and the time until then."""
    faults.add(operation="ConverseStream", delta_delay_ms=20)
    answer = stream(client, ana)
    line, usage = log.one(answer.headers["x-request-id"]), events_of(answer.body)[-1].data["usage"]
    assert (line["operation"], line["status"]) == ("chat", 200)
    assert {name: line[name] for name in usage} == usage
    assert line["latency"] > 200


def test_a_broken_stream_is_logged_as_what_it_is(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """Its line has the status that the error would have had, and another line the cause."""
    faults.add(operation="ConverseStream", after_deltas=1, code="ModelStreamErrorException", message="odd")
    request_id = stream(client, ana).headers["x-request-id"]
    assert log.one(request_id)["status"] == 502
    assert any("odd" in line.get("exception", "") for line in log.of(request_id))


# ---- behind Lambda's proxy integration


EVENT: dict[str, Any] = {
    "httpMethod": "POST",
    "path": "/chat",
    "headers": {"Accept": "text/event-stream", "Content-Type": "application/json"},
    "body": json.dumps({"message": QUESTION}),
    "isBase64Encoded": False,
}


def event_for(laptop: Laptop, user: str) -> dict[str, Any]:
    claims = {"sub": user, "token_use": "id", "aud": laptop.cloud.pool.client_id}
    return {**EVENT, "requestContext": {"requestId": f"r-{user}", "authorizer": {"claims": claims}}}


def names(body: str) -> list[str]:
    return [event.name for event in events_of(body.encode())]


def test_the_same_events_arrive_buffered(client: Client, laptop: Laptop, ana: str) -> None:
    """Called as Lambda calls it, the handler answers with all events in its body, as text."""
    answer = LambdaHandler(laptop.services)(event_for(laptop, client.user_id(ana)), None)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
    assert answer["headers"]["Content-Type"] == "text/event-stream"
    buffered, streamed = events_of(answer["body"].encode()), events_of(stream(client, ana).body)
    assert text_of(buffered) == text_of(streamed)
    assert [event.name for event in buffered] == [event.name for event in streamed]
    assert told(client, ana, buffered[0].data["conversation_id"])[1]["text"] == text_of(buffered)


def test_a_buffered_stream_that_breaks(client: Client, laptop: Laptop, faults: Any, ana: str) -> None:
    """The error event is the last of the body here, too."""
    faults.add(operation="ConverseStream", after_deltas=1, drop=True)
    answer = LambdaHandler(laptop.services)(event_for(laptop, client.user_id(ana)), None)
    assert names(answer["body"]) == ["start", "delta", "error"]


def test_a_buffered_stream_is_one_line(client: Client, laptop: Laptop, log: Lines, ana: str) -> None:
    """Written when the body is made, with its tokens."""
    user = client.user_id(ana)
    LambdaHandler(laptop.services, log_to=log)(event_for(laptop, user), None)
    assert log.one(f"r-{user}")["output_tokens"] > 0


def test_without_streaming_the_events_are_made_of_one_answer(laptop: Laptop, client: Client, ana: str) -> None:
    """LLM_STREAMING=false asks Converse, and tells its answer in the same events."""
    with in_environment({**laptop.environment, "LLM_STREAMING": "false"}):
        services = Services(Settings.from_env())
        services.connect()
    with paid(laptop) as calls:
        answer = LambdaHandler(services)(event_for(laptop, client.user_id(ana)), None)
    assert calls.operations == {"Converse": 1}
    assert names(answer["body"]) == ["start", "delta", "end"]
