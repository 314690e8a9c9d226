"""backend/framework/middleware and backend/api/middleware: each maps a handler to a handler."""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.cognito.tokens import CognitoTokenVerifier
from backend.adapters.observability.logs import JsonLines
from backend.adapters.observability.tracing import Tracer
from backend.api.errors import http_error
from backend.api.middleware.caller import caller_of, identify
from backend.api.middleware.logging import log_requests
from backend.domain.shared.errors import DreamForgeError, Invalid, NotFound, TooManyRequests
from backend.domain.shared.meter import Meter
from backend.domain.shared.usage import Usage
from backend.framework.context import Context
from backend.framework.errors import HttpMethodNotAllowed
from backend.framework.middleware.chain import Handler, Middleware, chain
from backend.framework.middleware.error_handler import error_handler
from backend.framework.middleware.headers import headers, preflight
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.stream import Parts, Stream

CLAIMS = {"sub": "u1", "token_use": "id", "aud": "client1", "cognito:username": "ana", "email": "ana@example.com"}
OK = Response(200, b"{}", {"Content-Type": "application/json"})
LOGGED = log_requests(stage="test", tracer=Tracer(None, header=lambda: None))


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    """The records that are logged meanwhile."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    keeper, logger = Keeper(), logging.getLogger("backend")
    before = logger.level
    logger.addHandler(keeper)
    logger.setLevel("INFO")
    yield records
    logger.removeHandler(keeper)
    logger.setLevel(before)


def raising(error: Exception) -> Handler:
    def handler(request: Request) -> Response:
        raise error

    return handler


# ---- chain


def test_the_first_is_the_outermost() -> None:
    """A list reads from the outside to the inside."""
    order: list[str] = []

    def noting(name: str) -> Middleware:
        def middleware(handler: Handler) -> Handler:
            def handle(request: Request) -> Response:
                order.append(f"{name} in")
                response = handler(request)
                order.append(f"{name} out")
                return response

            return handle

        return middleware

    chain(lambda _: OK, [noting("a"), noting("b")])(Request("GET", "/"))
    assert order == ["a in", "b in", "b out", "a out"]


def test_a_chain_of_nothing_is_the_handler() -> None:
    """Without middleware nothing is around it."""
    assert chain(lambda _: OK, [])(Request("GET", "/")) is OK


# ---- errors


def test_a_typed_error_becomes_its_answer() -> None:
    """Status, name, message, request id, details and headers of the error."""
    error = Invalid("Fix it.", details=[{"in": "body", "field": "q", "message": "is empty"}])
    answer = error_handler(http_error)(raising(error))(Request("GET", "/", request_id="r1"))
    assert answer.status == 422
    assert json.loads(answer.body) == {
        "error": "validation_failed",
        "message": "Fix it.",
        "request_id": "r1",
        "details": [{"in": "body", "field": "q", "message": "is empty"}],
    }


def test_an_errors_headers_are_sent() -> None:
    """Allow with 405, Retry-After with 429."""
    not_allowed = error_handler(http_error)(raising(HttpMethodNotAllowed("No.", headers={"Allow": "GET"})))(
        Request("PUT", "/")
    )
    assert not_allowed.headers["Allow"] == "GET"
    too_many = error_handler(http_error)(raising(TooManyRequests("Wait.", retry_after=0)))(Request("GET", "/"))
    assert too_many.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    "error", [KeyError("secret"), ValueError("arn:aws:secret"), RecursionError(), MemoryError(), DreamForgeError("")]
)
def test_an_unknown_error_is_a_bland_500(error: Exception, log: list[logging.LogRecord]) -> None:
    """Nothing of it leaks out; the log has it, with the request id."""
    answer = error_handler(http_error)(raising(error))(Request("GET", "/", request_id="r1"))
    assert answer.status == 500
    assert json.loads(answer.body)["error"] == "internal_error"
    assert b"secret" not in answer.body
    assert vars(log[-1])["request_id"] == "r1"


def test_a_callers_error_is_not_logged_as_a_failure(log: list[logging.LogRecord]) -> None:
    """A 404 is nobody's trouble."""
    error_handler(http_error)(raising(NotFound("No such thing.")))(Request("GET", "/"))
    assert log == []


# ---- caller


def test_verified_claims_are_the_caller() -> None:
    """sub, user name and e-mail."""
    caller = caller_of(CLAIMS, "client1")
    assert caller is not None
    assert (caller.user_id, caller.username, caller.email, caller.is_admin) == ("u1", "ana", "ana@example.com", False)


