"""Cognito's tokens, verified by us: where no Cognito authorizer runs before us, or where it would not take them.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import json
import threading
import time
from collections.abc import Callable, Collection
from typing import Any

from backend.domain.identity.caller import ID, bare_token
from backend.domain.identity.ports import TokenVerifier
from backend.domain.shared.budget import current
from backend.domain.shared.errors import Remedy, StoreUnavailable, Unauthorized

ALGORITHM = "RS256"
"""Whatever a token's header says: a token does not choose how it is checked."""
REFETCH_SECONDS = 60.0
_SECONDS = 5.0
_LARGEST = 65_536
_UNKNOWN_KEYS = "The token cannot be verified at the moment. Retry in a moment."
_REFUSED = "The token is not valid for this service. Sign in and send a new one."
_EXPIRED = "The token has expired."
_BAD_TOKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading a token of any content can raise, in addition to the library's own errors."""
_RULES = {
    "verify_aud": False,  # an IdToken names its client, an access token a resource or nothing: `_is_for` looks
    "verify_at_hash": False,  # belongs to an access token that is not at hand
    "require_exp": True,
    "require_iat": True,
    "require_iss": True,
    "require_sub": True,
    "leeway": 0,
}


class CognitoTokenVerifier(TokenVerifier):
    """Verifies tokens of one user pool and one of its clients.

    The pool's keys are fetched when they are first needed. A token with an unknown key id has them fetched again, once
    a minute at the most, so that a rotated key is found and a flood of made-up ids is not passed on to the pool.
    """

    def __init__(
        self, pool_id: str, client_id: str, endpoint: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`endpoint` is that of the service cognito-idp in the pool's region, as boto3 finds it."""
        self._client_id = client_id
        self._issuer = f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"
        self._keys_url = f"{endpoint.rstrip('/')}/{pool_id}/.well-known/jwks.json"
        self._clock = clock
        self._keys: dict[str, Any] = {}
        self._fetched_at = float("-inf")
        self._lock = threading.Lock()

    def claims(
        self, authorization: str, uses: Collection[str] = (ID,), *, resources: Collection[str] = ()
    ) -> dict[str, Any]:
        from jose import jwt
        from jose.exceptions import ExpiredSignatureError, JOSEError

        token = bare_token(authorization)
        try:
            key = self._key(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise Unauthorized(_REFUSED)
            claims: dict[str, Any] = jwt.decode(token, key, ALGORITHM, options=_RULES, issuer=self._issuer)
        except ExpiredSignatureError:
            raise Unauthorized(_EXPIRED, remedy=Remedy.RENEW_TOKEN) from None
        except (JOSEError, *_BAD_TOKEN):
            raise Unauthorized(_REFUSED) from None
        if not _has_sane_claims(claims) or claims["token_use"] not in uses:
            raise Unauthorized(_REFUSED)
        if not _is_for(claims, self._client_id, resources):
            raise Unauthorized(_REFUSED)
        return claims

    def _key(self, key_id: str) -> Any | None:
        key = self._keys.get(key_id)
        if key is not None:
            return key
        if not self._lock.acquire(timeout=current().timeout(_SECONDS)):
            raise StoreUnavailable(_UNKNOWN_KEYS)  # another request is waiting for the keys, in vain as it seems
        try:
            if key_id not in self._keys and self._clock() - self._fetched_at >= REFETCH_SECONDS:
                self._keys = self._fetch()
                self._fetched_at = self._clock()
            return self._keys.get(key_id)
        finally:
            self._lock.release()

    def _fetch(self) -> dict[str, Any]:
        import urllib3
        from jose import jwk
        from jose.exceptions import JOSEError

        from backend.adapters.calls.transport import Limits, http_pool

        try:
            with http_pool(Limits(answer=_SECONDS)) as http:
                answer = http.request("GET", self._keys_url, preload_content=False)
                found = json.loads(answer.read(_LARGEST))["keys"]
            return {each["kid"]: jwk.construct(each, ALGORITHM) for each in found if each.get("kty") == "RSA"}
        except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError, JOSEError) as error:
            raise StoreUnavailable(_UNKNOWN_KEYS) from error


def _has_sane_claims(claims: dict[str, Any]) -> bool:
    """The library checks values; that they are of the right type, and name somebody, it takes for granted."""
    times = (claims.get("exp"), claims.get("iat"))
    return all(type(each) in (int, float) for each in times) and all(
        isinstance(claims.get(name), str) and claims[name].strip() for name in ("sub", "token_use")
    )


def _is_for(claims: dict[str, Any], client_id: str, resources: Collection[str]) -> bool:
    """An IdToken names its client as the audience. An access token names it as `client_id`, and a resource, if any."""
    audience = claims.get("aud")
    if claims["token_use"] == ID:
        return bool(audience == client_id)
    if claims.get("client_id") != client_id:
        return False
    named = audience if isinstance(audience, list) else [audience]
    return audience is None or any(each == client_id or each in resources for each in named)
