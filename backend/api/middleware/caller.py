"""The caller: read from claims that the front verified, or from a token that is verified here; from nothing else."""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from backend.domain.identity.caller import ACCESS, ID, Caller, bare_token
from backend.framework.middleware.chain import Handler, Middleware
from backend.framework.request import Request
from backend.framework.response import NO_HEADERS, Response

if TYPE_CHECKING:
    from backend.domain.identity.ports import TokenVerifier

log = logging.getLogger(__name__)

_ONE_JWT = r"(?a)[\w-]+\.([\w-]+)\.[\w-]+"
_SEPARATORS = r"[\s,\[\]]+"
_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
NO_GROUPS: frozenset[str] = frozenset()
TEST_USER = Caller(user_id="user_dev_001", username="user_dev_001", email="dev@example.com")


def identify(
    *, client_id: str, bypass: bool, tokens: "Callable[[], TokenVerifier]", token_paths: Collection[str] = ()
) -> Middleware:
    """Sets `request.caller`. `bypass` (AUTH_BYPASS, which never starts on AWS) makes up the test user.

    At `token_paths` a token is verified here, of either use; a bad one is refused.
    """

    def middleware(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            if request.path in token_paths:
                caller = _verify(request, tokens)
            else:
                caller = caller_of(request.claims, client_id, request.headers)
            if caller is None and bypass:
                caller = TEST_USER
            if caller is not None:
                request.context.put(caller)
                request.caller = caller
            return handler(request)

        return handle

    return middleware


def caller_of(
    claims: Mapping[str, Any] | None, client_id: str, headers: Mapping[str, str] = NO_HEADERS
) -> Caller | None:
    """The caller in verified claims of an IdToken for our client; None where there are none such.

    `headers` has the token that the claims are of. The authorizer has checked signature, issuer, audience
    and expiry; use and audience are checked once more, so a gateway that is set up wrongly does not open the service.
    """
    if not claims or claims.get("token_use") != "id" or claims.get("aud") != client_id or not claims.get("sub"):
        return None
    user_id = str(claims["sub"])
    username = str(claims.get("cognito:username") or user_id)
    return Caller(user_id, username, claims.get("email"), _groups(claims.get("cognito:groups"), headers))


def sign_in(base_url: str, *, refused: bool = False) -> dict[str, str]:
    """The header of a 401 that tells a client where to find the way to sign in (RFC 9728).

    `refused`: a token was sent, and it is a bad one (RFC 6750, section 3.1).
    """
    error = 'error="invalid_token", ' if refused else ""
    return {"WWW-Authenticate": f'Bearer {error}resource_metadata="{base_url}/.well-known/oauth-protected-resource"'}


def own_resources(base_url: str) -> tuple[str, ...]:
    """What a token for this service may be bound to: the API as a whole, or its MCP endpoint."""
    return (base_url, f"{base_url}/", f"{base_url}/mcp", f"{base_url}/mcp/")


def _verify(request: Request, tokens: "Callable[[], TokenVerifier]") -> Caller | None:
    authorization = request.headers.get("authorization")
    if not authorization:
        return None
    from backend.api.errors import refuse_token
    from backend.domain.shared.errors import Unauthorized

    try:
        claims = tokens().claims(authorization, {ID, ACCESS}, resources=own_resources(request.base_url))
    except Unauthorized as error:
        challenge = sign_in(request.base_url, refused=bool(bare_token(authorization)))
        raise refuse_token(error, challenge) from None
    return Caller(
        user_id=str(claims["sub"]),
        username=str(claims.get("cognito:username") or claims.get("username") or claims["sub"]),
        email=claims.get("email"),
        groups=_groups(claims.get("cognito:groups")),
    )


def _groups(value: Any, headers: Mapping[str, str] = NO_HEADERS) -> frozenset[str]:
    """A verified token has a list. API Gateway hands it over as text, in which `team,admin` may be one group or two.

    Then the list in the token counts, which is the very one that the authorizer verified: it is in the only
    Authorization header. Where text is all there is, only a name without separators is taken.
    """
    if not value:
        return NO_GROUPS
    if not isinstance(value, str):
        return frozenset(each for each in value if isinstance(each, str))
    if value.isalnum() or _NAME_CHARACTERS.issuperset(value):  # one group, of a name that cannot be two
        return frozenset((value,))
    return _read_groups(value, headers.get("authorization", ""))


def _read_groups(value: str, authorization: str) -> frozenset[str]:
    import re

    listed = _groups_in(bare_token(authorization))
    if listed is not None and re.sub(_SEPARATORS, "", "".join(listed)) == re.sub(_SEPARATORS, "", value):
        return frozenset(listed)
    if re.search(_SEPARATORS, value):
        log.warning("groups of a caller are ambiguous")
        return frozenset()
    return frozenset({value})


def _groups_in(token: str) -> list[str] | None:
    """The groups in a token whose signature somebody else has checked; None for anything but a list of names."""
    import base64
    import json
    import re

    one = re.fullmatch(_ONE_JWT, token)  # of two headers nobody knows which one the authorizer looked at
    if one is None:
        return None
    try:
        payload = one[1]
        groups = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["cognito:groups"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return groups if isinstance(groups, list) and all(isinstance(each, str) for each in groups) else None
