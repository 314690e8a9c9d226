"""A response."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend.framework.stream import Stream

NO_HEADERS: Mapping[str, str] = {}


class Response:
    """A status, a body and headers. A change makes another response."""

    __slots__ = ("body", "headers", "status", "stream")

    def __init__(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS, stream: "Stream | None" = None
    ) -> None:
        self.status = status
        self.body = body
        self.headers = headers
        """Names in the case they are sent in."""
        self.stream = stream
        """A body that is made while it is sent; `body` is empty then."""

    def __repr__(self) -> str:
        return f"Response({self.status}, {self.body!r}, {self.headers})"

    def buffer(self) -> "Response":
        """The same response with its body made."""
        if self.stream is None:
            return self
        return Response(self.status, b"".join(self.stream), self.headers)

    def on_close(self, done: Callable[[], None]) -> "Response":
        """Calls `done` when the body is made: now, or after its last part, or when the client has gone."""
        if self.stream is None:
            done()
            return self
        from backend.framework.stream import Stream

        return Response(self.status, b"", self.headers, Stream(self.stream, on_close=done))


class Reply:
    """What a handler returns when the model alone does not say it all."""

    __slots__ = ("content", "headers", "status")

    def __init__(self, content: Any, status: int | None = None, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self.content = content
        self.status = status
        self.headers = headers

    def __repr__(self) -> str:
        return f"Reply({self.content!r}, {self.status}, {self.headers})"
