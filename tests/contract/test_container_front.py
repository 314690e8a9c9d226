"""The image's front by itself: what takes too long, what is too much, and what it gets inside Lambda.

Served over HTTP by the web server that the image has, in a thread, so that its limits can be set low.
"""

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.api.routes import OPERATIONS
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.container.application import AsgiApp
from backend.container.limits import FrontLimits
from backend.container.server import create_server, listen
from backend.domain.chat.chat import Chat
from backend.domain.shared.budget import GATEWAY_SECONDS, Budget
from backend.local.laptop import Laptop, in_environment
from tests.app.document import assert_error
from tests.app.test_chat_stream import Listener, conversations
from tests.app.test_logs import Lines
from tests.app.tokens import id_claims
from tests.conftest import Client
from tests.makers import eventually
from tests.programs import raw
from tests.time_limits import scaled

LAPTOP_ONLY = ("FETCH_ALLOWED_HOSTS", "KIE_BASE_URL")
"""What the service refuses to start with inside Lambda."""


@contextmanager
def served(laptop: Laptop, services: Services, **limits: Any) -> Iterator[Client]:
    """A client of a front with limits of its own; `connections` are `create_server`'s."""
    connections = limits.pop("connections", {})
    given = {"public_url": "http://localhost", "seconds": scaled(GATEWAY_SECONDS), **limits}
    front = AsgiApp(services, **given)
    listener = listen("127.0.0.1", 0)
    server = create_server(front, **connections)
    thread = threading.Thread(target=asyncio.run, args=(server.serve([listener]),))
    thread.start()
    client = Client(laptop)
    client.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        eventually(lambda: server.started)
        yield client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def deployed(laptop: Laptop) -> Services:
    """Services as they are inside Lambda, but for where their clients find AWS."""
    variables = {name: value for name, value in laptop.environment.items() if name not in LAPTOP_ONLY}
    settings = Settings.from_env({**variables, "AWS_LAMBDA_FUNCTION_NAME": "dreamforge-dev-api"})
    services = Services(settings)
    with in_environment(laptop.environment):
        services.connect()
    return services


class SlowChat:
    """A chat that keeps to no budget: it begins late, or continues for long."""

    def __init__(self, chat: Chat, seconds: float) -> None:
        self._chat = chat
        self._seconds = seconds

    def stream(self, question: Any, owner: str, *, meter: Any, budget: Any) -> Any:
        time.sleep(self._seconds)
        return self._chat.stream(question, owner, meter=meter, budget=Budget.of(600))

    def turn(self, question: Any, owner: str, *, meter: Any, budget: Any) -> Any:
        time.sleep(self._seconds)
        return self._chat.turn(question, owner, meter=meter, budget=Budget.of(600))


class SlowServices(Services):
    def __init__(self, laptop: Laptop, seconds: float) -> None:
        super().__init__(laptop.services.settings)
        with in_environment(laptop.environment):
            self.connect()
        self.chat = SlowChat(laptop.services.chat, seconds)  # type: ignore[assignment]


@pytest.fixture
def log(client: Client) -> Iterator[Lines]:
    """What the service logs meanwhile."""
    client.get("/ping")  # logging is set up with the first request
    lines, logger = Lines(), logging.getLogger("backend")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


def statuses(log: Lines, request_id: str) -> list[int]:
    return [line["status"] for line in log.of(request_id) if line["message"] == "request"]


# ---- too slow, too much


