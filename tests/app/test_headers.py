"""Headers that every response has: security, request id, CORS; and Server-Timing where there were steps."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Answer, Client

LISTED = "https://shop.example"
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": None,
    "referrer-policy": "no-referrer",
    "strict-transport-security": None,
    "content-security-policy": None,
    "cache-control": None,
    "x-request-id": None,
}
"""Header -> its value, where the value is beyond dispute."""

RESPONSES: dict[str, Callable[[Client], Answer]] = {
    "200": lambda c: c.get("/status", as_user="headers"),
    "200 public": lambda c: c.get("/ping"),
    "200 page": lambda c: c.get("/docs"),
    "200 document": lambda c: c.get("/openapi.json", as_user="headers"),
    "204 preflight": lambda c: c.call("OPTIONS", "/create"),
    "400": lambda c: c.call("POST", "/create", b"{", as_user="headers"),
    "401 by the function": lambda c: c.post("/auth/login", {"username": "x", "password": "x"}),
    "401 by the gateway": lambda c: c.get("/status"),
    "403": lambda c: c.get("/products", as_user="headers", owner="another"),
    "404": lambda c: c.get("/nothing", as_user="headers"),
    "405": lambda c: c.call("PUT", "/create", b"{}", as_user="headers"),
    "413 by the function": lambda c: c.call("POST", "/create", b"x" * 2_000_000, as_user="headers"),
    "413 by the gateway": lambda c: c.call("POST", "/create", b"x" * 11_000_000, as_user="headers"),
    "415": lambda c: c.call("POST", "/create", b"{}", as_user="headers", headers={"Content-Type": "text/plain"}),
    "422": lambda c: c.post("/create", {}, as_user="headers"),
    "HEAD": lambda c: c.call("HEAD", "/ping"),
}


@pytest.mark.parametrize("ask", RESPONSES.values(), ids=RESPONSES.keys())
def test_every_response_has_them(client: Client, ask: Callable[[Client], Answer]) -> None:
    """Security headers and a request id are on good answers, errors, preflights and the gateway's own refusals."""
    headers = ask(client).headers
    assert set(SECURITY) - set(headers) == set()
    for name, value in SECURITY.items():
        assert value is None or headers[name] == value


def test_a_deletion_has_them_too(client: Client, ana: str) -> None:
    """204 is a response like any other, and claims no content type."""
    made = client.create(ana)
    answer = client.delete(f"/products/{made['ids']['product_id']}", as_user=ana)
    assert set(SECURITY) - set(answer.headers) == set()
    assert answer.headers.get("content-length", "0") == "0"


def test_nothing_tells_what_runs_here(client: Client) -> None:
    """No header names the software."""
    for answer in (client.get("/ping"), client.get("/nothing")):
        assert not {"server", "x-powered-by"} & set(answer.headers)


def test_answers_are_not_stored(client: Client) -> None:
    """What one caller gets is not kept for another."""
    assert "no-store" in client.get("/me", as_user="headers").headers["cache-control"]


def test_json_is_called_json(client: Client) -> None:
    """Answers and errors alike."""
    for answer in (client.get("/ping"), client.get("/nothing"), client.post("/auth/login", {})):
        assert answer.headers["content-type"].startswith("application/json")


def test_pages_run_no_foreign_script(client: Client) -> None:
    """The docs page's policy lets in nobody else's code."""
    policy = client.get("/docs").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"script-src[^;]*(\*|http)", policy)


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "*", "identity", ""])
def test_pages_come_packed_or_not(client: Client, accepted: str) -> None:
    """Every browser accepts gzip; packed or not, it is the same page."""
    answer = client.get("/docs", headers={"Accept-Encoding": accepted, "Accept": "text/html,*/*;q=0.8"})
    assert answer.status == 200
    packed = answer.headers.get("content-encoding") == "gzip"
    page = gzip.decompress(answer.body) if packed else answer.body
    assert page.lstrip()[:15].lower() == b"<!doctype html>"


# ---- request ids


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Correlation-Id", "x-request-id"])
@pytest.mark.parametrize("value", ["abc", "550e8400-e29b-41d4-a716-446655440000", "a.b_c-1", "x" * 128])
def test_a_sane_request_id_is_taken_up(client: Client, name: str, value: str) -> None:
    """The caller's id goes through, so that both sides can find the request in their logs."""
    assert client.get("/ping", headers={name: value}).headers["x-request-id"] == value


def test_errors_carry_it_too(client: Client) -> None:
    """In the header and in the body."""
    answer = client.get("/nothing", as_user="headers", headers={"X-Request-Id": "my-own-id"})
    assert answer.headers["x-request-id"] == answer.json["request_id"] == "my-own-id"


