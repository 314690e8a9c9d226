"""Whatever is thrown at the front door: a documented status, the one shape of errors, and nothing half-written."""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.document import DOCUMENT, OPERATIONS, assert_documented, assert_error
from tests.app.models import BRIEF
from tests.app.test_openapi_document import FORM
from tests.conftest import Answer, Client
from tests.sampling import sample_pairs
from tests.time_limits import scaled

GOOD: dict[str, dict[str, Any]] = {
    "login": {"username": "nobody", "password": "nothing"},
    "refresh": {"refresh_token": "nothing"},
    "logout": {"refresh_token": "nothing"},
    "interpret": {"q": "A lighthouse"},
    "design": {"brief": BRIEF},
    "createProduct": {"q": "A lighthouse"},
    "updateProduct": {"title": "A lighthouse"},
    "createVariations": {"count": 1},
    "chooseArt": {"art_key": "nobody/nothing.png"},
    "updateListing": {"price_cents": 100},
    "sendOrderRequest": {"message": "Two, please."},
    "updateOrderRequest": {"status": "closed"},
    "chat": {"message": "Why?"},
    "generate": {"prompt": "A lighthouse", "input_key": "nobody/nothing.png"},
    "inviteUpload": {"filename": "a.png", "content_type": "image/png", "size": 10},
    "initEchoUpload": {"filename": "rain.webm", "content_type": "audio/webm", "size": 10},
    "saveEcho": {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"},
}
"""Bodies that every rule lets through; only the thing asked for does not exist."""
TAKES_A_BODY = sorted(GOOD)
USER = "thrower"


def throw(client: Client, operation_id: str, body: bytes, content_type: str | None = "application/json") -> Answer:
    operation = OPERATIONS[operation_id]
    headers = {} if content_type is None else {"Content-Type": content_type}
    url = f"{operation.url}?echo_id=ech_{'0' * 26}" if operation_id == "saveEcho" else operation.url
    return client.call(operation.method, url, body, as_user=USER, headers=headers)


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_written(client: Client) -> Any:
    """Neither products nor conversations nor generations come of bad input."""

    def owned() -> tuple[int, int, int]:
        products = client.get("/products", as_user=USER, owner="me", limit=100).json["count"]
        conversations = client.get("/conversations", as_user=USER, limit=100).json["count"]
        return products, conversations, client.get("/me", as_user=USER).json["allowance"]["remaining"]

    before = owned()
    yield
    assert owned() == before


def test_every_operation_that_takes_json_is_here() -> None:
    """An operation with a JSON body is in `GOOD`, so that all below is tried on it."""
    assert set(GOOD) == {name for name, each in OPERATIONS.items() if each.body}


# ---- bodies


NOT_JSON = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "open": b"{",
    "unquoted": b"{q: 1}",
    "single quotes": b"{'q': 'x'}",
    "trailing comma": b'{"q": "x",}',
    "two values": b"{}{}",
    "text": b"Hazme una imagen",
    "form": b"q=x&kind=poster",
    "latin-1": '{"q": "ñ"}'.encode("latin-1"),
    "utf-16": '{"q": "x"}'.encode("utf-16"),
    "half a character": b'{"q": "\\ud800"}',
    "half a character in a name": b'{"\\udfff": 1}',
    "control character": b'{"q": "a\nb"}',
    "NUL": b'{"q": "\0"}',
    "only NUL": b"\0" * 100,
    "deep list": b"[" * 100_000,
    "deep list, closed": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep inside": b'{"q":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "octal": b'{"q": 0777}',
    "hexadecimal": b'{"q": 0x10}',
    "comment": b'{"q": "x" /* why */}',
    "gzip": bytes.fromhex("1f8b0800000000000003ab56aa5005006a9b6b0b09000000"),
    "broken escape": b'{"q": "\\x41"}',
    "cut in a character": '{"q": "ñ'.encode()[:-1],
}


@pytest.mark.parametrize(("operation_id", "name"), sample_pairs(TAKES_A_BODY, list(NOT_JSON)))
def test_what_is_not_json(client: Client, operation_id: str, name: str) -> None:
    """A body that cannot be read as JSON is a 400."""
    assert_error(throw(client, operation_id, NOT_JSON[name]), 400, "malformed_request")


NOT_WANTED = {
    "null": b"null",
    "true": b"true",
    "number": b"1e3",
    "text": b'"Hazme una imagen"',
    "list": b"[]",
    "list of objects": b'[{"q": "x"}]',
    "nothing": b"{}",
    "unknown field": b'{"unknown": 1}',
    "empty name": b'{"": 1}',
    "NUL in a name": b'{"\\u0000": 1}',
    "prototype": b'{"__proto__": {"admin": true}}',
    "many unknown fields": json.dumps({f"field{n}": n for n in range(5000)}).encode(),
    "long name": b'{"' + b"n" * 100_000 + b'": 1}',
}


@pytest.mark.parametrize(("operation_id", "name"), sample_pairs(TAKES_A_BODY, list(NOT_WANTED)))
def test_what_is_not_wanted(client: Client, operation_id: str, name: str) -> None:
    """JSON that is not the object asked for is a 422 whose details are few and short, whatever was sent."""
    answer = throw(client, operation_id, NOT_WANTED[name])
    assert len(assert_error(answer, 422, "validation_failed")["details"]) <= 20


