"""crewai-tools: an adapter whose tools check their arguments by a pydantic model."""

import asyncio
from typing import Any

from crewai_tools import MCPServerAdapter
from drive import HEADERS, URL, drive, start


async def main() -> None:
    report = start("CrewAI", "crewai-tools")
    server = {"url": URL, "transport": "streamable-http", "headers": HEADERS}
    with MCPServerAdapter(server, connect_timeout=60) as tools:
        by_name: dict[str, Any] = {tool.name: tool for tool in tools}
        report.tools = len(tools)
        report.converted = sum(tool.args_schema.model_json_schema()["type"] == "object" for tool in by_name.values())

        async def call(name: str, arguments: dict[str, Any]) -> Any:
            return await asyncio.to_thread(by_name[name].run, **arguments)

        await drive(report, call)
    report.print()


asyncio.run(main())
