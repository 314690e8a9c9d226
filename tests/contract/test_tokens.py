"""Tokens that we verify ourselves, and the authorizer Lambda that does."""

import base64
import http.server
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.cognito.tokens import REFETCH_SECONDS, CognitoTokenVerifier
from backend.api.authorizer import AuthorizerHandler
from backend.domain.identity.caller import ACCESS, ID, bare_token
from backend.domain.shared.errors import Remedy, StoreUnavailable, Unauthorized
from backend.framework.adapters.authorizer import Refused
from backend.local.laptop import Laptop
from tests.app import tokens as forged
from tests.conftest import PASSWORD, Client

METHOD_ARN = "arn:aws:execute-api:us-east-1:123456789012:api00/dev/POST/mcp"


@pytest.fixture(scope="module")
def verifier(laptop: Laptop) -> CognitoTokenVerifier:
    return laptop.services.tokens


@pytest.fixture
def signed_in(laptop: Laptop, client: Client, ana: str) -> Any:
    """All of Cognito's tokens for a user of this test's own."""
    client.token(ana)
    return laptop.cloud.token(ana, PASSWORD)


def access_claims(laptop: Laptop, **changes: Any) -> dict[str, Any]:
    base = {"aud": None, "client_id": laptop.cloud.pool.client_id, "token_use": "access"}
    return forged.id_claims(laptop, **{**base, **changes})


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer  "])
def test_an_id_token_of_our_pool_is_verified(verifier: CognitoTokenVerifier, signed_in: Any, prefix: str) -> None:
    """With and without the scheme; the claims say who it is."""
    claims = verifier.claims(prefix + signed_in["IdToken"])
    assert claims["token_use"] == "id"
    assert claims["sub"]


def test_an_access_token_is_verified_where_it_is_wanted(verifier: CognitoTokenVerifier, signed_in: Any) -> None:
    """It is a token of the pool, but no IdToken: a service that wants only those refuses it."""
    assert verifier.claims(signed_in["AccessToken"], {ID, ACCESS})["token_use"] == "access"
    with pytest.raises(Unauthorized):
        verifier.claims(signed_in["AccessToken"])


def test_an_id_token_is_refused_where_an_access_token_is_wanted(verifier: CognitoTokenVerifier, signed_in: Any) -> None:
    """The use is pinned both ways."""
    with pytest.raises(Unauthorized):
        verifier.claims(signed_in["IdToken"], {ACCESS})


SOON = 4_000_000_000
"""A time that has not come: in Unix seconds."""


def _named(value: Any) -> str:
    """The same in every process, so that test ids are."""
    return "null" if value is forged.NULL else str(value)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "someone-else"},
        {"aud": None},
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"},
        {"iss": None},
        {"token_use": "access"},
        {"token_use": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": " "},
        {"nbf": SOON},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": forged.NULL},
        {"exp": "9999999999"},
        {"exp": [9999999999]},
        {"exp": True},
        {"iat": forged.NULL},
        {"iat": float("inf")},
        {"iat": {}},
        {"nbf": []},
        {"sub": 7},
        {"sub": ["a"]},
        {"token_use": ["id"]},
        {"token_use": {"id": 1}},
        {"aud": {}},
        {"aud": ["someone-else"]},
        {"iss": ["a", 1]},
    ],
    ids=lambda changes: "-".join(f"{name}={_named(value)}" for name, value in changes.items()),
)
def test_a_token_with_a_wrong_claim_is_refused(
    laptop: Laptop, verifier: CognitoTokenVerifier, changes: dict[str, Any]
) -> None:
    """Signed by the pool's own key, but not meant for us, or without what makes it ours."""
    with pytest.raises(Unauthorized):
        verifier.claims(forged.signed(forged.id_claims(laptop, **changes)), {ID, ACCESS})


