"""The official Python SDK, 1.x: shakes hands first, as all clients did until 2026."""

import json
from importlib.metadata import version
from typing import Any

import anyio
import httpx
from journey import TOKEN, URL, Called, Report, travel
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


async def main() -> None:
    report = Report("Python SDK", version("mcp"))
    report.watch()
    async with (
        httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as http,
        streamable_http_client(URL, http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        report.protocol = str((await session.initialize()).protocolVersion)
        report.tools = len((await session.list_tools()).tools)

        async def call(name: str, arguments: dict[str, Any]) -> Called:
            result = await session.call_tool(name, arguments)
            first: Any = result.content[0]
            given = json.loads(first.text) if result.isError else result.structuredContent
            return result.isError, given, [block.type for block in result.content]

        await travel(report, call)
    report.print()


anyio.run(main)
