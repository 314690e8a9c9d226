"""The Model Context Protocol, for agents."""

from backend.framework.mcp.server import McpServer
from backend.framework.request import Request
from backend.framework.response import Response


def mcp(request: Request, server: McpServer) -> Response:
    """Takes one JSON-RPC message of an MCP client (streamable HTTP, stateless) and answers it."""
    return server.answer(request)
