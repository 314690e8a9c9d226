"""Authorization codes and sign-in sessions: what a browser has been given and comes back with."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

CODE_SECONDS = 300
"""Cognito: "a one time use code that is valid for five minutes"."""
SESSION_SECONDS = 3600
"""How long Cognito's cookie signs in without asking again."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user allowed a client: what a code stands for."""

    client_id: str
    redirect_uri: str
    username: str
    scopes: tuple[str, ...]
    challenge: str | None = None
    """PKCE's, by S256; None for a client that sent none."""
    nonce: str | None = None
    resource: str | None = None
    """The address that the access token is for (RFC 8707)."""

    def is_proven_by(self, verifier: str | None) -> bool:
        """Whether this is the verifier whose hash was sent as the challenge; none where none was."""
        if self.challenge is None or verifier is None:
            return self.challenge is None and verifier is None
        digest = hashlib.sha256(verifier.encode()).digest()
        return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), self.challenge)


class ShortLivedKeys(Generic[T]):
    """Values under random keys, for some seconds."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._kept: dict[str, tuple[T, float]] = {}
        self._lock = threading.Lock()

    def add(self, value: T) -> str:
        """The key, which cannot be guessed."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            at = self._now()
            self._kept = {each: kept for each, kept in self._kept.items() if kept[1] > at}
            self._kept[key] = (value, at + self._seconds)
        return key

    def get(self, key: str) -> T | None:
        """The value; None when there is none, or no more."""
        with self._lock:
            value, until = self._kept.get(key, (None, 0.0))
        return value if until > self._now() else None

    def take(self, key: str) -> T | None:
        """The value, once."""
        with self._lock:
            value, until = self._kept.pop(key, (None, 0.0))
        return value if until > self._now() else None
