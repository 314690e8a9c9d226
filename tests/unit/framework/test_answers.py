"""Answers are written by the declared type; what does not fit it is a mistake of the service, and is not sent."""

import json
import logging
import math
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_serializer

from backend.framework.application import Application
from backend.framework.events import event
from backend.framework.request import Request
from backend.framework.response import Reply, Response
from backend.framework.routing.operation import RouteError, operation

T = TypeVar("T")


class User(BaseModel):
    name: str
    score: float = 0.0


class StoredUser(User):
    password_hash: str = "secret"


class Team(BaseModel):
    lead: User
    others: list[User] = []
    by_name: dict[str, User] = {}


class Page(BaseModel, Generic[T]):
    items: list[T]


class Renamed(BaseModel):
    source: str = Field(serialization_alias="from")


class Computed(BaseModel):
    name: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def score(self) -> float:
        return math.nan


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str


class Written(BaseModel):
    score: int

    @field_serializer("score")
    def write(self, _: int) -> float:
        return math.nan


class Loose(BaseModel):
    """Every way in which a model without a float can hold one."""

    things: list = []  # type: ignore[type-arg]
    table: dict = {}  # type: ignore[type-arg]
    choice: int | Any = 0
    item: Any = None


class Plain:
    """Nothing that pydantic knows."""


class Colour(Enum):
    RED = "red"


def answer(kind: Any, result: Any, **facts: Any) -> Response:
    def handler() -> kind:
        return result

    made = operation("GET", "/x", handler, summary="s", tag="t", public=True, **facts)
    return Application([made])(Request("GET", "/x", request_id="r1"))


LEAKY = StoredUser(name="a")


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (User, LEAKY),
        (User | None, LEAKY),
        (list[User], [LEAKY]),
        (dict[str, User], {"a": LEAKY}),
        (tuple[User, ...], (LEAKY,)),
        (Page[User], Page[User](items=[LEAKY])),
        (Team, Team(lead=LEAKY, others=[LEAKY], by_name={"a": LEAKY})),
        (Annotated[Reply, User], Reply(LEAKY, status=202)),
        (User | Response, LEAKY),
        (Annotated[User, "note"], LEAKY),
    ],
    ids=str,
)
def test_a_subclass_is_sent_as_what_is_declared(kind: Any, result: Any) -> None:
    """What only the subclass has stays inside, however deep it stands."""
    made = answer(kind, result)
    assert made.status in (200, 202)
    assert b"name" in made.body
    assert b"secret" not in made.body
    assert b"password_hash" not in made.body


@pytest.mark.parametrize(
    ("kind", "result", "body"),
    [
        (User, {"name": "a", "score": 1.5}, {"name": "a", "score": 1.5}),
        (Renamed, Renamed(source="x"), {"from": "x"}),
        (list[int], [1, 2], [1, 2]),
        (UUID, UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime, datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00Z"),
        (Decimal, Decimal("1.50"), "1.50"),
        (Colour, Colour.RED, "red"),
        (User | None, User(name="a"), {"name": "a", "score": 0.0}),
        (User | None, None, None),
        (dict, {"a": None}, {"a": None}),
        (Any, User(name="a"), {"name": "a", "score": 0.0}),
    ],
    ids=str,
)
def test_what_fits_is_sent(kind: Any, result: Any, body: Any) -> None:
    """As JSON, under the names that the document has."""
    made = answer(kind, result)
    assert (made.status, json.loads(made.body)) == (200, body)


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (User, None),
        (User, {"score": 1.0}),
        (User, {"name": 1}),
        (User, User.model_construct(name=3)),  # type: ignore[arg-type]  # wrong on purpose
        (User, Team(lead=User(name="a"))),
        (User, Reply(Team(lead=User(name="a")))),
        (list[User], User(name="a")),
        (list[int], ["a"]),
        (Colour, "blue"),
        (None, {"name": "a"}),
        (User, User(name="a", score=math.nan)),
        (User, User(name="a", score=-math.inf)),
        (list[float], [math.inf]),
        (dict, {"a": [math.nan]}),
        (dict[UUID, float], {UUID(int=1): math.nan}),
        (set[float], {math.nan}),
        (tuple[float, ...], (1.0, math.inf)),
        (Any, {"a": math.nan}),
        (Any, User(name="a", score=math.inf)),
        (Any, len),
        (Computed, Computed(name="a")),
        (Open, Open(name="a", score=math.nan)),
        (Written, Written(score=1)),
        (Loose, Loose(things=[math.nan])),
        (Loose, Loose(table={"a": math.inf})),
        (Loose, Loose(choice=math.nan)),
        (Loose, Loose(item=[{"a": math.nan}])),
        (list[Open], [Open(name="a", score=math.nan)]),
    ],
    ids=str,
)
def test_what_does_not_fit_is_our_mistake(kind: Any, result: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A 500 that says nothing of it; the log says what it was."""
    with caplog.at_level(logging.ERROR):
        made = answer(kind, result)
    assert made.status == 500
    assert json.loads(made.body)["error"] == "internal_error"
    assert [vars(record)["request_id"] for record in caplog.records] == ["r1"]


def test_a_204_has_no_content() -> None:
    """Declared content cannot be sent with it, and what a handler gives all the same is a mistake."""
    with pytest.raises(RouteError, match="204"):
        answer(User, User(name="a"), status=204)
    assert answer(None, None, status=204).status == 204
    assert answer(Any, {"a": 1}, status=204).status == 500


def test_a_202_of_a_job_is_the_job() -> None:
    """An operation that can be done later declares what it answers then."""
    made = answer(Annotated[Reply, User], Reply(Page[int](items=[1]), status=202), job=Page[int])
    assert (made.status, json.loads(made.body)) == (202, {"items": [1]})
    assert answer(Annotated[Reply, User], Reply(LEAKY), job=Page[int]).body == b'{"name":"a","score":0.0}'


def test_an_answer_that_pydantic_cannot_write() -> None:
    """Fails at registration."""
    with pytest.raises(RouteError, match="answer"):
        answer(Plain, Plain())


def test_an_event_is_json_too() -> None:
    """Of a stream as well no NaN is sent."""
    with pytest.raises(ValueError, match="JSON"):
        event("delta", {"x": math.nan})
