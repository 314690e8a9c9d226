"""lambda_proxy.py and lambda_function.py: proxy events as AWS documents them, and importing what is deployed."""

import base64
import copy
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.api.lambda_function import LambdaHandler
from backend.framework.adapters.lambda_proxy import body_of, event_of, request_of
from backend.framework.errors import HttpBadRequest
from backend.framework.response import Response
from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]

# "Input format of a Lambda function for proxy integration", API Gateway developer guide.
DOCUMENTED: dict[str, Any] = {
    "resource": "/my/path",
    "path": "/my/path",
    "httpMethod": "GET",
    "headers": {"header1": "value1", "header2": "value1,value2"},
    "multiValueHeaders": {"header1": ["value1"], "header2": ["value1", "value2"]},
    "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
    "multiValueQueryStringParameters": {"parameter1": ["value1", "value2"], "parameter2": ["value"]},
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "id",
        "authorizer": {"claims": None, "scopes": None},
        "domainName": "id.execute-api.us-west-2.amazonaws.com",
        "domainPrefix": "id",
        "extendedRequestId": "request-id",
        "httpMethod": "GET",
        "identity": {
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": "192.0.2.1",
            "user": None,
            "userAgent": "user-agent",
            "userArn": None,
            "clientCert": None,
        },
        "path": "/my/path",
        "protocol": "HTTP/1.1",
        "requestId": "id=",
        "requestTime": "04/Mar/2020:19:15:17 +0000",
        "requestTimeEpoch": 1583349317135,
        "resourceId": None,
        "resourcePath": "/my/path",
        "stage": "$default",
    },
    "pathParameters": None,
    "stageVariables": None,
    "body": "Hello from Lambda!",
    "isBase64Encoded": False,
}
# What the "Test" button of API Gateway's console sends: nearly everything is null.
BARE: dict[str, Any] = {
    "resource": "/ping",
    "path": "/ping",
    "httpMethod": "GET",
    "headers": None,
    "multiValueHeaders": None,
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "requestContext": {
        "requestId": "test-invoke",
        "stage": "test-invoke-stage",
        "path": "/ping",
        "identity": {"sourceIp": "test-invoke-source-ip"},
    },
    "body": None,
    "isBase64Encoded": False,
}  # fmt: skip
ENVIRONMENT = {
    "AWS_REGION": "us-west-2",
    "COGNITO_USER_POOL_ID": "us-west-2_Pool1",
    "COGNITO_CLIENT_ID": "client1",
    "SQS_QUEUE_JOBS": "https://sqs.us-west-2.amazonaws.com/123456789012/jobs",
    **{f"S3_BUCKET_{name}": f"bucket-{name.lower()}" for name in ("UPLOADS", "ASSETS")},
    **{
        f"DDB_TABLE_{name}": f"table-{name.lower()}"
        for name in (
            "PRODUCTS",
            "LISTINGS",
            "USERS",
            "JOBS",
            "CONVERSATIONS",
            "MESSAGES",
            "ECHOES",
            "REQUESTS",
            "SHORT_LIVED",
        )
    },
}


