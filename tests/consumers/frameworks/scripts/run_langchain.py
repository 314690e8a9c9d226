"""langchain-mcp-adapters: the tools in a LangGraph of one node, as an agent's graph calls them."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from langchain_core.messages import AIMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_mcp_adapters.client import MultiServerMCPClient
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode


async def main() -> None:
    report = start("LangChain, LangGraph", "langchain-mcp-adapters")
    connection: Any = {"transport": "streamable_http", "url": URL, "headers": HEADERS}
    tools = await MultiServerMCPClient({"dreamforge": connection}).get_tools()
    report.tools = len(tools)
    report.converted = sum(convert_to_openai_tool(tool)["function"]["parameters"]["type"] == "object" for tool in tools)
    graph = StateGraph(MessagesState)
    graph.add_node("tools", ToolNode(tools))
    graph.add_edge(START, "tools")
    graph.add_edge("tools", END)
    agent = graph.compile()

    async def call(name: str, arguments: dict[str, Any]) -> Any:
        request = AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1", "type": "tool_call"}])
        answer = (await agent.ainvoke({"messages": [request]}))["messages"][-1]
        assert answer.status == "success", answer
        return answer.content

    await drive(report, call)
    report.print()


asyncio.run(main())
