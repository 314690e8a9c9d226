"""Calls over real sockets: their time comes from the budget, and what comes back is looked at."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import boto3
import pytest
from botocore.config import Config

from backend.adapters.calls import retry
from backend.adapters.calls.failures import aws_error_types, outcome_of
from backend.adapters.calls.transport import Limits, UnreadableAnswer, http_pool, use_budget
from backend.adapters.dynamodb.tables import Tables
from backend.adapters.s3.media import S3MediaStore
from backend.adapters.sqs.queue import SQSJobQueue
from backend.domain.shared.budget import Budget, Outcome
from backend.domain.shared.errors import StoreUnavailable
from tests.time_limits import scaled

PATIENCE = scaled(8.0)
"""Seconds; far more than any budget here, and far less than the limits."""
LONG = Limits(connect=scaled(60), answer=scaled(60))


class Server:
    """Gives each connection's requests the next of some scripted answers."""

    def __init__(self, *script: Callable[[socket.socket], None]) -> None:
        self.requests = 0
        self.connections = 0
        self._script = list(script)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client may disconnect at any time
            while _read_request(connection):
                self.requests += 1
                step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                step(connection)

    def close(self) -> None:
        self._listener.close()


def _read_request(connection: socket.socket) -> bool:
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(65_536)
        if not part:
            return False
        head += part
    names, _, body = head.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in names.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return True


def answer(body: bytes, status: str = "200 OK") -> Callable[[socket.socket], None]:
    return lambda sock: sock.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


def silent(_: socket.socket) -> None:
    time.sleep(PATIENCE * 2)


