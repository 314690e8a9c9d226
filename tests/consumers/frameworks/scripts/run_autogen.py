"""autogen-ext: tool adapters that check arguments by a pydantic model, with schemas in AutoGen's form."""

import asyncio
from typing import Any

from autogen_core import CancellationToken
from autogen_ext.tools.mcp import StreamableHttpServerParams, mcp_server_tools
from drive import HEADERS, URL, drive, start
from pydantic import ValidationError


async def main() -> None:
    report = start("AutoGen", "autogen-ext")
    tools = await mcp_server_tools(StreamableHttpServerParams(url=URL, headers=HEADERS, timeout=60))
    by_name: dict[str, Any] = {tool.name: tool for tool in tools}
    report.tools = len(tools)
    report.converted = sum("parameters" in tool.schema for tool in tools)

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        return await by_name[name].run_json(arguments, CancellationToken())

    await drive(report, call, null_error=ValidationError)
    report.print()


asyncio.run(main())
