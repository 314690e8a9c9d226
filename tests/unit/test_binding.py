"""backend/framework/binding: from a handler's signature to a call, with text read strictly."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from backend.api.application import FROM_REQUEST
from backend.domain.identity.caller import Caller
from backend.domain.shared.fields import IntegralFloat
from backend.domain.shared.meter import Meter
from backend.domain.shared.schemas import Answer, Input, OmitNone, Omittable
from backend.framework.binding.bodies import MAX_JSON_BYTES
from backend.framework.binding.calls import Call
from backend.framework.binding.signature import bind
from backend.framework.errors import (
    HttpBadRequest,
    HttpNotFound,
    HttpPayloadTooLarge,
    HttpUnprocessable,
    HttpUnsupportedMediaType,
)
from backend.framework.page import Limit
from backend.framework.request import Request
from backend.framework.response import Reply, Response
from backend.framework.routing.operation import RouteError, operation

THING = Annotated[str, Field(pattern=r"^t_[0-9]{3}$")]


class Thing(Input):
    name: Annotated[str, Field(min_length=1)]
    size: Omittable[Annotated[int, Field(ge=1), IntegralFloat]] = None


class Shown(Answer):
    name: str
    note: OmitNone[str] = None


class Clock:
    """A service."""


def bound(handler: Callable[..., Any], path: str = "/things", **facts: Any) -> Call:
    declared = operation(facts.pop("method", "GET"), path, handler, summary="s", tag="t", **facts)
    return bind(declared, {Clock}, FROM_REQUEST).compile(provide)


def provide(kind: type) -> Any:
    return kind()


def query_of(handler: Callable[..., Any], **given_: list[str]) -> Any:
    """What a handler that returns its arguments got out of a query."""
    return json.loads(bound(handler)(Request("GET", "/things", query=given_)).body)


def refused_fields(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(HttpUnprocessable) as raised:
        call()
    return [detail["field"] for detail in raised.value.details]


# ---- queries


def one_of_each(
    n: int = 0,
    x: float = 0.5,
    b: bool = False,
    s: str = "",
    kind: Literal["a", "b"] = "a",
    many: list[str] | None = None,
) -> dict[str, Any]:
    return {"n": n, "x": x, "b": b, "s": s, "kind": kind, "many": many}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("n", "3", 3), ("n", "-3", -3), ("n", "0", 0), ("n", "007", 7), ("n", "9" * 18, int("9" * 18)),
        ("x", "1", 1.0), ("x", "1.50", 1.5), ("x", "-0.25", -0.25),
        ("b", "true", True), ("b", "false", False),
        ("s", "true", "true"), ("s", "12", "12"), ("s", "", ""), ("s", " ñ ", " ñ "),
        ("kind", "b", "b"),
    ],
)  # fmt: skip
def test_text_becomes_what_is_declared(name: str, text: str, value: Any) -> None:
    """A number that is written as one is a number, and text stays the text it is."""
    assert query_of(one_of_each, **{name: [text]})[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("n", text) for text in ("", "+1", "1_0", "٣", "1e3", " 1", "1 ", "1\n", "1.0", "0x1", "--1", "-")],
        *[("n", text) for text in ("½", "1,0", "9" * 19, "true")],
        *[("x", text) for text in ("", "+1.5", "1e3", ".5", "5.", "nan", "inf", "-inf", "1_0.5", "٣.٣", " 1.5", "1,5")],
        *[("b", text) for text in ("", "True", "TRUE", "1", "0", "yes", "on", " true", "t")],
        *[("kind", text) for text in ("", "A", "c", " a")],
    ],
)  # fmt: skip
def test_what_is_nearly_right_is_wrong(name: str, text: str) -> None:
    """Nothing is guessed: spaces, signs, underscores, other digits and other spellings of true are refused."""
    assert refused_fields(lambda: query_of(one_of_each, **{name: [text]})) == [name]


def test_a_repeated_parameter() -> None:
    """Twice is refused where one is wanted, and a list where a list is."""
    assert refused_fields(lambda: query_of(one_of_each, n=["1", "1"])) == ["n"]
    assert query_of(one_of_each, many=["a", "b"])["many"] == ["a", "b"]


def test_an_unknown_parameter() -> None:
    """A mistyped filter is never ignored, whether the operation takes others or none."""
    assert refused_fields(lambda: query_of(one_of_each, m=["1"])) == ["m"]
    assert refused_fields(lambda: query_of(lambda: None, m=["1"])) == ["m"]


def test_all_mistakes_at_once() -> None:
    """Every parameter that is wrong is named in one answer."""
    assert sorted(refused_fields(lambda: query_of(one_of_each, n=["x"], b=["x"], y=["x"]))) == ["b", "n", "y"]


@pytest.mark.parametrize(("text", "fits"), [("1", True), ("100", True), ("0", False), ("101", False), ("-1", False)])
def test_limits_are_kept(text: str, fits: bool) -> None:
    """A declared range holds for what came in as text."""

    def handler(limit: Limit = 20) -> dict[str, int]:
        return {"limit": limit}

    if fits:
        assert query_of(handler, limit=[text]) == {"limit": int(text)}
    else:
        assert refused_fields(lambda: query_of(handler, limit=[text])) == ["limit"]


def test_a_parameter_without_a_default_is_needed() -> None:
    """What has no default must be sent."""

    def handler(n: int) -> None: ...

    assert refused_fields(lambda: query_of(handler)) == ["n"]


def test_optional_numbers_are_numbers() -> None:
    """`int | None` is read as an int, and is None when it is left out."""

    def handler(n: int | None = None, m: Annotated[int | None, Field(ge=1)] = None) -> dict[str, Any]:
        return {"n": n, "m": m}

    assert query_of(handler, n=["3"]) == {"n": 3, "m": None}
    assert query_of(handler, m=["4"]) == {"n": None, "m": 4}


def test_a_choice_of_numbers_is_read_as_numbers() -> None:
    """An enumeration of integers can be asked for, as a dataset's schema may have one."""

    def handler(size: Literal[1, 2] = 1) -> dict[str, int]:
        return {"size": size}

    assert query_of(handler, size=["2"]) == {"size": 2}


