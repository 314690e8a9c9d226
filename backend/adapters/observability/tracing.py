"""X-Ray: a subsegment with annotations for each request and job, where Lambda traces the invocation.

The X-Ray SDK costs more import time than everything else together; what it does here is one UDP packet to the daemon
next to the function. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

Flag = Literal["error", "fault", "throttle"]
"""X-Ray's marks of a failure: an `error` is the caller's, a `fault` is ours, a `throttle` is a limit exceeded."""
HEADER = b'{"format": "json", "version": 1}\n'
_HEXADECIMAL = frozenset("0123456789abcdef")


class Trace:
    """The trace that an invocation belongs to."""

    __slots__ = ("parent", "sampled", "trace_id")

    def __init__(self, trace_id: str, parent: str | None, *, sampled: bool) -> None:
        self.trace_id = trace_id
        self.parent = parent
        """The id of the function's own segment, under which ours stand."""
        self.sampled = sampled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trace) and all(getattr(self, each) == getattr(other, each) for each in Trace.__slots__)

    __hash__ = None  # type: ignore[assignment]


def trace_of(header: str | None) -> Trace | None:
    """`Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` -> Trace; None for what is none."""
    if not header:
        return None
    parts = dict(part.strip().partition("=")[::2] for part in header.split(";"))
    trace_id, parent = parts.get("Root", ""), parts.get("Parent", "")
    version, _, rest = trace_id.partition("-")
    moment, _, unique = rest.partition("-")
    if version != "1" or not _is_hexadecimal(moment, 8) or not _is_hexadecimal(unique, 24):
        return None
    known = parent if _is_hexadecimal(parent, 16) else None
    return Trace(trace_id, known, sampled=parts.get("Sampled") == "1")


def _is_hexadecimal(text: str, length: int) -> bool:
    return len(text) == length and _HEXADECIMAL.issuperset(text)


class Tracer:
    """Tells the daemon. Without one, or when it does not listen, nothing happens."""

    def __init__(self, daemon: str | None, *, header: Callable[[], str | None]) -> None:
        """`daemon` is `host:port`, or `tcp:host:port udp:host:port`; `header` gives the invocation's X-Ray header."""
        self._daemon = _udp_address(daemon) if daemon is not None else None
        self._header = header

    def current(self) -> Trace | None:
        """The trace of this invocation; also one that is not sampled has an id."""
        header = self._header()
        return None if header is None else trace_of(header)

    def tell(
        self, trace: Trace, name: str, *, at: float, ms: float, flags: Collection[Flag] = (), notes: Mapping[str, Any]
    ) -> None:
        """Sends what was done as a subsegment of a sampled trace. `at` is when it ended, in Unix seconds.

        `notes` become annotations, by which X-Ray searches: text, numbers and booleans, and nothing of the caller's.
        """
        if self._daemon is None or not trace.sampled or trace.parent is None:
            return
        import json  # few invocations are traced
        import os

        document: dict[str, Any] = {
            "name": name,
            "id": os.urandom(8).hex(),
            "trace_id": trace.trace_id,
            "parent_id": trace.parent,
            "type": "subsegment",
            "start_time": at - ms / 1000,
            "end_time": at,
            "annotations": {key: value for key, value in notes.items() if value is not None},
            **dict.fromkeys(flags, True),
        }
        _send(HEADER + json.dumps(document).encode(), self._daemon)


def _send(packet: bytes, address: tuple[str, int]) -> None:
    """Sent and forgotten: a trace that is lost is no reason to fail, or to wait."""
    import socket
    from contextlib import suppress

    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.sendto(packet, address)


def _udp_address(daemon: str) -> tuple[str, int]:
    """`tcp:127.0.0.1:2000 udp:127.0.0.2:2001` -> ("127.0.0.2", 2001)"""
    addresses = daemon.split()
    chosen = next((each for each in addresses if each.startswith("udp:")), addresses[0])
    host, _, port = chosen.removeprefix("udp:").rpartition(":")
    return host, int(port)
