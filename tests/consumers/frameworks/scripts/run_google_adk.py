"""google-adk: its toolset, with each schema as Gemini's FunctionDeclaration."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from google.adk.agents import LlmAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.sessions import InMemorySessionService
from google.adk.tools.mcp_tool import McpToolset, StreamableHTTPConnectionParams
from google.adk.tools.tool_context import ToolContext


async def main() -> None:
    report = start("Google ADK", "google-adk")
    toolset = McpToolset(connection_params=StreamableHTTPConnectionParams(url=URL, headers=HEADERS, timeout=60))
    tools = await toolset.get_tools()
    by_name: dict[str, Any] = {tool.name: tool for tool in tools}
    report.tools = len(tools)
    report.converted = sum(tool._get_declaration() is not None for tool in by_name.values())
    sessions = InMemorySessionService()
    session = await sessions.create_session(app_name="shop", user_id="agent")
    agent = LlmAgent(name="shop", tools=[toolset])
    invocation = InvocationContext(session_service=sessions, invocation_id="1", agent=agent, session=session)

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        return await by_name[name].run_async(args=arguments, tool_context=ToolContext(invocation))

    await drive(report, call)
    await toolset.close()
    report.print()


asyncio.run(main())