@given(st.text(max_size=12))
def test_an_integer_is_ascii_digits(text: str) -> None:
    """Of all texts only -?[0-9]+ is an integer."""
    plain = text.removeprefix("-")
    if plain.isascii() and plain.isdigit():
        assert query_of(one_of_each, n=[text])["n"] == int(text)
    else:
        assert refused_fields(lambda: query_of(one_of_each, n=[text])) == ["n"]


# ---- bodies


def make(body: Thing) -> Shown:
    return Shown(name=body.name)


def post(body: bytes, content_type: str | None = "application/json") -> Response:
    headers = {} if content_type is None else {"content-type": content_type}
    return bound(make, method="POST", status=201)(Request("POST", "/things", headers=headers, body=body))


def test_a_body_becomes_a_model() -> None:
    """Good JSON is read into the model, and the answer written with the operation's status."""
    answer = post(b'{"name": "x", "size": 3}')
    assert (answer.status, json.loads(answer.body)) == (201, {"name": "x"})
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json ; charset=utf-8", "Application/Vnd.x+JSON"]
)
def test_content_types_of_json(content_type: str) -> None:
    """JSON under each of its names."""
    assert post(b'{"name": "x"}', content_type).status == 201


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/jsonx", "x/json", "json", "text/plain, application/json"]
)
def test_other_content_types(content_type: str | None) -> None:
    """Anything else is not read at all, nor what has no type."""
    with pytest.raises(HttpUnsupportedMediaType):
        post(b'{"name": "x"}', content_type)


def test_the_size_of_a_body() -> None:
    """A mebibyte is read; one byte more is not, whatever it holds."""
    padded = b'{"name": "x"}' + b" " * (MAX_JSON_BYTES - 13)
    assert post(padded).status == 201
    with pytest.raises(HttpPayloadTooLarge):
        post(padded + b" ")


@pytest.mark.parametrize("body", [b"", b"  ", b"{", b"\xff", b"nul", b'{"name": "\\ud800"}', b"[" * 100_000])
def test_what_is_not_json(body: bytes) -> None:
    """Malformed, and so said, without a field."""
    with pytest.raises(HttpBadRequest) as raised:
        post(body)
    assert raised.value.details == ()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"[]", "body"),
        (b"{}", "name"),
        (b'{"name": null}', "name"),
        (b'{"name": 1}', "name"),
        (b'{"name": ""}', "name"),
        (b'{"name": "x", "more": null}', "more"),
        (b'{"name": "x", "size": "1"}', "size"),
        (b'{"name": "x", "size": 1.5}', "size"),
        (b'{"name": "x", "size": true}', "size"),
        (b'{"name": "x", "size": 0}', "size"),
        (b'{"name": "x", "more": 1}', "more"),
    ],
)
def test_rules_are_named_by_field(body: bytes, field: str) -> None:
    """JSON that breaks a rule is refused by the field's path; nothing is converted."""
    assert refused_fields(lambda: post(body)) == [field]


