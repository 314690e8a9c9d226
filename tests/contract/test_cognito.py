"""Sign-in and tokens."""

import secrets
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from backend.adapters.cognito.cognito import CognitoSignIn
from backend.domain.identity.ports import Challenge, Tokens
from backend.domain.shared.errors import (
    Conflict,
    DreamForgeError,
    Invalid,
    StoreUnavailable,
    TooManyRequests,
    Unauthorized,
)
from backend.local.laptop import Laptop
from backend.local.refresh_tokens import RefreshTokens
from tests.conftest import PASSWORD
from tests.makers import Scripted, refused


@pytest.fixture
def cognito(laptop: Laptop) -> CognitoSignIn:
    return CognitoSignIn(laptop.cloud.client("cognito-idp"), laptop.cloud.pool.client_id)


@pytest.fixture
def user(laptop: Laptop) -> str:
    """A user of this test's own."""
    name = f"user-{secrets.token_hex(6)}"
    laptop.cloud.ensure_user(name, PASSWORD, f"{name}@example.com")
    return name


@pytest.fixture
def admin(laptop: Laptop) -> Any:
    return laptop.cloud.client("cognito-idp")


def signed_in(cognito: CognitoSignIn, user: str) -> Tokens:
    tokens = cognito.sign_in(user, PASSWORD)
    assert isinstance(tokens, Tokens)
    return tokens


def test_signs_in(cognito: CognitoSignIn, user: str) -> None:
    """Three tokens, their kind, and how many seconds they last."""
    tokens = signed_in(cognito, user)
    assert tokens.id_token.count(".") == tokens.access_token.count(".") == 2
    assert tokens.refresh_token
    assert (tokens.token_type, tokens.expires_in) == ("Bearer", 3600)


def test_a_wrong_password_and_an_unknown_user_look_alike(cognito: CognitoSignIn, user: str) -> None:
    """Nobody can find out who has an account."""
    messages = []
    for name, password in ((user, "Wrong-Password-1"), (f"{user}-x", PASSWORD)):
        with pytest.raises(Unauthorized) as caught:
            cognito.sign_in(name, password)
        messages.append(caught.value.message)
    assert len(set(messages)) == 1


def test_a_disabled_user_is_refused(cognito: CognitoSignIn, laptop: Laptop, admin: Any, user: str) -> None:
    """Like anybody who may not come in, with the right password too."""
    admin.admin_disable_user(UserPoolId=laptop.cloud.pool.pool_id, Username=user)
    with pytest.raises(Unauthorized) as caught:
        cognito.sign_in(user, PASSWORD)
    assert caught.value.message == "Wrong user name or password."


