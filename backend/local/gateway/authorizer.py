"""The Cognito user-pool authorizer: a token in, claims out, or a refusal in API Gateway's own words."""

import json
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.request import ProxyHandler, build_opener

from jose import jwk, jwt
from jose.backends.base import Key
from jose.exceptions import ExpiredSignatureError, JOSEError

from backend.local.gateway.responses import RefusedError

ALGORITHM = "RS256"  # whatever a token's header says: a token does not choose how it is checked
REFETCH_SECONDS = 60.0

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RULES = {
    "verify_at_hash": False,  # belongs to an access token that is not at hand
    "require_aud": True,
    "require_exp": True,
    "require_iat": True,
    "require_iss": True,
    "require_sub": True,
    "leeway": 0,
}


class PoolUnreachableError(Exception):
    """The pool's keys could not be had, so no token can be checked."""


class PoolKeys:
    """A user pool's signing keys and issuer, and the client whose tokens are taken (None: any of the pool's).

    Keys are fetched on first need and kept as key objects.
    A token with an unknown key id has them fetched again, once a minute at the most, so that a rotated key is found and
    a flood of made-up ids is not passed on to the pool.
    """

    def __init__(self, issuer: str, jwks_url: str, client_id: str | None) -> None:
        self.issuer = issuer
        self.jwks_url = jwks_url
        self.client_id = client_id
        self._keys: dict[str, Key] = {}
        self._fetched_at = float("-inf")
        self._lock = threading.Lock()
        self._opener = build_opener(ProxyHandler({}))  # a proxy has no business between two parts of one machine

    def key(self, key_id: str) -> Key | None:
        """The key of that id, None when the pool has none. PoolUnreachableError: the pool did not answer sensibly."""
        key = self._keys.get(key_id)
        if key is not None:
            return key
        with self._lock:
            if key_id not in self._keys and time.monotonic() - self._fetched_at >= REFETCH_SECONDS:
                self._keys = self._fetch()
                self._fetched_at = time.monotonic()
            return self._keys.get(key_id)

    def _fetch(self) -> dict[str, Key]:
        try:
            with self._opener.open(self.jwks_url, timeout=5) as answer:
                found = json.load(answer)["keys"]
            return {entry["kid"]: jwk.construct(entry, ALGORITHM) for entry in found if entry.get("kty") == "RSA"}
        except (OSError, ValueError, KeyError, JOSEError) as error:
            raise PoolUnreachableError(self.jwks_url) from error


class Authorizer:
    """Accepts IdTokens of one pool and one client, RS256 only, with no leeway: client and pool share a clock.

    With `bypass` (AUTH_BYPASS on the laptop) a request without a token passes without claims; a bad token never passes.
    """

    def __init__(self, pool: PoolKeys | None, *, bypass: bool = False) -> None:
        self._pool = pool
        self._bypass = bypass

    def claims(self, authorization: str | None) -> dict[str, Any] | None:
        """The verified claims behind an Authorization header, with or without "Bearer "; None only when bypassed."""
        token = bare_token(authorization)
        if not token:
            if self._bypass:
                return None
            raise RefusedError("UNAUTHORIZED", "Unauthorized")
        return self._verify(token)

    def _verify(self, token: str) -> dict[str, Any]:
        if self._pool is None:
            raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR", None)
        try:
            key = self._pool.key(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise RefusedError("UNAUTHORIZED", "Unauthorized")
            rules = {**_RULES, **dict.fromkeys(("require_aud", "verify_aud"), self._pool.client_id is not None)}
            claims: dict[str, Any] = jwt.decode(
                token, key, ALGORITHM, options=rules, audience=self._pool.client_id, issuer=self._pool.issuer
            )
        except PoolUnreachableError as error:
            raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR", None) from error
        except ExpiredSignatureError:
            raise RefusedError("UNAUTHORIZED", "The incoming token has expired") from None
        except (JOSEError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise RefusedError("UNAUTHORIZED", "Unauthorized") from None
        if not all(type(claims[name]) in (int, float) for name in ("exp", "iat")):
            raise RefusedError("UNAUTHORIZED", "Unauthorized")
        if claims.get("token_use") != "id":
            raise RefusedError("UNAUTHORIZED", "Unauthorized")
        return claims


def bare_token(authorization: str | None) -> str:
    """ "Bearer abc" -> "abc", "abc" -> "abc", None -> "" """
    value = (authorization or "").strip()
    scheme, _, rest = value.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else value


def claims_as_strings(claims: Mapping[str, Any]) -> dict[str, str]:
    """Claims as a REST API hands them on: every value a string, lists joined by commas, exp and iat as dates.

    {"exp": 1795262400, "auth_time": 1795258800, "cognito:groups": ["admin", "seller"], "email_verified": true,
     "identities": [{"primary": "true"}, {"issuer": null}]} ->
    {"exp": "Sat Nov 21 12:00:00 UTC 2026", "auth_time": "1795258800", "cognito:groups": "admin,seller",
     "email_verified": "true", "identities": '{"primary":"true"},{"issuer":null}'}

    A comma within a group's name is not escaped: ["a,b"] and ["a", "b"] arrive alike. Brackets are HTTP APIs' way.
    Source: recorded events (repost.aws QUFJRBaEJRSmmqarNrvCWoQA, 2023; openillumi.com, "JWT claim modifications").
    """
    return {name: _as_date(value) if name in {"exp", "iat"} else _as_string(value) for name, value in claims.items()}


def _as_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(map(_as_string, value))
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _as_date(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{_DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M:%S} UTC {at.year}"