def test_three_point_zero_is_three() -> None:
    """JSON knows one kind of number."""
    assert post(b'{"name": "x", "size": 3.0}').status == 201


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No body raises anything but the two refusals."""
    try:
        post(body)
    except (HttpBadRequest, HttpUnprocessable):
        return


# ---- paths, services, requests


def test_a_path_parameter_that_fits() -> None:
    """It is handed over under its name."""

    def handler(thing_id: THING) -> dict[str, str]:
        return {"thing_id": thing_id}

    request = Request("GET", "/things/t_123", path_parameters={"thing_id": "t_123"})
    assert json.loads(bound(handler, "/things/{thing_id}")(request).body) == {"thing_id": "t_123"}


@pytest.mark.parametrize("value", ["", "t_12", "t_1234", "t_123\n", "T_123", "t_١٢٣"])
def test_a_path_parameter_that_does_not_fit(value: str) -> None:
    """An id that can name nothing is a 404, as one that names nothing is."""

    def handler(thing_id: THING) -> None: ...

    request = Request("GET", "/things/x", path_parameters={"thing_id": value})
    with pytest.raises(HttpNotFound, match="no such thing"):
        bound(handler, "/things/{thing_id}")(request)


def test_caller_request_meter_and_services_are_handed_over() -> None:
    """By their type, under whatever name."""
    caller, meter = Caller("u1", "ana"), Meter()
    seen: dict[str, object] = {}

    def handler(who: Caller, asked: Request, cost: Meter, clock: Clock) -> None:
        seen.update(who=who, asked=asked, cost=cost, clock=clock)

    request = Request("GET", "/things", caller=caller)
    request.context.put(meter)
    bound(handler)(request)
    assert (seen["who"], seen["asked"], seen["cost"]) == (caller, request, meter)
    assert isinstance(seen["clock"], Clock)


def test_one_argument_however_it_is_taken() -> None:
    """By position, by name alone, and behind a decorator that knows only names."""
    caller = Caller("u1", "ana")
    seen: list[object] = []

    def handler(who: Caller) -> None:
        seen.append(who)

    def by_name(*, who: Caller) -> None:
        seen.append(who)

    @wraps(handler)
    def wrapped(**named: Any) -> None:
        handler(**named)

    for each in (handler, by_name, wrapped):
        bound(each)(Request("GET", "/things", caller=caller))
        with pytest.raises(HttpUnprocessable):
            bound(each)(Request("GET", "/things", query={"more": ["1"]}, caller=caller))
    assert seen == [caller, caller, caller]


# ---- answers


def test_nothing_is_an_empty_answer() -> None:
    """None is a body of no bytes, and claims no type."""
    answer = bound(lambda: None, status=204)(Request("GET", "/things"))
    assert (answer.status, answer.body, answer.headers) == (204, b"", {})


def test_what_is_absent_is_left_out() -> None:
    """An optional field of an answer without a value is not there."""
    assert bound(lambda: Shown(name="x"))(Request("GET", "/things")).body == b'{"name":"x"}'


def test_a_reply_says_more() -> None:
    """Status and headers of a Reply win; its content is written as JSON."""
    reply = Reply(Shown(name="x"), status=202, headers={"Location": "/jobs/1"})
    answer = bound(lambda: reply)(Request("GET", "/things"))
    assert (answer.status, answer.headers) == (202, {"Content-Type": "application/json", "Location": "/jobs/1"})


def test_a_response_goes_as_it_is() -> None:
    """A handler may answer by itself."""
    response = Response(200, b"<p>", {"Content-Type": "text/html"})
    assert bound(lambda: response)(Request("GET", "/things")) is response


# ---- signatures that cannot be served


def test_a_parameter_without_annotation() -> None:
    """Fails at registration."""
    with pytest.raises(RouteError, match="what"):
        bound(eval("lambda what: None"))


def test_a_template_whose_handler_takes_no_such_parameter() -> None:
    """Fails at registration."""
    with pytest.raises(RouteError, match="thing_id"):
        bound(lambda: None, "/things/{thing_id}")
