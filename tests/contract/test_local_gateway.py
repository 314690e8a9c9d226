"""backend/local/gateway: what API Gateway documents, asked for over real HTTP."""

import base64
import gzip
import http.client
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jose import jwk, jwt

from backend.local.gateway import Gateway, GatewayResponses, PoolKeys, PublicPath
from backend.local.gateway.throttle import Throttle
from backend.local.serving import PortTakenError, Serving
from tests.makers import eventually
from tests.time_limits import scaled

ISSUER = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_test"
CLIENT = "client1"
PUBLIC = [PublicPath("GET", "/ping"), PublicPath("GET", "/docs/{file}"), PublicPath("OPTIONS", "*")]


class KeyPair:
    """An RSA key as a pool has it."""

    def __init__(self, kid: str) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self.kid = kid

    @property
    def jwk(self) -> dict[str, Any]:
        return {**jwk.construct(self.public, "RS256").to_dict(), "kid": self.kid, "use": "sig"}

    def token(self, **changes: Any) -> str:
        """An IdToken; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "sub": "user-1",
            "aud": CLIENT,
            "iss": ISSUER,
            "token_use": "id",
            "iat": now - 10,
            "exp": now + 600,
            "cognito:username": "ana",
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return str(jwt.encode(kept, self.private, "RS256", headers={"kid": self.kid}))


class KeyServer:
    """A pool's JWKS endpoint that counts how often it is asked."""

    def __init__(self, *keys: KeyPair) -> None:
        self.keys = list(keys)
        self.asked = 0
        self._serving = Serving(self._app)
        self.url = f"{self._serving.url}/jwks.json"
        self.close = self._serving.close

    def _app(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked += 1
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"keys": [key.jwk for key in self.keys]}).encode()]


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(
    url: str, path: str = "/", method: str = "GET", *, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=scaled(10))
    try:
        connection.request(method, path, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def raw(url: str, data: bytes) -> bytes:
    """What a server answers to exactly these bytes, until it disconnects."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=scaled(5)) as connection:
        connection.sendall(data)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received


def is_refused(url: str) -> bool:
    """Whether nobody listens there any more."""
    address = urlsplit(url)
    try:
        socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=scaled(5)).close()
    except ConnectionError:
        return True
    return False


def echo(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return {"statusCode": 200, "body": json.dumps(event)}


Start = Callable[..., Gateway]


@pytest.fixture(scope="module")
def key() -> KeyPair:
    return KeyPair("first")


@pytest.fixture(scope="module")
def keys(key: KeyPair) -> Iterator[KeyServer]:
    server = KeyServer(key)
    yield server
    server.close()


@pytest.fixture(scope="module")
def pool(keys: KeyServer) -> PoolKeys:
    return PoolKeys(ISSUER, keys.url, CLIENT)


@pytest.fixture(scope="module")
def start(pool: PoolKeys) -> Iterator[Start]:
    """Makes a gateway; every path is public unless `public` is given."""
    with ExitStack() as stack:

        def make(handler: Any = echo, **settings: Any) -> Gateway:
            settings = {"pool": pool, "public": [("ANY", "*")], **settings}
            return stack.enter_context(Gateway(handler, **settings))

        yield make


@pytest.fixture(scope="module")
def open_url(start: Start) -> str:
    """A gateway that echoes events and asks nobody for a token."""
    return start().url


@pytest.fixture(scope="module")
def text_url(start: Start) -> str:
    """The same with media as the only binary types."""
    return start(binary_types=("multipart/form-data", "image/*", "application/pdf")).url


@pytest.fixture(scope="module")
def guarded_url(start: Start) -> str:
    return start(public=PUBLIC).url


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """For tests in which something fails on purpose."""
    caplog.set_level(logging.CRITICAL, "dreamforge.local.gateway")


@pytest.fixture(scope="module")
def worded_url(start: Start) -> str:
    """A gateway that words its own answers as the service does."""
    responses = GatewayResponses.dreamforge(["https://app.example.com"])
    return start(public=[("POST", "/open")], gateway_responses=responses).url


class TestEvent:
    def test_proxy_resource(self, open_url: str) -> None:
        """A path below the root arrives on /{proxy+}, as received, with its decoded rest as the path parameter."""
        event = call(open_url, "/products/a%20b%2Fc").json
        assert event["resource"] == event["requestContext"]["resourcePath"] == "/{proxy+}"
        assert event["path"] == "/products/a%20b%2Fc"
        assert event["pathParameters"] == {"proxy": "products/a b/c"}

    def test_root_resource(self, open_url: str) -> None:
        """The root has a resource of its own and no path parameters."""
        event = call(open_url, "/").json
        assert (event["resource"], event["path"], event["pathParameters"]) == ("/", "/", None)

    @pytest.mark.parametrize(
        ("sent", "path", "full"),
        [
            ("/local/me", "/me", "/local/me"),
            ("/local", "/", "/local"),
            ("/local/", "/", "/local/"),
            ("/me", "/me", "/me"),
        ],
    )
    def test_stage_prefix(self, open_url: str, sent: str, path: str, full: str) -> None:
        """The execute-api URL carries the stage, which only requestContext.path shows; a custom domain does not."""
        event = call(open_url, sent).json
        assert (event["path"], event["requestContext"]["path"]) == (path, full)
        assert event["requestContext"]["stage"] == "local"

    @pytest.mark.parametrize(
        ("sent", "proxy"),
        [
            ("/shop/v1/me", "me"),
            ("/shop/v1/me/", "me"),
            ("/shop/v1/a/b%20c", "a/b c"),
            ("/shop/v1", None),
            ("/shop/v1/", None),
        ],
    )
    def test_base_path_mapping(self, start: Start, sent: str, proxy: str | None) -> None:
        """Both paths hold the base path, the path's parameters and the resource do not."""
        event = call(start(base_path="shop/v1").url, sent).json
        assert event["path"] == event["requestContext"]["path"] == sent
        assert event["pathParameters"] == (proxy and {"proxy": proxy})
        assert event["resource"] == ("/{proxy+}" if proxy else "/")

    def test_next_to_a_base_path(self, start: Start) -> None:
        """The other addresses stay; what only begins like the base path is none of its."""
        url = start(base_path="shop").url
        assert call(url, "/shopping").json["pathParameters"] == {"proxy": "shopping"}
        assert call(url, "/local/me").json["path"] == "/me"

    def test_a_slash_at_the_end(self, open_url: str) -> None:
        """It stays in the path, and is no part of the parameter: API Gateway takes both for the same resource."""
        event = call(open_url, "/me/").json
        assert (event["path"], event["pathParameters"]) == ("/me/", {"proxy": "me"})

    def test_a_longer_first_segment_is_not_the_stage(self, open_url: str) -> None:
        """/locality is a path, not the stage "local"."""
        assert call(open_url, "/locality").json["path"] == "/locality"

    def test_query(self, open_url: str) -> None:
        """Parameters are decoded; the last of several wins in one map, all are in the other."""
        event = call(open_url, "/x?a=1&a=2%203&b=a%2Bb+c&flag&%zz=%e9").json
        assert event["queryStringParameters"] == {"a": "2 3", "b": "a+b c", "flag": "", "%zz": "\ufffd"}
        assert event["multiValueQueryStringParameters"]["a"] == ["1", "2 3"]

    def test_no_query_is_null(self, open_url: str) -> None:
        """Without parameters both maps are null."""
        event = call(open_url, "/x?").json
        assert event["queryStringParameters"] is None
        assert event["multiValueQueryStringParameters"] is None

    def test_headers(self, open_url: str) -> None:
        """Names keep their case, the last of several values wins, and all are in the multi-value map."""
        sent = (
            b"GET /x HTTP/1.1\r\nHost: api.test\r\nx-lower: 1\r\nX-Twice: a\r\nX-Twice: b\r\nConnection: close\r\n\r\n"
        )
        event = json.loads(raw(open_url, sent).partition(b"\r\n\r\n")[2])
        assert event["headers"]["x-lower"] == "1"
        assert event["headers"]["X-Twice"] == "b"
        assert event["multiValueHeaders"]["X-Twice"] == ["a", "b"]
        assert not {"connection", "content-length"} & {name.lower() for name in event["headers"]}

    def test_forwarding_headers(self, open_url: str) -> None:
        """The gateway says whom it forwards for, after any that said so before."""
        headers = call(open_url, "/x", headers={"X-Forwarded-For": "203.0.113.9"}).json["headers"]
        assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "http"
        assert headers["X-Forwarded-Port"] == str(urlsplit(open_url).port)
        assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["X-Amzn-Trace-Id"])

    def test_request_context(self, open_url: str) -> None:
        """The context names the domain, the caller's address, the time in two notations and the request."""
        port = urlsplit(open_url).port
        sent = {"User-Agent": "curl/8", "Host": f"api.localhost:{port}"}
        context = call(open_url, "/x", headers=sent).json["requestContext"]
        assert (context["domainName"], context["domainPrefix"]) == (f"api.localhost:{port}", "api")
        assert context["identity"]["sourceIp"] == "127.0.0.1"
        assert context["identity"]["userAgent"] == "curl/8"
        assert (context["httpMethod"], context["protocol"]) == ("GET", "HTTP/1.1")
        assert re.fullmatch(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", context["requestTime"])
        assert abs(context["requestTimeEpoch"] / 1000 - time.time()) < 60
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", context["requestId"])

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "localhost:1", "localhost.evil:{port}", ""]
    )
    def test_a_host_of_somebody_else_is_not_reflected(self, open_url: str, host: str) -> None:
        """Links are made of the domain: it is one of this machine, whatever a caller writes."""
        port = urlsplit(open_url).port
        sent = f"GET /x HTTP/1.1\r\nHost: {host.format(port=port)}\r\nConnection: close\r\n\r\n"
        event = json.loads(raw(open_url, sent.encode()).partition(b"\r\n\r\n")[2])
        assert event["requestContext"]["domainName"] == f"127.0.0.1:{port}"

    def test_no_authorizer_on_public_paths(self, open_url: str) -> None:
        """Where no authorizer looked, there is no authorizer in the context."""
        assert "authorizer" not in call(open_url, "/x").json["requestContext"]


