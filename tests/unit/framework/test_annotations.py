"""What registers works, and what cannot work does not register: handlers with any annotation."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from functools import partial
from typing import Annotated, Any, Literal, NewType, Optional
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, PositiveInt, TypeAdapter
from typing_extensions import TypeAliasType, TypedDict

from backend.framework.binding.forms import SentFile
from backend.framework.binding.signature import bind
from backend.framework.errors import HttpNotFound, HttpUnprocessable
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import RouteError, operation


class Colour(Enum):
    RED = "red"
    BLUE = "b l&ue"


class Size(IntEnum):
    SMALL = 1
    LARGE = 20


class Mixed(Enum):
    TEXT = "text"
    NUMBER = 3
    FLAG = True


class Word(StrEnum):
    A = "a"


class Item(BaseModel):
    name: str
    size: int = 1


class Row(TypedDict):
    n: int


@dataclass
class Point:
    x: int


class Service:
    """What the application provides."""


UserId = NewType("UserId", int)
Alias = TypeAliasType("Alias", Annotated[int, Field(ge=0)])
integers = st.integers(-(10**17), 10**17)
decimals = st.decimals(min_value=-9999, max_value=9999, places=3)
SCALARS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, st.text(max_size=20)),
    (int, integers),
    (bool, st.booleans()),
    (float, st.integers(-9999, 9999).map(lambda n: n / 8)),
    (Decimal, decimals),
    (UUID, st.uuids()),
    (date, st.dates()),
    (time, st.times()),
    (datetime, st.datetimes()),
    (AwareDatetime, st.datetimes().map(lambda each: each.replace(tzinfo=UTC))),
    (Colour, st.sampled_from(Colour)),
    (Size, st.sampled_from(Size)),
    (Mixed, st.sampled_from(Mixed)),
    (Word, st.just(Word.A)),
    (Literal["a", "b"], st.sampled_from(["a", "b"])),
    (Literal[1, 2, "x", True], st.sampled_from([2, "x", True])),
    (Literal[Colour.RED], st.just(Colour.RED)),
    (UserId, integers),
    (Alias, st.integers(0, 99)),
    (PositiveInt, st.integers(1, 99)),
    (Annotated[int, Field(gt=2, le=9)], st.integers(3, 9)),
    (Annotated[Decimal, Field(gt=0, decimal_places=2)], st.just(Decimal("1.50"))),
    (Annotated[str, Field(pattern="^[a-z]+$", description="d")], st.just("abc")),
]
WRAPPED: list[tuple[str, Callable[[Any], Any]]] = [
    ("plain", lambda kind: kind),
    ("optional", lambda kind: kind | None if isinstance(kind, type) else Optional[kind]),  # noqa: UP045
    ("annotated", lambda kind: Annotated[kind, "a note", Field(description="d")]),
    ("annotated optional", lambda kind: Annotated[Optional[kind], Field(description="d")]),  # noqa: UP045
]
COLLECTIONS: list[tuple[str, Callable[[Any], Any], Callable[[list[Any]], Any]]] = [
    ("list", lambda kind: list[kind], list),
    ("set", lambda kind: set[kind], set),
    ("frozenset", lambda kind: frozenset[kind], frozenset),
    ("tuple", lambda kind: tuple[kind, ...], tuple),
]


def text_of(value: Any) -> str:
    """As a client writes it."""
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.3f}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def handler_of(kind: Any, default: Any = ...) -> tuple[Callable[..., None], list[Any]]:
    """A handler with one parameter, `value`, and the list that it puts what it got into."""
    got: list[Any] = []
    if default is ...:

        def handler(value: kind) -> None:
            got.append(value)

        return handler, got

    def with_default(value: kind = default) -> None:
        got.append(value)

    return with_default, got


def call(handler: Callable[..., Any], path: str = "/things", request: Request | None = None) -> Response:
    made = bind(operation("POST", path, handler, summary="s", tag="t", name="do_it"), {Service})
    return made.compile(lambda kind: kind())(request or Request("POST", "/things"))


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


# ---- any annotation


UNSUPPORTED: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (bytes, st.just(b"a")),
    (timedelta, st.just(timedelta(1))),
    (Any, st.just("a")),
    (tuple[int, str], st.just((1, "a"))),
]
WRAPS = ("optional", "annotated", "newtype", "list", "tuple", "dict")
MODELS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (Item, st.builds(Item, name=st.text(max_size=5))),
    (Point, st.builds(Point, st.integers(0, 9))),
    (Row, st.just({"n": 1})),
    (dict[str, int], st.dictionaries(st.text(max_size=3), st.integers(0, 9))),
]
Case = tuple[Any, Any]


@st.composite
def annotations(draw: st.DrawFn) -> Case:
    """Any type in any wrapping, and a value of it."""
    kind, values = draw(st.sampled_from([*SCALARS, *UNSUPPORTED, *MODELS]))
    assume(kind != Literal[Colour.RED])  # pydantic reads it from text and from Python, and not from JSON
    value = draw(values)
    for wrap in draw(st.lists(st.sampled_from(WRAPS), max_size=3)):
        if wrap == "optional":
            kind = Optional[kind]  # noqa: UP045
        elif wrap == "annotated":
            kind = Annotated[kind, Field(description="d"), "note"]
        elif wrap == "newtype":
            kind = NewType("Own", kind)
        elif wrap == "list":
            kind, value = list[kind], [value]
        elif wrap == "tuple":
            kind, value = tuple[kind, ...], (value,)
        else:
            kind, value = dict[str, kind], {"a": value}
    return kind, value


@settings(max_examples=400, deadline=None)
@given(case=annotations(), optional=st.booleans())
def test_what_registers_works(case: Case, optional: bool) -> None:
    """Either it is refused with its name, or a good request brings the handler the very value that was sent."""
    kind, value = case
    handler, got = handler_of(Optional[kind], None) if optional else handler_of(kind)  # noqa: UP045
    try:
        made = bind(operation("POST", "/things", handler, summary="s", tag="t", name="do_it"))
    except RouteError as error:
        assert "doIt: parameter value" in str(error)  # noqa: PT017
        return
    if made.body is not None:
        headers = {"content-type": "application/json"}
        request = Request("POST", "/things", headers=headers, body=TypeAdapter(kind).dump_json(value))
    else:
        several = value if made.query[0].collect is not None else [value]
        request = Request("POST", "/things", query={"value": [text_of(each) for each in several]})
    made.compile(lambda _: None)(request)
    assert same(got[0], value)


# ---- text


@pytest.mark.parametrize(("kind", "values"), SCALARS, ids=str)
@pytest.mark.parametrize(("name", "wrap"), WRAPPED, ids=[name for name, _ in WRAPPED])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_scalar_arrives_as_what_it_is(
    name: str, wrap: Callable[[Any], Any], kind: Any, values: Any, data: st.DataObject
) -> None:
    """In a query and in a path, whatever stands around the annotation: value and type are those that were sent."""
    value = data.draw(values)
    handler, got = handler_of(wrap(kind))
    call(handler, request=Request("POST", "/things", query={"value": [text_of(value)]}))
    call(handler, "/things/{value}", Request("POST", "/x", path_parameters={"value": text_of(value)}))
    assert all(same(each, value) for each in got)
    assert len(got) == 2


@pytest.mark.parametrize(("kind", "values"), SCALARS, ids=str)
@pytest.mark.parametrize(("name", "wrap", "collect"), COLLECTIONS, ids=[name for name, _, _ in COLLECTIONS])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_repeated_parameter_arrives_as_a_collection(
    name: str, wrap: Any, collect: Any, kind: Any, values: Any, data: st.DataObject
) -> None:
    """Also where it may be left out."""
    sent = data.draw(st.lists(values, min_size=1, max_size=3))
    for declared in (handler_of(wrap(kind)), handler_of(Optional[wrap(kind)], None)):  # noqa: UP045
        handler, got = declared
        call(handler, request=Request("POST", "/things", query={"value": [text_of(each) for each in sent]}))
        assert same(got[0], collect(sent))


@pytest.mark.parametrize(("kind", "values"), SCALARS, ids=str)
@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=12), data=st.data())
def test_other_text_is_refused_and_never_a_500(kind: Any, values: Any, text: str, data: st.DataObject) -> None:
    """Either it is a value of the declared type, or the caller hears which parameter is wrong."""
    handler, got = handler_of(kind)
    refused: list[Any] = []
    try:
        call(handler, request=Request("POST", "/things", query={"value": [text]}))
    except HttpUnprocessable as error:
        refused = [each["field"] for each in error.details]
    if got:
        TypeAdapter(kind).validate_python(got[0], strict=True)
    else:
        assert refused == ["value"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[(int, text) for text in ("1_000", "+5", " 5", "5 ", "٣", "1e3", "5.0", "")],
        *[(Decimal, text) for text in ("1_0", "+1", "1e3", "NaN", "Infinity", " 1")],
        *[(float, text) for text in ("nan", "inf", "+1.5", "1_0.5")],
        *[(datetime, text) for text in ("1700000000", "2026-11-29", "2026-11-29 12:00:00", "20261129T120000")],
        *[(date, text) for text in ("1700000000", "2026-02-30", "20261129", "2026-W48-7")],
        *[(UUID, text) for text in ("{12345678-1234-1234-1234-123456789abc}", "12345678123412341234123456789abc")],
        *[(Colour, text) for text in ("RED", "Red", "Colour.RED")],
        *[(Size, text) for text in ("SMALL", "01", "1.0")],
        *[(bool, text) for text in ("1", "True", "yes")],
    ],
)  # fmt: skip
def test_text_that_is_nearly_right(kind: Any, text: str) -> None:
    """Is refused in a query, and names nothing in a path."""
    handler, _ = handler_of(kind)
    with pytest.raises(HttpUnprocessable):
        call(handler, request=Request("POST", "/things", query={"value": [text]}))
    with pytest.raises(HttpNotFound):
        call(handler, "/things/{value}", Request("POST", "/x", path_parameters={"value": text}))


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (int, 3), (int | None, None), (Colour, Colour.RED), (list[int], []), (float, 1), (Decimal, Decimal(1)),
        (UUID, UUID(int=1)), (tuple[str, ...], ("a",)), (Annotated[int, Field(ge=1)], Field(default=4)),
        (str, Field(default_factory=lambda: "made")), (date, date(2026, 1, 1)), (Literal["a", None], None),
    ],
)  # fmt: skip
def test_a_default_that_fits(kind: Any, default: Any) -> None:
    """Arrives where nothing is sent, and a change of it does not last."""
    handler, got = handler_of(kind, default)
    call(handler)
    call(handler)
    assert got[0] == got[1]
    assert not isinstance(got[0], list) or got[0] is not got[1]


def test_an_alias_is_the_name_in_the_url() -> None:
    """Names that Python reserves can be asked for."""
    handler, got = handler_of(Annotated[str, Field(alias="from")])
    call(handler, request=Request("POST", "/things", query={"from": ["x"]}))
    assert got == ["x"]


# ---- JSON


@pytest.mark.parametrize(
    ("kind", "sent", "expected"),
    [
        (Item, {"name": "a"}, Item(name="a")),
        (Item | None, {"name": "a"}, Item(name="a")),
        (Item | None, None, None),
        (Annotated[Item, Field(description="d")], {"name": "a"}, Item(name="a")),
        (list[Item], [{"name": "a"}, {"name": "b"}], [Item(name="a"), Item(name="b")]),
        (list[Item] | None, [], []),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (dict[str, Item], {"a": {"name": "a"}}, {"a": Item(name="a")}),
        (Row, {"n": 1}, {"n": 1}),
        (Point, {"x": 1}, Point(1)),
        (Item | Row, {"n": 1}, {"n": 1}),
        (tuple[Item, int], [{"name": "a"}, 2], (Item(name="a"), 2)),
    ],
)
def test_a_body_arrives(kind: Any, sent: Any, expected: Any) -> None:
    """With and without a default, which stands for a body that is not sent."""
    json_request = Request("POST", "/x", headers={"content-type": "application/json"}, body=json.dumps(sent).encode())
    handler, got = handler_of(kind)
    call(handler, request=json_request)
    optional, left_out = handler_of(Optional[kind], None)  # noqa: UP045
    call(optional, request=json_request)
    call(optional)
    assert (got, left_out) == ([expected], [expected, None])


def test_a_body_may_have_a_field_as_its_default() -> None:
    """Which says more of it, and whether it is needed."""
    request = Request("POST", "/x", headers={"content-type": "application/json"}, body=b'{"name":"a"}')
    for default in (Field(description="d"), Field(default=None), Field(default_factory=lambda: Item(name="b"))):
        handler, got = handler_of(Item | None, default)
        call(handler, request=request)
        assert got == [Item(name="a")]
    call(handler)
    assert got[1] == Item(name="b")


def test_what_the_application_provides_may_be_annotated_or_optional() -> None:
    """It is handed over all the same, and never read from the body."""
    for kind in (Service, Annotated[Service, "note"], Service | None):
        handler, got = handler_of(kind)
        call(handler)
        assert isinstance(got[0], Service)


# ---- what cannot work


@pytest.mark.parametrize(
    "kind",
    [
        Any, object, None, bytes, complex, timedelta, list, list[Any], list[list[int]], tuple, tuple[int, str],
        int | str, list[int | str], date | datetime, Callable[[], int], type[int], Sequence[int], re.Pattern,
        Service | int, list[Service], dict[str, Request], SentFile | None, list[SentFile], Response,
        Literal[1, "1"], "Nowhere", Literal[b"x"], Enum("Empty", {}), Enum("Odd", {"A": (1, 2)}), set[bytes], ...,
    ],
    ids=str,
)  # fmt: skip
def test_what_no_request_can_satisfy(kind: Any) -> None:
    """Is refused when it is registered, with the operation's and the parameter's name."""
    handler, _ = handler_of(kind)
    with pytest.raises(RouteError, match="doIt") as raised:
        call(handler)
    assert "value" in str(raised.value) or kind == "Nowhere"


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (int, "x"), (int, None), (Colour, "red"), (list[int], [None]), (Annotated[int, Field(ge=1)], 0),
        (int, Field(default="x")), (Item, None), (Item, {"size": 1}), (UUID, "x"), (bool, 1),
    ],
)  # fmt: skip
def test_a_default_that_does_not_fit(kind: Any, default: Any) -> None:
    """Would reach the handler as something that its annotation excludes."""
    handler, _ = handler_of(kind, default)
    with pytest.raises(RouteError, match="doIt: parameter value"):
        call(handler)


@pytest.mark.parametrize("kind", [list[int], Item, dict[str, int], Request, Service, SentFile])
def test_a_path_holds_one_scalar(kind: Any) -> None:
    """Nothing else can be in it."""
    handler, _ = handler_of(kind)
    with pytest.raises(RouteError, match="doIt: parameter value"):
        call(handler, "/things/{value}")


async def waiting() -> None: ...


def stepping() -> Any:
    yield 1


class Waiting:
    __name__ = "waiting"

    async def __call__(self) -> None: ...


def two_bodies(one: Item, value: list[Item]) -> None: ...


def body_and_file(one: SentFile, value: Item) -> None: ...


def two_files(one: SentFile, value: SentFile) -> None: ...


def any_number(*value: int) -> None: ...


def any_names(**value: int) -> None: ...


def only_by_place(value: int, /) -> None: ...


def one_alias(other: Annotated[int, Field(alias="n")], value: Annotated[int, Field(alias="n")]) -> None: ...


def unannotated(value) -> None: ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("handler", "named"),
    [
        (waiting, "async"), (stepping, "generator"), (Waiting(), "async"), (partial(waiting), "async"),
        *[(each, "value") for each in (two_bodies, body_and_file, two_files, any_number, any_names, only_by_place)],
        (one_alias, "value"), (unannotated, "value"),
    ],
)  # fmt: skip
def test_handlers_that_cannot_be_called(handler: Any, named: str) -> None:
    """Fail at registration, and the message says which parameter it is."""
    with pytest.raises(RouteError, match=f"doIt.*{named}"):
        call(handler)
