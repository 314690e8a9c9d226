"""The rows of the table for agent frameworks: each runs its script with the laptop's /mcp and without a network."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.consumers.consumer import Consumer, Outcome
from tests.consumers.mcp.environments import bare
from tests.consumers.tools import Broken, python_tools, python_version, run
from tests.consumers.world import PASSWORD, World

SCRIPTS = Path(__file__).parent / "scripts"
QUIET = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1",
    "MCP_USE_ANONYMIZED_TELEMETRY": "false",
    "OTEL_SDK_DISABLED": "true",
    "CREWAI_DISABLE_TELEMETRY": "true",
    "GOOGLE_API_USE_CLIENT_CERTIFICATE": "false",
}
"""A proxy that is not there, so that whatever leaves this machine fails; and no attempts of the frameworks to."""


def framework(name: str) -> Callable[[World, Path, Mapping[str, str]], Outcome]:
    def consume(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
        token = world.laptop.cloud.token(env["API_USER"], PASSWORD)["AccessToken"]
        variables = {"MCP_URL": f"{world.laptop.url}/mcp", "MCP_TOKEN": token, "HOME": str(folder), **QUIET}
        command = [python_tools(name) / "python", SCRIPTS / f"run_{name}.py"]
        report = read_report(run(command, cwd=folder, env=bare(**variables)).output)
        made = f"{report['tools']} tools, null {report['nulls']}, {report['pictures']} pictures"
        return Outcome(made, "\n".join(f"warning: {each}" for each in report["warnings"]))

    return consume


def read_report(output: str) -> dict[str, Any]:
    """The report is the last line that is JSON: some frameworks write when they end."""
    for line in reversed(output.splitlines()):
        if line.startswith('{"framework"'):
            report: dict[str, Any] = json.loads(line)
            return report
    raise Broken(f"no report:\n{output}")


def row(title: str, name: str, package: str) -> Consumer:
    return Consumer(title, python_version(name, package), framework(name), slow=True)


ROWS = (
    row("LangChain, LangGraph", "langchain", "langchain-mcp-adapters"),
    row("pydantic-ai", "pydantic_ai", "pydantic-ai-slim"),
    row("openai-agents", "openai_agents", "openai-agents"),
    row("LlamaIndex", "llama_index", "llama-index-tools-mcp"),
    row("smolagents", "smolagents", "smolagents"),
    row("mcp-use", "mcp_use", "mcp-use"),
    row("CrewAI", "crewai", "crewai-tools"),
    row("Google ADK", "google_adk", "google-adk"),
    row("AutoGen", "autogen", "autogen-ext"),
    row("Semantic Kernel", "semantic_kernel", "semantic-kernel"),
)
