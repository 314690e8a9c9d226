"""The Model Context Protocol, for agents."""

from backend.api.agents import Agents
from backend.api.messages import Request, Response


def mcp(request: Request, agents: Agents) -> Response:
    """Takes one JSON-RPC message of an MCP client (streamable HTTP, stateless) and answers it."""
    return agents.answer(request)