class TestBody:
    def test_none(self, open_url: str) -> None:
        """No body is null, and not base64."""
        event = call(open_url, "/x", "POST").json
        assert (event["body"], event["isBase64Encoded"]) == (None, False)

    def test_everything_is_binary_by_default(self, open_url: str) -> None:
        """With the binary type */* every body is base64, JSON too."""
        event = call(open_url, "/x", "POST", body=b'{"a":1}', headers={"Content-Type": "application/json"}).json
        assert event["isBase64Encoded"] is True
        assert base64.b64decode(event["body"]) == b'{"a":1}'

    @pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-8", None])
    def test_text(self, text_url: str, kind: str | None) -> None:
        """What is not among the binary types is text."""
        headers = {"Content-Type": kind} if kind else {}
        event = call(text_url, "/x", "POST", body="ñandú".encode(), headers=headers).json
        assert (event["body"], event["isBase64Encoded"]) == ("ñandú", False)

    @pytest.mark.parametrize("kind", ["image/png", "multipart/form-data; boundary=x", "APPLICATION/PDF"])
    def test_binary(self, text_url: str, kind: str) -> None:
        """Binary types match whole, by family, and whatever their case."""
        event = call(text_url, "/x", "POST", body=b"text", headers={"Content-Type": kind}).json
        assert (event["body"], event["isBase64Encoded"]) == ("dGV4dA==", True)

    def test_text_that_is_none(self, text_url: str) -> None:
        """Text that is not UTF-8 arrives whole, as base64."""
        event = call(text_url, "/x", "POST", body=b"\xff\xfe", headers={"Content-Type": "text/plain"}).json
        assert (event["body"], event["isBase64Encoded"]) == ("//4=", True)

    def test_chunked(self, text_url: str) -> None:
        """A body in chunks arrives in one piece."""
        head = b"POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = raw(text_url, head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == "abcde"

    def test_expect_continue(self, text_url: str) -> None:
        """A client that asks first is asked to continue."""
        head = (
            b"POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi"
        )
        answer = raw(text_url, head)
        assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


