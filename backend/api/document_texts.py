"""What our OpenAPI document says beyond what the operations' signatures do."""

import json
from pathlib import Path

from backend import __version__
from backend.api.errors import status_of_class
from backend.api.service_errors import AUTHENTICATION_ERRORS, service_errors
from backend.framework.openapi.info import ApiInfo, ErrorKind, HeaderKind

TITLE = "DreamForge API"
DESCRIPTION = """\
An idea goes in, a listed product comes out: `POST /create` words a brief, has its picture drawn, and keeps a \
product with a listing, which is what it is offered for.

**Signing in.** `POST /auth/login` gives an IdToken, which goes into every call: `Authorization: Bearer <token>`.

**Errors** have one shape, `ApiError`: `error` is a name that stays the same, `message` says what to do, and `details` \
names the fields where it is fields that are wrong. `X-Request-Id` names the call, for when you ask us about it.

**Null** in a request means that an optional field is left out.

**Lists** give `next_page_token` while there is more; send it back as `page_token`, with the same filters.

**Doing a thing once.** A POST that creates takes an `Idempotency-Key`, such as a UUID. With the same key and body you \
get the first answer again for 24 hours, with `Idempotent-Replayed: true`; so a call that timed out can be repeated.

**Limits.** The rate limit holds in any window of time, by default 100 calls in 60 seconds; `RateLimit-Remaining` says \
how many calls are left now. Above the limit the API answers 429 with `Retry-After`. Pictures also have a daily \
allowance: `GET /me` shows it.

**Jobs.** What takes long is answered with 202 and a job: ask `GET /jobs/{job_id}` until its `state` is `success` or \
`fail`.

**Agents** connect by MCP, at `POST /mcp`; for those that read OpenAPI instead, `/openapi.json?profile=agent` is JSON \
only.
"""
TAGS = {
    "service": "Is it there, is it well, who am I.",
    "auth": "Signing in.",
    "forge": "Ideas become briefs, pictures and products.",
    "products": "The products that you own.",
    "listings": "The storefront, and the price, currency and status of each product.",
    "uploads": "Files that you bring.",
    "jobs": "Work that continues after a 202.",
    "chat": "Questions about products and catalogue.",
    "echoes": "Recorded moments, and what was felt.",
    "catalogue": "Demo datasets.",
}
EXAMPLES = Path(__file__).with_name("openapi_examples.json")
HEADERS = {
    "Location": HeaderKind("string", "Where the job is followed.", "/jobs/job_01KE8Q5ZJ4M9V7T2X6B3N8C1DF"),
}
ERRORS = {
    429: ErrorKind(
        "TooManyRequests", "too_many_requests", "Too often, or today's allowance is used up; see Retry-After."
    ),
    502: ErrorKind("ModelFailed", "model_failed", "A model answered with something that cannot be used."),
    503: ErrorKind("ModelUnavailable", "model_unavailable", "A model or a store cannot be reached."),
    504: ErrorKind("ModelTimedOut", "model_timed_out", "A model took too long."),
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
