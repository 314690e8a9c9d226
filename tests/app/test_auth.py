"""Who gets in: sign-in, tokens good and bad, on every operation that is not public."""

import json
import secrets
import time
from contextlib import suppress
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jose import jwk, jwt

from backend.local.laptop import Laptop
from tests.app import tokens
from tests.app.document import OPERATIONS, assert_documented, assert_error
from tests.conftest import PASSWORD, Client

PROTECTED = sorted(name for name, each in OPERATIONS.items() if not each.public)
DISCOVERY = ["getProtectedResource", "getMcpResource", "getAuthorizationServer", "getOpenidConfiguration"]
PUBLIC = ["getRoot", "ping", "getHealth", "getDocs", "login", "refresh", *DISCOVERY]


def ask(client: Client, token: str) -> Any:
    return client.get("/status", headers={"Authorization": token})


def signed_in(client: Client, username: str) -> Any:
    client.token(username)
    return client.post("/auth/login", {"username": username, "password": PASSWORD})


# ---- signing in


def test_login_gives_all_tokens(client: Client, ana: str) -> None:
    """Name and password are exchanged for the three tokens of Cognito, with their type and life."""
    answer = signed_in(client, ana)
    assert answer.status == 200
    assert set(answer.json) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] > 0


def test_the_id_token_opens_the_api(client: Client, ana: str) -> None:
    """What /auth/login calls id_token is accepted by the other operations."""
    assert ask(client, signed_in(client, ana).json["id_token"]).status == 200


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
def test_token_with_and_without_bearer(client: Client, ana: str, prefix: str) -> None:
    """`Authorization: <token>` and `Authorization: Bearer <token>` are both accepted."""
    assert ask(client, prefix + client.token(ana)).status == 200


def test_wrong_password_and_unknown_user_look_alike(client: Client, ana: str) -> None:
    """Nobody learns from /auth/login which users there are."""
    client.token(ana)
    wrong = assert_error(client.post("/auth/login", {"username": ana, "password": "not it"}), 401, "unauthorized")
    unknown = client.post("/auth/login", {"username": f"no-{ana}", "password": "not it"})
    assert assert_error(unknown, 401, "unauthorized")["message"] == wrong["message"]


def test_a_disabled_user_is_refused(client: Client, laptop: Laptop, ana: str) -> None:
    """Who was disabled in Cognito does not get in any more."""
    client.token(ana)
    laptop.cloud.client("cognito-idp").admin_disable_user(UserPoolId=laptop.cloud.pool.pool_id, Username=ana)
    assert_error(client.post("/auth/login", {"username": ana, "password": PASSWORD}), 401)


def test_a_challenge_is_named(client: Client, laptop: Laptop, ana: str) -> None:
    """A new user's NEW_PASSWORD_REQUIRED comes back as a challenge with its session, and no token."""
    laptop.cloud.client("cognito-idp").admin_create_user(
        UserPoolId=laptop.cloud.pool.pool_id, Username=ana, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    answer = client.post("/auth/login", {"username": ana, "password": PASSWORD})
    assert_documented("login", answer)
    assert set(answer.json) == {"challenge"}
    assert answer.json["challenge"]["name"] == "NEW_PASSWORD_REQUIRED"
    assert answer.json["challenge"]["session"]


def test_refresh_gives_new_tokens(client: Client, ana: str) -> None:
    """A refresh token is exchanged for an IdToken that works, without asking for the password."""
    given = signed_in(client, ana).json
    answer = client.post("/auth/refresh", {"refresh_token": given["refresh_token"]})
    assert answer.status == 200
    assert set(answer.json) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert answer.json["refresh_token"] != given["refresh_token"]
    assert ask(client, answer.json["id_token"]).json["user"] == ana


def test_sign_out_revokes_the_refresh_token(client: Client, ana: str) -> None:
    """It gives no tokens any more, and signing out twice is no error."""
    given = {"refresh_token": signed_in(client, ana).json["refresh_token"]}
    for _ in range(2):
        answer = client.post("/auth/logout", given, as_user=ana)
        assert_documented("logout", answer)
        assert (answer.status, answer.body) == (204, b"")
    assert_error(client.post("/auth/refresh", given), 401, "unauthorized")


def test_sign_out_needs_a_refresh_token(client: Client, ana: str) -> None:
    """An access token is another thing, and so is nothing; nobody signs out without being signed in."""
    access = {"refresh_token": signed_in(client, ana).json["access_token"]}
    problem = assert_error(client.post("/auth/logout", access, as_user=ana), 422, "validation_failed")
    assert problem["details"][0]["field"] == "refresh_token"
    assert_error(client.post("/auth/logout", {}, as_user=ana), 422, "validation_failed")
    assert_error(client.post("/auth/logout", {"refresh_token": "x"}), 401, "unauthorized")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "ñ", "x" * 8192])