def event(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DOCUMENTED), **changes}


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> LambdaHandler:
    """What is deployed, with settings, and without a cloud behind it."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return LambdaHandler()


# ---- events


def test_the_documented_event() -> None:
    """Every part of the documented event arrives."""
    request = request_of(DOCUMENTED, None)
    assert (request.method, request.path) == ("GET", "/my/path")
    assert request.headers["header1"] == "value1"
    assert request.headers["header2"].replace(" ", "") == "value1,value2"
    assert request.query == {"parameter1": ["value1", "value2"], "parameter2": ["value"]}
    assert request.claims is None
    assert request.source_ip == "192.0.2.1"
    assert body_of(DOCUMENTED) == b"Hello from Lambda!"


def test_a_bare_event() -> None:
    """An event whose parts are null is a request without them."""
    request = request_of(BARE, None)
    assert (request.headers, request.query, request.claims) == ({}, {}, None)
    assert request.request_id == "test-invoke"
    assert body_of(BARE) == b""


def test_single_values_where_there_are_no_lists() -> None:
    """Hand-written events have only the single-value maps."""
    request = request_of(
        {"httpMethod": "GET", "path": "/x", "headers": {"X-One": "1"}, "queryStringParameters": {"a": "b"}}, None
    )
    assert (request.headers, request.query) == ({"x-one": "1"}, {"a": ["b"]})


def test_header_names_have_no_case() -> None:
    """HTTP/2 sends them in lower case, older clients as they like."""
    assert request_of(event(multiValueHeaders={"AUTHORIZATION": ["x"]}), None).headers["authorization"] == "x"


def test_claims_come_from_the_authorizer_only() -> None:
    """A header cannot pretend to be claims."""
    context = {**DOCUMENTED["requestContext"], "authorizer": {"claims": {"sub": "u1"}}}
    assert request_of(event(requestContext=context), None).claims == {"sub": "u1"}
    for authorizer in (None, {}, {"principalId": "x"}):
        context = {**DOCUMENTED["requestContext"], "authorizer": authorizer}
        assert request_of(event(requestContext=context), None).claims is None


def on(base: str, path: str, *, resource: str = "/{proxy+}", stage: str = "") -> dict[str, Any]:
    """An event as AWS renders it: with a base path mapping both paths hold it, and `pathParameters` does not.

    localstack/localstack#12296, aws/serverless-java-container#34, CodeGenieApp/serverless-express#397.
    """
    proxy = unquote(path[1:].removesuffix("/"))
    context = {**DOCUMENTED["requestContext"], "path": f"{stage}{base}{path}", "domainName": "api.example.com"}
    parameters = {"proxy": proxy} if proxy and "+" in resource else None
    return event(resource=resource, path=base + path, pathParameters=parameters, requestContext=context)


@pytest.mark.parametrize("base", ["", "/shop", "/shop/v1", "/me", "/dev"])
@pytest.mark.parametrize(
    ("sent", "resource", "path"),
    [
        ("/", "/", "/"),
        ("/me", "/{proxy+}", "/me"),
        ("/me/", "/{proxy+}", "/me"),
        ("/docs/", "/docs", "/docs"),
        ("/mcp/", "/mcp", "/mcp"),
        ("/products/a%20b%2Fc", "/{proxy+}", "/products/a%20b%2Fc"),
        ("/products/shop/", "/{proxy+}", "/products/shop"),
        ("/me/me", "/{proxy+}", "/me/me"),
    ],
)
def test_base_path_and_slash_at_the_end(base: str, sent: str, resource: str, path: str) -> None:
    """Neither is a part of the operation's path; the base path is one of the base URL's."""
    request = request_of(on(base, sent, resource=resource), None)
    assert (request.path, request.base_url) == (path, f"https://api.example.com{base}")


def test_a_slash_at_the_end_of_the_proxy_parameter() -> None:
    """A path that the parameter repeats with its slash has none either."""
    request = request_of(event(resource="/{proxy+}", path="/docs/", pathParameters={"proxy": "docs/"}), None)
    assert request.path == "/docs"


def test_the_base_path_alone() -> None:
    """It is the root."""
    request = request_of(on("/shop", "", resource="/"), None)
    assert (request.path, request.base_url) == ("/", "https://api.example.com/shop")


SEGMENT = st.text(st.characters(categories=["L", "N"], include_characters=" %/+.~é"), min_size=1, max_size=8).map(
    lambda text: quote(text, safe="")
)


@given(
    base=st.lists(SEGMENT, max_size=3),
    path=st.lists(SEGMENT, min_size=1, max_size=4),
    slash=st.booleans(),
    stage=st.sampled_from(["", "/dev"]),
)
def test_any_path_under_any_base_path(base: list[str], path: list[str], slash: bool, stage: str) -> None:
    """Whatever the segments hold, the operation's path is what stands behind the base path, as it was sent."""
    under, sent = "".join(f"/{each}" for each in base), "".join(f"/{each}" for each in path)
    request = request_of(on(under, sent + "/" * slash, stage=stage), None)
    assert (request.path, request.base_url) == (sent, f"https://api.example.com{stage}{under}")


def test_the_base_url_is_what_the_gateway_says() -> None:
    """From domain name and stage, never from the Host header, which the caller writes."""
    context = {**DOCUMENTED["requestContext"], "path": "/prod/my/path"}
    headers = {"Host": ["evil.example"], "X-Forwarded-Proto": ["https"]}
    request = request_of(event(requestContext=context, multiValueHeaders=headers), None)
    assert request.base_url == "https://id.execute-api.us-west-2.amazonaws.com/prod"


