"""A response as a frozen value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from backend.framework.stream import Stream


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in the case they are sent in."""
    stream: Stream | None = None
    """A body that is made while it is sent; `body` is empty then."""

    def with_default_headers(self, headers: Mapping[str, str]) -> "Response":
        """The same response with `headers` where it does not have them already; Vary is joined."""
        merged = {**headers, **self.headers}
        if "Vary" in headers and "Vary" in self.headers:
            merged["Vary"] = f"{self.headers['Vary']}, {headers['Vary']}"
        return replace(self, headers=merged)

    def buffer(self) -> "Response":
        """The same response with its body made."""
        if self.stream is None:
            return self
        return replace(self, body=b"".join(self.stream), stream=None)

    def on_close(self, done: Callable[[], None]) -> "Response":
        """Calls `done` when the body is made: now, or after its last part, or when the client has gone."""
        if self.stream is None:
            done()
            return self
        return replace(self, stream=Stream(self.stream, on_close=done))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler returns when the model alone does not say it all."""

    content: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
