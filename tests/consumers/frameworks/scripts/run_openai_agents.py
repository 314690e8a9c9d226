"""openai-agents: function tools with schemas in OpenAI's strict form, called with a model's JSON."""

import asyncio
import json
from typing import Any

from agents import Agent, RunContextWrapper
from agents.mcp import MCPServerStreamableHttp, MCPUtil
from agents.tool_context import ToolContext
from drive import HEADERS, URL, drive, start


async def main() -> None:
    report = start("openai-agents", "openai-agents")
    async with MCPServerStreamableHttp(
        params={"url": URL, "headers": HEADERS, "timeout": 60}, client_session_timeout_seconds=60
    ) as server:
        agent: Any = Agent("shop", mcp_servers=[server])
        tools = await MCPUtil.get_function_tools(server, True, RunContextWrapper(None), agent, None)
        by_name: dict[str, Any] = {tool.name: tool for tool in tools}
        report.tools = len(tools)
        report.converted = sum(each.params_json_schema["additionalProperties"] is False for each in by_name.values())

        async def call(name: str, arguments: dict[str, Any]) -> Any:
            text = json.dumps(arguments)
            context: Any = ToolContext(None, tool_name=name, tool_call_id="1", tool_arguments=text)
            return await by_name[name].on_invoke_tool(context, text)

        await drive(report, call)
    report.print()


asyncio.run(main())