def test_the_base_url_behind_a_custom_domain() -> None:
    """There the path of the context has no stage."""
    context = {**DOCUMENTED["requestContext"], "domainName": "api.example.com"}
    assert request_of(event(requestContext=context), None).base_url == "https://api.example.com"


def test_the_deadline_is_the_functions() -> None:
    """The time that is left comes from Lambda's context."""

    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 5_000

    assert request_of(DOCUMENTED, Context()).ends_at - time.monotonic() == pytest.approx(5, abs=scaled(0.5))


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({"X-Request-Id": "mine"}, "mine"),
        ({"X-Correlation-Id": "mine"}, "mine"),
        ({"X-Request-Id": "first", "X-Correlation-Id": "second"}, "first"),
        ({"X-Request-Id": "not sane"}, "id="),
        ({"X-Request-Id": "a" * 128}, "a" * 128),
        ({"X-Request-Id": "a" * 129}, "id="),
        ({"X-Request-Id": "a\nb"}, "id="),
        ({"X-Request-Id": "a\n"}, "id="),
        ({}, "id="),
    ],
)
def test_request_ids(headers: dict[str, str], request_id: str) -> None:
    """The caller's if it is sane, else the gateway's."""
    assert request_of(event(multiValueHeaders={k: [v] for k, v in headers.items()}), None).request_id == request_id


# ---- bodies


@given(st.binary(max_size=200))
def test_bytes_come_through_base64(content: bytes) -> None:
    """Whatever the bytes."""
    assert body_of({"body": base64.b64encode(content).decode(), "isBase64Encoded": True}) == content


@pytest.mark.parametrize("body", ["*", "a", "abc", "ñ", "YQ=\n=", "YQ", "====", "YQ==YQ=="])
def test_base64_that_is_none(body: str) -> None:
    """Said to be base64 and not: malformed."""
    with pytest.raises(HttpBadRequest):
        body_of({"body": body, "isBase64Encoded": True})


@given(st.text(max_size=50))
def test_text_comes_through_as_utf8(text: str) -> None:
    """Text that is text, and halves of characters without raising."""
    assert body_of({"body": text, "isBase64Encoded": False}) == text.encode("utf-8", "surrogatepass")


# ---- answers


def test_text_is_answered_as_text() -> None:
    """JSON, HTML and SVG need no base64."""
    for content_type in ("application/json", "text/html; charset=utf-8", "image/svg+xml", "application/problem+json"):
        answer = event_of(Response(200, "ñ".encode(), {"Content-Type": content_type}))
        assert (answer["body"], answer["isBase64Encoded"]) == ("ñ", False)


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "application/pdf", "audio/webm"])
def test_bytes_are_answered_as_base64(content_type: str) -> None:
    """A proxy integration takes text only."""
    answer = event_of(Response(200, b"\x89\xff\0", {"Content-Type": content_type}))
    assert (base64.b64decode(answer["body"]), answer["isBase64Encoded"]) == (b"\x89\xff\0", True)


def test_packed_text_is_answered_as_base64() -> None:
    """A gzipped page is bytes, whatever its content type."""
    packed = Response(200, b"\x1f\x8b\xff", {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"})
    assert event_of(packed)["isBase64Encoded"] is True


def test_an_answer_has_the_documented_fields_only() -> None:
    """API Gateway answers 502 for anything else; and it is JSON."""
    answer = event_of(Response(204, b"", {"Allow": "GET"}))
    assert answer.keys() <= {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
    assert json.loads(json.dumps(answer)) == answer


# ---- the handler


def test_the_handler_answers_a_bare_event(handler: LambdaHandler) -> None:
    """What the console's test button sends is answered."""
    answer = handler(BARE, None)
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})


def test_the_handler_refuses_what_the_gateway_let_through(handler: LambdaHandler) -> None:
    """A protected operation without verified claims is refused by the code itself, with a way to sign in."""
    answer = handler(event(path="/status", multiValueHeaders={"Authorization": ["Bearer x"]}), None)
    assert answer["statusCode"] == 401
    assert answer["headers"]["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": "u1"},
        {"sub": "u1", "token_use": "access", "client_id": "client1"},
        {"sub": "u1", "token_use": "id", "aud": "another"},
        {"sub": "", "token_use": "id", "aud": "client1"},
    ],
    ids=str,
)
def test_the_handler_does_not_trust_a_gateway_set_up_wrongly(handler: LambdaHandler, claims: dict[str, str]) -> None:
    """Claims of another client, of an access token, or of nobody, open nothing."""
    context = {**DOCUMENTED["requestContext"], "authorizer": {"claims": claims}}
    assert handler(event(path="/status", requestContext=context), None)["statusCode"] == 401


