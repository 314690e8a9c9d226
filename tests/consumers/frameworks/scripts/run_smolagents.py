"""smolagents: its tools are called by the code that a model writes."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from smolagents import MCPClient
from smolagents.models import get_tool_json_schema


async def main() -> None:
    report = start("smolagents", "smolagents")
    server: Any = {"url": URL, "transport": "streamable-http", "headers": HEADERS}
    with MCPClient(server, structured_output=True) as tools:
        by_name = {tool.name: tool for tool in tools}
        report.tools = len(tools)
        report.converted = sum(get_tool_json_schema(tool)["type"] == "function" for tool in tools)

        async def call(name: str, arguments: dict[str, Any]) -> Any:
            return by_name[name](**arguments)

        await drive(report, call)
    report.print()


asyncio.run(main())