class TestAuthorizer:
    @pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
    def test_good_token(self, guarded_url: str, key: KeyPair, prefix: str) -> None:
        """A good IdToken passes with and without "Bearer", and the function gets its claims."""
        event = call(guarded_url, "/me", headers={"Authorization": prefix + key.token()}).json
        assert event["requestContext"]["authorizer"]["claims"]["sub"] == "user-1"

    def test_claims_are_strings(self, guarded_url: str, key: KeyPair) -> None:
        """Lists are joined by commas, exp and iat are dates, all else is text."""
        now = int(time.time())
        token = key.token(exp=now + 3600, auth_time=now, email_verified=True, **{"cognito:groups": ["admin", "seller"]})
        claims = call(guarded_url, "/me", headers={"Authorization": token}).json["requestContext"]["authorizer"][
            "claims"
        ]
        assert claims["cognito:groups"] == "admin,seller"
        assert claims["email_verified"] == "true"
        assert claims["auth_time"] == str(now)
        assert claims["exp"] == time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(now + 3600))

    @pytest.mark.parametrize(
        ("claim", "text"),
        [
            (["admin"], "admin"),
            (["admin", "seller"], "admin,seller"),
            (["a,admin", "[admin]"], "a,admin,[admin]"),
            ([], ""),
            (7, "7"),
            (1.5, "1.5"),
            (True, "true"),
            (False, "false"),
            ({"url": "é", "n": None}, '{"url":"é","n":null}'),
            ([{"userId": "1", "primary": "true"}, {"userId": "2"}], '{"userId":"1","primary":"true"},{"userId":"2"}'),
        ],
    )
    def test_a_claim_of_any_kind_is_text(self, guarded_url: str, key: KeyPair, claim: Any, text: str) -> None:
        """A list's members are joined by commas that nothing escapes; objects are JSON without blanks."""
        headers = {"Authorization": key.token(**{"cognito:groups": claim})}
        claims = call(guarded_url, "/me", headers=headers).json["requestContext"]["authorizer"]["claims"]
        assert claims["cognito:groups"] == text

    @pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "Bearer "}])
    def test_no_token(self, guarded_url: str, headers: dict[str, str]) -> None:
        """No token is 401 in AWS's words."""
        answer = call(guarded_url, "/me", headers=headers)
        assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})
        assert answer.headers["x-amzn-ErrorType"] == "UnauthorizedException"

    def test_expired(self, guarded_url: str, key: KeyPair) -> None:
        """An expired token gets to know it."""
        answer = call(guarded_url, "/me", headers={"Authorization": key.token(exp=int(time.time()) - 1)})
        assert (answer.status, answer.json) == (401, {"message": "The incoming token has expired"})

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": ISSUER + "x"},
            {"aud": "other"},
            {"aud": None, "client_id": CLIENT, "token_use": "access"},
            {"token_use": "access"},
            {"token_use": None},
            {"exp": None},
            {"exp": "soon"},
            {"sub": None},
            {"nbf": 2**40},
        ],
    )
    def test_wrong_claims(self, guarded_url: str, key: KeyPair, changes: dict[str, Any]) -> None:
        """Issuer, audience, use and times must all be right."""
        answer = call(guarded_url, "/me", headers={"Authorization": key.token(**changes)})
        assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})

    def test_forged_signature(self, guarded_url: str) -> None:
        """A key of the same name that is not the pool's does not count."""
        assert call(guarded_url, "/me", headers={"Authorization": KeyPair("first").token()}).status == 401

    def test_symmetric_algorithm(self, guarded_url: str, key: KeyPair) -> None:
        """A token signed with the public key as an HMAC secret is refused: the header does not choose the algorithm."""
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
            for part in ({"alg": "HS256", "kid": "first"}, jwt.get_unverified_claims(key.token()))
        ]
        secret = jwk.construct(base64.b64encode(key.public.encode()).decode(), "HS256")
        signature = base64.urlsafe_b64encode(secret.sign(".".join(parts).encode())).rstrip(b"=").decode()
        assert call(guarded_url, "/me", headers={"Authorization": ".".join([*parts, signature])}).status == 401

    def test_no_algorithm(self, guarded_url: str, key: KeyPair) -> None:
        """alg "none" is refused."""
        head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').rstrip(b"=").decode()
        body = key.token().split(".")[1]
        assert call(guarded_url, "/me", headers={"Authorization": f"{head}.{body}."}).status == 401

    @pytest.mark.parametrize(
        "token", ["x", "a.b.c", "....", "Basic dXNlcjpwYXNz", "é" * 20, "eyJhIjox.e30.e30", "W10.W10.W10"]
    )
    def test_garbage(self, guarded_url: str, token: str) -> None:
        """What is no token is 401, never an error of the service."""
        assert call(guarded_url, "/me", headers={"Authorization": token.encode().decode("latin-1")}).status == 401

    def test_public_paths(self, guarded_url: str) -> None:
        """Public paths need no token, with or without the stage, by template, and OPTIONS everywhere."""
        for method, path in [("GET", "/ping"), ("GET", "/local/ping"), ("GET", "/docs/x.js"), ("OPTIONS", "/me")]:
            assert call(guarded_url, path, method).status == 200, (method, path)

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/ping"), ("GET", "/docs"), ("GET", "/docs/a/b"), ("GET", "/docs/"), ("GET", "/ping/x")],
    )
    def test_not_quite_public(self, guarded_url: str, method: str, path: str) -> None:
        """Another method, a segment more or less: not public."""
        assert call(guarded_url, path, method).status == 401

    def test_a_bad_token_on_a_public_path_is_not_looked_at(self, guarded_url: str) -> None:
        """Public means that nobody looks."""
        assert call(guarded_url, "/ping", headers={"Authorization": "nonsense"}).status == 200

    def test_keys_are_fetched_once(self, start: Start, key: KeyPair) -> None:
        """Many tokens cost one look at the pool's keys, and so do many unknown key ids."""
        server = KeyServer(key)
        url = start(public=(), pool=PoolKeys(ISSUER, server.url, CLIENT)).url
        for kid in ["first", "first", "other", "another", "first"]:
            signer = KeyPair.__new__(KeyPair)
            signer.private, signer.kid = key.private, kid
            call(url, "/me", headers={"Authorization": signer.token()})
        server.close()
        assert server.asked == 1

    def test_pool_out_of_reach(self, start: Start, key: KeyPair, quiet: None) -> None:
        """When the keys cannot be had it is our fault (500), and a later request tries again."""
        server = KeyServer(key)
        server.close()
        url = start(public=(), pool=PoolKeys(ISSUER, server.url, CLIENT)).url
        answer = call(url, "/me", headers={"Authorization": key.token()})
        assert (answer.status, answer.json) == (500, {"message": None})

    def test_bypass(self, start: Start, key: KeyPair) -> None:
        """With AUTH_BYPASS a request without a token passes without claims; a bad token still does not."""
        url = start(public=(), auth_bypass=True).url
        assert "authorizer" not in call(url, "/me").json["requestContext"]
        assert call(url, "/me", headers={"Authorization": "nonsense"}).status == 401
        claims = call(url, "/me", headers={"Authorization": key.token()}).json["requestContext"]["authorizer"]["claims"]
        assert claims["sub"] == "user-1"


