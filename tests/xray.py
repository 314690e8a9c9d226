"""X-Ray's daemon, as the service and the worker reach it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.time_limits import scaled

ROOT, PARENT = "1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8"
HEADER = f"Root={ROOT};Parent={PARENT};Sampled=1"


class Daemon:
    """X-Ray's daemon: a UDP port that is listened at."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.address = "{}:{}".format(*listener.getsockname())

    def heard(self) -> dict[str, Any]:
        """The next document."""
        self._listener.settimeout(scaled(5))
        header, _, document = self._listener.recv(65_536).partition(b"\n")
        assert json.loads(header) == {"format": "json", "version": 1}
        found: dict[str, Any] = json.loads(document)
        return found

    def heard_nothing(self) -> bool:
        self._listener.setblocking(False)
        try:
            self._listener.recv(65_536)
        except BlockingIOError:
            return True
        return False


@contextmanager
def running_daemon() -> Iterator[Daemon]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        yield Daemon(listener)