def test_refresh_with_a_bad_token(client: Client, token: str) -> None:
    """A refresh token that is none is a 401."""
    assert_error(client.post("/auth/refresh", {"refresh_token": token}), 401, "unauthorized")


def test_an_access_token_does_not_refresh(client: Client, ana: str) -> None:
    """Only the refresh token refreshes."""
    token = signed_in(client, ana).json["access_token"]
    assert_error(client.post("/auth/refresh", {"refresh_token": token}), 401, "unauthorized")


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ana"},
        {"username": "", "password": "x"},
        {"username": "ana", "password": None},
        {"username": "ana", "password": 1},
        {"username": "ana", "password": "x", "remember": True},
        {"username": "a\0na", "password": "x"},
        {"username": "a" * 129, "password": "x"},
    ],
    ids=["no password", "no name", "null", "number", "unknown field", "NUL", "long"],
)
def test_login_reads_its_body_strictly(client: Client, body: Any) -> None:
    """A sign-in that breaks a field's rule is a 422 that does not repeat the password."""
    answer = client.post("/auth/login", body)
    assert assert_error(answer, 422, "validation_failed")["details"]


@pytest.mark.parametrize(
    "username", ["ana maria", "ana@example.com", "ñandú", "日本", "'; --", "../x", "ana\n", "😀" * 30]
)
def test_odd_user_names_are_just_unknown(client: Client, username: str) -> None:
    """Whatever Cognito thinks of a name, the caller sees a refused sign-in and no failure."""
    answer = client.post("/auth/login", {"username": username, "password": "x"})
    assert answer.status in (401, 422), answer.body


# ---- without a token