def headers_only(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    silent(sock)


def half_a_head(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-")
    silent(sock)


def trickle(sock: socket.socket) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(int(PATIENCE * 20)):
        sock.sendall(b" ")
        time.sleep(0.1)


def lost(sock: socket.socket) -> None:
    sock.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def serve(*script: Callable[[socket.socket], None]) -> Server:
        servers.append(Server(*script))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def client(service: str, url: str, limits: Limits = LONG) -> Any:
    made = boto3.client(
        service,
        endpoint_url=url,
        region_name="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    return use_budget(made, limits)


def tables(url: str) -> Tables:
    return Tables(client("dynamodb", url), pause=lambda _: None)


Serve = Callable[..., Server]

# ---- time


@pytest.mark.parametrize("hang", [silent, headers_only, half_a_head, trickle])
def test_a_call_ends_with_the_budget(serve: Serve, hang: Callable[[socket.socket], None]) -> None:
    """Whatever a server does or leaves undone: a client whose limits are long ends when the budget does."""
    server = serve(hang)
    began = time.monotonic()
    with Budget.of(1.0).active(), pytest.raises(StoreUnavailable):
        tables(server.url).get("t", {"id": "a"})
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("hang", [silent, headers_only, trickle])
def test_a_call_ends_with_its_limit(serve: Serve, hang: Callable[[socket.socket], None]) -> None:
    """The limit is one for the whole answer, and a budget that is longer does not make it so."""
    began = time.monotonic()
    with Budget.of(120).once(60).active(), pytest.raises(StoreUnavailable):
        Tables(client("dynamodb", serve(hang).url, Limits(connect=1, answer=0.5))).get("t", {"id": "a"})
    assert time.monotonic() - began < PATIENCE


def test_a_connection_that_is_used_again_has_new_time(serve: Serve) -> None:
    """What one answer left of its time is not what the next request has for being sent."""
    server = serve(answer(b"{}"))
    near, short = tables(server.url), scaled(0.3)
    for seconds in (short, 5 * short, 5 * short):
        with Budget.of(seconds).active():
            assert near.get("t", {"id": "a"}) is None
        time.sleep(1.1 * short if seconds == short else 0)
    assert (server.requests, server.connections) == (3, 1)


def test_calls_outside_boto3_end_too(serve: Serve) -> None:
    """The pools for KIE and for the pool's keys are of the same kind."""
    began = time.monotonic()
    with Budget.of(0.5).active(), http_pool(LONG) as pool, pytest.raises(aws_error_types()):
        pool.request("GET", serve(trickle).url)
    assert time.monotonic() - began < PATIENCE


def test_an_event_stream_ends_with_the_budget(serve: Serve) -> None:
    """Also when it is read after the budget is no longer the active one, by another thread."""
    runtime = client("bedrock-runtime", serve(trickle).url)
    with Budget.of(1.0).active():
        events = runtime.converse_stream(modelId="m", messages=[])["stream"]
    outcomes: list[Outcome] = []

    def read() -> None:
        try:
            list(events)
        except aws_error_types() as error:
            outcomes.append(outcome_of(error))

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(PATIENCE)
    assert outcomes == [Outcome.UNKNOWN]


# ---- what comes back


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b'{"Item": {', b"[]", b'"x"'])
def test_a_good_status_without_an_answer_is_no_missing_item(serve: Serve, body: bytes) -> None:
    """botocore takes it for an empty answer; it is an unknown outcome, and reads ask again."""
    server = serve(answer(body))
    with pytest.raises(StoreUnavailable) as caught:
        tables(server.url).get("t", {"id": "a"})
    assert isinstance(caught.value.__cause__, UnreadableAnswer)
    assert server.requests == 1 + retry.READ.repeats[Outcome.UNKNOWN]


def test_a_read_continues_after_garbage(serve: Serve) -> None:
    """The next answer counts."""
    server = serve(answer(b"<html>"), answer(b'{"Item": {"id": {"S": "a"}}}'))
    assert tables(server.url).get("t", {"id": "a"}) == {"id": "a"}


def test_garbage_is_no_message_in_the_queue(serve: Serve) -> None:
    """SQS's answer is looked at as DynamoDB's is."""
    with pytest.raises(StoreUnavailable):
        SQSJobQueue(client("sqs", (server := serve(answer(b"ok"))).url), f"{server.url}/q").send("job_1")


@pytest.mark.parametrize("ask", [lambda store: store.put("a.png", b"x"), lambda store: store.get("a.png")])
def test_garbage_is_no_object(serve: Serve, ask: Callable[[S3MediaStore], Any]) -> None:
    """A good status of something in between keeps nothing, and is no picture; S3 names what it keeps by its ETag."""
    server = serve(answer(b"<html>"))
    made = client("s3", server.url)  # before the budget begins: it takes a second on a slow machine
    store = S3MediaStore(lambda: made, "bucket", region="us-west-2", credentials=None)
    with Budget.of(3).active(), pytest.raises(StoreUnavailable):
        ask(store)
    assert server.requests > 1


# ---- what is sent again


@pytest.mark.parametrize("fault", [lost, answer(b"{}", "500 Internal Server Error"), answer(b"nonsense")])
def test_a_write_with_an_unknown_outcome_is_sent_again(serve: Serve, fault: Callable[[socket.socket], None]) -> None:
    """Its token keeps a second one from counting twice; in the end the item is read, to see whether it succeeded."""
    server = serve(fault)
    with pytest.raises(StoreUnavailable):
        tables(server.url).update("t", {"id": "a"}, "ADD n :one", one=1)
    assert server.requests == 1 + retry.REPEATABLE.repeats[Outcome.UNKNOWN] + 1


def test_a_transaction_is_known_by_its_token(serve: Serve) -> None:
    """Its answer may be lost: with the same token DynamoDB does not write it twice."""
    server = serve(lost, lost, answer(b"{}"))
    near = client("dynamodb", server.url)
    tokens: list[str] = []
    near.meta.events.register(
        "provide-client-params.dynamodb.TransactWriteItems",
        lambda params, **_: tokens.append(params["ClientRequestToken"]),
    )
    Tables(near, pause=lambda _: None).transact([{"Put": {"TableName": "t", "Item": {"id": {"S": "a"}}}}])
    assert (server.requests, len(tokens), len(set(tokens))) == (3, 3, 1)


def test_a_call_that_never_left_is_sent_again() -> None:
    """Nobody listens: nothing was done, so even a counter is counted again, as often as the table says."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    pauses: list[float] = []
    with pytest.raises(StoreUnavailable):
        Tables(client("dynamodb", url), pause=pauses.append).update("t", {"id": "a"}, "ADD n :one", one=1)
    assert len(pauses) == retry.WRITE.repeats[Outcome.NOT_DONE]
