"""Tokens as nobody should accept them, signed with the very key of the laptop's pool where it has to be that one."""

import base64
import hashlib
import hmac
import json
import time
from functools import cache
from typing import Any

from jose import jwk, jwt
from jose.backends.base import Key
from moto.utilities.utils import load_resource

from backend.local.laptop import Laptop

KEY_ID = "dummy"
"""What moto calls the key of every pool."""


NULL = object()
"""A claim that is there and null."""


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.get_unverified_claims(token))


@cache
def pool_key(algorithm: str = "RS256") -> Key:
    """Made once: to find a key's primes in its JWK takes longer than a hundred signatures by it."""
    return jwk.construct(load_resource("cognitoidp/resources/jwks-private.json"), algorithm)


def signed(claims: dict[str, Any], *, key_id: str = KEY_ID) -> str:
    """A token by the pool's own key."""
    return str(jwt.encode(claims, pool_key(), "RS256", headers={"kid": key_id}))


def id_claims(laptop: Laptop, **changes: Any) -> dict[str, Any]:
    """The claims of an IdToken of the pool; a change to None leaves a claim out."""
    now = int(time.time())
    claims = {
        "sub": "6f1c5b8e-0000-4000-8000-000000000001",
        "aud": laptop.cloud.pool.client_id,
        "iss": laptop.cloud.pool.issuer,
        "token_use": "id",
        "cognito:username": "forged",
        "iat": now - 60,
        "auth_time": now - 60,
        "exp": now + 600,
        **changes,
    }
    return {name: None if value is NULL else value for name, value in claims.items() if value is not None}


def unsigned(claims: dict[str, Any]) -> str:
    """alg=none."""
    return f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': KEY_ID})}.{_part(claims)}."


def by_secret(claims: dict[str, Any], secret: bytes) -> str:
    """HS256: the trick that takes a public key for a shared secret."""
    content = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': KEY_ID})}.{_part(claims)}"
    return f"{content}.{_base64(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"


def with_claims(token: str, **changes: Any) -> str:
    """The token with other claims under its old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{_part({**claims_of(token), **changes})}.{signature}"


def _part(content: dict[str, Any]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
