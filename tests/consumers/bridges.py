"""Programs that turn operations into the tools of an agent."""

from collections.abc import Mapping
from pathlib import Path

from tests.consumers import agents
from tests.consumers.consumer import Consumer, Outcome
from tests.consumers.steps import run_script
from tests.consumers.tools import HERE, python_tools, python_version
from tests.consumers.world import World


def fastmcp(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return _bridge("fastmcp_from_openapi", folder, env)


def awslabs(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return _bridge("awslabs_openapi", folder, env)


def strands(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return Outcome(*agents.strands(world, folder, env))


def _bridge(name: str, folder: Path, env: Mapping[str, str]) -> Outcome:
    return Outcome("a tool for each operation", run_script(python_tools(name), HERE / f"python/{name}.py", folder, env))


ROWS = (
    Consumer(
        "FastMCP.from_openapi",
        python_version("fastmcp_from_openapi", "fastmcp"),
        fastmcp,
        every_operation=True,
        gives="MCP tools of the agent profile",
    ),
    Consumer(
        "awslabs.openapi-mcp-server",
        python_version("awslabs_openapi", "awslabs.openapi-mcp-server"),
        awslabs,
        every_operation=True,
        gives="MCP tools of the agent profile",
    ),
    Consumer(
        "strands",
        python_version("strands", "strands-agents"),
        strands,
        gives="The example agent: a poster, published, with its address",
    ),
)
