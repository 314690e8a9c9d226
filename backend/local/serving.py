"""The HTTP/1.1 front shared by the stand-ins: werkzeug's threaded server, quiet, on 127.0.0.1, with keep-alive.

werkzeug closes every connection after one answer. Clients of AWS keep theirs open, and a test that opens thousands of
sockets measures the sockets; so the request loop is written anew here, on werkzeug's own parsing.
"""

import logging
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from types import TracebackType
from typing import IO, Any, Self, cast

from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wsgi import LimitedStream

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Malformed = Callable[[int, str], tuple[list[tuple[str, str]], bytes]]

LOOPBACK = "127.0.0.1"
HEADERS_KEY = "dreamforge.headers"  # environ key: the header lines as received, [(name, value), ...]
IDLE_SECONDS = 75.0
DRAIN_BYTES = 64 * 1024 * 1024  # of an unread body, so that its sender gets to see why it was refused

_log = logging.getLogger("dreamforge.local")
_TARGET = re.compile(r"[\x21-\x7e]+")
# Header lines that end the headers too early. (The parser also finds fault with multipart bodies it never gets to see.)
_BROKEN_HEADERS = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)


class PortTakenError(RuntimeError):
    """The port asked for is in use by another program."""


def plain_refusal(_status: int, message: str) -> tuple[list[tuple[str, str]], bytes]:
    """Answer for a request that is not HTTP: the shape AWS uses at its edge."""
    return [("Content-Type", "application/json")], b'{"message":"%s"}' % message.encode()


class _Responder:
    """What a WSGI application writes to: status line and headers first, then a sized or chunked body."""

    def __init__(self, handler: "QuietHandler") -> None:
        self._handler = handler
        self._head: tuple[str, list[tuple[str, str]]] | None = None
        self._chunked = False
        self.started = False

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info and self.started:
            raise exc_info[1].with_traceback(exc_info[2])
        self._head = (status, headers)
        return self.write

    def write(self, data: bytes) -> None:
        if not self.started:
            self._send_head()
        if data and self._handler.command != "HEAD":
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
            if self._chunked:
                self._handler.wfile.flush()

    def finish(self) -> None:
        if not self.started:
            self._send_head()
        if self._chunked:
            self._handler.wfile.write(b"0\r\n\r\n")
        self._handler.wfile.flush()

    def _send_head(self) -> None:
        assert self._head is not None, "the application wrote before it called start_response"
        self.started = True
        status, headers = self._head
        code, _, phrase = status.partition(" ")
        names = {name.lower() for name, _ in headers}
        bodiless = self._handler.command == "HEAD" or code in {"204", "304"} or code.startswith("1")
        self._chunked = not bodiless and "content-length" not in names and self._handler.request_version == "HTTP/1.1"
        if not (bodiless or self._chunked or "content-length" in names):
            self._handler.close_connection = True
        self._write_head(int(code), phrase, headers, names)

    def _write_head(self, code: int, phrase: str, headers: list[tuple[str, str]], names: set[str]) -> None:
        handler = self._handler
        handler.send_response_only(code, phrase)
        if "date" not in names:
            handler.send_header("Date", handler.date_time_string())
        for name, value in headers:
            handler.send_header(name, value)
        if self._chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        if handler.close_connection:
            handler.send_header("Connection", "close")
        handler.end_headers()


