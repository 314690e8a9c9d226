"""awslabs.openapi-mcp-server over the agent profile, as a process of its own on stdio: every tool once."""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import every_tool
from fastmcp import Client
from fastmcp.client.transports import StdioTransport


async def main() -> None:
    document = every_tool.agent_document()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "openapi.json"
        kept.write_text(json.dumps(document))
        settings = {
            "API_NAME": "dreamforge",
            "API_BASE_URL": os.environ["API_URL"],
            "API_SPEC_PATH": str(kept),
            "AUTH_TYPE": "bearer",
            "AUTH_TOKEN": every_tool.sign_in(os.environ["API_URL"])["id_token"],
            "LOG_LEVEL": "WARNING",
        }
        server = StdioTransport(sys.executable, ["-m", "awslabs.openapi_mcp_server.server"], env=settings)
        async with Client(server) as client:

            async def call(name: str, arguments: dict[str, Any]) -> Any:
                return (await client.call_tool(name, arguments)).structured_content

            names = {tool.name for tool in await client.list_tools()}
            assert names == every_tool.operations_of(document)
            await every_tool.call_every(names, call)


asyncio.run(main())
