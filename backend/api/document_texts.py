"""What our OpenAPI document says beyond what the operations' signatures do."""

import json
from pathlib import Path

from backend import __version__
from backend.api.errors import status_of_class
from backend.api.service_errors import AUTHENTICATION_ERRORS, service_errors
from backend.framework.openapi.info import ApiInfo, ErrorKind, HeaderKind

TITLE = "DreamForge API"
DESCRIPTION = """\
Turns an idea into a listed product: `POST /create` writes a brief, makes its picture, and stores a product with \
a listing.

**Signing in.** `POST /auth/login` returns an IdToken. Send it with every request: `Authorization: Bearer <token>`.

**Errors** have one shape, `ApiError`: `error` is a stable name, `message` says what is wrong and what to do, \
and `details` lists the invalid fields. `X-Request-Id` names the request in the logs.

**Null** in a request is the same as leaving out an optional field.

**Lists** return a `next_page_token` while there are more items; send it as `page_token`, with the same filters.

**Idempotency.** A POST that creates something accepts an `Idempotency-Key`, such as a UUID. The same key and body get \
the first response for 24 hours, with `Idempotent-Replayed: true`, so a request that timed out can be repeated.

**Limits.** The rate limit applies to a sliding window, by default 100 requests in 60 seconds; `RateLimit-Remaining` \
is how many are left. Above the limit the API answers 429 with `Retry-After`. Pictures also have a daily \
allowance: `GET /me` shows it.

**Jobs.** Long operations respond with 202 and a job: poll `GET /jobs/{job_id}` until its `state` is `success` or \
`fail`.

**Agents** connect with MCP, at `POST /mcp`; for agents that read OpenAPI, `/openapi.json?profile=agent` has the \
operations with JSON only.
"""
TAGS = {
    "forge": "Ideas become briefs, pictures and products. Start here.",
    "products": "The products that you own.",
    "listings": "The storefront, and the price, currency and status of each product.",
    "requests": "Order requests: what buyers ask of sellers.",
    "jobs": "Work that continues after a 202.",
    "chat": "Questions about products and catalogue.",
    "uploads": "Uploaded files.",
    "echoes": "Recorded moments with an emotion.",
    "auth": "Sign-in and tokens.",
    "service": "Liveness, health, and the caller's identity.",
    "catalogue": "Demo datasets.",
}
"""In the order in which somebody who is new here needs them; pages that show the document keep it."""
EXAMPLES = Path(__file__).with_name("openapi_examples.json")
HEADERS = {
    "Location": HeaderKind("string", "URL of the job.", "/jobs/job_01KE8Q5ZJ4M9V7T2X6B3N8C1DF"),
}
ERRORS = {
    429: ErrorKind("TooManyRequests", "too_many_requests", "Rate limit or daily allowance exceeded; see Retry-After."),
    502: ErrorKind("ModelFailed", "model_failed", "A model's response cannot be used."),
    503: ErrorKind("ModelUnavailable", "model_unavailable", "A model or a store is unavailable."),
    504: ErrorKind("ModelTimedOut", "model_timed_out", "A model timed out."),
}


def api_info() -> ApiInfo:
    """Reads the examples, so it is made when a document is first asked for."""
    return ApiInfo(
        title=TITLE,
        version=__version__,
        description=DESCRIPTION,
        more={
            "contact": {"name": "DreamForge"},
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        tags=TAGS,
        security={
            "cognito": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "A Cognito IdToken.",
            }
        },
        examples=json.loads(EXAMPLES.read_bytes()),
        errors=ERRORS,
        status_of=status_of_class,
        authentication_errors=AUTHENTICATION_ERRORS,
        service_errors=service_errors,
        headers=HEADERS,
        rate_limited=True,
    )
