"""The official Python SDK, 2.x: finds out by itself that the server is of the new era."""

import json
from importlib.metadata import version
from typing import Any

import anyio
import httpx2
from journey import TOKEN, URL, Called, Report, travel
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client


async def main() -> None:
    report = Report("Python SDK", version("mcp"))
    report.watch()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(URL, http_client=http)) as client,
    ):
        report.protocol = str(client.protocol_version)
        report.tools = len((await client.list_tools()).tools)

        async def call(name: str, arguments: dict[str, Any]) -> Called:
            result = await client.call_tool(name, arguments)
            first: Any = result.content[0]
            given = json.loads(first.text) if result.is_error else result.structured_content
            return bool(result.is_error), given, [block.type for block in result.content]

        await travel(report, call)
    report.print()


anyio.run(main)
