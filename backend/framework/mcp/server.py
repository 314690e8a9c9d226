"""The MCP endpoint of an application: put together when it is first asked, then kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.framework.request import Request
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.mcp.protocol import Endpoint


class McpServer:
    def __init__(self, make: "Callable[[], Endpoint]") -> None:
        self._make = make
        self._endpoint: Endpoint | None = None

    def answer(self, request: Request) -> Response:
        """One message of an MCP client."""
        return self.prepare().answer(request)

    def prepare(self) -> "Endpoint":
        """Puts it together. `RouteError` for an operation that cannot be a tool."""
        if self._endpoint is None:
            self._endpoint = self._make()
        return self._endpoint
