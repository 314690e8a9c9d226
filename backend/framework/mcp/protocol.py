"""MCP over streamable HTTP, stateless, answered in JSON: both eras of the protocol from one function.

Modern (2026-07-28 on): no handshake; each request says in `_meta` which version it speaks and what its client can do,
and repeats method and name in headers, which must agree with the body. Legacy (2025-06-18 to 2025-11-25): `initialize`
first, but no session is kept, so that any instance may answer any request.
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

import base64
import binascii
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from backend.framework.accept import welcome
from backend.framework.binding.bodies import BYTE_ORDER_MARKS
from backend.framework.errors import HttpForbidden, HttpNotAcceptable, HttpPayloadTooLarge, HttpUnsupportedMediaType
from backend.framework.json_text import write_json
from backend.framework.request import Request
from backend.framework.response import Response

MODERN = ("2026-07-28",)
LEGACY = ("2025-11-25", "2025-06-18")
"""Not 2025-03-26, whose servers must take batches: docs/decisions.md says why we take none."""
MAX_BYTES = 1_048_576
LIST_MS = 300_000
"""How long a client may keep the list of tools."""

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION = -32020, -32021, -32022
_PREFIX = "io.modelcontextprotocol/"
_VERSION, _CAPABILITIES, _SERVER = f"{_PREFIX}protocolVersion", f"{_PREFIX}clientCapabilities", f"{_PREFIX}serverInfo"
_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?")
_SHOWN = 100
_JSON = {"Content-Type": "application/json"}

Message = dict[str, Any]


class RpcError(Exception):
    """What JSON-RPC calls an error: the request could not be served at all. What a tool refuses is a result."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


@dataclass(frozen=True, slots=True)
class McpTool:
    listed: Message
    """As tools/list shows it: name, title, description, schemas, annotations."""
    run: Callable[[Message, Request], Message]
    """From arguments to a CallToolResult: content, structuredContent, isError."""
    needs: tuple[str, ...] = ()
    """Capabilities that a client must have."""


class Endpoint:
    """Answers one HTTP request after the other, each on its own. `origins` are those whose pages may call it."""

    def __init__(
        self, info: Mapping[str, str], tools: Sequence[McpTool], *, instructions: str, origins: Collection[str] = ()
    ) -> None:
        self._info = dict(info)
        self._tools = {tool.listed["name"]: tool for tool in tools}
        self._about = {"capabilities": {"tools": {}}, "instructions": instructions}
        self._list = {"tools": [tool.listed for tool in tools]}
        self._origins = frozenset(origins)

    def answer(self, request: Request) -> Response:
        """200 with a result, 202 for what wants no answer, 400 or 404 with an error of JSON-RPC's.

        Before it reads the body it raises `HttpForbidden`, `HttpPayloadTooLarge`, `HttpUnsupportedMediaType` and
        `HttpNotAcceptable`.
        """
        self._admit(request)
        modern = True
        message: Message = {}
        try:
            message = _message(request.body)
            if "id" not in message:
                return Response(202)
            params = _object(message, "params")
            modern = _version(request, params) in MODERN
            result = (self._modern if modern else self._legacy)(message["method"], params, request)
        except RpcError as error:
            return _refusal(message.get("id"), error, modern=modern)
        return Response(200, write_json({"jsonrpc": "2.0", "id": message["id"], "result": result}), _JSON)

    def _admit(self, request: Request) -> None:
        origin = request.headers.get("origin", "").strip()
        if origin and not (self._origins & {"*", origin}) and not _same_origin(origin, request.base_url):
            raise HttpForbidden("Pages of other origins must not call this endpoint.")
        if len(request.body) > MAX_BYTES:
            raise HttpPayloadTooLarge(f"The message has {len(request.body)} bytes; the limit is {MAX_BYTES}.")
        if _media_type(request.headers.get("content-type", "")) != "application/json":
            raise HttpUnsupportedMediaType("Send JSON, with Content-Type: application/json.")
        if not welcome(request.headers.get("accept", ""), "application/json").quality:
            raise HttpNotAcceptable("Responses are JSON. Send Accept: application/json, text/event-stream.")

    def _modern(self, method: str, params: Message, request: Request) -> Message:
        _check_headers(method, params, request)
        meta = _object(params, "_meta")
        if not isinstance(meta.get(_CAPABILITIES), dict):
            raise RpcError(INVALID_PARAMS, f"_meta must hold {_CAPABILITIES}, an object.")
        cacheable: Message = {"ttlMs": LIST_MS, "cacheScope": "private"}
        if method == "server/discover":
            made = {"supportedVersions": [*MODERN, *LEGACY], **self._about, **cacheable}
        elif method == "tools/list":
            made = {**self._list_tools(params), **cacheable}
        elif method == "tools/call":
            made = self._call(params, request, meta[_CAPABILITIES])
        else:
            raise _no_method(method)
        return {"resultType": "complete", **made, "_meta": {_SERVER: self._info}}

    def _legacy(self, method: str, params: Message, request: Request) -> Message:
        if method == "initialize":
            asked = params.get("protocolVersion")
            version = asked if asked in LEGACY else LEGACY[0]
            return {"protocolVersion": version, "serverInfo": self._info, **self._about}
        if method == "ping":
            return {}
        if method == "tools/list":
            return self._list_tools(params)
        if method == "tools/call":
            return self._call(params, request, None)
        raise _no_method(method)

    def _list_tools(self, params: Message) -> Message:
        if params.get("cursor") is not None:
            raise RpcError(INVALID_PARAMS, "Invalid cursor: the list of tools has one page.")
        return self._list

    def _call(self, params: Message, request: Request, capabilities: Mapping[str, Any] | None) -> Message:
        """`capabilities` are None where the client named them to another instance, at `initialize`."""
        name = params.get("name")
        tool = self._tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise RpcError(INVALID_PARAMS, f"Unknown tool: {str(name)[:_SHOWN]}. See tools/list.")
        lacking = [each for each in tool.needs if capabilities is not None and each not in capabilities]
        if lacking:
            data: Message = {"requiredCapabilities": {each: {} for each in lacking}}
            raise RpcError(MISSING_CAPABILITY, f"The client must have these capabilities: {', '.join(lacking)}.", data)
        return tool.run(_object(params, "arguments"), request)


