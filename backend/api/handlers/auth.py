"""Sign-in and tokens."""

from typing import Annotated

from pydantic import Field

from backend.domain.identity.caller import Caller
from backend.domain.identity.ports import Challenge, SignIn
from backend.domain.shared.fields import PRINTABLE_SCHEMA, NoControls
from backend.domain.shared.schemas import Answer, Input, OmitNone

Secret = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        description="As in Cognito.",
        examples=["Correct-Horse-9"],
        json_schema_extra=PRINTABLE_SCHEMA,
    ),
    NoControls,
]


class Login(Input):
    username: Annotated[
        str,
        Field(
            min_length=1,
            max_length=128,
            description="As in Cognito.",
            examples=["ana"],
            json_schema_extra=PRINTABLE_SCHEMA,
        ),
        NoControls,
    ]
    password: Secret


class Refresh(Input):
    refresh_token: Annotated[
        str, Field(min_length=1, max_length=8192, json_schema_extra=PRINTABLE_SCHEMA), NoControls
    ] = Field(description="The refresh token from sign-in.")


class SignInChallenge(Answer):
    """A challenge before the tokens; answer it with Cognito's RespondToAuthChallenge."""

    name: str = Field(description="Cognito's name of the challenge, such as NEW_PASSWORD_REQUIRED.")
    session: str = Field(description="Send it with the answer to the challenge.")
    parameters: dict[str, str] = Field(description="Cognito's parameters of the challenge.")


class SignedIn(Answer):
    """Tokens, or a challenge before them."""

    id_token: OmitNone[str] = Field(default=None, description="Send it in the Authorization header of each request.")
    access_token: OmitNone[str] = Field(default=None, description="For MCP clients.")
    refresh_token: OmitNone[str] = Field(default=None, description="For POST /auth/refresh.")
    expires_in: OmitNone[int] = Field(default=None, description="Seconds until the tokens expire.")
    token_type: OmitNone[str] = Field(default=None, description="`Bearer`.")
    challenge: OmitNone[SignInChallenge] = Field(
        default=None, description="Instead of tokens: a challenge to answer first."
    )


class Refreshed(Answer):
    id_token: str = Field(description="Send it in the Authorization header of each request.")
    access_token: str = Field(description="For MCP clients.")
    refresh_token: OmitNone[str] = Field(
        default=None, description="Use it from now on; the previous one expires within a minute."
    )
    expires_in: int = Field(description="Seconds until the tokens expire.")
    token_type: str = Field(description="`Bearer`.")


def login(body: Login, cognito: SignIn) -> SignedIn:
    """Exchanges user name and password for Cognito's tokens. Send `id_token` as the Authorization header."""
    outcome = cognito.sign_in(body.username, body.password)
    if isinstance(outcome, Challenge):
        challenge = SignInChallenge(name=outcome.name, session=outcome.session, parameters=dict(outcome.parameters))
        return SignedIn(challenge=challenge)
    return SignedIn(
        id_token=outcome.id_token,
        access_token=outcome.access_token,
        refresh_token=outcome.refresh_token,
        expires_in=outcome.expires_in,
        token_type=outcome.token_type,
    )


def refresh(body: Refresh, cognito: SignIn) -> Refreshed:
    """Exchanges a refresh token for a new IdToken, access token and refresh token."""
    tokens = cognito.refresh(body.refresh_token)
    return Refreshed(
        id_token=tokens.id_token,
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=tokens.expires_in,
        token_type=tokens.token_type,
    )


def logout(body: Refresh, caller: Caller, cognito: SignIn) -> None:  # noqa: ARG001 - only for who is signed in
    """Revokes a refresh token. Tokens that were issued before stay valid until they expire, within the hour."""
    cognito.revoke(body.refresh_token)
