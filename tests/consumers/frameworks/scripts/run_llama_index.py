"""llama-index-tools-mcp: FunctionTools made from the list, with pydantic models of their arguments."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from llama_index.tools.mcp import BasicMCPClient, McpToolSpec


async def main() -> None:
    report = start("LlamaIndex", "llama-index-tools-mcp")
    tools = await McpToolSpec(BasicMCPClient(URL, headers=HEADERS, timeout=60)).to_tool_list_async()
    by_name = {str(tool.metadata.name): tool for tool in tools}
    report.tools = len(tools)
    report.converted = sum(tool.metadata.to_openai_tool()["type"] == "function" for tool in tools)

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        return (await by_name[name].acall(**arguments)).raw_output

    await drive(report, call)
    report.print()


asyncio.run(main())
