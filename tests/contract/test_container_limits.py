"""The image's front under callers who are slow, silent, or too many: nobody else notices them."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.container.limits import MEGABYTE, FrontLimits
from backend.local.laptop import Laptop
from tests.app.document import assert_error
from tests.conftest import PASSWORD, Client
from tests.contract.test_container_front import served
from tests.makers import eventually
from tests.programs import raw
from tests.time_limits import scaled

UNFINISHED = b"POST %b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n{"
BOTH_LENGTHS = (
    b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
)


def unfinished(path: str, length: int, token: str = "") -> bytes:
    """A request whose body has begun, and does not go on."""
    return UNFINISHED % (path.encode(), length, f"Authorization: {token}\r\n".encode() if token else b"")


@contextmanager
def opened(client: Client, requests: list[bytes]) -> Iterator[list[socket.socket]]:
    """A connection for each of them; what it sends is all that is ever sent."""
    parts = urlsplit(client.url)
    with ExitStack() as stack:
        connections = []
        for request in requests:
            connection = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=scaled(20)))
            connection.sendall(request)
            connections.append(connection)
        yield connections


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side disconnected; an answer before that is read, and passed over."""
    connection.settimeout(0.02)
    try:
        return not connection.recv(65536)
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def read_pong(connection: socket.socket) -> None:
    answer = b""
    while not answer.endswith(b'{"status":"ok"}'):
        part = connection.recv(65536)
        assert part, answer
        answer += part


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side disconnects, in whatever way."""
    answer = b""
    try:
        while part := connection.recv(65536):
            answer += part
    except ConnectionError:
        return answer
    return answer


# ---- silence


@pytest.mark.parametrize(
    "request_",
    [b"", b"GET /ping HT", unfinished("/auth/login", 100), unfinished("/create", 10_000_000)],
    ids=["nothing", "half a head", "half a body", "a body nobody asked for"],
)
def test_silent_connections_lock_nobody_out(laptop: Laptop, ana: str, request_: bytes) -> None:
    """300 of them: the service answers /ping, a sign-in and a caller with a token as it does without them."""
    with served(laptop, laptop.services) as client:
        client.token(ana)
        with opened(client, [request_] * 300):
            for _ in range(20):
                began = time.monotonic()
                assert client.get("/ping").status == 200
                assert time.monotonic() - began < scaled(5)
            assert client.post("/auth/login", {"username": ana, "password": PASSWORD}).status == 200
            assert client.get("/status", as_user=ana).status == 200


def test_bodies_of_one_caller_lock_no_other_out(laptop: Laptop, ana: str, ben: str) -> None:
    """A token of the caller's own does not help: 300 unfinished bodies cost their sender, and nobody else."""
    with served(laptop, laptop.services) as client:
        token = client.token(ana)
        with opened(client, [unfinished("/interpret", 100, token)] * 300):
            assert client.post("/interpret", {"q": "a lighthouse"}, as_user=ben).status == 200
            assert client.post("/interpret", {"q": "a lighthouse"}, as_user=ana).status == 200


def test_more_connections_than_there_may_be(laptop: Laptop, ana: str) -> None:
    """The oldest ones without a request are given up."""
    with served(laptop, laptop.services, connections={"connection_limit": 20}) as client:
        client.token(ana)
        with opened(client, [b""] * 60) as connections:
            assert client.get("/ping").status == 200
            assert client.get("/status", as_user=ana).status == 200
            eventually(lambda: is_closed(connections[0]))
            assert not is_closed(connections[-1])