def test_an_access_token_of_another_client_is_refused(laptop: Laptop, verifier: CognitoTokenVerifier) -> None:
    """An access token has no audience: its client is looked at, and an audience does not replace it."""
    assert verifier.claims(forged.signed(access_claims(laptop)), {ACCESS})
    for changes in ({"client_id": "other"}, {"client_id": None}, {"client_id": None, "aud": "client"}):
        with pytest.raises(Unauthorized):
            verifier.claims(forged.signed(access_claims(laptop, **changes)), {ACCESS})


OURS = ("https://api.example.com", "https://api.example.com/mcp")


@pytest.mark.parametrize("aud", [*OURS, ["https://other.example.com", OURS[1]], "{client}"])
def test_an_access_token_that_is_bound_to_us(laptop: Laptop, verifier: CognitoTokenVerifier, aud: Any) -> None:
    """Asked for with `resource=` our URL, it names that URL."""
    aud = laptop.cloud.pool.client_id if aud == "{client}" else aud
    assert verifier.claims(forged.signed(access_claims(laptop, aud=aud)), {ACCESS}, resources=OURS)


@pytest.mark.parametrize(
    "aud", ["https://other.example.com/mcp", "https://api.example.com.evil.example", "", [], [None], {}, 7, [["x"]]]
)
def test_an_access_token_that_is_bound_to_others_is_refused(
    laptop: Laptop, verifier: CognitoTokenVerifier, aud: Any
) -> None:
    """A token for another service of the same pool and client is not one for us (RFC 8707)."""
    with pytest.raises(Unauthorized):
        verifier.claims(forged.signed(access_claims(laptop, aud=aud)), {ACCESS}, resources=OURS)


def test_a_header_that_nests_too_deeply_is_refused(verifier: CognitoTokenVerifier) -> None:
    """Nothing in it needs a signature to be read."""
    deep = base64.urlsafe_b64encode(b"[" * 6000).decode().rstrip("=")
    with pytest.raises(Unauthorized):
        verifier.claims(f"{deep}.{deep}.x")


def test_an_expired_token_is_reported(laptop: Laptop, verifier: CognitoTokenVerifier) -> None:
    """There is no leeway, and the message says what to do."""
    late = forged.signed(forged.id_claims(laptop, exp=int(time.time()) - 1))
    with pytest.raises(Unauthorized, match="expired") as refusal:
        verifier.claims(late)
    assert refusal.value.remedy == Remedy.RENEW_TOKEN


def test_a_token_does_not_choose_its_algorithm(laptop: Laptop, verifier: CognitoTokenVerifier) -> None:
    """Neither none, nor HS256 with the public key as the secret."""
    claims = forged.id_claims(laptop)
    for token in (forged.unsigned(claims), forged.by_secret(claims, b"dummy")):
        with pytest.raises(Unauthorized):
            verifier.claims(token)


def test_changed_claims_are_refused(verifier: CognitoTokenVerifier, signed_in: Any) -> None:
    """The signature is over the claims."""
    with pytest.raises(Unauthorized):
        verifier.claims(forged.with_claims(signed_in["IdToken"], sub=secrets.token_hex(8)))


@given(st.one_of(st.text(), st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True)))
def test_what_is_no_token_is_refused(laptop: Laptop, text: str) -> None:
    """Whatever is in the header, it is a refusal and nothing else."""
    with pytest.raises(Unauthorized):
        laptop.services.tokens.claims(text)


@given(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1).filter(lambda t: t.lower() != "bearer"))
def test_the_scheme_is_taken_off(token: str) -> None:
    """What is left is the token."""
    assert bare_token(f" Bearer {token} ") == token == bare_token(token)


# ---- the pool's keys


@pytest.fixture
def pool_keys() -> Iterator[tuple[str, list[int], Callable[[bytes], None]]]:
    """(URL, paths asked for so far, what to answer from now on) of a pool that answers what it is asked to."""
    asked: list[int] = []
    body = [b'{"keys": []}']

    class Pool(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(1)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body[0])))
            self.end_headers()
            self.wfile.write(body[0])

        def log_message(self, format: str, *args: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pool) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked, lambda content: body.__setitem__(0, content)
        finally:
            server.shutdown()
            thread.join()


