"""The stand-in on a port of 127.0.0.1."""

from collections.abc import Callable
from typing import Self

from backend.local.bedrock.application import BedrockApplication, BedrockRequest
from backend.local.serving import App, Serving


class BedrockStandIn(BedrockApplication):
    """`with BedrockStandIn() as bedrock: ...`, or `serve()` and `close()`. Serves once; a closed one stays closed."""

    _serving: Serving | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:49152`, once it serves."""
        if self._serving is None:
            raise RuntimeError("the Bedrock stand-in has no address before serve()")
        return self._serving.url

    def serve(self, port: int = 0, *, watch: Callable[[App], App] = lambda app: app) -> Self:
        """Answer from a thread of its own; port 0 takes a free one. `watch` puts something before all of it."""
        if self._serving is not None:
            raise RuntimeError("the Bedrock stand-in is served already")
        self._serving = Serving(watch(self.wsgi), port, body_bytes=BedrockRequest.max_content_length)
        return self

    def close(self) -> None:
        """Give the port back. Injected delays end at once; what else is still being answered is left to finish."""
        self._closing.set()
        if self._serving is not None:
            self._serving.close()

    def __enter__(self) -> Self:
        return self if self._serving else self.serve()

    def __exit__(self, *_exception: object) -> None:
        self.close()
