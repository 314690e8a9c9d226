"""The OpenAPI documents of an application: built when first asked for, then kept."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic_core import to_json

if TYPE_CHECKING:
    from backend.framework.binding.signature import Binding
    from backend.framework.openapi.info import ApiInfo


class Documents:
    def __init__(self, bindings: "Callable[[], Sequence[Binding]]", info: "Callable[[], ApiInfo]") -> None:
        self._bindings = bindings
        self._info = info
        self._built: dict[tuple[str, str], bytes] = {}

    def openapi(self, profile: str, base_url: str) -> bytes:
        """The `full` or the `agent` document, with the URL that it was asked at as its server."""
        known = self._built.get((profile, base_url))
        if known is None:
            from backend.framework.openapi import document  # most invocations never need it

            made = document.build(self._bindings(), base_url, self._info())
            known = to_json(document.for_agents(made) if profile == "agent" else made)
            self._built = {**self._built, (profile, base_url): known}
        return known
