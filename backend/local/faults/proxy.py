"""The proxy itself: a port for each service, and one plan of faults for all of them.

proxy = FaultProxy()
url = proxy.listen("http://127.0.0.1:5000")     # AWS_ENDPOINT_URL, KIE_BASE_URL, ...
proxy.plan.reset(Fault("lost", call=3))
"""

import http.client
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from backend.local.closing import Closing
from backend.local.faults.calls import name_call
from backend.local.faults.errors import ErrorAnswer, can_conflict, error_answer
from backend.local.faults.plan import CARRIED_OUT, FaultPlan, Kind
from backend.local.serving import LOOPBACK

UPSTREAM_SECONDS = 60
HANG_SECONDS = 60.0
SLOW_SECONDS = 0.4
GARBAGE = b"<<< this is neither JSON nor XML >>>"
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True, slots=True)
class ProxiedAnswer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    length: str | None = None
    """Content-Length of an answer to HEAD, which has no body."""


class FaultProxy(Closing):
    """Listens on 127.0.0.1. `on_kill` is called for the kinds `kill-before` and `kill-after`."""

    def __init__(self, *, on_kill: Callable[[], None] = lambda: None) -> None:
        self.plan = FaultPlan()
        self.on_kill = on_kill
        self._servers: list[_ProxyServer] = []

    def listen(self, upstream: str, *, rewritten: Mapping[str, str] | None = None) -> str:
        """The URL of a new port that forwards to `upstream`. `rewritten` replaces texts in answers, such as URLs."""
        server = _ProxyServer(self, upstream)
        server.rewrite(rewritten or {})
        self._servers.append(server)
        return server.url

    def point(self, url: str, upstream: str, *, rewritten: Mapping[str, str] | None = None) -> None:
        """From now on the port of this URL forwards to another `upstream`, and replaces other texts."""
        parts = urlsplit(upstream)
        server = next(each for each in self._servers if each.url == url)
        server.upstream = (parts.hostname or LOOPBACK, parts.port or 80)
        server.rewrite(rewritten or {})

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _ProxyServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: FaultProxy, upstream: str) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        parts = urlsplit(upstream)
        self.proxy = proxy
        self.upstream = (parts.hostname or LOOPBACK, parts.port or 80)
        self.url = f"http://{LOOPBACK}:{self.server_address[1]}"
        self.rewritten: dict[bytes, bytes] = {}
        threading.Thread(target=self.serve_forever, args=(0.05,), name="fault-proxy", daemon=True).start()

    def rewrite(self, rewritten: Mapping[str, str]) -> None:
        """Replaces these texts in answers; `{url}` stands for the proxy's own address."""
        self.rewritten = {old.encode(): new.replace("{url}", self.url).encode() for old, new in rewritten.items()}

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: callers that disconnect or are killed are what this is for."""


class _ClientDisconnected(Exception):
    """The connection is to be closed without an answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _ProxyServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        try:
            self._send(self._exchange(self._read_body()))
        except (_ClientDisconnected, ConnectionError, TimeoutError):
            self.close_connection = True

    do_GET = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_POST

    def handle_expect_100(self) -> bool:
        super().handle_expect_100()
        self.wfile.flush()  # the writer is buffered, and botocore waits a second for this
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the plan is the log."""

    def _exchange(self, body: bytes) -> ProxiedAnswer:
        plan, headers = self.server.proxy.plan, {name.lower(): value for name, value in self.headers.items()}
        name = name_call(self.command, self.path, headers, body)
        kind = plan.count(name)
        if kind is None or (kind == "conflict" and not can_conflict(name)):
            return self._forward(body)
        if kind in CARRIED_OUT:
            return self._break_answer(kind, self._forward(body))
        return self._break_request(kind, name, body)

    def _break_request(self, kind: Kind, name: str, body: bytes) -> ProxiedAnswer:
        """What becomes of a call that is not carried out."""
        if kind == "hang":
            self._wait_for_disconnect()
        if kind == "kill-before":
            self.server.proxy.on_kill()
        if kind in ("hang", "kill-before", "reset"):
            raise _ClientDisconnected
        if kind == "garbage":
            return ProxiedAnswer(200, [("Content-Type", "application/json")], GARBAGE)
        return _to_answer(error_answer(kind, name, body))

    def _break_answer(self, kind: Kind, answer: ProxiedAnswer) -> ProxiedAnswer:
        """What becomes of the answer to a call that was carried out."""
        if kind == "slow":
            time.sleep(SLOW_SECONDS)
            return answer
        if kind == "kill-after":
            self.server.proxy.on_kill()
        if kind == "garbled":
            kept = [(name, value) for name, value in answer.headers if name.lower() == "content-type"]
            return replace(answer, headers=kept, body=GARBAGE, length=None)
        raise _ClientDisconnected

    def _forward(self, body: bytes) -> ProxiedAnswer:
        connection = http.client.HTTPConnection(*self.server.upstream, timeout=UPSTREAM_SECONDS)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
            headers.pop("Expect", None)
            connection.request(self.command, self.path, body or None, {**headers, "Content-Length": str(len(body))})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        for old, new in self.server.rewritten.items():
            content = content.replace(old, new)
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP]
        return ProxiedAnswer(response.status, kept, content, response.getheader("Content-Length"))

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _read_chunks(self) -> bytes:
        content = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            continue
        return content

    def _send(self, answer: ProxiedAnswer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        is_head = self.command == "HEAD"
        if answer.status != 204:
            self.send_header("Content-Length", (is_head and answer.length) or str(len(answer.body)))
        self.end_headers()
        if not is_head:
            self.wfile.write(answer.body)
        self.wfile.flush()

    def _wait_for_disconnect(self) -> None:
        until = time.monotonic() + HANG_SECONDS
        while time.monotonic() < until:
            readable, _, _ = select.select([self.connection], [], [], 0.2)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return


def _to_answer(error: ErrorAnswer) -> ProxiedAnswer:
    return ProxiedAnswer(error.status, list(error.headers.items()), error.body)