class QuietHandler(WSGIRequestHandler):
    """One connection: requests are answered one after the other until either side closes it."""

    server: "_Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # the head and the body of an answer leave in one packet
    timeout = IDLE_SECONDS

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the service behind writes its own line for each request."""

    def handle_expect_100(self) -> bool:
        """Put it off: a request is first looked at, then told to go on."""
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 (its base's)
        """Answer what is not HTTP, or not safe to take for it, and hang up."""
        self.close_connection = True
        self.request_version = self.protocol_version  # else a request without a version gets no status line either
        phrase = HTTPStatus(code).phrase
        headers, body = self.server.malformed(code, phrase)
        respond = _Responder(self)
        respond.start(f"{int(code)} {phrase}", [*headers, ("Content-Length", str(len(body)))])
        respond.write(body)
        respond.finish()

    def run_wsgi(self) -> None:
        problem = self._problem()
        if problem:
            self.send_error(problem)
            return
        try:
            environ = self.make_environ()
        except ValueError:  # urlsplit refuses some absolute targets
            self.send_error(400)
            return
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        body = self._body()
        environ[HEADERS_KEY] = [(name, value.replace("\r\n", "")) for name, value in self.headers.items()]
        environ["wsgi.input"] = body
        self._respond(environ)
        self._drain(body)

    def _respond(self, environ: dict[str, Any]) -> None:
        respond = _Responder(self)
        try:
            chunks = self.server.app(environ, respond.start)
            try:
                for chunk in chunks:
                    respond.write(chunk)
                respond.finish()
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
        except (ConnectionError, TimeoutError, ClientDisconnected):
            self.close_connection = True
        except Exception:  # noqa: BLE001 (whatever it was, the server goes on and its caller gets an answer)
            _log.exception("request failed in a stand-in")
            self.close_connection = True
            if not respond.started:
                self.send_error(500)

    def _problem(self) -> int | None:
        """The status for a request whose framing two parsers could read differently, else None."""
        lengths = {value.strip() for value in self.headers.get_all("Content-Length", [])}
        codings = [value.strip().lower() for value in self.headers.get_all("Transfer-Encoding", [])]
        broken = any(isinstance(defect, _BROKEN_HEADERS) for defect in self.headers.defects)
        if broken or not _TARGET.fullmatch(self.path):
            return 400
        if len(lengths) > 1 or any(not (n.isascii() and n.isdigit()) for n in lengths) or (lengths and codings):
            return 400
        if codings and codings != ["chunked"]:
            return 501
        return None

    def _body(self) -> DechunkedInput | LimitedStream:
        stream = cast(IO[bytes], self.rfile)
        if "Transfer-Encoding" in self.headers:
            return DechunkedInput(stream)
        return LimitedStream(stream, int(self.headers.get("Content-Length", 0)))

    def _drain(self, body: Any) -> None:
        """Read what the application left of the body: the next request begins behind it."""
        left = DRAIN_BYTES
        try:
            while left > 0 and not self.close_connection:
                data = body.read(min(left, 65536))
                if not data:
                    return
                left -= len(data)
        except (OSError, ClientDisconnected):
            pass  # the sender is gone or sent broken chunks; either way there is no next request
        self.close_connection = True


class _Server(ThreadedWSGIServer):
    """Knows its open connections, so that closing the server closes them too."""

    malformed: Malformed

    def __init__(self, listener: socket.socket, app: App, handler: type[QuietHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        host, port = listener.getsockname()
        super().__init__(host, port, app, handler, fd=listener.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):  # a caller hung up: its own affair
            _log.exception("connection failed in a stand-in")

    def hang_up(self) -> None:
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was quicker


class Serving:
    """A WSGI application being served on 127.0.0.1 by a background thread, until close()."""

    def __init__(
        self,
        app: App,
        port: int = 0,
        *,
        handler: type[QuietHandler] = QuietHandler,
        malformed: Malformed = plain_refusal,
    ) -> None:
        with _listen(port) as listener:
            self._server = _Server(listener, app, handler)
        self._server.malformed = malformed
        self.port: int = self._server.port
        self.url = f"http://{LOOPBACK}:{self.port}"
        # A short poll: it is how long close() may have to wait.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and hang up on whoever is connected. Twice does no harm."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port), backlog=128)
    except OSError as error:
        raise PortTakenError(
            f"port {port} cannot be used ({error.strerror}): stop the other program or name another PORT"
        ) from error
