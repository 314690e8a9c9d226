"""What was answered to an Idempotency-Key, so that a repeated request is answered and not carried out again.

claim ─────────── lock (the function's time) ───┐
  │ answered: complete() keeps the answer       │ 24 h later the record is forgotten
  │ refused:  forget() drops the record         │
  │ failed:   release() opens the lock          │
  └ died:     the lock runs out by itself ──────┘  the next request with the key takes over, with the same work id
"""

import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.forge.errors import Conflict, Invalid
from backend.forge.ids import new_work
from backend.forge.repositories.tables import ConditionFailed, Tables

LOCK_SECONDS = 30
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out a request."""

    key: str
    work: str
    """26 characters that stay the same when the request is taken over; what it makes is named by them."""
    locked_until: int


class Idempotency:
    def __init__(self, tables: Tables, table: str, *, now: Callable[[], float] = time.time) -> None:
        self._tables = tables
        self._table = table
        self._now = now

    def claim(self, user_id: str, operation: str, key: str, digest: str) -> Claim | Kept:
        """The right to go ahead, or the answer of the first time. `digest` says what is asked for.

        `Conflict` while the first is still running, `Invalid` when the key came with another body before.
        """
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
            return self._known(record_key, digest, now)
        return claim

    def complete(self, claim: Claim, answer: Kept) -> None:
        """Keeps the answer, unless somebody else took over meanwhile."""
        self._update(
            claim,
            "SET answer_status = :status, answer_headers = :headers, answer_body = :body, locked_until = :zero",
            status=answer.status,
            headers=dict(answer.headers),
            body=zlib.compress(answer.body),
            zero=0,
        )

    def release(self, claim: Claim) -> None:
        """Opens the lock after a failure half way: the next request with the key goes on with the same work."""
        self._update(claim, "SET locked_until = :zero", zero=0)

    def forget(self, claim: Claim) -> None:
        """Drops the record of a request that was refused: nothing was done, so the key may come with another body."""
        with suppress(ConditionFailed):  # whoever took over answers for it now
            self._tables.delete(
                self._table, {"key": claim.key}, condition="locked_until = :mine", mine=claim.locked_until
            )

    def _update(self, claim: Claim, expression: str, **values: Any) -> None:
        with suppress(ConditionFailed):  # whoever took over answers for it now
            self._tables.update(
                self._table,
                {"key": claim.key},
                expression,
                condition="locked_until = :mine",
                mine=claim.locked_until,
                **values,
            )

    def _known(self, key: str, digest: str, now: int) -> Claim | Kept:
        row = self._tables.get(self._table, {"key": key})
        if row is None:
            raise Conflict("Try again: the first request with this Idempotency-Key has just been forgotten.")
        if row["digest"] != digest:
            raise Invalid("This Idempotency-Key came with another body before. Use a new key.")
        if "answer_status" in row:
            return Kept(row["answer_status"], row["answer_headers"], zlib.decompress(row["answer_body"]))
        return self._take_over(key, row, now)

    def _take_over(self, key: str, row: Mapping[str, Any], now: int) -> Claim:
        running = Conflict("The first request with this Idempotency-Key is still running. Ask again in a moment.")
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
        return Claim(key, row["work"], until)
