"""backend/api/mock_handler.py: a new dataset takes no code, whatever its schema; or one RouteError says why not."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from backend.api.mock_handler import mock_operations
from backend.domain.catalogue.datasets import Datasets
from backend.framework.application import Application
from backend.framework.mcp.server import McpServer
from backend.framework.openapi.documents import Documents
from backend.framework.request import Request
from backend.framework.routing.operation import RouteError

ROWS = [
    {"_id": "a", "postal-code": "110111", "class": 1, "datasets": "x", "status": "new", "note": None, "mixed": 1,
     "from": True, "price": 1.5, "nested": {"status": "old"}, "list": ["a"]},
    {"_id": "b", "postal-code": "050001", "class": 2, "datasets": "y", "status": "old", "note": "n", "mixed": "1",
     "from": False, "price": 2, "nested": {"status": "new"}, "list": []},
]  # fmt: skip
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Parcel",
    "type": "object",
    "additionalProperties": False,
    "required": ["_id"],
    "$defs": {
        "Status": {"type": "string", "enum": ["new", "old"], "description": "How far it is."},
        "Nested": {"type": "object", "properties": {"status": {"$ref": "#/$defs/Status"}}},
    },
    "properties": {
        "_id": {"type": "string"},
        "postal-code": {"type": "string", "examples": ["110111"]},
        "class": {"type": "integer", "exclusiveMinimum": 0},
        "datasets": {"type": "string"},
        "status": {"$ref": "#/$defs/Status"},
        "note": {"type": ["string", "null"]},
        "mixed": {"type": ["string", "integer"]},
        "from": {"type": "boolean"},
        "price": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "nested": {"$ref": "#/$defs/Nested"},
        "list": {"type": "array", "items": {"$ref": "#/$defs/Status"}},
        "model_config": {"const": "x"},
        "schema": {"enum": [1, 2, None]},
        "anything": True,
    },
}


class Rows(Datasets):
    def __init__(self) -> None:
        """Without a bucket."""

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        return list(ROWS)


def serve(folder: Path, schema: Any, **line: Any) -> Application:
    """The application of one dataset."""
    said = {"dataset": "parcels", "key": "k", "summary": "List parcels", "tag": "t", **line}
    (folder / f"{said['dataset']}.schema.json").write_text(schema if isinstance(schema, str) else json.dumps(schema))
    config = folder / "config.json"
    config.write_text(json.dumps({"/parcels": said}))
    return Application(
        [*mock_operations(config, folder)],
        services={Datasets},
        provide=lambda _: Rows(),
        middleware=[lambda handler: lambda request: handler(request.with_(caller="ana"))],
    )


@pytest.fixture
def app(tmp_path: Path) -> Application:
    return serve(tmp_path, SCHEMA)


@pytest.mark.parametrize(
    ("field", "text", "ids"),
    [
        ("_id", "a", ["a"]), ("postal-code", "050001", ["b"]), ("class", "2", ["b"]), ("datasets", "x", ["a"]),
        ("status", "old", ["b"]), ("note", "n", ["b"]), ("from", "true", ["a"]), ("price", "1.5", ["a"]),
        ("model_config", "x", []), ("schema", "2", []),
    ],
)  # fmt: skip
def test_every_scalar_field_is_a_filter(app: Application, field: str, text: str, ids: list[str]) -> None:
    """Whatever it is called: names that Python reserves or that we use ourselves are names like any other."""
    response = app(Request("GET", "/parcels", query={field: [text]}))
    assert response.status == 200, response.body
    assert [row["_id"] for row in json.loads(response.body)["items"]] == ids


def test_the_document_is_valid(app: Application) -> None:
    """References are put in place, and null is said in the words of 3.0."""
    document = json.loads(app.provide(Documents).openapi("full", "https://a.example"))
    validate(document)
    fields = document["components"]["schemas"]["Parcel"]["properties"]
    assert fields["note"] == {"type": "string", "nullable": True}
    assert fields["status"]["enum"] == ["new", "old"]
    assert fields["mixed"] == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    names = {each["name"] for each in document["paths"]["/parcels"]["get"]["parameters"]}
    assert {"postal-code", "class", "_id", "datasets", "limit", "offset"} <= names
    assert not {"mixed", "nested", "list", "anything"} & names


def test_it_is_a_tool(app: Application) -> None:
    """Under the fields' own names."""
    server: McpServer = app.provide(McpServer)
    call = {"name": "list_parcels", "arguments": {"postal-code": "110111"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    asked = Request(
        "POST",
        "/mcp",
        headers={"content-type": "application/json"},
        body=json.dumps(message).encode(),
        caller="ana",
    )
    result = json.loads(server.answer(asked).body)["result"]
    assert [row["_id"] for row in result["structuredContent"]["items"]] == ["a"]


def changed(**changes: Any) -> dict[str, Any]:
    return {**SCHEMA, **changes}


def with_field(name: str, rule: Any) -> dict[str, Any]:
    return changed(properties={**SCHEMA["properties"], name: rule})


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        (with_field("limit", {"type": "integer"}), "'limit'"),
        (with_field("offset", {"type": "integer"}), "'offset'"),
        (with_field("", {"type": "string"}), "''"),
        (with_field("lost", {"$ref": "#/$defs/Nothing"}), "'lost'"),
        (with_field("away", {"$ref": "https://a.example/schema.json"}), "'away'"),
        (with_field("size", {"enum": [1, "1"]}), "'size'"),
        (changed(**{"$defs": {"Status": {}, "Nested": {"properties": {"a": {"$ref": "#/$defs/Nested"}}}}}), "'nested'"),
        (changed(title="Our parcel"), "title"),
        (changed(title=None), "title"),
        (changed(properties=None), "properties"),
        ([], "properties"),
        ("{", "JSON"),
    ],
)
def test_what_cannot_be_served_names_file_and_field(tmp_path: Path, schema: Any, named: str) -> None:
    """One RouteError, and never another exception."""
    with pytest.raises(RouteError, match=r"parcels\.schema\.json") as raised:
        serve(tmp_path, schema)
    assert named in str(raised.value)


@pytest.mark.parametrize(
    ("line", "named"), [({"key": None}, "key"), ({"dataset": "../x"}, "/parcels"), ({"summary": 3}, "summary")]
)
def test_a_line_that_cannot_be_served(tmp_path: Path, line: Any, named: str) -> None:
    """Is named by its path."""
    with pytest.raises(RouteError, match=named):
        _serve_line(tmp_path, line)


def _serve_line(folder: Path, line: dict[str, Any]) -> None:
    said = {"dataset": "parcels", "key": "k", "summary": "List parcels", "tag": "t", **line}
    (folder / "config.json").write_text(json.dumps({"/parcels": said}))
    list(mock_operations(folder / "config.json", folder))


def test_a_name_with_a_hyphen(tmp_path: Path) -> None:
    """Is a name for a file; the operation and the tool have one without."""
    app = serve(tmp_path, SCHEMA, dataset="our-parcels")
    assert app.bindings[0].operation.operation_id == "listOurParcels"
