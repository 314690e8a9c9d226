"""Who a caller is: sign-in, tokens, profiles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.domain.identity.caller import ID


@dataclass(frozen=True, slots=True)
class Tokens:
    id_token: str
    access_token: str
    expires_in: int
    """Seconds."""
    token_type: str
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """What Cognito asks for before it gives tokens, such as NEW_PASSWORD_REQUIRED."""

    name: str
    session: str
    parameters: Mapping[str, str]


class Users(Protocol):
    """Who was here, and when."""

    def note_visit(self, user_id: str, *, username: str, email: str | None, at: str) -> dict[str, Any]:
        """Notes that a caller was here, and answers with the profile; the first visit makes it."""


class SignIn(Protocol):
    """Passwords and refresh tokens become tokens."""

    def sign_in(self, username: str, password: str) -> Tokens | Challenge:
        """`Unauthorized` for a wrong password and for an unknown user alike, so that nobody can list users."""

    def refresh(self, refresh_token: str) -> Tokens:
        """New tokens, with the refresh token to use from now on.

        `Unauthorized` when the one given is no longer valid.
        """

    def revoke(self, refresh_token: str) -> None:
        """Ends a sign-in: the refresh token and all that came of it give no tokens any more.

        One that is unknown or revoked already is no error. `Invalid` for a token of another kind.
        """


class TokenVerifier(Protocol):
    """Verifies tokens of our user pool and client."""

    def claims(
        self, authorization: str, uses: Collection[str] = (ID,), *, resources: Collection[str] = ()
    ) -> dict[str, Any]:
        """The claims of the token in an Authorization header, with or without `Bearer `.

        `resources` are our own URLs: an access token that was asked for with `resource=` (RFC 8707) has that URL as its
        audience, and is good for nothing else. `Unauthorized` for any other token than an unexpired one of this pool
        and client with one of the `uses`; `StoreUnavailable` when the pool's keys cannot be had.
        """
