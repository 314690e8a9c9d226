"""docs/agents.md says what is so: its transcript, its tools and the versions that it names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.api import tools as declared
from backend.api.agents import make_tools
from backend.framework.response import Response
from backend.framework.routing.tool import Tool
from backend.local.documents import bind_operations
from tests.app.rpc import closed
from tests.consumers.mcp import run
from tests.consumers.mcp.transcript import PAGE, steps_of

HERE = Path(run.__file__).parent
JOURNEY: list[dict[str, Any]] = json.loads((HERE / "journey.json").read_text())


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text()


@pytest.fixture(scope="module")
def tools() -> dict[str, Any]:
    made = make_tools(bind_operations(), lambda _: Response(500))
    return {tool.listed["name"]: tool.listed for tool in made}


def test_the_transcript_is_of_the_journey(page: str) -> None:
    """Each step that is shown is there, in order, with the arguments that are not made up on the way."""
    told = [step for step in JOURNEY if "say" in step]
    shown = steps_of(page)
    assert [(say, tool) for say, tool, _, _ in shown] == [(step["say"], step["tool"]) for step in told]
    for step, (_, _, arguments, _) in zip(told, shown, strict=True):
        fixed = {name: value for name, value in step["arguments"].items() if not str(value).startswith("$")}
        assert fixed.items() <= arguments.items()


def test_the_transcript_is_current_in_shape(page: str, tools: dict[str, Any]) -> None:
    """Its arguments and results are what the tools of today take and give; else: run.py --write."""
    for _, name, arguments, gives in steps_of(page):
        Draft202012Validator(tools[name]["inputSchema"]).validate(arguments)
        Draft202012Validator(closed(tools[name]["outputSchema"])).validate(gives)


def test_the_transcript_ends_at_the_published_picture(page: str) -> None:
    """Made, published, in the storefront, and its picture opened."""
    steps = steps_of(page)
    listed, shown = steps[-2][3]["items"][0], steps[-1][3]
    assert listed["listing_id"] == shown["listing"]["listing_id"]
    assert shown["product"]["status"] == shown["listing"]["status"] == "active"
    assert re.search(r"the URL opens: image/png, [0-9,]+ bytes", page)


def test_nothing_secret_is_shown(page: str) -> None:
    """No signature, no token."""
    assert not re.search(r"X-Amz-|eyJ[\w-]{20}", page)


def test_the_journey_calls_every_tool(tools: dict[str, Any]) -> None:
    """So that no client leaves one out."""
    assert {step["tool"] for step in JOURNEY} == set(tools)
    assert len(tools) == run.TOOLS


def test_every_tool_is_named(page: str, tools: dict[str, Any]) -> None:
    """And nothing is named that there is not."""
    table = page.partition("## The tools")[2].partition("- **Long work.**")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(tools)


@pytest.mark.parametrize(
    "tool",
    [declared.LIST_PRODUCTS, declared.LIST_LISTINGS, declared.LIST_JOBS, declared.LIST_ECHOES, declared.GET_PRODUCT],
)
def test_what_a_thing_is_comes_before_its_ids(tool: Tool) -> None:
    """In what an agent reads: it tells products apart by title and price."""
    first: dict[str, str] = {}
    for name in tool.keep:
        part, _, field = name.rpartition(".")
        first.setdefault(part, field)
    assert not [field for field in first.values() if field.endswith("_id")]


def test_versions_are_those_that_are_run(page: str) -> None:
    """Of each client that is pinned."""
    script = Path(run.__file__).read_text()
    pinned = json.loads((HERE / "node" / "package.json").read_text())["dependencies"]
    pinned.pop("node")
    for version in (*re.findall(r'"(?:mcp|fastmcp)==([\d.]+)"', script), *pinned.values()):
        assert version in page