def test_unknown_keys_are_asked_for_once_a_minute(pool_keys: Any) -> None:
    """A flood of tokens with made-up keys is not passed on to the pool."""
    url, asked, _ = pool_keys
    now = [1000.0]
    verifier = CognitoTokenVerifier("us-east-1_a", "client", url, clock=lambda: now[0])
    token = forged.signed({"sub": "a"}, key_id="made-up")
    for _ in range(5):
        with pytest.raises(Unauthorized):
            verifier.claims(token)
    assert len(asked) == 1
    now[0] += REFETCH_SECONDS
    with pytest.raises(Unauthorized):
        verifier.claims(token)
    assert len(asked) == 2


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"keys": [{"kty": "RSA", "kid": "dummy"}]}', b'{"a": 1}'])
def test_keys_that_make_no_sense_are_the_stores_fault(pool_keys: Any, body: bytes) -> None:
    """A token that cannot be checked is not called a bad one."""
    url, _, answer = pool_keys
    answer(body)
    with pytest.raises(StoreUnavailable):
        CognitoTokenVerifier("us-east-1_a", "client", url).claims(forged.signed({"sub": "a"}))


def test_a_pool_that_is_away_is_the_stores_fault() -> None:
    """Nothing listens there."""
    with pytest.raises(StoreUnavailable):
        CognitoTokenVerifier("us-east-1_a", "client", "http://127.0.0.1:9").claims(forged.signed({"sub": "a"}))


# ---- the authorizer Lambda


def event(token: str | None, name: str = "Authorization") -> dict[str, Any]:
    headers = {} if token is None else {name: token}
    return {"type": "REQUEST", "methodArn": METHOD_ARN, "headers": headers}


@pytest.mark.parametrize("use", ["IdToken", "AccessToken"])
def test_the_authorizer_lets_the_owner_of_a_token_through(laptop: Laptop, signed_in: Any, use: str) -> None:
    """For the whole stage, as the policy is kept for the token's next calls; its header in any case."""
    answer = AuthorizerHandler(laptop.services)(event(signed_in[use], "authorization"), None)
    assert answer["principalId"] == forged.claims_of(signed_in[use])["sub"]
    assert answer["policyDocument"]["Statement"] == [
        {
            "Action": "execute-api:Invoke",
            "Effect": "Allow",
            "Resource": "arn:aws:execute-api:us-east-1:123456789012:api00/dev/*",
        }
    ]
    assert json.dumps(answer)


@pytest.mark.parametrize(("host", "passes"), [("api.example.com", True), ("other.example.com", False)])
def test_the_authorizer_knows_what_a_token_is_bound_to(laptop: Laptop, host: str, passes: bool) -> None:
    """The domain that the gateway says it was asked by, with its base path, and no other."""
    token = forged.signed(access_claims(laptop, aud=f"https://{host}/shop/mcp"))
    context = {"domainName": "api.example.com", "path": "/shop/mcp"}
    asked = {**event(token), "resource": "/mcp", "path": "/shop/mcp", "requestContext": context}
    if passes:
        assert AuthorizerHandler(laptop.services)(asked, None)["principalId"]
    else:
        with pytest.raises(Refused):
            AuthorizerHandler(laptop.services)(asked, None)


@pytest.mark.parametrize("token", [None, "", "Bearer", "nonsense"])
def test_the_authorizer_refuses_in_api_gateways_words(laptop: Laptop, token: str | None) -> None:
    """Only the message `Unauthorized` becomes a 401."""
    with pytest.raises(Refused, match=r"^Unauthorized$"):
        AuthorizerHandler(laptop.services)(event(token), None)
