"""A response as a frozen value."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

Parts = Generator[bytes, None, None]


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in the case they are sent in."""
    parts: Parts | None = None
    """A body that is made while it is sent; `body` is empty then. Who takes it closes it."""

    def adding(self, headers: Mapping[str, str]) -> "Response":
        """The same response with `headers` where it does not have them already; Vary is joined."""
        merged = {**headers, **self.headers}
        if "Vary" in headers and "Vary" in self.headers:
            merged["Vary"] = f"{self.headers['Vary']}, {headers['Vary']}"
        return replace(self, headers=merged)

    def whole(self) -> "Response":
        """The same response with its body made."""
        if self.parts is None:
            return self
        return replace(self, body=b"".join(self.parts), parts=None)

    def then(self, done: Callable[[], None]) -> "Response":
        """Calls `done` when the body is made: now, or after its last part, or when the client has gone."""
        if self.parts is None:
            done()
            return self
        parts = _followed(self.parts, done)
        next(parts)
        return replace(self, parts=parts)


def _followed(parts: Parts, done: Callable[[], None]) -> Parts:
    """Begins with a mark that is not part of the body: only a generator that has begun is ended by closing it."""
    try:
        with closing(parts):
            yield b""
            yield from parts
    finally:
        done()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler returns when the model alone does not say it all."""

    content: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
