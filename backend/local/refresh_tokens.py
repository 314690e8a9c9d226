"""The refresh tokens of one client of a user pool in moto: rotation with a grace period, and revocation."""

import time
import uuid
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass

Use = tuple[str, str, str]
"""Client id, user name, and the id of the sign-in that all rotated tokens share."""


class RefreshTokens:
    def __init__(
        self,
        stored: MutableMapping[str, Use | None],
        expiring: MutableMapping[str, float],
        *,
        rotation: bool,
        grace_seconds: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`stored` are the pool's tokens; `expiring` has, for a token that was rotated, until when it is valid."""
        self._stored = stored
        self._expiring = expiring
        self._rotation = rotation
        self._grace = grace_seconds
        self._now = now

    def accepts(self, token: str) -> bool:
        return self._stored.get(token) is not None and self._expiring.get(token, float("inf")) > self._now()

    def rotate(self, token: str) -> str | None:
        """A new token in the place of this one; None where the client does not rotate."""
        use = self._stored.get(token)
        if not self._rotation or use is None:
            return None
        rotated = str(uuid.uuid4())
        self._stored[rotated] = use
        self._expiring.setdefault(token, self._now() + self._grace)
        return rotated

    def revoke(self, token: str) -> None:
        use = self._stored.get(token)
        if use is not None:
            for other in [each for each, its_use in self._stored.items() if its_use and its_use[2] == use[2]]:
                self._stored[other] = None


@dataclass(frozen=True, slots=True)
class PoolClient:
    """A client of a user pool, as signing in needs it."""

    flows: Sequence[str]
    """ExplicitAuthFlows; empty for a client that names none."""
    tokens: RefreshTokens
