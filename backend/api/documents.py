"""The OpenAPI documents of this service: built when first asked for, then kept."""

from collections.abc import Sequence

from pydantic_core import to_json

from backend.api.binding import Binding


class Documents:
    def __init__(self, bindings: Sequence[Binding]) -> None:
        self._bindings = bindings
        self._built: dict[tuple[str, str], bytes] = {}

    def openapi(self, profile: str, base_url: str) -> bytes:
        """The `full` or the `agent` document, with the URL that it was asked at as its server."""
        known = self._built.get((profile, base_url))
        if known is None:
            from backend.api import openapi_spec  # most invocations never need it

            document = openapi_spec.build(self._bindings, base_url)
            known = to_json(openapi_spec.for_agents(document) if profile == "agent" else document)
            self._built = {**self._built, (profile, base_url): known}
        return known