def _message(body: bytes) -> Message:
    """A request (with `id` and `method`), or what wants no answer (without `id`)."""
    if body.startswith(BYTE_ORDER_MARKS):
        raise RpcError(PARSE_ERROR, "The body begins with a byte order mark. Send UTF-8 without one.")
    try:
        message = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise RpcError(PARSE_ERROR, "The body is not valid JSON.") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, "The body must be one JSON-RPC 2.0 message; batches are not supported.")
    if "method" not in message and ("result" in message or "error" in message):
        return {}  # an answer to a question that nobody asked
    if not isinstance(message.get("method"), str):
        raise RpcError(INVALID_REQUEST, "method must be text.")
    given = message.get("id", "")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise RpcError(INVALID_REQUEST, "id must be text or an integer.")
    return message


def _version(request: Request, params: Message) -> str:
    """The version a request speaks. Without any it is of the time before the header: the oldest we know."""
    header, said = _header(request, "mcp-protocol-version"), _object(params, "_meta").get(_VERSION)
    if header is None and said is None:
        return LEGACY[-1]
    if header is None:
        raise RpcError(HEADER_MISMATCH, "Header mismatch: MCP-Protocol-Version is missing.")
    if said is not None and said != header:
        raise RpcError(HEADER_MISMATCH, f"Header mismatch: MCP-Protocol-Version is not _meta's {_VERSION}.")
    if header not in (*MODERN, *LEGACY):
        data = {"supported": [*MODERN, *LEGACY], "requested": header[:_SHOWN]}
        raise RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    return header


def _check_headers(method: str, params: Message, request: Request) -> None:
    """A proxy that routes by headers and a server that reads the body must see the same request."""
    if _object(params, "_meta").get(_VERSION) is None:
        raise RpcError(INVALID_PARAMS, f"_meta must hold {_VERSION}, as the header does.")
    if _header(request, "mcp-method") != method:
        raise RpcError(HEADER_MISMATCH, "Header mismatch: Mcp-Method is not the body's method.")
    if method == "tools/call" and _decode(_header(request, "mcp-name")) != params.get("name"):
        raise RpcError(HEADER_MISMATCH, "Header mismatch: Mcp-Name is not the name in the body.")


def _header(request: Request, name: str) -> str | None:
    value = request.headers.get(name)
    return None if value is None else value.strip()


def _decode(value: str | None) -> str | None:
    """`=?base64?w7E=?=` -> `ñ`; anything else as it is."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, ValueError):
        raise RpcError(HEADER_MISMATCH, "Header mismatch: Mcp-Name is not base64 of text.") from None


def _object(holder: Message, name: str) -> Message:
    """The object of that name; an empty one when it is absent, null, or `[]`, as PHP writes an empty object."""
    value = holder.get(name)
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise RpcError(INVALID_PARAMS, f"{name} must be an object.")
    return value


def _same_origin(origin: str, base_url: str) -> bool:
    """Over plain http only by a name of this machine: a page elsewhere can have its own name lead here."""
    scheme, _, rest = base_url.partition("://")
    own = f"{scheme}://{rest.partition('/')[0]}"
    return origin == own and (scheme == "https" or _LOOPBACK.fullmatch(own) is not None)


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _no_method(method: str) -> RpcError:
    return RpcError(METHOD_NOT_FOUND, f"Method not found: {method[:_SHOWN]}")


def _refusal(rpc_id: str | int | None, error: RpcError, *, modern: bool) -> Response:
    """Legacy clients take the HTTP status for the transport's: an error of JSON-RPC comes with 200."""
    body: Message = {"jsonrpc": "2.0", "error": {"code": error.code, "message": error.message}}
    if rpc_id is not None:
        body["id"] = rpc_id
    if error.data is not None:
        body["error"]["data"] = error.data
    status = 200 if not modern else 404 if error.code == METHOD_NOT_FOUND else 400
    return Response(status, write_json(body), _JSON)
