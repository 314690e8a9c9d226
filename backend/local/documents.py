"""What can be told of the operations without a running service: the OpenAPI document, the gateway's open paths."""

import json

from backend.api import openapi_spec
from backend.api.application import SERVICES
from backend.api.binding import bind
from backend.api.routes import OPERATIONS


def openapi_text(profile: str, base_url: str) -> str:
    """The document as indented JSON with a newline at the end, as it stands in docs/openapi.json."""
    document = openapi_spec.build([bind(op, SERVICES) for op in OPERATIONS], base_url)
    if profile == "agent":
        document = openapi_spec.for_agents(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def paths_text() -> str:
    """The paths that no Cognito authorizer guards, for Terraform: those open to all, and those that take other tokens.

    {"public": ["/", "/docs", ...], "tokens": ["/mcp"]}
    """
    found = {
        "public": sorted({op.path for op in OPERATIONS if op.public}),
        "tokens": sorted({op.path for op in OPERATIONS if op.tokens}),
    }
    return json.dumps(found, indent=2) + "\n"
