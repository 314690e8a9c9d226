"""Credentials that nobody should accept, as request headers or query strings, made for one victim."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt
from jose.backends.base import Key
from moto.utilities.utils import load_resource

from tests.app.tokens import KEY_ID, by_secret, claims_of, pool_key, signed, unsigned, with_claims
from tests.trust.world import PASSWORD, World

FAR = 4_102_444_800
"""Seconds of Unix time: the year 2100."""


@dataclass(frozen=True, slots=True)
class Credential:
    name: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    for_mcp: bool = True
    """False for what /mcp rightly takes: access tokens."""


def bad_credentials(world: World, victim: str) -> list[Credential]:
    """Every way known here to come in as `victim`, or as an admin, without being it."""
    tokens = world.tokens(victim)
    return [
        *_malformed_headers(tokens["IdToken"]),
        *_misplaced_tokens(tokens["IdToken"], claims_of(tokens["IdToken"])),
        *_tokens_of_another_use(tokens),
        *_tokens_with_odd_claims(claims_of(tokens["IdToken"])),
        *_badly_signed_tokens(world, tokens["IdToken"]),
        *_tokens_of_other_pools(world, victim),
    ]


def bearer(name: str, token: str, **more: Any) -> Credential:
    return Credential(name, {"Authorization": f"Bearer {token}"}, **more)


def _malformed_headers(token: str) -> Iterator[Credential]:
    yield Credential("no credential")
    for name, value in {
        "an empty header": "",
        "Bearer alone": "Bearer",
        "Bearer and a space": "Bearer ",
        "a word": "letmein",
        "null": "null",
        "undefined": "Bearer undefined",
        "three letters": "Bearer a.b.c",
        "dots": "Bearer ..",
        "Basic": "Basic " + base64.b64encode(b"ana:secret").decode(),
        "Basic before a token": f"Basic {token}",
        "two tokens": f"Bearer {token}, Bearer {token}",
        "a token and more": f"Bearer {token} more",
        "a token twice": f"Bearer {token}{token}",
        "quotes": f'Bearer "{token}"',
        "two parts": "Bearer " + token.rpartition(".")[0],
        "four parts": f"Bearer {token}.{token.rpartition('.')[2]}",
        "five parts": f"Bearer {token}.a.b",
        "no signature": "Bearer " + token.rpartition(".")[0] + ".",
        "upper case": f"Bearer {token.upper()}",
        "reversed": f"Bearer {token[::-1]}",
        "JSON": 'Bearer {"sub":"admin"}',
        "very long": "Bearer " + "a" * 6000,
        "AWS4": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/execute-api/aws4_request, Signature=0",
    }.items():
        yield Credential(name, {"Authorization": value})


def _misplaced_tokens(token: str, claims: Mapping[str, Any]) -> Iterator[Credential]:
    """A good token where none is read, and claims that only a gateway may tell."""
    context = json.dumps({"authorizer": {"claims": dict(claims)}})
    for header, value in {
        "Cookie": f"id_token={token}; Authorization={token}",
        "X-Authorization": f"Bearer {token}",
        "Proxy-Authorization": f"Bearer {token}",
        "X-Forwarded-Authorization": f"Bearer {token}",
        "X-Access-Token": token,
        "X-Amzn-Oidc-Data": token,
        "X-Amzn-Oidc-Identity": str(claims["sub"]),
        "X-Amzn-Request-Context": context,
        "X-Amz-Security-Token": token,
        "X-User-Id": str(claims["sub"]),
        "X-Forwarded-User": str(claims["cognito:username"]),
        "X-Original-URL": "/ping",
        "X-HTTP-Method-Override": "OPTIONS",
        "X-Forwarded-For": "127.0.0.1",
    }.items():
        yield Credential(f"in {header}", {header: value})
    for name in ("access_token", "id_token", "token", "Authorization", "authorization"):
        yield Credential(f"in the query as {name}", query=f"{name}={token}")


def _tokens_of_another_use(tokens: Mapping[str, Any]) -> Iterator[Credential]:
    yield bearer("an access token", tokens["AccessToken"], for_mcp=False)
    yield bearer("a refresh token", tokens["RefreshToken"])


def _tokens_with_odd_claims(good: Mapping[str, Any]) -> Iterator[Credential]:
    """Signed by the pool's own key, which a real pool would never do."""
    now = int(time.time())
    odd: dict[str, dict[str, Any]] = {
        "expired a second ago": {"exp": now - 1},
        "expired a year ago": {"exp": now - 31_536_000},
        "exp 0": {"exp": 0},
        "exp negative": {"exp": -1},
        "exp null": {"exp": None},
        "exp infinite": {"exp": float("inf")},
        "exp NaN": {"exp": float("nan")},
        "exp a word": {"exp": "tomorrow"},
        "exp a list": {"exp": [FAR]},
        "nbf in an hour": {"nbf": now + 3600},
        "issuer of another region": {"iss": re.sub(r"(cognito-idp)\.[a-z0-9-]+", r"\1.eu-west-1", good["iss"])},
        "issuer of another pool": {"iss": good["iss"].rpartition("_")[0] + "_AAAAAAAAA"},
        "issuer with a slash": {"iss": good["iss"] + "/"},
        "issuer over http": {"iss": good["iss"].replace("https", "http")},
        "issuer in upper case": {"iss": good["iss"].upper()},
        "issuer that ends so": {"iss": "https://evil.example/?" + good["iss"]},
        "issuer null": {"iss": None},
        "issuer a number": {"iss": 1},
        "audience of another client": {"aud": "another-client"},
        "audience empty": {"aud": ""},
        "audience null": {"aud": None},
        "audience a number": {"aud": 1},
        "audience an object": {"aud": {"a": good["aud"]}},
        "audience a list of others": {"aud": ["x", "y"]},
        "use access": {"token_use": "access"},
        "use refresh": {"token_use": "refresh"},
        "use empty": {"token_use": ""},
        "use null": {"token_use": None},
        "use a list": {"token_use": ["id"]},
        "use an object": {"token_use": {"id": "id"}},
        "sub null": {"sub": None},
        "sub a list": {"sub": [good["sub"]]},
        "sub an object": {"sub": {"sub": good["sub"]}},
        "sub empty": {"sub": ""},
    }
    for name, changes in odd.items():
        yield bearer(name, signed({**good, **changes}))
    for name in ("exp", "iss", "aud", "sub", "token_use"):
        yield bearer(f"without {name}", signed({key: value for key, value in good.items() if key != name}))


