"""What agents get of these operations: the MCP endpoint, put together when it is first asked, then kept."""

from collections.abc import Callable, Sequence
from typing import Any

from backend import __version__
from backend.api.binding import Binding, Provide
from backend.api.messages import Request, Response
from backend.forge.clients.media import MediaStore
from backend.forge.config import Settings

INSTRUCTIONS = (
    "DreamForge turns ideas into products with a picture and a listing with a price. The usual way: create_product "
    "with the idea as q (in the person's own words and language), then update_product and update_listing until they "
    "are content, then update_product with status=active to publish; list_listings shows the shop window, get_product "
    "the picture again. Pictures come as URLs that open for some minutes: show them to the person. When a call fails, "
    "its error says what to do about it."
)


class Agents:
    def __init__(self, bindings: Sequence[Binding], call: Callable[[Request], Response], provide: Provide) -> None:
        """`call` answers a REST request, whatever goes wrong; `provide` gives services."""
        self._bindings = bindings
        self._call = call
        self._provide = provide
        self._endpoint: Any = None

    def answer(self, request: Request) -> Response:
        """One message of an MCP client."""
        if self._endpoint is None:
            self._endpoint = self._put_together()
        answer: Response = self._endpoint.answer(request)
        return answer

    def _put_together(self) -> Any:
        from backend.api.mcp.protocol import Endpoint  # most invocations never need it
        from backend.api.mcp.toolbox import tools_of

        return Endpoint(
            {"name": "dreamforge", "title": "DreamForge", "version": __version__},
            tools_of(self._bindings, self._call, self._picture),
            instructions=INSTRUCTIONS,
            origins=self._provide(Settings).cors_origins,
        )

    def _picture(self, key: str, largest: int) -> bytes | None:
        content: bytes | None = self._provide(MediaStore).get(key, largest=largest)
        return content
