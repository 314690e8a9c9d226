"""One line of JSON a request, with what it cost, and nothing in it that belongs to the caller."""

import json
import logging
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from backend.adapters.observability.logs import JsonLines
from tests.app.models import BROKEN_BRIEF
from tests.conftest import PASSWORD, Client
from tests.makers import eventually


class Lines(logging.Handler):
    """The log as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    def of(self, request_id: str) -> list[Any]:
        """The lines of one request."""
        return [line for line in map(json.loads, self.written) if line.get("request_id") == request_id]

    def one(self, request_id: str) -> Any:
        """The line that every request has, and has once. A stream's is written when its end has been sent."""
        eventually(lambda: any(line["message"] == "request" for line in self.of(request_id)))
        (line,) = (line for line in self.of(request_id) if line["message"] == "request")
        return line


@pytest.fixture
def log(client: Client) -> Iterator[Lines]:
    """What the service logs meanwhile."""
    client.get("/ping")  # logging is set up with the first request
    lines, logger = Lines(), logging.getLogger("backend")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


def ask(client: Client, method: str, path: str, body: Any = None, as_user: str | None = None) -> tuple[str, Any]:
    """A call under a request id of its own; the id and the answer."""
    request_id = secrets.token_hex(8)
    answer = client.call(method, path, body, as_user=as_user, headers={"X-Request-Id": request_id})
    return request_id, answer


def test_a_request_is_one_line(client: Client, log: Lines, ana: str) -> None:
    """Request id, operation, caller, status and milliseconds; one line, and JSON."""
    request_id, _ = ask(client, "GET", "/status", as_user=ana)
    line = log.one(request_id)
    assert log.of(request_id) == [line]
    assert (line["operation"], line["caller"], line["status"]) == ("getStatus", client.user_id(ana), 200)
    assert line["latency"] > 0
    assert "\n" not in log.written[-1]


def test_a_line_has_level_and_time(client: Client, log: Lines) -> None:
    """Level, an ISO time in UTC, and a message that stays the same."""
    request_id, _ = ask(client, "GET", "/ping")
    line = log.one(request_id)
    assert (line["level"], line["message"]) == ("INFO", "request")
    assert line["time"].endswith("Z")


def test_without_a_model_there_is_no_cost(client: Client, log: Lines, ana: str) -> None:
    """What was not asked is absent, not zero."""
    request_id, _ = ask(client, "GET", "/status", as_user=ana)
    assert not {"models", "model_calls", "input_tokens", "output_tokens", "images"} & log.one(request_id).keys()


def test_a_creation_tells_models_and_tokens(client: Client, log: Lines, ana: str) -> None:
    """Both models, the tokens and the pictures of a creation are in its line."""
    request_id, _ = ask(client, "POST", "/create", {"q": "A lighthouse"}, ana)
    line = log.one(request_id)
    assert (line["operation"], line["status"], line["images"]) == ("createProduct", 201, 1)
    assert len(line["models"]) == 2
    assert line["input_tokens"] > 0
    assert line["output_tokens"] > 0


def test_chat_tells_the_tokens_that_it_answers(client: Client, log: Lines, ana: str) -> None:
    """The line and the answer's usage are the same numbers."""
    request_id, answer = ask(client, "POST", "/chat", {"message": "Why?"}, ana)
    line, usage = log.one(request_id), answer.json["usage"]
    assert (line["input_tokens"], line["output_tokens"]) == (usage["input_tokens"], usage["output_tokens"])


def test_a_failed_creation_tells_what_it_cost(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """The brief of a creation whose picture failed was paid for, too."""
    faults.add(operation="InvokeModel", code="ModelErrorException")
    request_id, _ = ask(client, "POST", "/create", {"q": "A lighthouse"}, ana)
    line = log.one(request_id)
    assert line["status"] == 502
    assert line["input_tokens"] > 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("PUT", "/create", {}, 405),
        ("POST", "/create", {}, 422),
        ("POST", "/create", b"{", 415),
        ("OPTIONS", "/create", None, 204),
        ("GET", "/products", None, 400),
    ],
)
def test_refusals_are_logged_like_the_rest(
    client: Client, log: Lines, ana: str, method: str, path: str, body: Any, status: int
) -> None:
    """Every request that reaches the function has its line."""
    request_id, _ = ask(client, method, path, body, ana)
    assert log.one(request_id)["status"] == status