@pytest.mark.parametrize(
    "claims",
    [
        None,
        {},
        {"sub": "u1"},
        {**CLAIMS, "token_use": "access"},
        {**CLAIMS, "aud": "other"},
        {**CLAIMS, "aud": None},
        {**CLAIMS, "sub": ""},
    ],
    ids=str,
)
def test_other_claims_are_nobody(claims: Any) -> None:
    """Use and audience are checked once more, so that a gateway set up wrongly opens nothing."""
    assert caller_of(claims, "client1") is None


def token_with(groups: Any) -> str:
    """A token as its owner sends it, of which the authorizer has checked the signature."""
    payload = base64.urlsafe_b64encode(json.dumps({"cognito:groups": groups}).encode()).decode().rstrip("=")
    return f"Bearer e30.{payload}.x"


RENDERED: list[Callable[[list[str]], str]] = [
    lambda names: ",".join(names),
    lambda names: f"[{', '.join(names)}]",
    lambda names: f"[{' '.join(names)}]",
]
"""How front doors of API Gateway are seen to write a list."""
NAMES = st.lists(
    st.sampled_from(["admin", "seller", "team,admin", "[admin]", "admin ", "[admin", "admin]", "a,admin,b"])
)


@given(names=NAMES, rendered=st.sampled_from(RENDERED))
def test_only_the_group_admin_makes_an_admin(names: list[str], rendered: Callable[[list[str]], str]) -> None:
    """However the list is written as text: the list in the token that was verified counts."""
    caller = caller_of({**CLAIMS, "cognito:groups": rendered(names)}, "client1", {"authorization": token_with(names)})
    assert caller is not None
    assert caller.groups == frozenset(names)
    assert caller.is_admin is ("admin" in names)


@pytest.mark.parametrize(
    ("groups", "sent", "found"),
    [
        (["admin"], "", {"admin"}),
        (["team,admin"], "", {"team,admin"}),
        ([], "", set()),
        (None, "", set()),
        ("", "", set()),
        ("admin", "", {"admin"}),
        ("team,admin", "", set()),
        ("[admin]", "", set()),
        ("admin seller", "", set()),
        ("team,admin", token_with(["team", "admin", "more"]), set()),
        ("team,admin", token_with("team,admin"), set()),
        ("team,admin", token_with(["team", 1]), set()),
        ("team,admin", f"{token_with(['team,admin'])}, {token_with(['team', 'admin'])}", set()),
        ("team,admin", "nonsense", set()),
        ("team,admin", "a.%%%.c", set()),
        ("team,admin", "a.W10.c", set()),
    ],
)
def test_what_is_ambiguous_gives_no_authority(groups: Any, sent: str, found: set[str]) -> None:
    """Text that may be one group or two, without the token that says which, or with one that does not fit."""
    caller = caller_of({**CLAIMS, "cognito:groups": groups}, "client1", {"authorization": sent})
    assert caller is not None
    assert caller.groups == found


def test_who_may_act_for_whom() -> None:
    """Everyone for themselves, admins for all."""
    ana, boss = caller_of(CLAIMS, "client1"), caller_of({**CLAIMS, "cognito:groups": "admin"}, "client1")
    assert ana is not None
    assert boss is not None
    assert [ana.may_act_for("u1"), ana.may_act_for("u2"), boss.may_act_for("u2")] == [True, False, True]


def seen(*, bypass: bool, claims: Any) -> Any:
    """The caller that a handler sees behind `identify`."""
    callers: list[Any] = []

    def handler(request: Request) -> Response:
        callers.append(request.caller)
        return OK

    def no_tokens() -> CognitoTokenVerifier:
        raise AssertionError("nothing is verified where the front has verified")

    middleware = identify(client_id="client1", bypass=bypass, tokens=no_tokens)
    middleware(handler)(Request("GET", "/", claims=claims))
    return callers[0]


def test_the_bypass_makes_up_the_test_user() -> None:
    """Without a token it is user_dev_001, who is no admin; with one it is who the token says."""
    assert seen(bypass=True, claims=None).user_id == "user_dev_001"
    assert not seen(bypass=True, claims=None).is_admin
    assert seen(bypass=True, claims=CLAIMS).user_id == "u1"
    assert seen(bypass=False, claims=None) is None


# ---- headers