@pytest.mark.parametrize("operation_id", PROTECTED)
def test_refused_without_a_token(client: Client, operation_id: str) -> None:
    """Every operation that is not public answers 401 with WWW-Authenticate when no token comes along."""
    operation = OPERATIONS[operation_id]
    body: dict[str, Any] | None = None if operation.body is None else {}
    answer = client.call(operation.method, operation.url, body)
    assert_error(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert_documented(operation_id, answer)


@pytest.mark.parametrize("operation_id", PROTECTED)
def test_refused_with_a_forged_token(client: Client, laptop: Laptop, operation_id: str) -> None:
    """A token that nobody signed opens nothing."""
    operation = OPERATIONS[operation_id]
    answer = client.call(
        operation.method, operation.url, headers={"Authorization": tokens.unsigned(tokens.id_claims(laptop))}
    )
    assert_error(answer, 401, "unauthorized")


def test_the_public_operations_are_these() -> None:
    """Only what the contract calls public is, so that nothing becomes public by accident."""
    assert sorted(PUBLIC) == sorted(name for name, each in OPERATIONS.items() if each.public)


@pytest.mark.parametrize("operation_id", PUBLIC)
def test_public_operations_ask_for_no_token(client: Client, operation_id: str) -> None:
    """A public operation answers without a token, and does not mind a bad one: the gateway never looks at it."""
    operation = OPERATIONS[operation_id]
    for headers in ({}, {"Authorization": "garbage"}):
        answer = client.call(operation.method, operation.url, {} if operation.body else None, headers=headers)
        assert answer.status == (422 if operation.body else 200)


@pytest.mark.parametrize(
    "path", ["/status/", "//status", "/ping/../status", "/%73tatus", "/STATUS", "/status%00", "/docs/../me"]
)
def test_no_spelling_of_a_path_goes_round_the_token(client: Client, path: str) -> None:
    """Odd spellings of a protected path are refused or unknown, never answered."""
    assert client.get(path).status in (401, 404)


# ---- bad tokens


@pytest.mark.parametrize(
    "token",
    [
        "garbage",
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "a.b.c",
        "Basic YW5hOng=",
        ".",
        "..",
        "eyJhbGciOiJSUzI1NiJ9..",
        "é" * 9,
    ],
)
def test_garbage_is_refused(client: Client, token: str) -> None:
    """What is no token at all is a 401, not a failure."""
    assert_error(ask(client, token), 401, "unauthorized")


def test_an_expired_token_is_refused(client: Client, laptop: Laptop) -> None:
    """A token lives until its exp."""
    now = int(time.time())
    expired = tokens.signed(tokens.id_claims(laptop, iat=now - 7200, exp=now - 3600))
    assert_error(ask(client, expired), 401, "unauthorized")


def test_the_pools_own_key_is_accepted(client: Client, laptop: Laptop) -> None:
    """The forged tokens of these tests are refused for their claims, not for how they were made."""
    assert ask(client, tokens.signed(tokens.id_claims(laptop))).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-client"},
        {"aud": None},
        {"iss": "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_another"},
        {"iss": None},
        {"token_use": "access"},
        {"token_use": None},
        {"sub": None},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
    ],
    ids=lambda changes: next(iter(changes)) + ("" if next(iter(changes.values())) else " missing"),
)
def test_wrong_claims_are_refused(client: Client, laptop: Laptop, changes: dict[str, Any]) -> None:
    """A token for another client, pool or use, or with a claim missing, is refused although its signature is right."""
    assert_error(ask(client, tokens.signed(tokens.id_claims(laptop, **changes))), 401, "unauthorized")


def test_an_access_token_is_refused(client: Client, ana: str) -> None:
    """REST wants the IdToken; Cognito's access token does not open it."""
    assert_error(ask(client, signed_in(client, ana).json["access_token"]), 401, "unauthorized")


def test_a_refresh_token_is_refused(client: Client, ana: str) -> None:
    """Nor does the refresh token."""
    assert_error(ask(client, signed_in(client, ana).json["refresh_token"]), 401, "unauthorized")


def test_alg_none_is_refused(client: Client, ana: str) -> None:
    """A token does not choose to go unsigned."""
    claims = tokens.claims_of(client.token(ana))
    assert_error(ask(client, tokens.unsigned(claims)), 401, "unauthorized")


def test_hs256_with_the_public_key_is_refused(client: Client, laptop: Laptop, ana: str) -> None:
    """The pool's public key is no shared secret, in whichever form it is written."""
    with build_opener(ProxyHandler({})).open(laptop.cloud.pool.jwks_url) as answer:
        published = json.load(answer)["keys"][0]
    pem = jwk.construct(published, "RS256").to_pem()
    for secret in (pem, pem.strip(), json.dumps(published).encode()):
        forged = tokens.by_secret(tokens.claims_of(client.token(ana)), secret)
        assert_error(ask(client, forged), 401, "unauthorized")