class TestAnswer:
    @pytest.mark.parametrize(
        "result",
        [
            None,
            "text",
            {"status": 200},
            {"statusCode": "abc"},
            {"statusCode": 42},
            {"statusCode": 200, "body": {"a": 1}},
            {"statusCode": 200, "headers": {"X": ["a"]}},
            {"statusCode": 200, "headers": {"X": "a\r\nY: b"}},
            {"statusCode": 200, "headers": {"X Y": "a"}},
            {"statusCode": 200, "headers": []},
            {"statusCode": 200, "body": "%%%", "isBase64Encoded": True},
            {"statusCode": 200, "body": "a", "isBase64Encoded": "yes"},
            {"statusCode": 200, "body": b"bytes"},
            {"statusCode": 200, "body": "\ud800"},
            {"errorMessage": "boom"},
        ],
    )
    def test_malformed(self, start: Start, quiet: None, result: Any) -> None:
        """A result that is not a proxy answer is 502, in AWS's words."""
        answer = call(start(lambda event, context: result).url)
        assert (answer.status, answer.json) == (502, {"message": "Internal server error"})

    def test_defaults(self, start: Start) -> None:
        """No field is compulsory: an empty object is 200, JSON, and empty."""
        answer = call(start(lambda event, context: {}).url)
        assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, "application/json", b"")

    def test_headers(self, start: Start) -> None:
        """Headers may be single or many, numbers and booleans become text; the many win."""
        result = {
            "statusCode": "201",
            "headers": {"X-One": 1, "X-Yes": True, "set-cookie": "lost=1", "Content-Type": "text/plain"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": "hecho ñ",
        }
        answer = call(start(lambda event, context: result).url)
        assert (answer.status, answer.body.decode()) == (201, "hecho ñ")
        assert (answer.headers["X-One"], answer.headers["X-Yes"]) == ("1", "true")
        assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]

    def test_remapped_headers(self, start: Start) -> None:
        """Names that API Gateway keeps to itself come back remapped; those of the connection do not come at all."""
        sent = {"WWW-Authenticate": "Bearer", "Server": "mine", "Date": "today", "Transfer-Encoding": "chunked"}
        answer = call(start(lambda event, context: {"statusCode": 401, "headers": sent}).url)
        assert answer.headers["x-amzn-Remapped-WWW-Authenticate"] == "Bearer"
        assert answer.headers["x-amzn-Remapped-Server"] == "mine"
        assert answer.headers["WWW-Authenticate"] is None
        assert answer.headers["Transfer-Encoding"] is None
        assert answer.headers["Date"] != "today"

    def test_own_headers(self, open_url: str) -> None:
        """Every answer carries the ids of its request, the same that the function saw."""
        answer = call(open_url)
        assert answer.headers["x-amzn-RequestId"] == answer.json["requestContext"]["requestId"]
        assert answer.headers["x-amz-apigw-id"] == answer.json["requestContext"]["extendedRequestId"]
        assert answer.headers["X-Amzn-Trace-Id"] == answer.json["headers"]["X-Amzn-Trace-Id"]

    def test_base64(self, start: Start) -> None:
        """A base64 body is decoded."""
        data = gzip.compress(b"page")
        result = {"statusCode": 200, "body": base64.b64encode(data).decode(), "isBase64Encoded": True}
        assert call(start(lambda event, context: result).url, headers={"Accept": "text/html"}).body == data

    def test_base64_for_who_does_not_accept_it(self, start: Start) -> None:
        """Decoding depends on the first Accept value, as at AWS: with media as binary types a browser gets base64."""
        result = {"statusCode": 200, "body": "iVBORw==", "isBase64Encoded": True}
        url = start(lambda event, context: result, binary_types=("image/png",)).url
        assert call(url, headers={"Accept": "image/png,*/*"}).body == b"\x89PNG"
        assert call(url, headers={"Accept": "text/html,image/png"}).body == b"iVBORw=="

    def test_head(self, start: Start) -> None:
        """HEAD reaches the function; its answer's length is sent and its body kept back."""
        answer = call(start(lambda event, context: {"statusCode": 200, "body": "12345"}).url, method="HEAD")
        assert (answer.headers["Content-Length"], answer.body) == ("5", b"")

    def test_no_content(self, start: Start) -> None:
        """204 has neither body nor length, and the connection stays usable."""
        url = start(lambda event, context: {"statusCode": 204}).url
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=scaled(5))
        for _ in range(2):
            connection.request("DELETE", "/x")
            answer = Answer(connection.getresponse())
            assert (answer.status, answer.body, answer.headers["Content-Length"]) == (204, b"", None)
        connection.close()


