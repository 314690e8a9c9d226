"""What an agent reads before it does anything: the list of tools is small, and says what each is for."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.api.agents import make_tools
from backend.framework.json_text import write_json
from tests.unit.described import bindings

LARGEST = 28_000
"""Bytes: some 7,000 tokens."""
TOOLS = [tool.listed for tool in make_tools(bindings(), lambda _: NotImplemented)]


def test_the_list_is_small() -> None:
    assert len(write_json({"tools": TOOLS})) <= LARGEST


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["name"])
def test_a_tool_says_what_it_is_for(tool: dict[str, Any]) -> None:
    """In its description; the schemas are schemas of objects, in one piece."""
    assert len(tool["description"]) >= 60
    for schema in (tool["inputSchema"], tool["outputSchema"]):
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert b"$ref" not in write_json(schema)


@pytest.mark.parametrize("name", ["list_users", "list_orders", "list_catalog"])
def test_a_list_is_described_as_a_list(name: str) -> None:
    (tool,) = [each for each in TOOLS if each["name"] == name]
    assert tool["description"].startswith("List ")
    assert "Each item is " in tool["description"]