def test_a_first_sign_in_asks_for_a_new_password(cognito: CognitoSignIn, laptop: Laptop, admin: Any) -> None:
    """Cognito's challenge comes back by its name, with the session to go on."""
    name = f"user-{secrets.token_hex(6)}"
    admin.admin_create_user(
        UserPoolId=laptop.cloud.pool.pool_id, Username=name, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    challenge = cognito.sign_in(name, PASSWORD)
    assert isinstance(challenge, Challenge)
    assert challenge.name == "NEW_PASSWORD_REQUIRED"
    assert challenge.session


def test_refreshes(cognito: CognitoSignIn, user: str) -> None:
    """New id and access tokens, and a new refresh token, which works in its turn."""
    tokens = signed_in(cognito, user)
    assert tokens.refresh_token is not None
    new = cognito.refresh(tokens.refresh_token)
    assert new.id_token.count(".") == new.access_token.count(".") == 2
    assert new.refresh_token not in (None, tokens.refresh_token)
    assert cognito.refresh(new.refresh_token or "").id_token


def test_a_refresh_whose_answer_was_lost_can_be_repeated(cognito: CognitoSignIn, user: str) -> None:
    """The old refresh token works for the grace period."""
    token = signed_in(cognito, user).refresh_token or ""
    assert cognito.refresh(token).refresh_token != cognito.refresh(token).refresh_token


def test_the_old_token_ends_with_the_grace_period() -> None:
    """A token that was rotated is refused afterwards; one that was not is valid as before."""
    now = 0.0
    stored: dict[str, Any] = {"old": ("client", "ana", "sign-in"), "other": ("client", "ben", "another")}
    tokens = RefreshTokens(stored, {}, rotation=True, grace_seconds=60, now=lambda: now)
    new = tokens.rotate("old")
    assert new is not None
    now = 59
    assert tokens.accepts("old")
    tokens.rotate("old")
    now = 61
    assert [tokens.accepts(each) for each in ("old", new, "other")] == [False, True, True]


def test_a_client_without_rotation_keeps_its_token(user: str, laptop: Laptop, admin: Any) -> None:
    """A pool that was made without rotation: the refresh token stays the one there was."""
    client_id = admin.create_user_pool_client(
        UserPoolId=laptop.cloud.pool.pool_id,
        ClientName="plain",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    cognito = CognitoSignIn(admin, client_id)
    token = signed_in(cognito, user).refresh_token
    assert cognito.refresh(token or "").refresh_token == token


def test_what_was_revoked_gives_no_tokens(cognito: CognitoSignIn, user: str) -> None:
    """Neither the token itself nor those that it was rotated into; another sign-in continues. Twice does no harm."""
    first, other = signed_in(cognito, user).refresh_token or "", signed_in(cognito, user).refresh_token or ""
    rotated = cognito.refresh(first).refresh_token or ""
    for _ in range(2):
        cognito.revoke(first)
    for token in (first, rotated):
        with pytest.raises(Unauthorized):
            cognito.refresh(token)
    assert cognito.refresh(other).id_token


def test_only_refresh_tokens_are_revoked(cognito: CognitoSignIn, user: str) -> None:
    """Another kind of token is a mistake that the caller hears of."""
    with pytest.raises(Invalid):
        cognito.revoke(signed_in(cognito, user).access_token)


def test_rotation_takes_no_refresh_token_auth(cognito: CognitoSignIn, user: str, laptop: Laptop, admin: Any) -> None:
    """As at AWS: the old way to refresh is refused by a client that rotates."""
    token = signed_in(cognito, user).refresh_token
    with pytest.raises(admin.exceptions.InvalidParameterException):
        admin.initiate_auth(
            ClientId=laptop.cloud.pool.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )


@pytest.mark.parametrize("token", ["x", "a.b.c", "ñ" * 100])
def test_a_refresh_token_that_is_none_is_refused(cognito: CognitoSignIn, token: str) -> None:
    """Whatever is sent in place of one."""
    with pytest.raises(Unauthorized):
        cognito.refresh(token)


def test_an_access_token_is_no_refresh_token(cognito: CognitoSignIn, user: str) -> None:
    """Each token has its one use."""
    with pytest.raises(Unauthorized):
        cognito.refresh(signed_in(cognito, user).access_token)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (refused("NotAuthorizedException", "Incorrect username or password."), Unauthorized),
        (refused("UserNotFoundException"), Unauthorized),
        (refused("InvalidParameterException"), Unauthorized),
        (refused("UserNotConfirmedException"), Conflict),
        (refused("PasswordResetRequiredException"), Conflict),
        (refused("TooManyRequestsException"), TooManyRequests),
        (refused("LimitExceededException"), TooManyRequests),
        (refused("InternalErrorException"), StoreUnavailable),
        (refused("ResourceNotFoundException", "User pool client secret-id does not exist."), StoreUnavailable),
        (EndpointConnectionError(endpoint_url="http://secret"), StoreUnavailable),
    ],
)
def test_what_cognito_refuses(failure: Exception, error: type[DreamForgeError]) -> None:
    """Each refusal has its error, and none tells what Cognito said."""
    with pytest.raises(error) as caught:
        CognitoSignIn(Scripted(failure), "client").sign_in("ana", "x")
    assert "secret" not in caught.value.message


def test_a_challenge_is_no_refreshed_token() -> None:
    """A pool that asks for more on refresh wants the user to sign in again."""
    answer = {"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {}}
    with pytest.raises(Unauthorized):
        CognitoSignIn(Scripted(answer), "client").refresh("x")