@pytest.mark.parametrize(
    "value", ["", " ", "a b", "x" * 129, "<script>", 'a"b', "a,b", "é", "a\tb", "{}", "%0d%0aSet-Cookie: x"]
)
def test_another_request_id_is_replaced(client: Client, value: str) -> None:
    """What could do harm in a header or a log does not go through."""
    answered = client.get("/ping", headers={"X-Request-Id": value.encode("latin-1").decode("latin-1")})
    assert answered.headers["x-request-id"] != value
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,128}", answered.headers["x-request-id"])


def test_request_id_comes_before_correlation_id(client: Client) -> None:
    """Of the two the request id counts; where it is no good, the other does."""
    both = {"X-Request-Id": "first", "X-Correlation-Id": "second"}
    assert client.get("/ping", headers=both).headers["x-request-id"] == "first"
    both["X-Request-Id"] = "not good"
    assert client.get("/ping", headers=both).headers["x-request-id"] == "second"


def test_without_one_each_request_gets_its_own(client: Client) -> None:
    """Ids that the service gives do not repeat."""
    assert len({client.get("/ping").headers["x-request-id"] for _ in range(20)}) == 20


# ---- CORS


def cors(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [LISTED, "https://studio.example"])
def test_a_listed_origin_is_let_in(other_client: Client, origin: str) -> None:
    """Browsers of an origin in CORS_ALLOW_ORIGINS may read answers and errors, and their headers."""
    for path in ("/ping", "/nothing", "/products"):
        answer = other_client.get(path, as_user="headers", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Origin" in answer.headers["vary"]
        assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://shop.example", "https://shop.example.evil", "https://shop.example:8443", "null",
     "https://SHOP.example/", "*", "", "https://shop.example, https://evil.example", "https://a.shop.example"],
)  # fmt: skip
def test_another_origin_is_not(other_client: Client, origin: str) -> None:
    """An origin that is not listed to the letter gets no permission, and is not reflected."""
    for method in ("GET", "OPTIONS"):
        answer = other_client.call(method, "/ping", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert "Origin" in answer.headers["vary"]


def test_what_may_be_kept_is_kept_by_origin(other_client: Client) -> None:
    """The docs page may be cached, so its answer to one origin must not be given to another."""
    answer = other_client.get("/docs", headers={"Origin": LISTED})
    assert {"Origin", "Accept-Encoding"} <= set(re.split(r",\s*", answer.headers["vary"]))


def test_without_origins_there_is_no_cors(client: Client) -> None:
    """When nothing is configured nobody is let in."""
    assert cors(client.get("/ping", headers={"Origin": LISTED})) == {}
    assert "access-control-allow-origin" not in client.call("OPTIONS", "/create", headers={"Origin": LISTED}).headers


def test_a_preflight(other_client: Client) -> None:
    """OPTIONS needs no token and tells the browser what it may send."""
    asked = {
        "Origin": LISTED,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
    }
    answer = other_client.call("OPTIONS", "/create", headers=asked)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == LISTED
    assert "POST" in answer.headers["access-control-allow-methods"].split(", ")
    allowed = {name.lower() for name in answer.headers["access-control-allow-headers"].split(", ")}
    assert {"authorization", "content-type", "idempotency-key", "x-request-id"} <= allowed
    assert int(answer.headers["access-control-max-age"]) > 0


def test_cookies_are_never_asked_for(other_client: Client) -> None:
    """The API takes no cookies, so no origin may send them."""
    answer = other_client.call("OPTIONS", "/create", headers={"Origin": LISTED})
    assert "access-control-allow-credentials" not in answer.headers


def test_the_gateways_refusals_have_cors(other_client: Client) -> None:
    """A browser is to see a 401 as a 401."""
    answer = other_client.get("/status", headers={"Origin": LISTED})
    assert answer.status == 401
    assert answer.headers["access-control-allow-origin"] in (LISTED, "*")


# ---- Server-Timing


def test_create_tells_how_long_its_steps_took(client: Client, ana: str) -> None:
    """interpret, design, typeset and publish, in milliseconds and in their order."""
    answer: Any = client.post("/create", {"q": "A lighthouse"}, as_user=ana)
    steps = re.findall(r"(\w+);dur=([0-9.]+)", answer.headers["server-timing"])
    assert [name for name, _ in steps] == ["interpret", "design", "typeset", "publish"]
    assert all(float(ms) > 0 for _, ms in steps)


def test_a_failed_step_is_timed_too(client: Client, faults: Any, ana: str) -> None:
    """Where a creation stops, the steps until there are told."""
    faults.add(operation="InvokeModel", code="AccessDeniedException")
    answer = client.post("/create", {"q": "A lighthouse"}, as_user=ana)
    assert re.findall(r"(\w+);dur", answer.headers["server-timing"]) == ["interpret", "design"]


def test_others_tell_nothing(client: Client) -> None:
    """Where there are no steps there is no such header."""
    assert "server-timing" not in client.get("/ping").headers