@pytest.mark.parametrize("before", [b"", b"GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["first", "second"])
@pytest.mark.parametrize("head", [b"", b"GET /ping HT"], ids=["nothing", "half a head"])
def test_a_head_that_does_not_come(laptop: Laptop, before: bytes, head: bytes) -> None:
    """Its connection is closed in time, also if it is not the first on it; an idle one is kept for later requests."""
    with (
        served(laptop, laptop.services, connections={"head_seconds": 0.5}) as client,
        opened(client, [before]) as (connection,),
    ):
        if before:
            read_pong(connection)
        if before and not head:
            time.sleep(1)
            connection.sendall(before)
            read_pong(connection)
            return
        connection.sendall(head)
        eventually(lambda: is_closed(connection))


def test_a_head_that_trickles(laptop: Laptop) -> None:
    """Each byte does not buy more time."""
    with (
        served(laptop, laptop.services, connections={"head_seconds": 0.5}) as client,
        opened(client, [b"GET /ping HTTP/1.1\r\n"]) as (connection,),
    ):

        def trickles_until_closed() -> bool:
            try:
                connection.sendall(b"A: b\r\n")
            except ConnectionError:
                return True
            return False

        eventually(trickles_until_closed)


def test_a_caller_who_takes_no_response(laptop: Laptop) -> None:
    """Is disconnected, and what was still to be sent is forgotten."""
    asked = b"GET /docs HTTP/1.1\r\nHost: a\r\n\r\n" * 40
    with served(laptop, laptop.services, connections={"stalled_seconds": 0.5}) as client:
        parts = urlsplit(client.url)
        connection = socket.socket()
        with connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((parts.hostname, parts.port))
            connection.sendall(asked)
            time.sleep(3)
            connection.settimeout(scaled(5))
            took = len(read_all(connection))
        assert took < 40 * len(client.get("/docs").body)


# ---- bodies


@pytest.mark.parametrize("token", ["", "Bearer a.b.c"], ids=["none", "bad"])
@pytest.mark.parametrize("path", ["/create", "/upload", "/mcp", "/nothing"])
def test_the_token_is_looked_at_before_the_body(laptop: Laptop, path: str, token: str) -> None:
    """An answer while 10 MB are still to come: they are not waited for."""
    with served(laptop, laptop.services) as client, opened(client, [unfinished(path, 10_000_000, token)]) as (sent,):
        status = sent.recv(65536).split(b" ")[1]
    assert status == (b"404" if path == "/nothing" and not token else b"401")


def test_without_a_token_a_body_is_small(laptop: Laptop) -> None:
    """413 for a sign-in of a megabyte, before it is sent, and for one in chunks that grows too large."""
    with served(laptop, laptop.services) as client:
        answer = raw(client.url, unfinished("/auth/login", MEGABYTE))
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"larger than 65536 bytes" in answer
        chunked = (
            b"POST /auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11000\r\n" + b"x" * 0x11000
        )
        assert raw(client.url, chunked).startswith(b"HTTP/1.1 413 ")
        assert client.get("/ping").status == 200


def test_large_bodies_at_once(laptop: Laptop, ana: str, ben: str) -> None:
    """The memory that one caller's bodies take has a limit: 429; others have theirs. It is given back."""
    limits = FrontLimits(body_bytes_each=3 * MEGABYTE)
    with served(laptop, laptop.services, limits=limits) as client:
        large = json.dumps({"q": "a lighthouse", "x": "y" * 2 * MEGABYTE})
        for user in (ana, ben):
            client.token(user)
        with opened(client, [unfinished("/interpret", 2 * MEGABYTE, client.token(ana))]):
            eventually(lambda: client.post("/interpret", large.encode(), as_user=ana).status == 429)
            answer = client.post("/interpret", large.encode(), as_user=ana)
            assert_error(answer, 429, "too_many_requests")
            assert answer.headers["retry-after"] == "1"
            assert client.post("/interpret", large.encode(), as_user=ben).status == 413  # the operation's own limit
            assert client.post("/interpret", {"q": "a lighthouse"}, as_user=ana).status == 200
        eventually(lambda: client.post("/interpret", large.encode(), as_user=ana).status == 413)


def test_one_caller_at_once(laptop: Laptop, faults: Any, ana: str, ben: str) -> None:
    """429 for a caller with too much in work; others are served."""
    faults.add(operation="ConverseStream", delay_ms=1500)
    limits = FrontLimits(at_once_each=1)
    with served(laptop, laptop.services, limits=limits) as client, ThreadPoolExecutor(1) as pool:
        for user in (ana, ben):
            client.token(user)
        first = pool.submit(client.post, "/interpret", {"q": "a lighthouse"}, as_user=ana)
        eventually(lambda: not faults.pending())
        assert_error(client.get("/status", as_user=ana), 429, "too_many_requests")
        assert client.get("/status", as_user=ben).status == 200
        assert first.result().status == 200
        assert client.get("/status", as_user=ana).status == 200


def test_two_lengths_close_the_connection(laptop: Laptop) -> None:
    """Content-Length and Transfer-Encoding together: 400, and what follows on that connection is no request."""
    with served(laptop, laptop.services) as client:
        answer = raw(client.url, BOTH_LENGTHS + b"GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_body_without_a_type_is_not_taken_for_json(laptop: Laptop, ana: str) -> None:
    """415 here as behind API Gateway."""
    with served(laptop, laptop.services) as client:
        answer = client.call("POST", "/interpret", b'{"q": "a lighthouse"}', as_user=ana)
        assert "Content-Type: application/json" in assert_error(answer, 415, "unsupported_media_type")["message"]


# ---- addresses


def left_of(client: Client, *addresses: str) -> list[int]:
    """How many sign-ins are left after one from each of them, as a proxy tells them."""
    answers = [client.post("/auth/login", {}, headers={"X-Forwarded-For": address}) for address in addresses]
    return [int(answer.headers["ratelimit-remaining"]) for answer in answers]


def test_no_proxy_is_trusted_by_itself(laptop: Laptop) -> None:
    """Not even on this machine: a caller on it does not choose an address to be counted by."""
    with served(laptop, laptop.services) as client:
        first, second = left_of(client, "203.0.113.11", "203.0.113.12")
    assert second == first - 1


def test_a_proxy_that_is_trusted_tells_addresses(laptop: Laptop) -> None:
    """Callers behind it are counted apart; what a caller wrote into the header before it counts for nothing."""
    with served(laptop, laptop.services, connections={"trusted_proxies": ["127.0.0.0/8"]}) as client:
        first, second, third = left_of(client, "203.0.113.21", "203.0.113.22", "203.0.113.99, 203.0.113.22")
    assert first == second == third + 1
