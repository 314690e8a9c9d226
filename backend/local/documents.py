"""The OpenAPI document without a running service."""

import json

from backend.api import openapi_spec
from backend.api.binding import bind
from backend.api.documents import Documents
from backend.api.routes import OPERATIONS
from backend.forge.services import PROVIDED


def openapi_text(profile: str, base_url: str) -> str:
    """The document as indented JSON with a newline at the end, as it stands in docs/openapi.json."""
    document = openapi_spec.build([bind(op, {*PROVIDED, Documents}) for op in OPERATIONS], base_url)
    if profile == "agent":
        document = openapi_spec.for_agents(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
