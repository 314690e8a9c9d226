"""mcp-use: its client, and the LangChain tools that its adapter makes."""

import asyncio
from typing import Any

from drive import TOKEN, URL, drive, start
from langchain_core.utils.function_calling import convert_to_openai_tool
from mcp_use import MCPClient
from mcp_use.agents.adapters import LangChainAdapter


async def main() -> None:
    report = start("mcp-use", "mcp-use")
    client: Any = MCPClient({"mcpServers": {"dreamforge": {"url": URL, "auth": TOKEN}}})
    await client.create_all_sessions()
    adapter: Any = LangChainAdapter()
    tools = await adapter.create_tools(client)
    by_name = {tool.name: tool for tool in tools}
    report.tools = len(tools)
    report.converted = sum(convert_to_openai_tool(tool)["type"] == "function" for tool in tools)

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        return await by_name[name].ainvoke(arguments)

    await drive(report, call)
    await client.close_all_sessions()
    report.print()


asyncio.run(main())
