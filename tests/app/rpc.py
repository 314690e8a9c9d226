"""Messages of MCP clients of both eras, sent to /mcp through the front door."""

import json
from dataclasses import dataclass
from typing import Any

from tests.conftest import Answer, Client

MODERN = "2026-07-28"
PREFIX = "io.modelcontextprotocol/"


def message(method: str, params: dict[str, Any] | None = None, rpc_id: Any = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": rpc_id, "method": method, "params": params or {}}


def modern(method: str, params: dict[str, Any] | None = None, rpc_id: Any = 1) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and headers of a request of 2026-07-28."""
    meta = {f"{PREFIX}protocolVersion": MODERN, f"{PREFIX}clientCapabilities": {}}
    headers = {"mcp-protocol-version": MODERN, "mcp-method": method}
    if method == "tools/call":
        headers["mcp-name"] = str((params or {}).get("name", ""))
    return message(method, {**(params or {}), "_meta": meta}, rpc_id), headers


def closed(schema: Any) -> Any:
    """The schema with all its objects closed, to find fields that it does not name."""
    made = {**schema}
    if "properties" in made:
        made["properties"] = {name: closed(each) for name, each in made["properties"].items()}
        made["additionalProperties"] = False
    if "items" in made:
        made["items"] = closed(made["items"])
    return made


@dataclass(frozen=True, slots=True)
class Agent:
    """An MCP client of 2025-11-25 that signed in as a user."""

    client: Client
    user: str

    def ask(self, method: str, params: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Answer:
        sent = {"MCP-Protocol-Version": "2025-11-25", **(headers or {})}
        return self.client.post("/mcp", message(method, params), as_user=self.user, headers=sent)

    def call(self, tool: str, **arguments: Any) -> Any:
        """What a tool gives; it has to go well."""
        result = self.result(tool, **arguments)
        assert not result["isError"], result["content"][0]["text"]
        return result["structuredContent"]

    def refused(self, tool: str, **arguments: Any) -> Any:
        """The error that a tool gives; it has to be one."""
        result = self.result(tool, **arguments)
        assert result["isError"] is True
        assert "structuredContent" not in result
        (block,) = result["content"]
        return json.loads(block["text"])

    def result(self, tool: str, **arguments: Any) -> Any:
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert answer.status == 200, answer.body
        return answer.json["result"]

    def tools(self) -> dict[str, Any]:
        return {tool["name"]: tool for tool in self.ask("tools/list").json["result"]["tools"]}
