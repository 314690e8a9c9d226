"""`FastMCP.from_openapi` over the agent profile: every tool once, through an MCP client of the same package."""

import asyncio
import os
from typing import Any

import every_tool
import httpx2
from fastmcp import Client, FastMCP


async def main() -> None:
    document = every_tool.agent_document()
    headers = every_tool.authorization()
    async with httpx2.AsyncClient(base_url=os.environ["API_URL"], headers=headers, timeout=60) as api:
        server = FastMCP.from_openapi(document, client=api)
        async with Client(server) as client:

            async def call(name: str, arguments: dict[str, Any]) -> Any:
                return (await client.call_tool(name, arguments)).structured_content

            names = {tool.name for tool in await client.list_tools()}
            assert names == every_tool.operations_of(document)
            await every_tool.call_every(names, call)


asyncio.run(main())
