"""Operations -> MCP tools. A tool call is the REST call that the same arguments would make, by the same binding.

Pure but for the call itself, which is handed in. Schemas are whole (no $ref), of the type object at their root, and
know no null: what a client cannot read in one of them costs it the entire list.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from backend.framework.binding.answers import NOTHING
from backend.framework.binding.signature import Binding
from backend.framework.errors import HttpUnprocessable
from backend.framework.mcp.arguments import Arguments, ToolArguments
from backend.framework.mcp.protocol import McpTool
from backend.framework.mcp.results import Picture, error_of, keep_tree, output_schema, result_of
from backend.framework.middleware.error_handler import error_response
from backend.framework.openapi.schemas import Schema, apply_profile, page_of, whole
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError
from backend.framework.routing.tool import Tool

Call = Callable[[Request], Response]
"""Answers a REST request; what goes wrong is an answer, too."""
Follow = Callable[[Request, Response], Response]
"""The end of a job, from the request that began or asked for it and its answer."""
_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")
_DONE: Schema = {"type": "object", "properties": {"done": {"type": "boolean"}}, "required": ["done"]}


def tools_of(
    bindings: Iterable[Binding],
    call: Call,
    *,
    picture: Picture = lambda _: None,
    follow: Follow = lambda _, response: response,
    unlisted_patterns: Collection[str] = (),
) -> list[McpTool]:
    """The tools, in the order of the operations. `RouteError` for what cannot be one, or a name used twice.

    `unlisted_patterns` are left out of schemas: they are long, and no model needs them.
    """
    made: dict[str, McpTool] = {}
    for binding in bindings:
        tool = binding.operation.tool
        if tool is None:
            continue
        if not _NAME.fullmatch(tool.name) or tool.name in made:
            raise RouteError(f"{binding.operation.operation_id}: {tool.name!r} is no name, or that of another tool")
        reader = ToolArguments(binding, tool, frozenset(unlisted_patterns))
        made[tool.name] = _make_tool(binding, tool, reader, call, picture, follow)
    return list(made.values())


def _make_tool(
    binding: Binding, tool: Tool, reader: ToolArguments, call: Call, picture: Picture, follow: Follow
) -> McpTool:
    operation, tree = binding.operation, keep_tree(tool.keep)

    def run(arguments: Arguments, request: Request) -> dict[str, Any]:
        try:
            asked = reader.request(arguments, request)
        except HttpUnprocessable as error:
            request.context.status = error.status
            return error_of(error_response(error, request.request_id))
        response = call(asked)
        request.context.status = response.status
        if tool.job is not None and response.status < 400:
            response = follow(asked, response)
        return error_of(response) if response.status >= 400 else result_of(response, tool, tree, picture)

    listed = {
        "name": tool.name,
        "title": operation.summary,
        "description": tool.about or operation.description,
        "inputSchema": reader.schema,
        "outputSchema": output_schema(operation.operation_id, _answer_schema(binding, tool), tree),
        "annotations": _annotations(operation, tool),
    }
    return McpTool(listed, run)


def _annotations(operation: Operation, tool: Tool) -> dict[str, bool]:
    """PATCH and DELETE overwrite or remove, and do so once however often they are called; POST only adds.

    Of what only reads, the specification gives the two hints in the middle no meaning (MCP, ToolAnnotations).
    """
    read_only = operation.method == "GET" if tool.read_only is None else tool.read_only
    if read_only:
        return {"readOnlyHint": True, "openWorldHint": tool.open_world}
    changes = operation.method in ("PATCH", "PUT", "DELETE")
    return {
        "readOnlyHint": False,
        "destructiveHint": changes,
        "idempotentHint": changes,
        "openWorldHint": tool.open_world,
    }


def _answer_schema(binding: Binding, tool: Tool) -> Schema:
    """What the tool gives, before it is cut down."""
    operation = binding.operation
    if operation.media_type != "application/json" or binding.form:
        raise RouteError(f"{operation.operation_id}: only what speaks JSON can be a tool")
    if "item_schema" in operation.extra:
        # the arguments name the fields of an item
        return page_of(apply_profile(operation.extra["item_schema"], inputs=False) if tool.keep else {"type": "object"})
    if tool.job is not None:
        return whole(tool.job, inputs=False)
    if binding.answer is NOTHING:
        return _DONE
    return {"type": "object"} if binding.answer is Any else whole(binding.answer, inputs=False)
