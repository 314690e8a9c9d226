"""Requests and responses as frozen values. State travels in them; nothing is global."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from backend.forge.budget import GATEWAY_SECONDS, Budget

Parts = Generator[bytes, None, None]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, from claims that were verified."""

    user_id: str
    """Cognito's `sub`: the owner id of everything the caller makes."""
    username: str
    email: str | None = None
    groups: frozenset[str] = frozenset()

    @property
    def is_admin(self) -> bool:
        return "admin" in self.groups

    def may_act_for(self, owner_id: str) -> bool:
        return self.is_admin or owner_id == self.user_id


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    """Percent-encoded as the client sent it, without the stage, a base path or a slash at the end."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    query: Mapping[str, list[str]] = field(default_factory=dict)
    body: bytes = b""
    claims: Mapping[str, Any] | None = None
    """What the front's authorizer verified; None where it verified nothing."""
    request_id: str = ""
    base_url: str = ""
    """Scheme, host and stage or base path, without a slash at the end."""
    source_ip: str = ""
    budget: Budget = field(default_factory=lambda: Budget.of(GATEWAY_SECONDS))
    """The time that is left for the answer."""
    caller: Caller | None = None
    work: str = ""
    """Names what the request makes; the same for a repeated one with the same Idempotency-Key."""
    broken: Exception | None = None
    """Why the body could not be read."""
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    """What the log line of this request is to say besides; the one mutable thing, made anew for each request."""

    def with_(self, **changes: Any) -> "Request":
        return replace(self, **changes)


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
        """Calls `done` when the body is made: now, or after its last part, or when nobody wants more of it."""
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
