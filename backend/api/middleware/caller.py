"""Who calls: read from claims that the front verified, or from a token that is verified here; from nothing else."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from backend.api.messages import Caller, Request, Response
from backend.api.middleware.chain import Handler, Middleware
from backend.forge.clients.tokens import ACCESS, ID, TokenVerifier
from backend.forge.errors import Unauthorized

TEST_USER = Caller(user_id="user_dev_001", username="user_dev_001", email="dev@example.com")


def identify(
    *, client_id: str, bypass: bool, tokens: Callable[[], TokenVerifier], token_paths: Collection[str] = ()
) -> Middleware:
    """Sets `request.caller`. `bypass` (AUTH_BYPASS, which never starts on AWS) makes up the test user.

    At `token_paths` a token is verified here, of either use; a bad one is refused.
    """

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            ours = request.path in token_paths
            caller = _verified(request, tokens) if ours else caller_of(request.claims, client_id)
            if caller is None and bypass:
                caller = TEST_USER
            if caller is not None:
                request.notes["caller"] = caller.user_id
            return handler(request.with_(caller=caller))

        return handle

    return middleware


def caller_of(claims: Mapping[str, Any] | None, client_id: str) -> Caller | None:
    """The caller in verified claims of an IdToken for our client; None where there are none such.

    The authorizer has checked signature, issuer, audience and expiry; use and audience are checked once more, so a
    gateway that is set up wrongly does not open the service.
    """
    if not claims or claims.get("token_use") != "id" or claims.get("aud") != client_id or not claims.get("sub"):
        return None
    return Caller(
        user_id=str(claims["sub"]),
        username=str(claims.get("cognito:username") or claims["sub"]),
        email=claims.get("email"),
        groups=_groups(claims.get("cognito:groups")),
    )


def sign_in(base_url: str) -> dict[str, str]:
    """The header of a 401 that tells a client where to find the way to sign in (RFC 9728)."""
    return {"WWW-Authenticate": f'Bearer resource_metadata="{base_url}/.well-known/oauth-protected-resource"'}


def _verified(request: Request, tokens: Callable[[], TokenVerifier]) -> Caller | None:
    authorization = request.headers.get("authorization")
    if not authorization:
        return None
    try:
        claims = tokens().claims(authorization, {ID, ACCESS})
    except Unauthorized as error:
        raise Unauthorized(error.message, headers=sign_in(request.base_url)) from None
    return Caller(
        user_id=str(claims["sub"]),
        username=str(claims.get("cognito:username") or claims.get("username") or claims["sub"]),
        email=claims.get("email"),
        groups=_groups(claims.get("cognito:groups")),
    )


def _groups(value: Any) -> frozenset[str]:
    """API Gateway hands a list over as text: `admin,seller`, or `[admin, seller]`."""
    if isinstance(value, str):
        value = value.strip("[]").replace(",", " ").split()
    return frozenset(map(str, value or ()))
