"""What HTTP asks of any application: lengths, encodings, preflights, and which media types are welcome."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from backend.framework.accept import welcome
from backend.framework.adapters.lambda_proxy import event_of
from backend.framework.application import Application
from backend.framework.binding.forms import SentFile
from backend.framework.events import prefers_events
from backend.framework.middleware.error_handler import error_handler
from backend.framework.middleware.headers import headers
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import operation
from backend.framework.routing.router import METHODS


class Item(BaseModel):
    name: str


def put(body: Item) -> Item:
    """Puts."""
    return body


def echo(body: dict[str, Any]) -> dict[str, Any]:
    """Gives back anything."""
    return body


def get() -> Item:
    """Gets."""
    return Item(name="ñ")


def upload(file: SentFile) -> None:
    """Uploads."""


def raw(request: Request) -> Response:
    """Reads the body itself."""
    return Response(200, request.body)


APP = Application(
    [
        operation("POST", "/items", put, summary="s", tag="t", public=True),
        operation("POST", "/any", echo, summary="s", tag="t", public=True),
        operation("GET", "/items", get, summary="s", tag="t", public=True),
        operation("POST", "/files", upload, summary="s", tag="t", public=True, status=204),
        operation("POST", "/raw", raw, summary="s", tag="t", public=True),
    ],
    middleware=[headers(["https://shop.example"]), error_handler()],
)
JSON = {"content-type": "application/json"}


def post(path: str, body: bytes, **sent: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in sent.items()}
    return APP(Request("POST", path, headers={**JSON, **named}, body=body))


@pytest.mark.parametrize("path", ["/items", "/files", "/raw"])
@pytest.mark.parametrize("coding", ["gzip", "br", "GZIP", "identity, gzip", "x"])
def test_a_body_in_another_coding(path: str, coding: str) -> None:
    """Is refused as what it is, and not as broken JSON; the answer says what would be taken."""
    answer = post(path, b"\x1f\x8b\x08", content_encoding=coding)
    assert answer.status == 415
    assert b"Content-Encoding" in answer.body
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_coding_that_is_not_named() -> None:
    """Is recognized all the same."""
    answer = post("/items", b"\x1f\x8b\x08")
    assert (answer.status, json.loads(answer.body)["message"]) == (400, "The body is gzipped. Send it uncompressed.")


def test_identity_is_no_coding() -> None:
    """And a coding of nothing is none."""
    assert post("/items", b'{"name":"a"}', content_encoding="identity").status == 200
    assert APP(Request("GET", "/items", headers={"content-encoding": "gzip"})).status == 200


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark(mark: bytes) -> None:
    """Is named: nobody sees it in an editor."""
    answer = post("/items", mark + b'{"name":"a"}')
    assert (answer.status, json.loads(answer.body)["error"]) == (400, "malformed_request")
    assert "byte order mark" in json.loads(answer.body)["message"]


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b"-Infinity"])
def test_constants_that_json_does_not_know(constant: bytes) -> None:
    """Are refused wherever anything may stand; as text they are text."""
    assert post("/any", b'{"a":[' + constant + b"]}").status == 400
    assert post("/any", b'{"a":["' + constant + b'"]}').status == 200


def test_head_has_the_length_of_get() -> None:
    """The front leaves the body out and sends its length."""
    get, head = (event_of(APP(Request(method, "/items"))) for method in ("GET", "HEAD"))
    assert head == get


def preflight(path: str, method: str = "POST") -> Response:
    asked = {"origin": "https://shop.example", "access-control-request-method": method}
    return APP(Request("OPTIONS", path, headers=asked))


def test_a_preflight_of_an_unknown_path_lets_the_call_through() -> None:
    """So that a page sees the 404 and not a network error that its browser calls CORS."""
    answer = preflight("/nothing")
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.headers["Access-Control-Allow-Methods"].split(", ") == [*METHODS]
    asked = APP(Request("POST", "/nothing", headers={"origin": "https://shop.example"}))
    assert (asked.status, asked.headers["Access-Control-Allow-Origin"]) == (404, "https://shop.example")


def test_other_options_of_an_unknown_path() -> None:
    """Is no preflight, and there is nothing."""
    assert APP(Request("OPTIONS", "/nothing")).status == 404
    assert APP(Request("OPTIONS", "/nothing", headers={"origin": "https://shop.example"})).status == 404


@pytest.mark.parametrize(
    ("accept", "media_type", "quality"),
    [
        ("", "a/b", 1), ("*/*", "a/b", 1), ("a/*", "a/b", 1), ("a/b", "a/b", 1), ("A/B;v=1", "a/b", 1),
        ("c/*", "a/b", 0), ("a/c", "a/b", 0), ("a/b;q=0, */*", "a/b", 0), ("*/*;q=0.5, a/*;q=0.2", "a/b", 0.2),
        ("a/*;q=0, a/b", "a/b", 1), ("*/*;q=0", "a/b", 0), (",;q=,", "a/b", 0), ("a/b ; q=0.75", "a/b", 0.75),
    ],
)  # fmt: skip
def test_how_welcome_a_type_is(accept: str, media_type: str, quality: float) -> None:
    """What names it most exactly counts, wherever it stands."""
    assert welcome(accept, media_type).quality == quality


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/*", True), ("text/*, application/json;q=0.5", True), ("application/json;q=0, */*", True),
        ("text/event-stream, */*;q=0.1", True), ("text/event-stream;q=0.5, */*", False),
        ("application/*, text/*", False), ("*/*", False), ("text/html", False), ("image/*", False),
    ],
)  # fmt: skip
def test_wildcards_choose_events_or_json(accept: str, events: bool) -> None:
    """As if the types were named, but one that is named comes first; JSON where both are as welcome."""
    assert prefers_events(accept) is events


def test_mcp_takes_wildcards() -> None:
    """And hears when JSON is refused."""
    from backend.framework.errors import HttpNotAcceptable

    message = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'

    def ask(accept: str) -> Any:
        return APP.mcp.answer(Request("POST", "/mcp", headers={**JSON, "accept": accept}, body=message))

    assert ask("application/*").status == ask("*/*;q=0.1").status == 200
    for accept in ("text/*", "application/json;q=0, text/event-stream", "*/*;q=0"):
        with pytest.raises(HttpNotAcceptable):
            ask(accept)
