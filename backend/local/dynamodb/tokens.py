"""ClientRequestToken of TransactWriteItems: the same request again is a success that writes nothing.

Source: API reference of TransactWriteItems and of TransactionInProgressException (botocore 1.43, November 2026). A
token is valid for ten minutes after its request was completed. A canceled request can be repeated with its token.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from backend.local.dynamodb.wire import RefusedRequest

VALID_SECONDS = 600.0
_OUTSIDE = ("ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics")
"""Members that say how to answer, not what to write."""
_MISMATCH = (
    "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token "
    "that was already used."
)
_IN_PROGRESS = "The transaction with the given request token is already in progress."


@dataclass(frozen=True, slots=True)
class _Use:
    digest: bytes
    until: float | None
    """None while the transaction is going on."""


class RequestTokens:
    """The tokens of one account. `monotonic` answers seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._uses: dict[str, _Use] = {}

    def begin(self, body: Mapping[str, Any]) -> bool:
        """Whether the transaction is to be carried out; False: it was, with this token. Without a token always True.

        Refused: the token belongs to another request, or its transaction is still going on.
        """
        token = body.get("ClientRequestToken")
        if token is None:
            return True
        digest = _digest(body)
        with self._lock:
            self._forget_old()
            use = self._uses.get(token)
            if use is None:
                self._uses[token] = _Use(digest, None)
                return True
        if use.digest != digest:
            raise RefusedRequest("IdempotentParameterMismatchException", _MISMATCH)
        if use.until is None:
            raise RefusedRequest("TransactionInProgressException", _IN_PROGRESS)
        return False

    def end(self, body: Mapping[str, Any], *, done: bool) -> None:
        """`done`: the transaction was carried out; else its token can be used again."""
        token = body.get("ClientRequestToken")
        if token is None:
            return
        with self._lock:
            if done:
                self._uses[token] = _Use(_digest(body), self._monotonic() + VALID_SECONDS)
            else:
                self._uses.pop(token, None)

    def _forget_old(self) -> None:
        now = self._monotonic()
        self._uses = {token: use for token, use in self._uses.items() if use.until is None or use.until > now}


def _digest(body: Mapping[str, Any]) -> bytes:
    kept = {name: value for name, value in body.items() if name not in _OUTSIDE}
    return sha256(json.dumps(kept, sort_keys=True).encode()).digest()
