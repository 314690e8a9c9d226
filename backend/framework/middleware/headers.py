"""Headers that every response has: request id, security, CORS. The constant ones are built once."""

from collections.abc import Sequence

from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import Response

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
ALLOWED_HEADERS = (
    "Accept, Authorization, Content-Type, Idempotency-Key, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Prefer, "
    "X-Correlation-Id, X-Request-Id"
)
EXPOSED_HEADERS = (
    "Idempotent-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "WWW-Authenticate, X-Request-Id"
)
PREFLIGHT_SECONDS = "7200"


def headers(allowed_origins: Sequence[str]) -> Middleware:
    """Adds them, and those of `request.context`. An origin gets CORS headers when it is listed, or `*` is."""
    shown = {"Access-Control-Expose-Headers": EXPOSED_HEADERS}
    plain, by_origin = SECURITY, dict[str | None, dict[str, str]]()
    if "*" in allowed_origins:
        plain = {**SECURITY, "Access-Control-Allow-Origin": "*", **shown}
    elif allowed_origins:
        plain = {**SECURITY, "Vary": "Origin"}
        by_origin = {origin: {**plain, "Access-Control-Allow-Origin": origin, **shown} for origin in allowed_origins}

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            response = handler(request)
            added, own = plain, response.headers
            if by_origin:
                added = by_origin.get(request.headers.get("origin"), plain)
            merged = {**added, **request.context.headers, "X-Request-Id": request.request_id, **own}
            if "Vary" in own and "Vary" in added:
                merged["Vary"] = f"{own['Vary']}, {added['Vary']}"
            if "Location" in merged:
                merged["Location"] = _with_base(merged["Location"], request.base_url)
            return Response(response.status, response.body, merged, response.stream)

        return handle

    return middleware


def _with_base(location: str, base_url: str) -> str:
    """From the root of the host: handlers know neither stage nor base path. `/jobs/x` -> `/dev/jobs/x`"""
    prefix = "/".join(base_url.split("/")[3:])
    return f"/{prefix}{location}" if prefix and location.startswith("/") else location


def preflight(allow: Sequence[str]) -> Response:
    """The answer to OPTIONS: which methods and headers are allowed here."""
    methods = ", ".join(allow)
    return Response(
        204,
        b"",
        {
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        },
    )
