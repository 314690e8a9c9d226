"""A null for an optional field of a JSON body is that field left out, in whatever kind of model it stands."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NotRequired

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import TypedDict

from backend.framework.application import Application
from backend.framework.binding.core import core_of, make_adapter
from backend.framework.binding.nulls import leave_out_nulls
from backend.framework.request import Request
from backend.framework.routing.operation import operation

JSON = {"content-type": "application/json"}


class Place(BaseModel):
    name: str
    note: str | None = None
    stars: int = 3


class Tree(BaseModel):
    name: str
    branches: list["Tree"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    lives: int | None


class Checked(BaseModel):
    alias: Annotated[int, Field(alias="other")] = 3
    checked: int = 4

    @field_validator("checked", mode="before")
    @classmethod
    def check_field(cls, value: Any) -> Any:
        return value

    @model_validator(mode="after")
    def check_model(self) -> "Checked":
        return self


@dataclass
class Point:
    x: int
    y: int = 0


class Options(TypedDict):
    x: int
    y: NotRequired[int]


@pytest.mark.parametrize(
    ("kind", "body", "read"),
    [
        (Place, '{"name": null, "note": null, "stars": null}', '{"name": null}'),
        (Place, '{"name": "a", "other": null}', '{"name": "a", "other": null}'),
        (list[Place], '[{"stars": null}, null]', "[{}, null]"),
        (Tree, '{"branches": [{"name": null, "branches": null}]}', '{"branches": [{"name": null}]}'),
        (Cat | Dog, '{"kind": "cat", "lives": null}', '{"kind": "cat"}'),
        (Cat | Dog, '{"kind": "dog", "lives": null}', '{"kind": "dog", "lives": null}'),
        (Annotated[Cat | Dog, Field(discriminator="kind")], '{"kind": "cat", "lives": null}', '{"kind": "cat"}'),
        (Checked, '{"other": null, "checked": null}', "{}"),
        (Point, '{"x": null, "y": null}', '{"x": null}'),
        (Options, '{"x": null, "y": null}', '{"x": null}'),
        (dict[str, Place], '{"a": {"stars": null}, "b": null}', '{"a": {}, "b": null}'),
        (dict[str, Any], '{"a": null}', '{"a": null}'),
        (tuple[Place, int], '[{"stars": null}, null]', "[{}, null]"),
        (Place | None, "null", "null"),
    ],
)
def test_what_is_left_out(kind: Any, body: str, read: str) -> None:
    """What must be sent, and what is no field of a model, stays for the validator to judge."""
    assert json.loads(leave_out_nulls(body.encode(), core_of(make_adapter(kind)))) == json.loads(read)


@pytest.mark.parametrize(
    "body", ['{"stars": null', '{"stars": null, "x": "\\ud800"}', "[" * 5000 + "null" + "]" * 5000]
)
def test_what_is_not_json_stays(body: str) -> None:
    assert leave_out_nulls(body.encode(), core_of(make_adapter(Place))) == body.encode()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_other_values_stay(value: Any) -> None:
    """Numbers of any size too, and NaN, which is refused later."""
    body = json.dumps({"name": value, "stars": None, "x": 10**400}).encode()
    read = json.loads(leave_out_nulls(body, core_of(make_adapter(Place))))
    assert json.dumps(read, sort_keys=True) == json.dumps({"name": value, "x": 10**400}, sort_keys=True)


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    day: date
    size: int = 1


def take(body: Strict) -> dict[str, Any]:
    return {"fields": sorted(body.model_fields_set), "day": body.day.isoformat()}


APP = Application([operation("POST", "/things", take, summary="Take", tag="things", public=True)])


@pytest.mark.parametrize("body", [b'{"day": "2026-11-29"}', b'{"day": "2026-11-29", "size": null}'])
def test_it_is_as_if_the_field_were_not_there(body: bytes) -> None:
    """Read as strictly, and as JSON: a date is text there."""
    answer = APP(Request("POST", "/things", headers=JSON, body=body))
    assert json.loads(answer.body) == {"fields": ["day"], "day": "2026-11-29"}
