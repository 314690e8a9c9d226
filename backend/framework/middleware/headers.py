"""Headers that every response has: request id, security, CORS. The constant ones are built once."""

from collections.abc import Sequence
from dataclasses import replace

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
    everyone = "*" in allowed_origins
    listed = frozenset(allowed_origins)

    def cors(origin: str | None) -> dict[str, str]:
        if everyone:
            return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED_HEADERS}
        vary = {"Vary": "Origin"} if listed else {}
        if origin is None or origin not in listed:
            return vary
        return {
            **vary,
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        }

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            response = handler(request)
            origin = request.headers.get("origin")
            response = _with_base(response, request.base_url)
            return response.with_default_headers(
                {**SECURITY, **cors(origin), **request.context.headers, "X-Request-Id": request.request_id}
            )

        return handle

    return middleware


def _with_base(response: Response, base_url: str) -> Response:
    """Location from the root of the host: handlers know neither stage nor base path. `/jobs/x` -> `/dev/jobs/x`"""
    location = response.headers.get("Location", "")
    prefix = "/".join(base_url.split("/")[3:])
    if not location.startswith("/") or not prefix:
        return response
    return replace(response, headers={**response.headers, "Location": f"/{prefix}{location}"})


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
