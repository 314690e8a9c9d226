"""`Idempotency-Key`: the same request twice is carried out once."""

import json
import re
from collections.abc import Callable
from typing import Any

from backend.api.messages import Request, Response
from backend.forge.errors import DreamForgeError, Malformed
from backend.forge.repositories.idempotency import Idempotency, Kept

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
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
        raise Malformed("An Idempotency-Key is 1 to 255 visible ASCII characters.")
    claim = store().claim(request.caller.user_id, operation, key, request.body)
    if isinstance(claim, Kept):
        body = json.dumps(renew(json.loads(claim.body)), ensure_ascii=False).encode()
        return Response(claim.status, body, {**claim.headers, **REPLAYED})
    try:
        response = carry_out(request.with_(work=claim.work))
    except DreamForgeError as error:
        (store().forget if error.status < 500 else store().release)(claim)
        raise
    except Exception:
        store().release(claim)
        raise
    store().complete(claim, Kept(response.status, response.headers, response.body))
    return response
