"""The web server shared by the stand-ins: uvicorn on 127.0.0.1, in a thread of its own, with WSGI applications.

uvicorn reads and writes HTTP/1.1 by h11, keeps connections open, and sends what is made part by part. What it calls is
ASGI; the stand-ins are WSGI, as moto is, and each request of theirs runs in a thread.
"""

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.local.closing import Closing
from backend.local.ports import LOOPBACK, PortTakenError, port_error
from backend.local.wsgi import HEADERS_KEY, App, WsgiBridge

__all__ = ["HEADERS_KEY", "LOOPBACK", "App", "PortTakenError", "Serving", "plain_refusal"]

Malformed = Callable[[int, str], tuple[list[tuple[str, str]], bytes]]

IDLE_SECONDS = 75
FINISH_SECONDS = 30
"""How long `close` waits for requests in progress: as long as API Gateway waits for its function, and a little more."""
THREADS = 256
"""Requests at once. Long polls and injected delays hold one each."""
HEAD_BYTES = 65_536
"""Of method, target and headers. The gateway has a lower limit of its own."""


def plain_refusal(_status: int, message: str) -> tuple[list[tuple[str, str]], bytes]:
    """Answer for a request that is not HTTP: the shape AWS uses at its edge."""
    return [("Content-Type", "application/json")], b'{"message":"%s"}' % message.encode()


class _Parser(h11.Connection):
    """Keeps the headers of the request at hand as they were spelled: uvicorn hands names over in lower case."""

    raw_headers: list[tuple[bytes, bytes]]

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.raw_headers = event.headers.raw_items()
        return event


class _ServedConnection(H11Protocol):
    """One connection. The application finds it in `scope["state"]`, for the headers, and to close it."""

    malformed: Malformed

    def __init__(self, config: uvicorn.Config, *arguments: Any, **options: Any) -> None:
        super().__init__(config, *arguments, **options)
        self.conn = _Parser(h11.SERVER, HEAD_BYTES)
        self.app_state = {"connection": self}

    def close_connection(self) -> None:
        """Ends the connection without an answer; what is sent already arrives."""
        self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's words; ours are the stand-in's)
        """Answers what is not HTTP, or not safe to take for it, and closes the connection."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        headers, body = self.malformed(status, _PHRASES[status])
        pairs = [*headers, ("Content-Length", str(len(body))), ("Connection", "close")]
        for event in (h11.Response(status_code=status, headers=pairs), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


_PHRASES = {400: "Bad Request", 431: "Request Header Fields Too Large", 501: "Not Implemented"}


class _Server(uvicorn.Server):
    """uvicorn, stopped without polling: a test run closes hundreds of servers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self.ready = threading.Event()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ready.set()
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets requests in progress finish, and closes connections that take too long."""
        loop = asyncio.get_running_loop()
        for listener in sockets or ():
            loop.remove_reader(listener)  # asyncio leaks a connection that it is accepting while its server is closed
        await asyncio.sleep(0.01)
        await super().shutdown(sockets)
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # until the loop has closed them

    def stop(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)


class Serving(Closing):
    """A WSGI application being served on 127.0.0.1 by a background thread, until close()."""

    def __init__(
        self,
        app: App,
        port: int = 0,
        *,
        malformed: Malformed = plain_refusal,
        body_bytes: float = inf,
        finish_seconds: int = FINISH_SECONDS,
    ) -> None:
        """`malformed` words the answer to what is not HTTP; `finish_seconds` is how long `close` waits at most.

        `body_bytes` is what the application takes: it refuses more by CONTENT_LENGTH, so more is not read.
        """
        listener = _listen(port)
        self.port: int = listener.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._threads = ThreadPoolExecutor(THREADS, f"serving-{self.port}")
        bridge = WsgiBridge(app, self._threads, malformed, body_bytes)
        config = uvicorn.Config(
            bridge,
            loop="asyncio",
            http=type("_ServedConnection", (_ServedConnection,), {"malformed": staticmethod(malformed)}),
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,  # the bridge writes it where the application does not
            proxy_headers=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=finish_seconds,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._server.serve([listener]),), name=f"http-{self.port}", daemon=True
        )
        self._thread.start()
        self._server.ready.wait()

    def close(self) -> None:
        """Stop listening, let requests in progress finish, and close connections. Twice does no harm."""
        self._server.stop()
        self._thread.join()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, each answer waits for 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise port_error(port, error) from error
    return listener


for _name in ("uvicorn.error", "uvicorn"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # the services behind write a line of their own