def test_a_mistake_is_not_repeated_at_length(client: Client) -> None:
    """An error does not send the caller's own hundred thousand characters back."""
    assert len(throw(client, "createProduct", NOT_WANTED["long name"]).body) < 10_000


ABSURD = ["NaN", "Infinity", "-Infinity", "1e400", "-0", "1" * 5000, "1." + "1" * 5000, "1e-400"]


@pytest.mark.parametrize(("operation_id", "value"), sample_pairs(TAKES_A_BODY, ABSURD))
def test_absurd_numbers(client: Client, operation_id: str, value: str) -> None:
    """A number that is none, or has no end, in every field that there is, is the caller's mistake."""
    for field in GOOD[operation_id]:
        body = json.dumps({**GOOD[operation_id], field: "@"}).replace('"@"', value).encode()
        answer = throw(client, operation_id, body)
        assert answer.status in (400, 404, 422), answer.body[:300]
        assert_documented(operation_id, answer)


NUMBERS = (
    ("createProduct", "price_cents"),
    ("updateListing", "price_cents"),
    ("sendOrderRequest", "quantity"),
    ("chat", "temperature"),
    ("chat", "max_tokens"),
)


@pytest.mark.parametrize(
    ("place", "value"),
    sample_pairs(NUMBERS, ["NaN", "Infinity", "-Infinity", "1e400", "1" * 5000, "-1", "1e9", "0.1e1000000"]),
)
def test_absurd_numbers_where_numbers_are_wanted(client: Client, place: tuple[str, str], value: str) -> None:
    """NaN, infinity and numbers without end are refused where a number belongs, too."""
    operation_id, field = place
    body = json.dumps({**GOOD[operation_id], field: "@"}).replace('"@"', value).encode()
    answer = throw(client, operation_id, body)
    assert answer.status in (400, 422)
    assert_error(answer, answer.status)


def test_duplicate_names(client: Client) -> None:
    """Of a name that stands twice one is taken or it is refused; a bad one never slips past the rule."""
    for body in (b'{"q": "x", "q": ""}', b'{"q": "x", "price_cents": 1, "price_cents": -1}'):
        answer = throw(client, "createProduct", body)
        assert answer.status in (400, 422)
        assert_documented("createProduct", answer)


@pytest.mark.parametrize(("operation_id", "size"), sample_pairs(TAKES_A_BODY, [1_048_577, 2_000_000]))
def test_large_bodies(client: Client, operation_id: str, size: int) -> None:
    """A JSON body above a mebibyte is a 413, before anyone reads it."""
    assert_error(throw(client, operation_id, b'{"q": "' + b"x" * size + b'"}'), 413, "payload_too_large")


@pytest.mark.parametrize("size", [5, 11])
def test_bodies_that_do_not_fit_the_gateway(client: Client, size: int) -> None:
    """5 MB do not fit into an invocation, and 11 MB not through the gateway: 413 in the one shape."""
    answer = throw(client, "createProduct", b'{"q": "' + b"x" * (size * 1024 * 1024) + b'"}')
    assert_error(answer, 413, "payload_too_large")


def test_a_large_body_that_is_small_enough(client: Client) -> None:
    """Half a mebibyte is read; its rule is what refuses it."""
    assert_error(throw(client, "createProduct", b'{"q": "' + b"x" * 500_000 + b'"}'), 422, "validation_failed")


OTHER_TYPES = [
    "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "json",
    "application/jsonp", "text/json", "image/png", "application/octet-stream", "nonsense", "", None,
]  # fmt: skip


@pytest.mark.parametrize(("operation_id", "content_type"), sample_pairs(TAKES_A_BODY, OTHER_TYPES))
def test_another_content_type(client: Client, operation_id: str, content_type: str | None) -> None:
    """What does not say that it is JSON is a 415, whatever it holds."""
    body = json.dumps(GOOD[operation_id]).encode()
    error = assert_error(throw(client, operation_id, body, content_type), 415, "unsupported_media_type")
    assert "Content-Type: application/json" in error["message"]


def test_no_body_and_no_content_type(client: Client) -> None:
    """What is missing is the body."""
    assert_error(throw(client, "createProduct", b"", None), 400, "malformed_request")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8",
     "application/problem+json", "application/merge-patch+json"],
)  # fmt: skip
def test_content_types_that_are_json(client: Client, content_type: str) -> None:
    """JSON under any of its names is read."""
    answer = throw(client, "updateProduct", b'{"title": "x"}', content_type)
    assert_error(answer, 404, "not_found")


def test_a_body_where_none_is_wanted(client: Client) -> None:
    """A body of a GET is not looked at."""
    for body in (b"{", b'{"a": 1}', b"\0" * 1000):
        assert client.call("GET", "/status", body, as_user=USER).status == 200


# ---- queries


