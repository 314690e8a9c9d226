"""`Idempotency-Key`: the same request twice is carried out once."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from backend.api.errors import status_of
from backend.domain.shared.errors import DreamForgeError
from backend.domain.shared.idempotency import Idempotency, Kept
from backend.framework.errors import HttpBadRequest, HttpError
from backend.framework.request import Request
from backend.framework.response import Response

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_BOUNDARY = re.compile(r"^multipart/.*?boundary=\"?([^\s\";]{1,70})", re.IGNORECASE)
REPLAYED = {"Idempotent-Replayed": "true"}


def once(
    request: Request,
    operation: str,
    store: Callable[[], Idempotency],
    carry_out: Callable[[Request], Response],
    renew: Callable[[Any], Any],
) -> Response:
    """Carries a request out, or answers as the first time when its key is known.

    `renew` gets the kept answer's JSON and gives it back with URLs that open again.
    """
    key = request.headers.get("idempotency-key")
    if key is None or request.caller is None:
        return carry_out(request)
    if not _KEY.fullmatch(key):
        raise HttpBadRequest("The Idempotency-Key must have 1 to 255 visible ASCII characters.")
    claim = store().claim(request.caller.user_id, operation, key, digest_of(request))
    if isinstance(claim, Kept):
        body = json.dumps(renew(json.loads(claim.body)), ensure_ascii=False).encode()
        return Response(claim.status, body, {**claim.headers, **REPLAYED})
    try:
        request.work = claim.work
        response = carry_out(request).buffer()
    except (DreamForgeError, HttpError) as error:
        # What is refused for its content was not begun. "Not found" and a conflict may come of work that was.
        status = status_of(error)
        refused = status < 500 and status not in (404, 409)
        (store().forget if refused else store().release)(claim)
        raise
    except Exception:
        store().release(claim)
        raise
    store().complete(claim, Kept(response.status, response.headers, response.body))
    return response


def digest_of(request: Request) -> str:
    """SHA-256 in hex of what makes two requests the same: path, query, and the body in its canonical form."""
    asked = json.dumps([request.path, sorted(request.query.items())]).encode()
    return hashlib.sha256(asked + b"\0" + _canonical(request)).hexdigest()


def _canonical(request: Request) -> bytes:
    """The body without what a client may write differently each time.

    Of JSON that is white space, the order of keys, the form of numbers and escapes, and nulls; of a multipart form its
    random boundary. A body that is no JSON is refused later and stays as it is.
    """
    content_type = request.headers.get("content-type", "")
    boundary = _BOUNDARY.search(content_type)
    if boundary is not None:
        return request.body.replace(boundary[1].encode(), b"")
    if not content_type.lower().startswith("application/json"):
        return request.body
    try:
        parsed = json.loads(request.body, parse_float=_number, object_pairs_hook=_without_nulls)
        return json.dumps(parsed, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return request.body


def _without_nulls(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if value is not None}


def _number(text: str) -> int | float:
    """`_number("3.0")` -> 3, as the binding reads it."""
    number = float(text)
    return int(number) if number.is_integer() else number
