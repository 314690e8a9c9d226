"""What can be told of the operations without a running service: the OpenAPI document, the gateway's open paths."""

import json
from functools import cache
from typing import Any

from backend.api.agents import make_tools
from backend.api.application import bind_operation
from backend.api.document_texts import api_info
from backend.api.routes import OPENAPI_PATH, OPERATIONS
from backend.framework.binding.signature import Binding
from backend.framework.openapi import document as openapi_spec
from backend.framework.response import Response


@cache
def bind_operations() -> tuple[Binding, ...]:
    """All operations of the API, bound; it takes some 100 ms."""
    return tuple(bind_operation(op) for op in OPERATIONS)


def openapi_text(profile: str, base_url: str) -> str:
    """The document as indented JSON with a newline at the end, as in docs/openapi.json."""
    document = openapi_spec.build(bind_operations(), base_url, api_info())
    if profile == "agent":
        document = openapi_spec.for_agents(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def paths_text() -> str:
    """The paths that no Cognito authorizer guards, for Terraform: those open to all, and those that take other tokens.

    `openapi` are open with the setting OPENAPI_PUBLIC.

    {"public": ["/", "/docs", ...], "tokens": ["/mcp"], "openapi": ["/openapi.json"]}
    """
    found = {
        "public": sorted({op.path for op in OPERATIONS if op.public}),
        "tokens": sorted({op.path for op in OPERATIONS if op.tokens}),
        "openapi": [OPENAPI_PATH],
    }
    return json.dumps(found, indent=2) + "\n"


def tool_list() -> list[dict[str, Any]]:
    """What `/mcp` lists: name, description and schemas of each tool."""
    return [tool.listed for tool in make_tools(bind_operations(), lambda _: Response(500))]
