"""backend/framework/events.py, and responses whose body is made while it is sent."""

import json
from typing import Any

import pytest

from backend.api.errors import http_error
from backend.domain.shared.errors import ModelFailed
from backend.framework.events import event, prefers_events, stream_events
from backend.framework.middleware.error_handler import CLIENT_GONE, error_handler
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.stream import Parts


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/event-stream", True),
        ("text/event-stream; charset=utf-8", True),
        ("text/event-stream, application/json", True),
        ("application/json;q=0.9, text/event-stream", True),
        ("*/*;q=0.1, text/event-stream;q=0.2", True),
        ("application/json, text/event-stream", False),
        ("text/event-stream;q=0.5, application/json", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream ; q=0.000", False),
        ("application/json", False),
        ("text/*", True),
        ("*/*", False),
        ("", False),
        (",;q=,", False),
    ],
)
def test_who_wants_events(accept: str, events: bool) -> None:
    """Who names them and does not prefer JSON; of equals the first that is named."""
    assert prefers_events(accept) is events


@pytest.mark.parametrize("text", ["a", "line\nbreak\r\n", "\n\nevent: end", "ñ 😀 \u2028"])
def test_an_event_is_two_lines(text: str) -> None:
    """Whatever the text, it cannot end its event or begin another."""
    name, data, *rest = event("delta", {"text": text}).decode().split("\n")
    assert (name, rest) == ("event: delta", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"text": text}


def parts(*each: Any) -> Parts:
    for part in each:
        if isinstance(part, Exception):
            raise part
        yield part


def test_the_whole_of_a_response_is_all_of_its_parts() -> None:
    """And it has none left."""
    whole = stream_events(parts(b"a", b"b")).buffer()
    assert (whole.body, whole.stream, whole.headers) == (b"ab", None, {"Content-Type": "text/event-stream"})


def test_a_response_at_hand_is_done_at_once() -> None:
    """What is to follow it follows now."""
    done: list[int] = []
    response = Response(200, b"a")
    assert response.on_close(lambda: done.append(1)) is response
    assert done == [1]


def test_a_response_with_parts_is_done_after_the_last() -> None:
    """Not before, and once."""
    done: list[int] = []
    made = stream_events(parts(b"a", b"b")).on_close(lambda: done.append(1)).stream
    assert made is not None
    assert (next(made), next(made), done) == (b"a", b"b", [])
    assert (list(made), done) == ([], [1])
    made.close()
    assert done == [1]


@pytest.mark.parametrize("taken", [0, 1])
def test_a_response_that_nobody_wants_any_more_is_done(taken: int) -> None:
    """Also when none of its parts was ever taken."""
    done: list[int] = []
    made = stream_events(parts(b"a", b"b")).on_close(lambda: done.append(1)).stream
    assert made is not None
    for _ in range(taken):
        next(made)
    made.close()
    assert done == [1]


@pytest.mark.parametrize(
    ("error", "name", "status"),
    [(ModelFailed("It broke."), "model_failed", 502), (KeyError("secret"), "internal_error", 500)],
)
def test_an_error_among_the_parts_is_the_last_event(error: Exception, name: str, status: int) -> None:
    """In the shape of errors, and nothing of an unknown one leaks out; the status is noted for the log."""
    request = Request("POST", "/chat", request_id="r1")
    body = error_handler(http_error)(lambda _: stream_events(parts(b"a", error)))(request).buffer().body
    first, _, data = body.partition(b"event: error\ndata: ")
    assert first == b"a"
    assert (json.loads(data)["error"], json.loads(data)["request_id"]) == (name, "r1")
    assert b"secret" not in body
    assert request.context.status == status


def test_a_caller_who_disconnects_is_noted() -> None:
    """No error of the service, and nothing more is said."""
    request = Request("POST", "/chat")
    made = error_handler(http_error)(lambda _: stream_events(parts(b"a", b"b")))(request).stream
    assert made is not None
    next(made)
    made.close()
    assert request.context.status == CLIENT_GONE
