"""The web server: uvicorn, and what it lacks: time limits for heads and for readers, and a limit of connections.

The connections that wait for a request are the ones given up, oldest first: an honest caller's request follows at once.
"""

import asyncio
import resource
import socket
import sys
from collections.abc import Sequence
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.container.application import SECONDS, AsgiApp

KEPT_OPEN = 65
"""Seconds without a request; longer than a load balancer's 60, so that it is the one to close."""
HEAD_SECONDS = 10.0
"""From the opening of a connection, or the first byte of a later request, until the head is complete."""
STALLED_SECONDS = 30.0
"""How long a caller may take no byte of a response."""
HEAD_BYTES = 16_384
"""Of method, path and headers."""
CONNECTIONS = 4096
"""At most; fewer where the process may open fewer files."""
OTHER_FILES = 256
"""Files of the process that are not connections of callers: those to AWS, above all."""


class BoundedConnection(H11Protocol):
    """A connection of a caller who may be slow, silent, or one of very many."""

    connection_limit = CONNECTIONS
    head_seconds = HEAD_SECONDS
    stalled_seconds = STALLED_SECONDS

    _waiting: dict["BoundedConnection", None]
    """All connections of this server without a request in progress, oldest first. Set by `limit_connections`."""
    _head_timer: asyncio.TimerHandle | None = None
    _stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.connection_limit and self._waiting:
            next(iter(self._waiting)).drop()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        self._stop_stall_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._has_request():
            self._stop_watching()
        elif self._head_timer is None:
            self._watch()  # a head in pieces, or the rest of a body that nobody reads

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._has_request():
            self._waiting[self] = None

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._start_stall_timer()  # what was sent last may still lie in the buffer

    def pause_writing(self) -> None:
        super().pause_writing()
        self._start_stall_timer()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_stall_timer()

    def drop(self) -> None:
        """Closes the connection without a word, whatever is still to be sent."""
        self._waiting.pop(self, None)
        self.transport.abort()

    def _has_request(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        self._waiting[self] = None
        self._head_timer = self.loop.call_later(self.head_seconds, self.drop)

    def _stop_watching(self) -> None:
        self._waiting.pop(self, None)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _start_stall_timer(self) -> None:
        self._stop_stall_timer()
        self._stall_timer = self.loop.call_later(self.stalled_seconds, self.drop)

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None


def limit_connections(**limits: Any) -> type[BoundedConnection]:
    """The class of one server's connections; `limits` are those of `BoundedConnection` that differ."""
    return type("ServerConnection", (BoundedConnection,), {"_waiting": {}, **limits})


def create_server(front: AsgiApp, *, trusted_proxies: Sequence[str] = (), **limits: Any) -> uvicorn.Server:
    """`trusted_proxies` are networks whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody's by default."""
    config = uvicorn.Config(
        front,
        loop="asyncio",
        http=limit_connections(**{"connection_limit": raise_connection_limit(), **limits}),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=int(SECONDS) + 1,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )
    return uvicorn.Server(config)


def raise_connection_limit() -> int:
    """Lets the process open as many files as the system allows it; how many of them can be connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(CONNECTIONS, soft - OTHER_FILES))


def listen(host: str, port: int) -> socket.socket:
    """Ends the program with a message when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, each answer waits for 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}). Choose another one.")
    return listener
