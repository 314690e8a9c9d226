"""A request. State travels in it; nothing is global."""

import math
from collections.abc import Mapping
from typing import Any

from backend.framework.context import Context

NO_TEXT: Mapping[str, str] = {}
NO_QUERY: Mapping[str, list[str]] = {}


class Request:
    """What was asked, and what is found out about it on the way to its handler.

    Each property is set once, by the part of the application that it belongs to; `with_` makes a request that differs.
    """

    __slots__ = (
        "base_url",
        "body",
        "body_error",
        "caller",
        "claims",
        "context",
        "ends_at",
        "headers",
        "method",
        "path",
        "path_parameters",
        "query",
        "request_id",
        "source_ip",
        "work",
    )

    def __init__(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] = NO_TEXT,
        query: Mapping[str, list[str]] = NO_QUERY,
        body: bytes = b"",
        claims: Mapping[str, Any] | None = None,
        request_id: str = "",
        base_url: str = "",
        source_ip: str = "",
        ends_at: float = math.inf,
        *,
        caller: Any = None,
        work: str = "",
        body_error: Exception | None = None,
        path_parameters: Mapping[str, str] = NO_TEXT,
        context: Context | None = None,
    ) -> None:
        self.method = method
        self.path = path
        """Percent-encoded as the client sent it, without the stage, a base path or a slash at the end."""
        self.headers = headers
        """Names in lower case."""
        self.query = query
        self.body = body
        self.claims = claims
        """What the front's authorizer verified; None where it verified nothing."""
        self.request_id = request_id
        self.base_url = base_url
        """Scheme, host and stage or base path, without a slash at the end."""
        self.source_ip = source_ip
        self.ends_at = ends_at
        """When the answer has to be there, as `time.monotonic()` tells it."""
        self.caller = caller
        """The caller, as the application read it from the claims or a token; None if unknown."""
        self.work = work
        """Names what the request makes; the same for a repeated one with the same Idempotency-Key."""
        self.body_error = body_error
        """Why the body could not be read."""
        self.path_parameters = path_parameters
        self.context = Context() if context is None else context
        """What middleware and handlers tell each other; shared by the copies that `with_` makes."""

    def with_(self, **changes: Any) -> "Request":
        """A request that differs in these properties."""
        made = Request.__new__(Request)
        for name in Request.__slots__:
            setattr(made, name, changes.pop(name) if name in changes else getattr(self, name))
        if changes:
            raise TypeError(f"a request has no {', '.join(changes)}")
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and all(
            getattr(self, name) == getattr(other, name) for name in Request.__slots__
        )

    __hash__ = None  # type: ignore[assignment]  # it changes on its way
