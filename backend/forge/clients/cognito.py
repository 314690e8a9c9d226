"""Signing in with Cognito's own API. The service never sees a password outside of this call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.forge.clients import retry
from backend.forge.clients.failures import aws_failures, reason_of
from backend.forge.errors import Conflict, StoreUnavailable, TooManyRequests, Unauthorized

REFUSED = {"NotAuthorizedException", "UserNotFoundException", "InvalidParameterException"}
WRONG = "User name or password is wrong."


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


class Cognito:
    def __init__(self, client: Any, client_id: str) -> None:
        self._client = client
        self._client_id = client_id

    def sign_in(self, username: str, password: str) -> Tokens | Challenge:
        """`Unauthorized` for a wrong password and for an unknown user alike, so that nobody can list users."""
        return self._initiate("USER_PASSWORD_AUTH", {"USERNAME": username, "PASSWORD": password}, WRONG)

    def refresh(self, refresh_token: str) -> Tokens:
        """Tokens without a new refresh token; `Unauthorized` when the one given is no longer good."""
        refused = "The refresh token is not valid. Sign in again."
        outcome = self._initiate("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token}, refused)
        if isinstance(outcome, Challenge):
            raise Unauthorized(refused)
        return outcome

    def _initiate(self, flow: str, parameters: Mapping[str, str], refused: str) -> Tokens | Challenge:
        request = {"AuthFlow": flow, "AuthParameters": parameters, "ClientId": self._client_id}
        try:
            answer = retry.call("initiate_auth", lambda: self._client.initiate_auth(**request))
        except aws_failures() as error:
            raise _translated(error, refused) from error
        if "ChallengeName" in answer:
            return Challenge(answer["ChallengeName"], answer.get("Session", ""), answer.get("ChallengeParameters", {}))
        result = answer["AuthenticationResult"]
        return Tokens(
            id_token=result["IdToken"],
            access_token=result["AccessToken"],
            expires_in=result["ExpiresIn"],
            token_type=result["TokenType"],
            refresh_token=result.get("RefreshToken"),
        )


def _translated(error: Exception, refused: str) -> Exception:
    match reason_of(error):
        case reason if reason in REFUSED:
            return Unauthorized(refused)
        case "UserNotConfirmedException":
            return Conflict("This user is not confirmed yet. Confirm the e-mail address first.")
        case "PasswordResetRequiredException":
            return Conflict("This user must set a new password first.")
        case "TooManyRequestsException" | "LimitExceededException":
            return TooManyRequests("Too many sign-ins. Wait a moment.", retry_after=5)
        case _:
            return StoreUnavailable("Sign-in does not answer. Try again in a moment.")
