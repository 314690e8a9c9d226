"""The committed OpenAPI document, and whether an answer is one that it promises."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.conftest import Answer

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text())
PREFIXES = {
    "product": "prd",
    "listing": "lst",
    "request": "req",
    "conversation": "conv",
    "job": "job",
    "upload": "up",
    "echo": "ech",
}


@dataclass(frozen=True, slots=True)
class Documented:
    operation_id: str
    method: str
    path: str
    public: bool
    described: dict[str, Any]

    @property
    def statuses(self) -> set[int]:
        return {int(status) for status in self.described["responses"]}

    @property
    def body(self) -> str | None:
        """The name of the component that a JSON body must fit; None where no JSON is taken."""
        content = self.described.get("requestBody", {}).get("content", {})
        return (
            content["application/json"]["schema"]["$ref"].rpartition("/")[2] if "application/json" in content else None
        )

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Of path, query and header."""
        listed: list[dict[str, Any]] = self.described.get("parameters", [])
        return [
            DOCUMENT["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in listed
        ]

    @property
    def fields(self) -> set[str]:
        """Of a JSON body."""
        return set(DOCUMENT["components"]["schemas"][self.body]["properties"]) if self.body else set()

    @property
    def example(self) -> Any:
        """A JSON body that is taken; None where there is none."""
        content = self.described.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("example")

    @property
    def url(self) -> str:
        """The path with ids that name nothing in place of its parameters."""
        return re.sub(r"\{(\w+)_id\}", lambda found: f"{PREFIXES[found[1]]}_{'0' * 26}", self.path)


def _operations() -> Iterator[Documented]:
    for path, methods in DOCUMENT["paths"].items():
        for method, described in methods.items():
            public = described["security"] == []
            yield Documented(described["operationId"], method.upper(), path, public, described)


OPERATIONS: dict[str, Documented] = {each.operation_id: each for each in _operations()}


def assert_documented(operation_id: str, answer: Answer) -> None:
    """The answer's status is in the document, and its body fits the schema there, without a field more."""
    operation = OPERATIONS[operation_id]
    assert answer.status in operation.statuses, f"{operation_id}: {answer.status} {answer.body[:300]!r}"
    response = operation.described["responses"][str(answer.status)]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content = response.get("content", {})
    if not content:
        assert answer.body == b""
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    assert media_type in content
    if media_type == "application/json":
        assert_fits(content[media_type]["schema"], answer.json)


def assert_fits(schema: dict[str, Any], value: Any) -> None:
    problems = [
        f"{problem.json_path}: {problem.message}" for problem in _validator(json.dumps(schema)).iter_errors(value)
    ]
    assert problems == []


def assert_error(answer: Answer, status: int, name: str | None = None) -> Any:
    """The one shape that errors have; gives the error."""
    assert answer.status == status, answer.body[:500]
    assert answer.headers["content-type"].partition(";")[0] == "application/json"
    error = answer.json
    assert set(error) - {"details"} == {"error", "message", "request_id"}
    assert all(isinstance(error[field], str) and error[field] for field in ("error", "message", "request_id"))
    assert error["request_id"] == answer.headers["x-request-id"]
    if "details" in error:
        assert error["details"]
        assert all(set(detail) == {"in", "field", "message"} for detail in error["details"])
    if name is not None:
        assert error["error"] == name
    return error


def fields_of(error: Any) -> list[str]:
    """The fields that an error's details name."""
    return [detail["field"] for detail in error["details"]]


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(_adapted({**json.loads(schema), "components": DOCUMENT["components"]}))


def _adapted(node: Any) -> Any:
    """OpenAPI 3.0 -> JSON Schema: `nullable` is a type; an answer's objects are closed, to find forgotten fields."""
    if isinstance(node, list):
        return [_adapted(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _adapted(each) for name, each in node.items() if name != "nullable"}
    if node.get("nullable"):
        made["type"] = [made["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made
