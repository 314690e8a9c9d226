"""A request as a frozen value. State travels in it; nothing is global."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from backend.framework.context import Context


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
    ends_at: float = math.inf
    """When the answer has to be there, as `time.monotonic()` tells it."""
    caller: Any = None
    """The caller, as the application's authentication read it from the claims or a token; None if unknown."""
    work: str = ""
    """Names what the request makes; the same for a repeated one with the same Idempotency-Key."""
    body_error: Exception | None = None
    """Why the body could not be read."""
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    """What middleware and handlers tell each other; the one mutable thing."""

    def with_(self, **changes: Any) -> "Request":
        return replace(self, **changes)
