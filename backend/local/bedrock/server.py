"""The stand-in on a port of 127.0.0.1."""

import socket
import threading
from typing import Any, Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from backend.local.bedrock.application import Application

_HOST = "127.0.0.1"
# How soon the server notices that it is to stop, in seconds.
_POLL_INTERVAL = 0.1


class BedrockStandIn(Application):
    """`with BedrockStandIn() as bedrock: ...`, or `serve()` and `close()`. Serves once; a closed one stays closed."""

    _server: BaseWSGIServer | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:49152`, once it serves."""
        if self._server is None:
            raise RuntimeError("the Bedrock stand-in has no address before serve()")
        return f"http://{_HOST}:{self._server.port}"

    def serve(self, port: int = 0) -> Self:
        """Answer from a thread of its own; port 0 takes a free one."""
        if self._server is not None:
            raise RuntimeError("the Bedrock stand-in is served already")
        # Bound here: where a port is taken, werkzeug would end the whole process instead of raising.
        with socket.create_server((_HOST, port), backlog=128) as listener:
            self._server = make_server(
                _HOST, port, self.wsgi, threaded=True, request_handler=_QuietHandler, fd=listener.fileno()
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_INTERVAL,), name="bedrock-stand-in", daemon=True
        )
        self._thread.start()
        return self

    def close(self) -> None:
        """Give the port back. Injected delays end at once; what else is still being answered is left to finish."""
        if self._server is None or self._closing.is_set():
            return
        self._closing.set()
        self._server.shutdown()
        self._thread.join()

    def __enter__(self) -> Self:
        return self if self._server else self.serve()

    def __exit__(self, *_exception: object) -> None:
        self.close()


class _QuietHandler(WSGIRequestHandler):
    # Small writes follow each other in a stream: without this each would wait for the client's acknowledgement.
    disable_nagle_algorithm = True

    def connection_dropped(self, *_what: Any, **_where: Any) -> None:
        """Hang up: after an answer that never began, the connection would be kept for the next request."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: `calls` is the log."""

    def log_error(self, format: str, *args: Any) -> None:
        """Nothing: a client that hangs up is no event."""