def test_another_key_is_refused(client: Client, laptop: Laptop) -> None:
    """A signature by the caller's own key is refused, under the pool's key id and under another, sent along or not."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    mine = {name: str(value) for name, value in jwk.construct(public, "RS256").to_dict().items()}
    for header in ({"kid": tokens.KEY_ID}, {"kid": "mine"}, {}, {"kid": tokens.KEY_ID, "jwk": mine}):
        forged = jwt.encode(tokens.id_claims(laptop), private, "RS256", headers=header)
        assert_error(ask(client, forged), 401, "unauthorized")


def test_changed_claims_are_refused(client: Client, ana: str, ben: str) -> None:
    """Nobody becomes another, or an admin, by editing the token."""
    for changes in ({"sub": client.user_id(ben)}, {"cognito:groups": ["admin"]}):
        assert_error(ask(client, tokens.with_claims(client.token(ana), **changes)), 401, "unauthorized")


def test_a_token_of_another_laptop_is_refused(client: Client, other_client: Client, ana: str) -> None:
    """A pool of another cloud is another pool."""
    assert_error(ask(client, other_client.token(ana)), 401, "unauthorized")


# ---- who one is


def test_me_shows_profile_groups_and_allowance(client: Client, ana: str) -> None:
    """GET /me knows the caller from the token, and what is left of today."""
    profile = client.get("/me", as_user=ana).json
    assert profile["user_id"] == client.user_id(ana)
    assert (profile["username"], profile["email"], profile["groups"]) == (ana, f"{ana}@example.com", [])
    assert profile["allowance"]["remaining"] == profile["allowance"]["limit"] > 0


def test_me_knows_admins(client: Client) -> None:
    """Roles come from Cognito's groups."""
    assert client.get("/me", as_user=f"boss-{secrets.token_hex(4)}").json["groups"] == ["admin"]


def test_me_keeps_the_first_visit(client: Client, ana: str) -> None:
    """created_at is when the caller was first seen, and stays."""
    first = client.get("/me", as_user=ana).json["created_at"]
    assert client.get("/me", as_user=ana).json["created_at"] == first


def test_me_of_a_token_without_email(client: Client, laptop: Laptop) -> None:
    """What is not known is absent, not null."""
    token = tokens.signed(tokens.id_claims(laptop, sub=secrets.token_hex(8)))
    answer = client.get("/me", headers={"Authorization": token})
    assert_documented("getMe", answer)
    assert "email" not in answer.json


# ---- groups with odd names, and bad tokens


@pytest.fixture(params=["team,admin", "[admin]", "admin,"])
def almost_admin(laptop: Laptop, client: Client, request: pytest.FixtureRequest) -> str:
    """A user in one group whose name only looks like a list with `admin` in it."""
    cognito, pool, name = laptop.cloud.client("cognito-idp"), laptop.cloud.pool.pool_id, f"eve-{secrets.token_hex(4)}"
    with suppress(cognito.exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool, GroupName=request.param)
    laptop.cloud.ensure_user(name, PASSWORD, f"{name}@example.com", (request.param,))
    return name


def test_a_group_whose_name_has_admin_in_it_is_no_admin(client: Client, ana: str, almost_admin: str) -> None:
    """Neither at REST nor at /mcp."""
    listing = client.get("/products", as_user=almost_admin, owner=client.user_id(ana))
    assert_error(listing, 403, "forbidden")
    assert "admin" not in client.get("/me", as_user=almost_admin).json["groups"]
    called = {"name": "get_me", "arguments": {}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    told = client.post("/mcp", asked, as_user=almost_admin).json["result"]["structuredContent"]
    assert "admin" not in told["groups"]


def test_an_admin_in_several_groups_is_one(laptop: Laptop, client: Client, ana: str) -> None:
    """The list in the token says so, whatever the gateway makes of it."""
    name = f"boss-{secrets.token_hex(4)}"
    laptop.cloud.ensure_user(name, PASSWORD, f"{name}@example.com", ("admin", "seller"))
    assert client.get("/products", as_user=name, owner=client.user_id(ana)).status == 200


@pytest.mark.parametrize(("sent", "error"), [({}, False), ({"Authorization": "Bearer nonsense"}, True)])
def test_a_bad_token_differs_from_a_missing_one(client: Client, sent: dict[str, str], error: bool) -> None:
    """RFC 6750: `invalid_token` where a token was sent and is bad, no error where none was."""
    answer = client.call("POST", "/mcp", b"{}", headers={"Content-Type": "application/json", **sent})
    told = answer.headers.get("www-authenticate") or answer.headers["x-amzn-remapped-www-authenticate"]
    assert answer.status == 401
    assert ('error="invalid_token"' in told) is error
    assert "resource_metadata=" in told
