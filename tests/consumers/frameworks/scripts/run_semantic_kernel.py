"""semantic-kernel: a plugin whose functions a kernel invokes, with schemas in OpenAI's form."""

import asyncio
from typing import Any

from drive import HEADERS, URL, drive, start
from semantic_kernel import Kernel
from semantic_kernel.connectors.ai.function_calling_utils import kernel_function_metadata_to_function_call_format
from semantic_kernel.connectors.mcp import MCPStreamableHttpPlugin
from semantic_kernel.functions import KernelArguments


async def main() -> None:
    report = start("Semantic Kernel", "semantic-kernel")
    kernel = Kernel()
    async with MCPStreamableHttpPlugin(
        name="shop", url=URL, headers=HEADERS, load_prompts=False, request_timeout=60, timeout=60
    ) as plugin:
        functions = kernel.add_plugin(plugin).functions
        report.tools = len(functions)
        report.converted = sum(
            kernel_function_metadata_to_function_call_format(each.metadata)["type"] == "function"
            for each in functions.values()
        )

        async def call(name: str, arguments: dict[str, Any]) -> Any:
            result = await kernel.invoke(functions[name], KernelArguments(**arguments))
            assert result is not None
            return [getattr(each, "text", None) or getattr(each, "data_uri", None) for each in result.value]

        await drive(report, call)
    report.print()


asyncio.run(main())
