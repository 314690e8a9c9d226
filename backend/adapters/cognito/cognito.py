"""Signing in with Cognito's own API. The service never sees a password outside of this call."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.adapters.calls import retry
from backend.adapters.calls.failures import aws_error_types, error_code
from backend.domain.identity.ports import Challenge, SignIn, Tokens
from backend.domain.shared.errors import Conflict, Invalid, StoreUnavailable, TooManyRequests, Unauthorized

REFUSED = {"NotAuthorizedException", "UserNotFoundException", "InvalidParameterException"}
WRONG = "Wrong user name or password."
EXPIRED = "The refresh token is not valid. Sign in again."


class CognitoSignIn(SignIn):
    def __init__(self, client: Any, client_id: str) -> None:
        self._client = client
        self._client_id = client_id

    def sign_in(self, username: str, password: str) -> Tokens | Challenge:
        return self._initiate("USER_PASSWORD_AUTH", {"USERNAME": username, "PASSWORD": password}, WRONG)

    def refresh(self, refresh_token: str) -> Tokens:
        """The one given stays valid for a minute, so that a call whose answer was lost can be repeated. `Unauthorized`
        when it is no longer valid.
        """
        answer = self._call(EXPIRED, "get_tokens_from_refresh_token", RefreshToken=refresh_token)
        if "AuthenticationResult" not in answer:
            raise Unauthorized(EXPIRED)
        tokens = _tokens(answer["AuthenticationResult"])
        return tokens if tokens.refresh_token else replace(tokens, refresh_token=refresh_token)

    def revoke(self, refresh_token: str) -> None:
        self._call(EXPIRED, "revoke_token", Token=refresh_token)

    def _initiate(self, flow: str, parameters: Mapping[str, str], refused: str) -> Tokens | Challenge:
        answer = self._call(refused, "initiate_auth", AuthFlow=flow, AuthParameters=parameters)
        if "ChallengeName" in answer:
            return Challenge(answer["ChallengeName"], answer.get("Session", ""), answer.get("ChallengeParameters", {}))
        return _tokens(answer["AuthenticationResult"])

    def _call(self, refused: str, operation: str, **parameters: Any) -> Any:
        request = {"ClientId": self._client_id, **parameters}
        try:
            return retry.call(operation, lambda: getattr(self._client, operation)(**request))
        except aws_error_types() as error:
            raise _translate(error, refused) from error


def _tokens(result: Mapping[str, Any]) -> Tokens:
    return Tokens(
        id_token=result["IdToken"],
        access_token=result["AccessToken"],
        expires_in=result["ExpiresIn"],
        token_type=result["TokenType"],
        refresh_token=result.get("RefreshToken"),
    )


def _translate(error: Exception, refused: str) -> Exception:
    match error_code(error):
        case reason if reason in REFUSED:
            return Unauthorized(refused)
        case "UnsupportedTokenTypeException":
            problem = {"in": "body", "field": "refresh_token", "message": "must be a refresh token"}
            return Invalid("Invalid fields: refresh_token. Fix them and retry.", details=[problem])
        case "UserNotConfirmedException":
            return Conflict("This user is not confirmed yet. Confirm the e-mail address first.")
        case "PasswordResetRequiredException":
            return Conflict("This user must set a new password first.")
        case "TooManyRequestsException" | "LimitExceededException":
            return TooManyRequests("Too many sign-ins. Wait a moment, then retry.", retry_after=5)
        case _:
            return StoreUnavailable("The sign-in service did not respond. Retry in a moment.")
