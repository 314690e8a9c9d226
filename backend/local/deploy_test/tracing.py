"""X-Ray's daemon, as far as a function sees it: something on this machine that takes segments by UDP."""

import socket
import threading

from backend.local.closing import Closing

_LARGEST = 65_536
_POLL_SECONDS = 0.2


class SegmentSink(Closing):
    """Takes what comes and counts it; with the rights to send it on, the proof deals elsewhere."""

    def __init__(self) -> None:
        self.segments = 0
        self._stop = threading.Event()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(_POLL_SECONDS)
        self._thread = threading.Thread(target=self._run, name="segments", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._socket.recv(_LARGEST)
            except TimeoutError:
                continue
            self.segments += 1
