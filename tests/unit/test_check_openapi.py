"""scripts/check_openapi.py: what breaks clients, and whether it is declared."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import check_openapi

ROOT = Path(__file__).parents[2]

ORDER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "size": {"type": "integer", "minimum": 1, "maximum": 9},
        "colour": {"type": "string", "enum": ["red", "blue"]},
        "note": {"type": "string", "maxLength": 10},
    },
    "required": ["size"],
}
RECEIPT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": "integer"},
        "state": {"type": "string", "enum": ["open", "paid"]},
        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
    },
    "required": ["number", "state"],
}
LINE: dict[str, Any] = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
LIMIT: dict[str, Any] = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "default": 20},
}


def json_of(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


PLACE: dict[str, Any] = {
    "operationId": "place",
    "security": [],
    "parameters": [LIMIT],
    "requestBody": {"content": json_of("Order")},
    "responses": {
        "201": {"headers": {"Location": {}}, "content": json_of("Receipt")},
        "404": {"content": json_of("Line")},
    },
}
DOCUMENT: dict[str, Any] = {
    "paths": {"/orders": {"post": PLACE}},
    "components": {"schemas": {"Order": ORDER, "Receipt": RECEIPT, "Line": LINE}},
}


class Api:
    """The document, to be changed."""

    def __init__(self) -> None:
        self.document = copy.deepcopy(DOCUMENT)
        self.place = self.document["paths"]["/orders"]["post"]
        self.order, self.receipt, self.line = self.document["components"]["schemas"].values()


def breaks(change: Callable[[Api], Any]) -> list[str]:
    api = Api()
    change(api)
    return [str(each) for each in check_openapi.breaks_between(DOCUMENT, api.document)]


BREAKING: dict[str, tuple[Callable[[Api], Any], str]] = {
    "an operation goes": (lambda api: api.document["paths"].clear(), "place: is gone"),
    "an operation moves": (
        lambda api: api.document["paths"].update({"/order": api.document["paths"].pop("/orders")}),
        "place: is at POST /order instead of POST /orders",
    ),
    "it needs a token": (lambda api: api.place.update(security=[{"cognito": []}]), "place: needs a token"),
    "a parameter goes": (
        lambda api: api.place["parameters"].clear(),
        "place: query parameter limit is not taken any more",
    ),
    "a parameter is required": (
        lambda api: api.place["parameters"][0].update(required=True),
        "place: query parameter limit is required",
    ),
    "a default changes": (
        lambda api: api.place["parameters"][0]["schema"].update(default=5),
        "place: query parameter limit has another default",
    ),
    "a field of a request goes": (lambda api: api.order["properties"].pop("note"), "place: body.note is gone"),
    "a new field is required": (
        lambda api: (api.order["properties"].update(name={"type": "string"}), api.order["required"].append("name")),
        "place: body.name is required",
    ),
    "a known field is required": (lambda api: api.order["required"].append("note"), "place: body.note is required"),
    "a limit narrows": (
        lambda api: api.order["properties"]["size"].update(maximum=8),
        "place: body.size has another maximum: 8 instead of 9",
    ),
    "a limit comes": (
        lambda api: api.order["properties"]["note"].update(minLength=1),
        "place: body.note has another minLength: 1 instead of None",
    ),
    "a value is refused": (
        lambda api: api.order["properties"]["colour"].update(enum=["red"]),
        "place: body.colour takes only ['red']",
    ),
    "a pattern comes": (
        lambda api: api.order["properties"]["note"].update(pattern="^a"),
        "place: body.note has another pattern: ^a instead of None",
    ),
    "another media type": (
        lambda api: api.place["requestBody"].update(content={}),
        "place: body is not application/json any more",
    ),
    "a status changes": (
        lambda api: api.place["responses"].update({"200": api.place["responses"].pop("201")}),
        "place: never answers 201 any more",
    ),
    "a field of an answer goes": (lambda api: api.receipt["properties"].pop("state"), "place: 201.state is gone"),
    "a field inside a list goes": (lambda api: api.line["properties"].clear(), "place: 201.lines[].text is gone"),
    "a type changes": (
        lambda api: api.receipt["properties"]["number"].update(type="string"),
        "place: 201.number has another type: string instead of integer",
    ),
    "a field is not always there": (
        lambda api: api.receipt["required"].remove("number"),
        "place: 201.number is not always there",
    ),
    "an answer has another value": (
        lambda api: api.receipt["properties"]["state"]["enum"].append("lost"),
        "place: 201.state may be lost",
    ),
    "an answer may be null": (
        lambda api: api.receipt["properties"]["number"].update(nullable=True),
        "place: 201.number may be null",
    ),
    "a header goes": (lambda api: api.place["responses"]["201"]["headers"].clear(), "place: 201 has no Location"),
}

HARMLESS: dict[str, Callable[[Api], Any]] = {
    "nothing": lambda api: None,
    "a new operation": lambda api: api.document["paths"].update(
        {"/new": {"get": {"operationId": "new", "security": [], "responses": {}}}}
    ),
    "a new optional parameter": lambda api: api.place["parameters"].append({**LIMIT, "name": "offset"}),
    "a new optional field of a request": lambda api: api.order["properties"].update(name={"type": "string"}),
    "a field that may be left out": lambda api: api.order["required"].clear(),
    "a wider limit": lambda api: api.order["properties"]["size"].update(maximum=99),
    "a value more is taken": lambda api: api.order["properties"]["colour"]["enum"].append("green"),
    "a new field of an answer": lambda api: api.receipt["properties"].update(name={"type": "string"}),
    "a field that is always there now": lambda api: api.receipt["required"].append("lines"),
    "an answer has a value less": lambda api: api.receipt["properties"]["state"]["enum"].remove("open"),
    "another error": lambda api: api.place["responses"].update({"409": {"content": json_of("Line")}}),
    "an error less": lambda api: api.place["responses"].pop("404"),
    "another name of a component": lambda api: (
        api.document["components"]["schemas"].update(Bill=api.receipt),
        api.place["responses"]["201"].update(content=json_of("Bill")),
    ),
    "other words": lambda api: api.receipt.update(description="What was paid."),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_break_is_found(name: str) -> None:
    """Each kind of change that an old client stumbles over is reported, with its place."""
    change, told = BREAKING[name]
    assert told in breaks(change)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nobody_is_let_through(name: str) -> None:
    """What an old client never notices."""
    assert breaks(HARMLESS[name]) == []


def test_a_component_that_holds_itself_ends() -> None:
    """A tree of answers is compared once around."""
    api = Api()
    api.line["properties"]["lines"] = {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}
    other = copy.deepcopy(api.document)
    other["components"]["schemas"]["Line"]["properties"]["text"]["type"] = "integer"
    found = [str(each) for each in check_openapi.breaks_between(api.document, other)]
    assert "place: 201.lines[].text has another type: integer instead of string" in found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with both documents and a changelog, between which an operation went."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/openapi.released.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "docs/openapi.json").write_text(json.dumps({**DOCUMENT, "paths": {}}))
    return tmp_path


@pytest.mark.parametrize(
    ("changelog", "status"),
    [
        ("## [Unreleased]\n\n- BREAKING: `place` is gone.\n", 0),
        ("## [Unreleased]\n\n- `place` is gone.\n", 1),
        ("## [Unreleased]\n\n- BREAKING: `placement` is gone.\n", 1),
        ("## [Unreleased]\n\n## [0.1.0]\n\n- BREAKING: `place` is gone.\n", 1),
    ],
)
def test_a_break_is_to_be_declared(repository: Path, changelog: str, status: int) -> None:
    """By a line of the unreleased changes that says BREAKING and names the operation."""
    (repository / "CHANGELOG.md").write_text(changelog)
    assert check_openapi.main([], repository) == status


def test_the_break_is_reported(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What broke, and what to do about it."""
    (repository / "CHANGELOG.md").write_text("## [Unreleased]\n")
    check_openapi.main([], repository)
    told = capsys.readouterr().out
    assert "breaks clients: place: is gone" in told
    assert "CHANGELOG.md" in told


def test_a_release_takes_the_document_over(repository: Path) -> None:
    """From then on it is what clients may rely on."""
    assert check_openapi.main(["--release"], repository) == 0
    assert (repository / "docs/openapi.released.json").read_bytes() == (repository / "docs/openapi.json").read_bytes()


def test_this_repository_breaks_nothing_in_silence(tmp_path: Path) -> None:
    """The committed documents and changelog."""
    (tmp_path / "docs").mkdir()
    for name in ("docs/openapi.json", "docs/openapi.released.json", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    assert check_openapi.main([], tmp_path) == 0