class TestFunction:
    def test_context(self, start: Start) -> None:
        """The handler gets a Lambda context with a clock that runs down from the function's timeout."""

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
            seen = {
                "request": context.aws_request_id == event["requestContext"]["requestId"],
                "left": context.get_remaining_time_in_millis(),
                "arn": context.invoked_function_arn,
                "memory": context.memory_limit_in_mb,
                "log": context.log_group_name,
            }
            return {"statusCode": 200, "body": json.dumps(seen)}

        seen = call(start(handler, function_timeout=10.0).url).json
        assert seen["request"] is True
        assert 9_000 < seen["left"] <= 10_000
        assert seen["arn"] == "arn:aws:lambda:us-west-2:123456789012:function:dreamforge-local-api"
        assert (seen["memory"], seen["log"]) == ("1024", "/aws/lambda/dreamforge-local-api")

    @pytest.mark.parametrize("error", [ValueError("secret detail"), SystemExit(1)])
    def test_handler_fails(self, start: Start, quiet: None, error: BaseException) -> None:
        """A handler that raises is a bland 502."""

        def handler(event: Any, context: Any) -> Any:
            raise error

        answer = call(start(handler).url)
        assert (answer.status, answer.json) == (502, {"message": "Internal server error"})

    def test_integration_timeout(self, start: Start) -> None:
        """A function slower than the integration's timeout is 504."""
        let_go = threading.Event()
        url = start(lambda event, context: let_go.wait(scaled(5)), timeout=0.05).url
        answer = call(url)
        let_go.set()
        assert (answer.status, answer.json) == (504, {"message": "Endpoint request timed out"})

    def test_function_timeout(self, start: Start) -> None:
        """A function stopped by its own timeout is a failed function: 502, as at AWS."""
        let_go = threading.Event()
        url = start(lambda event, context: let_go.wait(scaled(5)), function_timeout=0.05).url
        answer = call(url)
        let_go.set()
        assert (answer.status, answer.json) == (502, {"message": "Internal server error"})

    def test_requests_run_side_by_side(self, start: Start) -> None:
        """Two requests at once are two invocations at once."""
        both = threading.Barrier(2, timeout=scaled(5))

        def handler(event: Any, context: Any) -> dict[str, Any]:
            both.wait()
            return {"statusCode": 200}

        url = start(handler).url
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(call(url).status)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200, 200]


