"""Limits how often a caller may call, and says on every response how many calls are left."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import NO_HEADERS, Response

if TYPE_CHECKING:
    from backend.domain.limits.rate_limit import RateLimit
    from backend.domain.shared.quota import Quota

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def rate_limited(limiter: "Callable[[], RateLimit]", sign_ins: Mapping[str, str]) -> Middleware:
    """Counts calls by caller; without one only those that do more than read, by address.

    `sign_ins` maps the paths of sign-ins to the field of their body that names who signs in. They are counted by
    address and by that name: by address apart from all else, so that nothing else uses a sign-in up; by name, so that
    many addresses guess at one user no faster than one does.
    """

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            if request.caller is not None:
                request.context.headers = quota_headers(limiter().take(request.caller.user_id))
            elif request.method not in READING:
                limit = limiter()
                quotas = [limit.take(counter) for counter in _counters_without_caller(request, sign_ins)]
                request.context.headers = quota_headers(_lowest(quotas))
            return handler(request)

        return handle

    return middleware


def quota_headers(quota: "Quota | None") -> Mapping[str, str]:
    if quota is None:
        return NO_HEADERS
    return {
        "RateLimit-Limit": str(quota.limit),
        "RateLimit-Remaining": str(quota.remaining),
        "RateLimit-Reset": str(quota.resets_in),
    }


def _counters_without_caller(request: Request, sign_ins: Mapping[str, str]) -> list[str]:
    field = sign_ins.get(request.path.rstrip("/"))
    if field is None:
        return [f"ip:{request.source_ip}"]
    name = _name_in(request.body, field)
    return [f"sign-in:ip:{request.source_ip}", *([] if name is None else [f"sign-in:{field}:{name}"])]


def _name_in(body: bytes, field: str) -> str | None:
    """A digest of the field, for it may be a secret; None for a body that is refused later."""
    import hashlib

    from pydantic_core import from_json

    try:
        value = from_json(body).get(field)
    except (ValueError, AttributeError):
        return None
    if not isinstance(value, str):
        return None
    return hashlib.sha256(value.strip().casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _lowest(quotas: "list[Quota | None]") -> "Quota | None":
    return min((each for each in quotas if each is not None), key=lambda quota: quota.remaining, default=None)