def _badly_signed_tokens(world: World, token: str) -> Iterator[Credential]:
    good, keys = claims_of(token), load_resource("cognitoidp/resources/jwks-public.json")
    public = keys["keys"][0] if "keys" in keys else keys
    admin = {**good, "cognito:groups": ["admin"]}
    head, body, signature = token.split(".")
    yield bearer("a broken signature", f"{head}.{body}.{signature[:-8]}AAAAAAAA")
    yield bearer("half a signature", f"{head}.{body}.{signature[: len(signature) // 2]}")
    yield bearer("the sub of another user under its signature", with_claims(token, sub="another"))
    yield bearer("admin under its signature", with_claims(token, **{"cognito:groups": ["admin"]}))
    yield bearer("a later exp under its signature", with_claims(token, exp=FAR))
    yield bearer("alg none", unsigned(admin))
    for name in ("None", "NONE", "nOnE", ""):
        yield bearer(f"alg {name or 'empty'}", _build_token({"alg": name, "typ": "JWT", "kid": KEY_ID}, admin))
        yield bearer(
            f"alg {name or 'empty'} with a signature", _build_token({"alg": name, "kid": KEY_ID}, admin, signature)
        )
    pem = jwk.construct(public, "RS256").to_pem()
    for name, secret in {
        "the public key": pem,
        "the public key stripped": pem.strip(),
        "the JWK": json.dumps(public).encode(),
        "the modulus": public["n"].encode(),
        "nothing": b"",
        "the key id": KEY_ID.encode(),
    }.items():
        yield bearer(f"HS256 with {name}", by_secret(admin, secret))
    yield bearer("HS512 with the public key", _sign_by_hmac(admin, pem, "HS512", hashlib.sha512))
    for algorithm in ("RS384", "RS512"):
        yield bearer(
            f"{algorithm} with the pool's key",
            str(jwt.encode(admin, pool_key(algorithm), algorithm, headers={"kid": KEY_ID})),
        )
    private_own, jwk_own = _own_key()
    headers: dict[str, dict[str, Any]] = {
        "our own key": {"kid": KEY_ID},
        "our own key in jwk": {"kid": KEY_ID, "jwk": jwk_own},
        "our own key in jku": {"kid": KEY_ID, "jku": "https://evil.example/jwks.json"},
        "our own key in x5u": {"kid": KEY_ID, "x5u": "https://evil.example/cert.pem"},
        "an unknown kid": {"kid": "unknown"},
        "a kid that is a path": {"kid": "../../../../dev/null"},
        "a kid that is SQL": {"kid": "' OR 1=1 --"},
        "a kid that is a list": {"kid": [KEY_ID]},
        "a kid that is null": {"kid": None},
        "crit": {"kid": KEY_ID, "crit": ["exp"]},
    }
    for name, more in headers.items():
        yield bearer(f"signed with {name}", str(jwt.encode(admin, private_own, "RS256", headers=more)))


def _tokens_of_other_pools(world: World, victim: str) -> Iterator[Credential]:
    other = _other_pool(world, victim)
    for name in ("IdToken", "AccessToken"):
        yield bearer(f"the {name} of another pool", other["pool"][name])
    yield bearer("the IdToken of another client", other["client"]["IdToken"])
    yield bearer("the AccessToken of another client", other["client"]["AccessToken"])


def _other_pool(world: World, victim: str) -> dict[str, dict[str, Any]]:
    """Tokens of a user of the same name in another pool, and of the victim by another client of the same pool."""
    cognito = world.cloud.client("cognito-idp")
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    pool = cognito.create_user_pool(PoolName="another")["UserPool"]["Id"]
    made = {}
    for name, pool_id in (("pool", pool), ("client", world.cloud.pool.pool_id)):
        client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="another", ExplicitAuthFlows=flows)
        if name == "pool":
            cognito.admin_create_user(UserPoolId=pool_id, Username=victim, MessageAction="SUPPRESS")
            cognito.admin_set_user_password(UserPoolId=pool_id, Username=victim, Password=PASSWORD, Permanent=True)
        made[name] = cognito.initiate_auth(
            ClientId=client["UserPoolClient"]["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": victim, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
    return made


def _build_token(header: Mapping[str, Any], claims: Mapping[str, Any], signature: str = "") -> str:
    return f"{_encode_part(header)}.{_encode_part(claims)}.{signature}"


def _sign_by_hmac(claims: Mapping[str, Any], secret: bytes, algorithm: str, digest: Any) -> str:
    content = f"{_encode_part({'alg': algorithm, 'typ': 'JWT', 'kid': KEY_ID})}.{_encode_part(claims)}"
    return f"{content}.{_base64(hmac.new(secret, content.encode(), digest).digest())}"


@cache
def _own_key() -> tuple[Key, dict[str, Any]]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return jwk.construct(private.decode(), "RS256"), {
        k: v for k, v in jwk.construct(public.decode(), "RS256").to_dict().items() if isinstance(v, str)
    }


def _encode_part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
