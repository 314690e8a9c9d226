"""FastMCP's client."""

import asyncio
import json
from importlib.metadata import version
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport
from journey import TOKEN, URL, Called, Report, travel


async def main() -> None:
    report = Report("FastMCP", version("fastmcp"))
    report.watch()
    async with Client(StreamableHttpTransport(URL, headers={"Authorization": f"Bearer {TOKEN}"})) as client:
        report.protocol = client.protocol_version or ""
        report.tools = len(await client.list_tools())

        async def call(name: str, arguments: dict[str, Any]) -> Called:
            result = await client.call_tool(name, arguments, raise_on_error=False)
            first: Any = result.content[0]
            given = json.loads(first.text) if result.is_error else result.structured_content
            return result.is_error, given, [block.type for block in result.content]

        await travel(report, call)
    report.print()


asyncio.run(main())
