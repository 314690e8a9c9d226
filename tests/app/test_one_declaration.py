"""An operation is declared once: router, OpenAPI documents and tools all follow, with no other edit."""

import json
import subprocess
import sys
from typing import Annotated, Any

import pytest
from pydantic import Field

from backend.api.application import Application
from backend.api.messages import Caller, Request
from backend.api.router import operation
from backend.api.routes import OPERATIONS
from backend.forge.models import Answer, Input
from backend.local.laptop import Laptop
from tests.app.rpc import message
from tests.conftest import Client


class Greeting(Input):
    word: Annotated[str, Field(min_length=1)]


class Greeted(Answer):
    said: str


def greet(body: Greeting, caller: Caller) -> Greeted:
    """Greets the caller."""
    return Greeted(said=f"{body.word}, {caller.username}")


@pytest.fixture
def ask(laptop: Laptop, client: Client, ana: str) -> Any:
    """The application with one operation more; `ask(method, path, body)` gives status and JSON."""
    more = operation("POST", "/greet", greet, summary="Greet", tag="service", tool=True)
    application = Application(laptop.services, [*OPERATIONS, more])
    claims = {"sub": client.user_id(ana), "aud": laptop.services.settings.client_id, "token_use": "id",
              "cognito:username": ana}  # fmt: skip

    def ask(method: str, path: str, body: Any = None, **query: list[str]) -> tuple[int, Any]:
        headers = {"content-type": "application/json", "authorization": client.token(ana)}
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, path, headers, query, content, claims, "r1", "https://api.example.com")
        response = application(request)
        return response.status, json.loads(response.body)

    return ask


def test_it_is_served(ask: Any, ana: str) -> None:
    """With its checks."""
    assert ask("POST", "/greet", {"word": "Hola"}) == (200, {"said": f"Hola, {ana}"})
    assert ask("POST", "/greet", {"word": ""})[0] == 422


@pytest.mark.parametrize("profile", ["full", "agent"])
def test_it_stands_in_both_documents(ask: Any, profile: str) -> None:
    """The docs page shows the full one."""
    described = ask("GET", "/openapi.json", profile=[profile])[1]["paths"]["/greet"]["post"]
    assert (described["operationId"], described["summary"], described["description"]) == (
        "greet",
        "Greet",
        "Greets the caller.",
    )


def test_it_is_a_tool(ask: Any, ana: str) -> None:
    """Listed and callable."""
    listed = {tool["name"]: tool for tool in ask("POST", "/mcp", message("tools/list"))[1]["result"]["tools"]}
    assert listed["greet"]["inputSchema"]["required"] == ["word"]
    called = ask("POST", "/mcp", message("tools/call", {"name": "greet", "arguments": {"word": "Hola"}}))[1]
    assert called["result"]["structuredContent"] == {"said": f"Hola, {ana}"}


def test_no_rest_call_pays_for_the_tools() -> None:
    """Neither the MCP endpoint nor the OpenAPI builder is imported at cold start."""
    code = (
        "import sys, backend.api.lambda_function\n"
        "print([name for name in sys.modules if name.startswith(('backend.api.mcp', 'backend.api.openapi_spec', "
        "'backend.api.schema_profile'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