def test_a_line_without_an_operation_has_the_path(client: Client, log: Lines, ana: str) -> None:
    """So that one sees what was asked for; without the query, which is the caller's."""
    request_id, _ = ask(client, "GET", "/nothing/here?secret=1", as_user=ana)
    assert log.one(request_id)["path"] == "/nothing/here"
    request_id, _ = ask(client, "GET", "/ping?x=1")
    assert "path" not in log.one(request_id)


def test_what_the_gateway_refuses_has_a_line_too(client: Client, log: Lines) -> None:
    """It never reaches the function, and is seen all the same."""
    answer = client.get("/me", q="secret")
    line = log.one(answer.headers["x-request-id"])
    assert (line["logger"], line["method"], line["path"], line["status"]) == (
        "backend.local.gateway",
        "GET",
        "/me",
        401,
    )
    assert line["latency"] >= 0


def test_a_failure_is_explained_in_the_log(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """What the answer does not say, the log does, under the same request id."""
    faults.add(operation="InvokeModel", code="AccessDeniedException", message="no way in")
    request_id, answer = ask(client, "POST", "/create", {"q": "A lighthouse"}, ana)
    explained = [line for line in log.of(request_id) if line["level"] in ("WARNING", "ERROR")]
    assert any("no way in" in line["exception"] for line in explained)
    assert b"no way in" not in answer.body


def test_nothing_of_the_callers_is_logged(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """No token, password, e-mail, prompt, body or answer is in the log, not even when things go wrong."""
    secret = f"secret{secrets.token_hex(6)}"
    token = client.token(ana)
    tokens = client.post("/auth/login", {"username": ana, "password": PASSWORD}).json
    client.post("/auth/login", {"username": ana, "password": secret})
    client.post("/auth/refresh", {"refresh_token": secret})
    made = client.create(ana, q=f"A {secret}")
    client.patch(f"/products/{made['ids']['product_id']}", {"title": secret}, as_user=ana)
    client.post("/chat", {"message": f"What is {secret}?", "system": secret}, as_user=ana)
    client.post("/create", {"q": secret, secret: secret, "kind": secret}, as_user=ana)
    client.call("POST", "/create", f'{{"q": "{secret}'.encode(), as_user=ana)
    client.get("/nothing", as_user=ana, q=secret)
    client.get("/products", as_user=ana, owner=secret, page_token=secret)
    client.get("/status", as_user=ana, headers={"User-Agent": secret, "Cookie": secret, "X-Request-Id": f"{secret} x"})
    for fault in (
        {"garbage": True},
        {"guardrail": True},
        {"tool_input": {**BROKEN_BRIEF, "title": secret}},
        {"drop": True},
    ):
        faults.replace([])
        faults.add(operation="ConverseStream", times=None, **fault)
        client.post("/create", {"q": f"A {secret}"}, as_user=ana)
        client.post("/chat", {"message": secret}, as_user=ana)
    faults.replace([])
    faults.add(operation="InvokeModel", garbage=True)
    client.post("/create", {"q": f"A {secret}"}, as_user=ana)
    written = "\n".join(log.written)
    assert len(log.written) > 15
    hidden = [
        secret,
        PASSWORD,
        "@example.com",
        token,
        *(tokens[name] for name in ("id_token", "access_token", "refresh_token")),
    ]
    hidden += [made["design"]["media"][0]["url"], "X-Amz-Signature"]
    assert [word for word in hidden if word in written] == []


def test_no_line_break_can_be_written_into_the_log(client: Client, log: Lines, ana: str) -> None:
    """Whatever comes in, a request stays one line."""
    client.call("GET", "/a%0Ab%0D%0A{}", as_user=ana)
    client.call("GET", "/ping", headers={"X-Request-Id": "a%0Ab", "User-Agent": "x\ty"})
    assert all("\n" not in line and "\r" not in line for line in log.written)
