"""Whatever an operation answers with, the result of its tool fits the output schema that the tool is listed with."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, RootModel

from backend.framework.application import Application
from backend.framework.request import Request
from backend.framework.routing.operation import operation


class Leaf(BaseModel):
    name: str
    note: str | None = None


class Branch(BaseModel):
    leaf: Leaf
    leaves: list[Leaf] = []
    numbers: list[int | None] = []
    table: list[list[list[int]]] = []
    either: Leaf | int = 3


class Tree(BaseModel):
    branch: Branch
    trees: list["Tree"] = []


class Nested(RootModel[list["Nested"]]):
    pass


LEAF = Leaf(name="a")
BRANCH = Branch(leaf=LEAF, leaves=[LEAF], numbers=[1, None], table=[[[1]]], either=LEAF)
ANSWERS: list[tuple[Any, Any]] = [
    (Tree, Tree(branch=BRANCH, trees=[Tree(branch=BRANCH)])),
    (list[Branch], [BRANCH]),
    (list[int | None], [None]),
    (list[list[list[int]]], [[[1]]]),
    (Nested, Nested([Nested([])])),
    (Leaf | None, None),
    (Leaf | None, LEAF),
    (list[int] | None, None),
    (Leaf | Branch, LEAF),
    (Leaf | list[int], [1]),
    (int | str, "a"),
    (dict[str, Leaf], {"x": LEAF}),
    (str, "a"),
]


@pytest.mark.parametrize(("kind", "answer"), ANSWERS)
def test_a_result_fits_its_schema(kind: Any, answer: Any) -> None:
    def give() -> Any:
        return answer

    give.__annotations__["return"] = kind
    app = Application([operation("GET", "/given", give, summary="Give", tag="given", public=True, tool=True)])

    def ask(method: str, **params: Any) -> Any:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {"content-type": "application/json"}
        return json.loads(app.mcp.answer(Request("POST", "/", headers=headers, body=json.dumps(message).encode())).body)

    (tool,) = ask("tools/list")["result"]["tools"]
    result = ask("tools/call", name="give", arguments={})["result"]
    assert result["isError"] is False
    Draft202012Validator(tool["outputSchema"]).validate(result["structuredContent"])