@pytest.mark.parametrize(
    "query",
    ["x=1", "limit=1&x=1", "=", "=1", "&&&", "limit", "limit=", "limit=%", "limit=%zz", "limit=%00",
     "limit=1&limit=1", "limit=%ff", "LIMIT=1", "limit=1;2", "limit[]=1", "limit=0x10", "limit=1e0", "limit=%2B1",
     "limit=1_0", "limit=%D9%A3", "limit=%201", "limit=1%20", "limit=1%0A", "limit=true", "limit=" + "9" * 5000,
     "&".join(f"p{n}={n}" for n in range(500)),
     "status=active&status=inactive", "page_token=%F0%9F%A6%8A", "min_price_cents=-0", "min_price_cents=NaN",
     "a" * 9000],
    ids=lambda query: query[:25],
)  # fmt: skip
def test_odd_queries(client: Client, query: str) -> None:
    """Unknown, repeated and unreadable parameters are refused; what is nearly a number is none."""
    answer = client.call("GET", f"/listings?{query}", as_user=USER)
    assert_documented("listListings", answer)
    assert answer.status in ({200} if query in ("&&&", "min_price_cents=-0") else {400, 422})


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_unknown_parameters_are_refused_everywhere(client: Client, operation_id: str) -> None:
    """A parameter that no operation knows is named; a mistyped filter is never ignored."""
    operation = OPERATIONS[operation_id]
    body, headers = None, {}
    if operation.body:
        body, headers = json.dumps(GOOD[operation_id]).encode(), {"Content-Type": "application/json"}
    elif operation_id == "upload":
        body, headers = FORM, {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.call(operation.method, f"{operation.url}?surprise=1", body, as_user=USER, headers=headers)
    details = assert_error(answer, 422, "validation_failed")["details"]
    assert ("query", "surprise") in [(detail["in"], detail["field"]) for detail in details]


def test_the_docs_page_takes_what_the_sign_in_page_adds(client: Client) -> None:
    """People come back with a code in the query, which is the page's to read; nothing else passes with it."""
    assert client.get("/docs?code=c0de&state=x").status == 200
    assert client.get("/docs?code=c0de&state=x&surprise=1").status == 422


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(["limit", "status", "page_token", "min_price_cents", "x"]), st.text(max_size=20))
)
def test_arbitrary_queries(client: Client, query: dict[str, str]) -> None:
    """Any text in any parameter has a documented answer."""
    readable: dict[str, Any] = {name: value.encode(errors="replace").decode() for name, value in query.items()}
    assert_documented("listListings", client.get("/listings", as_user=USER, **readable))


# ---- anything at all


numbers = st.integers() | st.floats() | st.sampled_from([0, -1, 10**30, 2**63, 1.5, 3.0])
scalars = st.none() | st.booleans() | numbers | st.text(max_size=30)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@settings(max_examples=100)
@given(operation_id=st.sampled_from(TAKES_A_BODY), body=anything)
def test_arbitrary_json(client: Client, operation_id: str, body: Any) -> None:
    """Any JSON at all has a documented status and an answer that fits the document.

    One function reads the bodies of all operations, so they share the examples; below, as fields differ, they do not.
    """
    answer = throw(client, operation_id, json.dumps(body).encode())
    assert_documented(operation_id, answer)
    assert 400 <= answer.status < 500


@pytest.mark.parametrize("operation_id", TAKES_A_BODY)
@settings(max_examples=25)
@given(data=st.data())
def test_a_good_body_with_one_field_gone_bad(client: Client, operation_id: str, data: st.DataObject) -> None:
    """Any value in any field of a body that was good has a documented answer."""
    fields = DOCUMENT["components"]["schemas"][OPERATIONS[operation_id].body or ""]["properties"]
    broken = data.draw(st.sampled_from(sorted(fields)))
    value = data.draw(scalars.filter(lambda value: not isinstance(value, str)) | st.lists(scalars, max_size=3))
    body = {**GOOD[operation_id], broken: value, "surprise": 1}
    answer = throw(client, operation_id, json.dumps(body).encode())
    assert_documented(operation_id, answer)
    assert answer.status in (400, 422)


@settings(max_examples=60)
@given(operation_id=st.sampled_from(TAKES_A_BODY), body=st.binary(max_size=200))
def test_arbitrary_bytes(client: Client, operation_id: str, body: bytes) -> None:
    """Any bytes at all have a documented answer."""
    answer = throw(client, operation_id, body)
    assert_documented(operation_id, answer)
    assert answer.status in (400, 422)


# ---- beneath HTTP


def raw(client: Client, request: bytes) -> bytes:
    """What comes back for these very bytes."""
    parts = urlsplit(client.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=scaled(10)) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nX-Odd: \xff\xfe\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nX-Request-Id: \xc3\xb1\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET /status HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\nConnection: close\r\n\r\n", b"401"),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nOrigin: a\r\nOrigin: b\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET /ping HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Proto: \xff\r\nConnection: close\r\n\r\n", b"200"),
    ],
)
def test_odd_bytes_in_the_head(client: Client, head: bytes, status: bytes) -> None:
    """Header values that are no text do not make the service fail."""
    assert raw(client, head).split(b" ", 2)[1] == status
