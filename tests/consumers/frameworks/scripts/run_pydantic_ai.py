"""pydantic-ai: an agent whose model is a function that calls one tool and then stops."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from pydantic_ai import Agent
from pydantic_ai.mcp import MCPToolset
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel


async def main() -> None:
    report = start("pydantic-ai", "pydantic-ai-slim")
    toolset: Any = MCPToolset(URL, headers=HEADERS)
    offered: set[str] = set()
    wanted: dict[str, Any] = {}

    def choose(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        offered.update(tool.name for tool in info.function_tools if tool.parameters_json_schema["type"] == "object")
        if len(messages) > 1:
            return ModelResponse([TextPart("done")])
        return ModelResponse([ToolCallPart(wanted["name"], wanted["arguments"])])

    agent = Agent(FunctionModel(choose), toolsets=[toolset])

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        wanted.update(name=name, arguments=arguments)
        run = await agent.run("Do it.")
        parts = [part for message in run.all_messages() for part in message.parts]
        return [getattr(part, "content", None) for part in parts]

    async with toolset:
        report.tools = len(await toolset.list_tools())
        await call("get_me", {})
        report.converted = len(offered)
        await drive(report, call)
    report.print()


asyncio.run(main())