def answered(origins: tuple[str, ...] = (), origin: str | None = None, response: Response = OK) -> Any:
    sent = {} if origin is None else {"origin": origin}
    return headers(origins)(lambda _: response)(Request("GET", "/", headers=sent, request_id="r1")).headers


def test_what_a_handler_says_stays() -> None:
    """A page's own policy and caching are not overwritten."""
    page = Response(200, b"", {"Content-Security-Policy": "own", "Cache-Control": "public"})
    assert answered(response=page)["Content-Security-Policy"] == "own"
    assert answered(response=page)["Cache-Control"] == "public"


def test_the_request_id_is_added() -> None:
    """To every response."""
    assert answered()["X-Request-Id"] == "r1"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ((), "https://a.example", None),
        (("https://a.example",), None, None),
        (("https://a.example",), "https://a.example", "https://a.example"),
        (("https://a.example",), "https://b.example", None),
        (("https://a.example",), "https://A.example", None),
        (("*",), "https://b.example", "*"),
        (("*",), None, "*"),
    ],
)
def test_cors(origins: tuple[str, ...], origin: str | None, allowed: str | None) -> None:
    """A listed origin is let in, to the letter; `*` lets everyone in."""
    assert answered(origins, origin).get("Access-Control-Allow-Origin") == allowed


def test_answers_that_depend_on_the_origin_say_so() -> None:
    """With a list of origins a cache must tell them apart, whether this one was let in or not."""
    for origin in (None, "https://a.example", "https://b.example"):
        assert answered(("https://a.example",), origin)["Vary"] == "Origin"
    assert (
        "Origin" in answered(("https://a.example",), response=Response(200, b"", {"Vary": "Accept-Encoding"}))["Vary"]
    )


def test_a_preflight_names_methods_and_headers() -> None:
    """204 without a body."""
    answer = preflight(("GET", "OPTIONS"))
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"] == "GET, OPTIONS"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


# ---- logging


def test_a_request_is_one_record(log: list[logging.LogRecord]) -> None:
    """With what the request noted, and without what it did not."""
    LOGGED(lambda _: OK)(Request("GET", "/x", request_id="r1", context=Context("getX")))
    (record,) = log
    assert (record.getMessage(), vars(record)["operation"], vars(record)["status"]) == ("request", "getX", 200)
    assert "caller" not in vars(record)
    assert "models" not in vars(record)


def test_a_model_is_accounted_for(log: list[logging.LogRecord]) -> None:
    """Models, tokens and pictures, once a model was asked."""

    def handler(request: Request) -> Response:
        request.context.get(Meter).text("m1", Usage(input_tokens=3, output_tokens=4))
        request.context.get(Meter).image("m2")
        return OK

    LOGGED(handler)(Request("GET", "/"))
    facts = vars(log[0])
    assert (facts["models"], facts["input_tokens"], facts["output_tokens"], facts["images"]) == (["m1", "m2"], 3, 4, 1)


def test_steps_become_server_timing(log: list[logging.LogRecord]) -> None:
    """Where something was timed, the answer says how long."""

    def handler(request: Request) -> Response:
        with request.context.get(Meter).step("draw"):
            return OK

    assert LOGGED(handler)(Request("GET", "/")).headers["Server-Timing"].startswith("draw;dur=")


def test_a_record_is_one_line_of_json() -> None:
    """Also with line breaks, quotes, odd values and an exception in it."""
    try:
        raise ValueError('two\nlines "quoted"')
    except ValueError as error:
        record = logging.makeLogRecord(
            {"msg": "it %s", "args": ("failed\n",), "levelname": "ERROR", "name": "backend", "odd": object(), "ñ": "ñ",
             "exc_info": (type(error), error, error.__traceback__)}
        )  # fmt: skip
    line = JsonLines().format(record)
    assert "\n" not in line
    content = json.loads(line)
    assert (content["level"], content["message"], content["ñ"]) == ("ERROR", "it failed\n", "ñ")
    assert "two\nlines" in content["exception"]


def test_a_caller_who_left_before_the_first_part_is_reported() -> None:
    """The log says 499, and not that all went well."""

    def parts() -> Parts:
        yield b"data: never\n\n"

    request = Request("POST", "/chat")
    response = error_handler(http_error)(lambda _: Response(200, stream=Stream(parts())))(request)
    assert response.stream is not None
    response.stream.close()
    assert request.context.status == 499