def test_work_that_takes_too_long(laptop: Laptop, ana: str) -> None:
    """504 in the shape of errors and with the headers of every answer.

    It says that the work may still finish; what ends after the time of its request is over is not written down, though.
    """
    with served(laptop, SlowServices(laptop, scaled(4)), seconds=0.5) as client:
        client.token(ana)
        began = time.monotonic()
        answer = client.post("/chat", {"message": "Why?"}, as_user=ana)
        assert 0.4 < time.monotonic() - began < scaled(4)
        error = assert_error(answer, 504, "gateway_timeout")
        assert "may still finish" in error["message"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert client.get("/ping").status == 200
        time.sleep(1.5)
    with served(laptop, laptop.services) as client:
        assert conversations(client, ana) == 0


def test_a_stream_that_begins_too_late_is_closed(laptop: Laptop, log: Lines, faults: Any, ana: str) -> None:
    """Nobody hears it any more, so the model is not asked for the rest of it, and nothing is kept."""
    faults.add(operation="ConverseStream", delta_delay_ms=200)
    with served(laptop, SlowServices(laptop, 1), seconds=0.5) as client:
        sent = {"Accept": "text/event-stream", "X-Request-Id": f"late-{ana}"}
        answer = client.post("/chat", {"message": "Why?"}, as_user=ana, headers=sent)
        assert_error(answer, 504, "gateway_timeout")
        eventually(lambda: len(statuses(log, f"late-{ana}")) == 2)
    with served(laptop, laptop.services) as client:
        assert conversations(client, ana) == 0


def test_a_stream_ends_in_the_time_of_its_request(laptop: Laptop, faults: Any, ana: str) -> None:
    """What came until then is the answer; it says why it ends there, and is kept."""
    faults.add(operation="ConverseStream", delta_delay_ms=1000)
    with served(laptop, laptop.services, seconds=8) as client:
        client.token(ana)
        with served(laptop, laptop.services) as patient:
            listener = Listener(client, ana)
            last = list(listener)[-1]
            assert (last.name, last.data["stop_reason"]) == ("end", "time_limit")
            assert conversations(patient, ana) == 1
        listener.disconnect()


def test_a_body_that_does_not_come(laptop: Laptop) -> None:
    """408, for one who says that there is more and does not send it."""
    with served(laptop, laptop.services, seconds=0.4) as client:
        head = b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{"
        answer = raw(client.url, head)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"error":"request_timeout"' in answer


def test_a_caller_who_leaves_before_the_body_is_whole(laptop: Laptop) -> None:
    """Is no trouble."""
    with served(laptop, laptop.services) as client:
        parts = urlsplit(client.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=scaled(5)) as connection:
            connection.sendall(b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
        assert client.get("/ping").status == 200


def test_too_many_at_once(laptop: Laptop, faults: Any, ana: str, ben: str) -> None:
    """503 with Retry-After for anyone who is one too many, at once; who came before is served, and /ping always."""
    faults.add(operation="ConverseStream", delay_ms=1500)
    with served(laptop, laptop.services, limits=FrontLimits(at_once=1)) as client, ThreadPoolExecutor(1) as pool:
        for user in (ana, ben):
            client.token(user)
        first = pool.submit(client.post, "/interpret", {"q": "a lighthouse"}, as_user=ana)
        eventually(lambda: not faults.pending())
        answer = client.get("/status", as_user=ben)
        assert_error(answer, 503, "overloaded")
        assert answer.headers["retry-after"] == "1"
        assert client.get("/ping").status == 200
        assert first.result().status == 200
        assert client.get("/status", as_user=ben).status == 200


# ---- inside Lambda


def told(**context: Any) -> dict[str, str]:
    """The adapter's header for what API Gateway told."""
    return {"x-amzn-request-context": json.dumps(context)}


REST = {
    "requestId": "from-the-gateway",
    "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
    "stage": "dev",
    "path": "/dev/openapi.json",
    "identity": {"sourceIp": "203.0.113.7"},
}


def test_ids_and_urls_come_from_the_gateway(laptop: Laptop, deployed: Services, ana: str) -> None:
    """The request id and the stage's URL, as the function behind the proxy integration has them."""
    with served(laptop, deployed, public_url=None) as client:
        answer = client.get("/openapi.json", as_user=ana, headers=told(**REST))
    assert answer.headers["x-request-id"] == "from-the-gateway"
    assert answer.json["servers"] == [{"url": "https://abc123.execute-api.eu-west-1.amazonaws.com/dev"}]


def test_its_claims_are_not_believed(laptop: Laptop, deployed: Services) -> None:
    """The adapter hands on what an authorizer found, but a function's URL has none: the token itself is verified."""
    with served(laptop, deployed, public_url=None) as client:
        answer = client.get("/status", headers=told(**REST, authorizer={"claims": id_claims(laptop)}))
    assert_error(answer, 401, "unauthorized")


def test_callers_are_told_apart_by_their_address(laptop: Laptop, deployed: Services) -> None:
    """Not by the adapter's: sign-ins are counted for each, whether API Gateway or a function's URL told it."""
    contexts = [
        {"identity": {"sourceIp": "203.0.113.1"}},
        {"http": {"sourceIp": "203.0.113.2"}},
        {"http": {"sourceIp": "203.0.113.2"}},
    ]
    with served(laptop, deployed, public_url=None) as client:
        answers = [client.post("/auth/login", {}, headers=told(**context)) for context in contexts]
    left = [int(answer.headers["ratelimit-remaining"]) for answer in answers]
    assert left[0] == left[1] == left[2] + 1


def test_lambdas_deadline_counts(laptop: Laptop, deployed: Services, faults: Any, ana: str) -> None:
    """Where less is left of the invocation than a request may take."""
    faults.add(operation="ConverseStream", delay_ms=1500)
    with served(laptop, deployed, public_url=None) as client:
        client.token(ana)
        deadline = {"x-amzn-lambda-context": json.dumps({"deadline": int((time.time() + 0.5) * 1000)})}
        assert client.post("/interpret", {"q": "a lighthouse"}, as_user=ana, headers=deadline).status == 504


def test_the_readiness_check_tells_nothing(laptop: Laptop, deployed: Services) -> None:
    """It is the adapter's own request, without either header."""
    with served(laptop, deployed, public_url=None) as client:
        answer = client.get("/ping")
    assert (answer.status, answer.json) == (200, {"status": "ok"})
    assert answer.headers["x-request-id"]


# ---- every operation


@pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op.operation_id)
def test_no_operation_is_open_by_mistake(quick: Client, op: Any) -> None:
    """Without a token, and with a bad one, what is not public is refused."""
    if op.public:
        return
    path = op.path.replace("{", "").replace("}", "")
    for token in ({}, {"Authorization": "Bearer a.b.c"}):
        assert quick.call(op.method, path, headers=token).status == 401


@pytest.fixture(scope="module")
def quick(laptop: Laptop) -> Iterator[Client]:
    with served(laptop, laptop.services) as client:
        yield client
