"""The container image's own start command, run as the Dockerfile has it, without Docker, against the laptop cloud."""

import gzip
import hashlib
import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.local.laptop import Laptop
from tests import images
from tests.app.document import assert_documented, assert_error
from tests.app.test_chat_stream import Listener, conversations, text_of
from tests.app.test_uploads import PICTURE, form, part, upload
from tests.app.tokens import id_claims, signed
from tests.conftest import PASSWORD, Client
from tests.makers import eventually
from tests.programs import API, PUBLIC_URL, SIGN_IN, Program, environment, raw, running
from tests.time_limits import scaled


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Which of our files the image has, and no more."""
    return images.lay_down(images.stages()["api-code"], tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def program(laptop: Laptop, tree: Path) -> Iterator[Program]:
    with running(API.cmd, tree, environment(laptop)) as started:
        yield started


@pytest.fixture(scope="module")
def front(laptop: Laptop, program: Program) -> Client:
    """Calls the image instead of the laptop's gateway."""
    client = Client(laptop)
    client.url = program.url
    return client


# ---- the whole


def test_it_is_ready(front: Client) -> None:
    """What the adapter asks before it hands on a request, with the headers of every answer."""
    answer = front.get(API.env["AWS_LWA_READINESS_CHECK_PATH"])
    assert (answer.status, answer.json) == (200, {"status": "ok"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    assert "server" not in answer.headers


def test_its_health_check_passes_and_fails(laptop: Laptop, program: Program) -> None:
    """HEALTHCHECK ends 0 where the service answers and 1 where nothing does."""
    port = urlsplit(program.url).port
    codes = [
        subprocess.run(API.health, env=environment(laptop, PORT=each), capture_output=True, check=False).returncode
        for each in (str(port), "9")
    ]
    assert codes == [0, 1]


def test_an_idea_becomes_a_product(front: Client, client: Client, ana: str) -> None:
    """Sign-in, status and creation; what was made is there at the laptop's gateway, too."""
    front.token(ana)
    login = front.post("/auth/login", {"username": ana, "password": PASSWORD})
    assert_documented("login", login)
    assert front.get("/status", headers={"Authorization": f"Bearer {login.json['id_token']}"}).json["user"] == ana
    made = front.create(ana)
    there = client.get(f"/products/{made['ids']['product_id']}", as_user=ana)
    assert there.json["product"]["title"] == made["brief"]["title"]


def test_bytes_go_in_and_come_out_as_they_are(front: Client, ana: str) -> None:
    """An upload in several parts, and the docs page, which is sent compressed as it lies on the disk."""
    answer = upload(front, ana, form(part()))
    assert (answer.status, answer.json["sha256"]) == (201, hashlib.sha256(PICTURE).hexdigest())
    page = front.get("/docs", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert gzip.decompress(page.body).startswith(b"<!doctype html>")


def test_its_log_is_lines_of_json(program: Program, front: Client, ana: str) -> None:
    """From the first line on, one for each request."""
    request_id = front.get("/status", as_user=ana).headers["x-request-id"]
    eventually(lambda: bool(program.of(request_id)))
    (line,) = program.of(request_id)
    assert (line["operation"], line["status"]) == ("getStatus", 200)
    assert program.logged[0]["message"] == "listening"


# ---- the caller


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="none"),
        pytest.param("abc", id="nonsense"),
        pytest.param("Bearer a.b.c", id="no JSON"),
        pytest.param({"exp": 1_000_000_000}, id="expired"),
        pytest.param({"aud": "another"}, id="another client's"),
        pytest.param({"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another"}, id="another pool's"),
        pytest.param({"token_use": "access"}, id="no IdToken"),
    ],
)
def test_a_bad_token_is_refused(laptop: Laptop, front: Client, token: Any) -> None:
    """401 in the shape of errors, with the header that API Gateway would have renamed."""
    value = signed(id_claims(laptop, **token)) if isinstance(token, dict) else token
    answer = front.get("/status", headers={"Authorization": value} if value else None)
    assert_error(answer, 401, "unauthorized")
    sent = 'error="invalid_token", ' if value else ""
    assert answer.headers["www-authenticate"] == SIGN_IN.replace("Bearer ", f"Bearer {sent}")


def test_a_good_token_passes(laptop: Laptop, front: Client) -> None:
    """The same claims, unchanged: what is refused above is refused for its one flaw."""
    assert front.get("/status", headers={"Authorization": signed(id_claims(laptop))}).status == 200


def test_claims_in_headers_count_for_nothing(laptop: Laptop, front: Client) -> None:
    """Anyone who writes what the adapter would write is nobody, and chooses no request id by it."""
    context = {"requestId": "chosen", "authorizer": {"claims": id_claims(laptop, exp=None)}}
    for value in (json.dumps(context), "{not json", "[]"):
        answer = front.get("/status", headers={"X-Amzn-Request-Context": value, "X-Amzn-Lambda-Context": value})
        assert_error(answer, 401, "unauthorized")
        assert answer.headers["x-request-id"] != "chosen"


def test_an_old_token_keeps_nobody_from_signing_in(laptop: Laptop, front: Client, ana: str) -> None:
    """Open operations do not look at it."""
    front.token(ana)
    old = {"Authorization": signed(id_claims(laptop, exp=1_000_000_000))}
    assert front.post("/auth/login", {"username": ana, "password": PASSWORD}, headers=old).status == 200
    assert front.call("OPTIONS", "/products", headers=old).status == 204


