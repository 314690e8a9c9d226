"""Refuses who calls too often, and says on every answer what is left."""

from collections.abc import Callable

from backend.api.messages import Request, Response
from backend.api.middleware.chain import Handler, Middleware
from backend.forge.rate_limit import RateLimit

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def rate_limited(limiter: Callable[[], RateLimit]) -> Middleware:
    """Counts calls by caller; without one only what is more than reading (signing in), by address."""

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            who = _who(request)
            if who is None:
                return handler(request)
            request.notes["quota"] = limiter().take(who)
            return handler(request)

        return handle

    return middleware


def _who(request: Request) -> str | None:
    if request.caller is not None:
        return request.caller.user_id
    return None if request.method in READING else f"ip:{request.source_ip}"