def test_the_handler_knows_the_caller(handler: LambdaHandler) -> None:
    """Claims of an IdToken for our client, as strings, are the caller."""
    claims = {
        "sub": "u1",
        "token_use": "id",
        "aud": "client1",
        "cognito:username": "ana",
        "exp": "Sat Nov 21 12:00:00 UTC 2026",
    }
    context = {**DOCUMENTED["requestContext"], "authorizer": {"claims": claims}}
    answer = handler(
        event(
            path="/openapi.json",
            requestContext=context,
            multiValueQueryStringParameters=None,
            queryStringParameters=None,
        ),
        None,
    )
    assert answer["statusCode"] in (200, 503)  # 503: the rate limit is counted in a table, and there is none here


def test_base64_garbage_is_refused_like_the_rest(handler: LambdaHandler) -> None:
    """400 in the one shape of errors, with request id and security headers as on every response."""
    answer = handler(event(httpMethod="POST", path="/auth/login", body="*", isBase64Encoded=True), None)
    assert answer["statusCode"] == 400
    assert json.loads(answer["body"])["error"] == "malformed_request"
    assert {"X-Request-Id", "X-Content-Type-Options", "Strict-Transport-Security"} <= answer["headers"].keys()


def test_a_half_character_in_a_text_body(handler: LambdaHandler) -> None:
    """A body that is no Unicode is a 400."""
    login = event(httpMethod="POST", path="/auth/login", body='{"username": "\ud800"}', multiValueHeaders=None)
    login |= {"headers": {"Content-Type": "application/json"}}
    login |= {"queryStringParameters": None, "multiValueQueryStringParameters": None}
    assert handler(login, None)["statusCode"] in (400, 503)


# ---- what an import costs


def imported(code: str, *, environment: dict[str, str] | None = None) -> Any:
    """What a fresh interpreter prints, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "", **(environment or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


HEAVY = (
    "boto3",
    "botocore",
    "asyncio",
    "http.client",
    "urllib.request",
    "ssl",
    "jsonschema",
    "yaml",
    "requests",
)


def test_importing_loads_nothing_heavy() -> None:
    """Beyond what Lambda's own runtime client loads, importing the handler loads no AWS SDK, no asyncio and no HTTP."""
    loaded = imported(
        "import json, sys, awslambdaric.bootstrap; before = set(sys.modules)\n"
        "import backend.api.lambda_function\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    assert [name for name in HEAVY if name in loaded] == []
    assert [name for name in loaded if name.partition(".")[0] == "moto" or name.startswith("backend.local")] == []


def test_importing_needs_no_environment() -> None:
    """Importing reads how Lambda starts the process, and otherwise neither variables nor files of the caller's."""
    read = imported(
        "import os, sys, json\n"
        "names = []\n"
        "class Watched(dict):\n"
        "    def __getitem__(self, name): names.append(name); return dict.__getitem__(self, name)\n"
        "    def get(self, name, default=None): names.append(name); return dict.get(self, name, default)\n"
        "    def __contains__(self, name): names.append(name); return dict.__contains__(self, name)\n"
        "import pydantic, logging, platform, sysconfig, zoneinfo\n"
        "os.environ = Watched(os.environ)\n"
        "import backend.api.lambda_function\n"
        "ours = ('AWS_', 'DDB_', 'S3_', 'SQS_', 'BEDROCK_', 'COGNITO_', 'LLM_', 'LOG_', 'AUTH_', 'CORS_', 'STAGE')\n"
        "print(json.dumps([n for n in names if n.startswith(ours)]))"
    )
    assert read == ["AWS_LAMBDA_INITIALIZATION_TYPE"]


def test_starting_without_settings_names_what_is_missing() -> None:
    """The first event of a function without settings fails with one message that names the variables."""
    said = imported(
        "import json\n"
        "from backend.api.lambda_function import lambda_handler\n"
        "from backend.bootstrap.config import ConfigurationError\n"
        "try: lambda_handler({'httpMethod': 'GET', 'path': '/ping'}, None)\n"
        "except ConfigurationError as error: print(json.dumps(str(error)))"
    )
    assert "COGNITO_USER_POOL_ID is missing" in said
    assert "\n" not in said