def test_the_host_header_is_not_believed(front: Client, ana: str) -> None:
    """Links begin with the URL that the operator named."""
    document = front.get("/openapi.json", as_user=ana, headers={"Host": "evil.example", "X-Forwarded-Host": "evil"})
    assert document.json["servers"] == [{"url": PUBLIC_URL}]


# ---- HTTP


def test_paths_and_methods_are_taken_as_they_come(front: Client, ana: str) -> None:
    """404, 405 with Allow, HEAD without a body, encoded paths and repeated parameters, as behind the gateway."""
    assert_error(front.get("/nothing"), 404, "not_found")
    assert front.call("DELETE", "/ping").headers["allow"] == "GET, HEAD, OPTIONS"
    head = front.call("HEAD", "/ping")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "15")
    assert_error(front.get("/products/prd_%2F", as_user=ana), 404)
    assert front.get("/products", as_user=ana, owner="me", limit=["2", "3"]).status == 422


@pytest.mark.parametrize(
    ("line", "status"),
    [(b"GET http://evil.example/ping HTTP/1.1", 200), (b"OPTIONS * HTTP/1.1", 204), (b"GET http://[ HTTP/1.1", 200)],
    ids=["absolute", "asterisk", "bad host"],
)
def test_the_other_forms_of_a_target(front: Client, line: bytes, status: int) -> None:
    """RFC 9112, 3.2: a server takes the absolute form; OPTIONS may ask about the server as a whole."""
    answer = raw(front.url, line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer


def test_what_is_not_http_is_refused(front: Client) -> None:
    """And the service continues."""
    assert raw(front.url, b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert front.get("/ping").status == 200


def test_a_body_that_says_it_is_too_large_is_not_read(front: Client, ana: str) -> None:
    """413 before a byte of it was sent."""
    head = f"POST /chat HTTP/1.1\r\nHost: a\r\nAuthorization: {front.token(ana)}\r\n"
    answer = raw(front.url, f"{head}Content-Length: 10485761\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"error":"payload_too_large"' in answer


def test_a_body_that_grows_too_large_is_refused(front: Client, ana: str) -> None:
    """413 for one that is sent in chunks and never says how long it is; one of 10 MB is taken."""
    parts = urlsplit(front.url)
    refusals = []
    for megabytes in (10, 11):
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(30))
        chunks = (b"x" * 1_048_576 for _ in range(megabytes))
        connection.request("POST", "/chat", chunks, {"Authorization": front.token(ana)}, encode_chunked=True)
        answer = connection.getresponse()
        refusals.append(json.loads(answer.read()))
        connection.close()
    assert "larger than 10 MB" not in refusals[0]["message"]  # it is the operation that wants less
    assert refusals[1]["error"] == "payload_too_large"
    assert "larger than 10 MB" in refusals[1]["message"]


def test_answers_do_not_wait_for_the_network(front: Client) -> None:
    """On a connection that stays open none waits for the 40 ms after which the other side acknowledges the head."""
    parts = urlsplit(front.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(10))
    took = []
    for _ in range(21):
        began = time.perf_counter()
        connection.request("GET", "/ping")
        assert connection.getresponse().read() == b'{"status":"ok"}'
        took.append(time.perf_counter() - began)
    connection.close()
    assert min(took) < 0.03


# ---- streams


def test_words_arrive_before_the_answer_ends(front: Client, faults: Any, ana: str) -> None:
    """The first event is read while the model still has most of the answer to say."""
    faults.add(operation="ConverseStream", delta_delay_ms=60)
    front.token(ana)
    began = time.monotonic()
    listener = Listener(front, ana)
    try:
        assert listener.response.getheader("Transfer-Encoding") == "chunked"
        assert listener.response.getheader("Content-Type") == "text/event-stream"
        start, first = listener.next(), listener.next()
        until_first = time.monotonic() - began
        rest = list(listener)
    finally:
        listener.disconnect()
    assert start is not None
    assert first is not None
    assert (start.name, first.name, rest[-1].name) == ("start", "delta", "end")
    assert time.monotonic() - began - until_first > (len(rest) - 2) * 0.06 > 0.5


def test_streams_do_not_wait_for_each_other(front: Client, faults: Any, ana: str, ben: str) -> None:
    """Two at once, and a quick call meanwhile."""
    faults.add(operation="ConverseStream", delta_delay_ms=40, times=2)
    listeners = [Listener(front, user) for user in (ana, ben)]
    with ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda listener: [(time.monotonic(), event) for event in listener], listeners)
        time.sleep(0.1)
        front.get("/ping")
        pinged = time.monotonic()
        first, second = both
    for listener in listeners:
        listener.disconnect()
    assert max(first[0][0], second[0][0]) < min(first[-1][0], second[-1][0])
    assert pinged < min(first[-1][0], second[-1][0])
    assert text_of([event for _, event in first]) == text_of([event for _, event in second])


def test_who_disconnects_ends_the_stream(program: Program, front: Client, faults: Any, ana: str) -> None:
    """The model is asked for no more: the log says 499 while most of the answer was to come, and nothing is kept."""
    faults.add(operation="ConverseStream", delta_delay_ms=1000)
    listener = Listener(front, ana, name=f"gone-{ana}")
    assert listener.next() is not None
    listener.disconnect()
    left = time.monotonic()
    eventually(lambda: bool(program.of(f"gone-{ana}")))
    assert time.monotonic() - left < scaled(10)
    assert [line["status"] for line in program.of(f"gone-{ana}")] == [499]
    assert conversations(front, ana) == 0
