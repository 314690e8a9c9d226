"""What is kept of requests that came with an Idempotency-Key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


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
    taken_over: bool = False
    """Whether somebody began it before, and may have got half way."""


class Idempotency(Protocol):
    """The record of requests that came with an Idempotency-Key."""

    def claim(self, user_id: str, operation: str, key: str, digest: str) -> Claim | Kept:
        """The right to go ahead, or the answer of the first time. `digest` says what is asked for.

        `Conflict` while the first is still running, `Invalid` when the key came with another body before.
        """

    def complete(self, claim: Claim, answer: Kept) -> None:
        """Keeps the answer, unless somebody else took over meanwhile.

        One that is too large is not kept: a repeated request then continues the same work, and finds it done.
        """

    def release(self, claim: Claim) -> None:
        """Opens the lock after a failure half way: the next request with the key continues the same work."""

    def forget(self, claim: Claim) -> None:
        """Drops the record of a request that was refused: nothing was done, so the key may come with another body."""