class TestLimits:
    def test_body_over_ten_megabytes(self, text_url: str) -> None:
        """API Gateway takes 10 MB."""
        answer = call(text_url, "/x", "POST", body=b"x" * (10 * 1024 * 1024 + 1))
        assert (answer.status, answer.json) == (413, {"message": "Request Too Long"})

    def test_event_over_six_megabytes(self, open_url: str) -> None:
        """Lambda takes 6 MB: with base64 that is some 4.5 MB of body."""
        assert call(open_url, "/x", "POST", body=b"x" * 4_400_000).status == 200
        answer = call(open_url, "/x", "POST", body=b"x" * 5_000_000)
        assert (answer.status, answer.json) == (413, {"message": "Request Too Long"})

    def test_answer_over_six_megabytes(self, start: Start, quiet: None) -> None:
        """An answer that Lambda cannot carry is 502."""
        assert call(start(lambda event, context: {"body": "x" * 6_300_000}).url).status == 502

    def test_headers_over_ten_kilobytes(self, open_url: str) -> None:
        """All header lines together have 10,240 bytes."""
        assert call(open_url, headers={"X-Big": "x" * 9_000}).status == 200
        assert call(open_url, headers={"X-Big": "x" * 10_200}).status == 431

    def test_long_url(self, open_url: str) -> None:
        """A regional API takes URLs of 10,240 characters."""
        assert call(open_url, "/x?q=" + "x" * 10_300).status == 414

    def test_throttling(self, start: Start) -> None:
        """Beyond rate and burst it is 429."""
        url = start(rate=0.001, burst=2).url
        answers = [call(url) for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[-1].json == {"message": "Too Many Requests"}

    def test_bucket_refills(self) -> None:
        """The bucket fills at its rate, up to its burst."""
        now = [0.0]
        throttle = Throttle(2.0, 3, clock=lambda: now[0])
        assert [throttle.admits() for _ in range(4)] == [True, True, True, False]
        now[0] = 0.5
        assert [throttle.admits(), throttle.admits()] == [True, False]


class TestOddRequests:
    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "x-odd"])
    def test_methods(self, open_url: str, method: str) -> None:
        """Any method reaches the function, which knows what to say."""
        assert call(open_url, "/x", method).json["httpMethod"] == method

    @pytest.mark.parametrize("path", ["/%", "/%zz", "/%00", "/%ff%fe", "/a//b", "/./..", "/a;b=c", "/%2e%2e/x"])
    def test_odd_paths_pass_as_they_are(self, open_url: str, path: str) -> None:
        """A path is the function's to judge, broken encodings and NULs among them."""
        assert call(open_url, path).json["path"] == path

    @pytest.mark.parametrize(
        "request_line",
        [
            b"GET /caf\xc3\xa9 HTTP/1.1",
            b"GET /a\x00b HTTP/1.1",
            b"GET /a b HTTP/1.1",
            b"GET * HTTP/1.1",
            b"GET x HTTP/1.1",
            b"GET http://[::1 HTTP/1.1",
            b"GET / HTTP/9.9x",
            b"nonsense",
        ],
    )
    def test_request_lines_that_are_not_http(self, open_url: str, request_line: bytes) -> None:
        """They are 400 and the connection ends."""
        answer = raw(open_url, request_line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert re.match(rb"HTTP/1\.1 (400|505) ", answer)

    @pytest.mark.parametrize(
        ("lines", "status"),
        [
            (b"Content-Length: 3\r\nContent-Length: 4\r\n", 400),
            (b"Content-Length: -1\r\n", 400),
            (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400),
            (b"Transfer-Encoding: gzip, chunked\r\n", 501),
            (b"no colon\r\n", 400),
            (b"A: b\rInjected: c\r\n", 400),
            (b"A: b\x00c\r\n", 400),
            (b"A\x00: b\r\n", 400),
            (b"A : b\r\n", 400),
            (b"A: b\r\n" * 101, 431),
            (b"A: " + b"b" * 70_000 + b"\r\n", 431),
        ],
    )
    def test_framing_two_servers_could_read_differently(self, open_url: str, lines: bytes, status: int) -> None:
        """Ambiguous lengths and broken header lines are refused."""
        answer = raw(open_url, b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + lines + b"\r\nabc")
        assert answer.startswith(b"HTTP/1.1 %d " % status)
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["message"]

    @pytest.mark.parametrize(
        "chunks",
        [
            b"zz\r\nabc\r\n0\r\n\r\n",
            b"3\r\nabcdef\r\n0\r\n\r\n",
            b"-3\r\nabc\r\n0\r\n\r\n",
            b"ffffffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        ],
    )
    def test_broken_chunks(self, open_url: str, chunks: bytes) -> None:
        """A chunk that lies about its length is 400, each time, and the server continues."""
        head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        for _ in range(20):
            assert raw(open_url, head + chunks).startswith(b"HTTP/1.1 400 ")
        assert call(open_url).status == 200

    def test_body_cut_short(self, open_url: str) -> None:
        """A client that leaves in the middle of its body harms nobody."""
        address = urlsplit(open_url)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        assert call(open_url).status == 200

    def test_duplicate_slashes_in_front(self, open_url: str) -> None:
        """//host/path is a path."""
        assert call(open_url, "//evil.test/x").json["path"] == "/evil.test/x"


class TestGatewayResponses:
    def test_error_shape(self, worded_url: str) -> None:
        """An answer of the gateway's own has the service's error shape, CORS and its request id."""
        answer = call(worded_url, "/me")
        assert answer.status == 401
        assert answer.json["error"] == "unauthorized"
        assert answer.json["message"].startswith("Unauthorized: ")
        assert answer.json["request_id"] == answer.headers["X-Request-Id"] == answer.headers["x-amzn-RequestId"]
        assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_too_large(self, worded_url: str) -> None:
        """413 says what to do instead."""
        answer = call(worded_url, "/open", "POST", body=b"x" * 5_000_000)
        assert (answer.status, answer.json["error"]) == (413, "payload_too_large")

    def test_not_http(self, worded_url: str) -> None:
        """Even what is not HTTP is refused in the service's shape."""
        answer = raw(worded_url, b"GET /a\x01b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"] == "malformed_request"

    def test_several_origins(self) -> None:
        """A gateway response holds one origin: for several it is any."""
        responses = GatewayResponses.dreamforge(["https://a.test", "https://b.test"])
        assert responses.by_kind["UNAUTHORIZED"].headers["Access-Control-Allow-Origin"] == "*"


class TestServing:
    def test_connections_are_kept(self, open_url: str) -> None:
        """One connection carries many requests, also behind a body nobody read."""
        connection = http.client.HTTPConnection(urlsplit(open_url).netloc, timeout=scaled(5))
        connection.connect()
        first = connection.sock
        for body in [None, b"abc", b"x" * 5_000_000, None]:
            connection.request("POST", "/x", body)
            connection.getresponse().read()
            assert connection.sock is first
        connection.close()

    def test_port_in_use(self, open_url: str) -> None:
        """A taken port is a clear error."""
        with pytest.raises(PortTakenError, match="is in use by"):
            Gateway(echo, pool=None).serve(int(urlsplit(open_url).port or 0))

    def test_close_disconnects(self) -> None:
        """Closing is quick, ends open connections, and may be done twice."""
        gateway = Gateway(echo, pool=None, public=[("ANY", "*")]).serve()
        connection = http.client.HTTPConnection(urlsplit(gateway.url).netloc, timeout=scaled(5))
        connection.request("GET", "/")
        connection.getresponse().read()
        began = time.monotonic()
        gateway.close()
        gateway.close()
        assert time.monotonic() - began < scaled(5)
        assert connection.sock is not None
        assert connection.sock.recv(1) == b""
        connection.close()

    def test_close_lets_requests_finish(self) -> None:
        """Those in progress get their whole answer; nobody new gets in; it has an end."""
        began, go_on = threading.Event(), threading.Event()

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
            began.set()
            go_on.wait(scaled(20))
            return {"body": "whole"}

        gateway = Gateway(handler, pool=None, public=[("ANY", "*")]).serve()
        with ThreadPoolExecutor(2) as pool:
            answer = pool.submit(call, gateway.url)
            assert began.wait(scaled(20))
            closing = pool.submit(gateway.close)
            eventually(lambda: is_refused(gateway.url))
            assert not closing.done()
            go_on.set()
            assert (answer.result().status, answer.result().body) == (200, b"whole")
            closing.result(scaled(20))

    def test_close_does_not_wait_without_end(self) -> None:
        """What takes longer than it may is given up."""
        go_on = threading.Event()
        began = threading.Event()

        def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            began.set()
            go_on.wait(scaled(60))
            start_response("200 OK", [("Content-Length", "0")])
            return []

        serving = Serving(app, finish_seconds=1)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(raw, serving.url, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert began.wait(scaled(20))
            serving.close()
            go_on.set()
            assert b" 200 " not in answer.result(scaled(20))

    @pytest.mark.parametrize("started", [False, True])
    def test_an_application_disconnects(self, started: bool) -> None:
        """With a ConnectionError, before its answer or in the middle of it: nothing more is sent."""

        def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
            if started:
                start_response("200 OK", [("Content-Type", "text/event-stream")])
                yield b"data: 1\n\n"
            raise ConnectionAbortedError

        with Serving(app) as serving:
            for _ in range(3):
                answer = raw(serving.url, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                assert not answer.endswith(b"0\r\n\r\n")
                assert (b"data: 1" in answer) == started

    def test_streamed_answer(self) -> None:
        """An application without a length is sent in chunks as they come, and the connection continues."""

        def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
            start_response("200 OK", [("Content-Type", "text/event-stream")])
            yield b"data: 1\n\n"
            yield b"data: 2\n\n"

        with Serving(app) as serving:
            connection = http.client.HTTPConnection(urlsplit(serving.url).netloc, timeout=scaled(5))
            for _ in range(2):
                connection.request("GET", "/")
                answer = connection.getresponse()
                assert answer.headers["Transfer-Encoding"] == "chunked"
                assert answer.read() == b"data: 1\n\ndata: 2\n\n"
            connection.close()

    def test_failing_application(self, caplog: pytest.LogCaptureFixture) -> None:
        """An application that raises answers 500, and the log has the reason."""

        def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            raise RuntimeError("why")

        with Serving(app) as serving:
            assert call(serving.url).status == 500
        assert "why" in caplog.text
