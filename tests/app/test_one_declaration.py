"""An operation is declared once, in Python, and is there for everybody: tests/one_more.py declares one."""

from collections.abc import Iterator

import pytest

from backend.local.laptop import Laptop
from tests.app.rpc import Agent
from tests.conftest import Client
from tests.one_more import with_tides


@pytest.fixture(scope="module")
def tides(laptop: Laptop) -> Iterator[Client]:
    with with_tides(laptop) as client:
        yield client


def test_it_is_not_there_without_its_declaration(client: Client, ana: str) -> None:
    """What the other tests of this file see comes from the one declaration."""
    assert client.get("/tides", as_user=ana).status == 404


def test_it_is_routed(tides: Client, ana: str) -> None:
    """With its parameters read, and a token needed."""
    answer = tides.get("/tides", as_user=ana, harbour="Vigo")
    assert (answer.status, answer.json) == (200, {"harbour": "Vigo", "metres": 0.4, "told_to": ana})
    assert tides.get("/tides").status == 401
    assert tides.get("/tides", as_user=ana, port="Vigo").status == 422


@pytest.mark.parametrize("profile", ["full", "agent"])
def test_it_is_documented(tides: Client, ana: str, profile: str) -> None:
    """In both documents, with its words, parameter, answer and errors."""
    document = tides.get("/openapi.json", as_user=ana, profile=profile).json
    described = document["paths"]["/tides"]["get"]
    assert described["operationId"] == "readTide"
    assert described["description"] == "Says how high the water is in a harbour."
    assert [parameter["name"] for parameter in described["parameters"]] == ["harbour"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Tide"}
    assert set(document["components"]["schemas"]["Tide"]["properties"]) == {"harbour", "metres", "told_to"}
    assert {"401", "422", "429", "500"} <= set(described["responses"])


def test_it_is_a_tool(tides: Client, ana: str) -> None:
    """Marked as one, agents find it by MCP and call it as themselves."""
    agent = Agent(tides, ana)
    tool = agent.tools()["read_tide"]
    assert tool["description"] == "Says how high the water is in a harbour."
    assert list(tool["inputSchema"]["properties"]) == ["harbour"]
    assert tool["annotations"]["readOnlyHint"] is True
    assert agent.call("read_tide", harbour="Vigo") == {"harbour": "Vigo", "metres": 0.4, "told_to": ana}
