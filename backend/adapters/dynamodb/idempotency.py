"""What was answered to an Idempotency-Key, so that a repeated request is answered and not carried out again.

claim ─────────── lock (the function's time) ───┐
  │ answered: complete() keeps the answer       │ 24 h later the record is forgotten
  │ refused:  forget() drops the record,        │
  │           unless somebody began before      │
  │ failed:   release() opens the lock          │
  └ died:     the lock runs out by itself ──────┘  the next request with the key takes over, with the same work id
"""

import logging
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from backend.adapters.dynamodb.tables import ConditionFailed, Tables
from backend.domain.shared.errors import Conflict, Invalid, StoreUnavailable
from backend.domain.shared.idempotency import Claim, Idempotency, Kept
from backend.domain.shared.ids import new_work

log = logging.getLogger(__name__)

LOCK_SECONDS = 30
KEPT_SECONDS = 24 * 3600
LARGEST_KEPT = 350_000
"""Bytes of an answer, compressed: an item of DynamoDB has 400 kB."""


class DynamoDBIdempotency(Idempotency):
    def __init__(self, tables: Tables, table: str, *, now: Callable[[], float] = time.time) -> None:
        self._tables = tables
        self._table = table
        self._now = now

    def claim(self, user_id: str, operation: str, key: str, digest: str) -> Claim | Kept:
        now = int(self._now())
        record_key = f"idempotency#{user_id}#{operation}#{key}"
        claim = Claim(record_key, new_work(), now + LOCK_SECONDS)
        row = {"key": record_key, "digest": digest, "work": claim.work, "locked_until": claim.locked_until}
        try:
            self._tables.put(
                self._table,
                {**row, "expires_at": now + KEPT_SECONDS},
                condition="attribute_not_exists(digest) OR expires_at < :now",
                now=now,
            )
        except ConditionFailed:
            return self._find_known(record_key, digest, now)
        return claim

    def complete(self, claim: Claim, answer: Kept) -> None:
        body = zlib.compress(answer.body)
        if len(body) > LARGEST_KEPT:
            log.warning("answer is too large to be kept", extra={"bytes": len(body)})
            self.release(claim)
            return
        self._update(
            claim,
            "SET answer_status = :status, answer_headers = :headers, answer_body = :body, locked_until = :zero",
            status=answer.status,
            headers=dict(answer.headers),
            body=body,
            zero=0,
        )

    def release(self, claim: Claim) -> None:
        self._update(claim, "SET locked_until = :zero", zero=0)

    def forget(self, claim: Claim) -> None:
        """A claim that was taken over may be half done: it keeps its work, and only opens the lock. A caller who asks
        too early, while the first lease still runs, would otherwise begin, and pay for, everything again.
        """
        if claim.taken_over:
            self.release(claim)
            return
        with _afterwards():
            self._tables.delete(
                self._table, {"key": claim.key}, condition="locked_until = :mine", mine=claim.locked_until
            )

    def _update(self, claim: Claim, expression: str, **values: Any) -> None:
        with _afterwards():
            self._tables.update(
                self._table,
                {"key": claim.key},
                expression,
                condition="locked_until = :mine",
                mine=claim.locked_until,
                **values,
            )

    def _find_known(self, key: str, digest: str, now: int) -> Claim | Kept:
        row = self._tables.get(self._table, {"key": key})
        if row is None:
            raise Conflict("The record of this Idempotency-Key has just expired. Retry.")
        if row["digest"] != digest:
            raise Invalid("This Idempotency-Key was used with a different request. Use a new key.")
        if "answer_status" in row:
            return Kept(row["answer_status"], row["answer_headers"], zlib.decompress(row["answer_body"]))
        return self._take_over(key, row, now)

    def _take_over(self, key: str, row: Mapping[str, Any], now: int) -> Claim:
        running = Conflict("The first request with this Idempotency-Key is still running. Retry in a moment.")
        if row["locked_until"] > now:
            raise running
        until = now + LOCK_SECONDS
        try:
            self._tables.update(
                self._table,
                {"key": key},
                "SET locked_until = :until",
                condition="locked_until = :seen AND attribute_not_exists(answer_status)",
                until=until,
                seen=row["locked_until"],
            )
        except ConditionFailed:
            raise running from None
        return Claim(key, row["work"], until, taken_over=True)


@contextmanager
def _afterwards() -> Iterator[None]:
    """What is written down after the fact changes nothing of the answer: without it the lock runs out by itself."""
    try:
        yield
    except ConditionFailed:
        pass  # the request that took over answers for it now
    except StoreUnavailable as error:
        log.warning("idempotency record is left as it is", exc_info=error.__cause__)
