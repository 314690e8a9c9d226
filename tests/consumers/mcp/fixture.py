"""The tools that the MCP conformance suite expects, on the very class that serves ours, over HTTP without sign-in."""

import base64
import struct
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backend.api.errors import http_error
from backend.framework.errors import HttpMethodNotAllowed
from backend.framework.mcp.protocol import Endpoint, McpTool
from backend.framework.middleware.error_handler import error_handler
from backend.framework.request import Request
from backend.framework.response import Response

Block = dict[str, Any]
NOTHING: Block = {"type": "object", "properties": {}, "additionalProperties": False}
VOCABULARY: Block = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}
"""Words of JSON Schema 2020-12 that have to reach the client unharmed."""


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _png() -> bytes:
    """One pixel."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _wav() -> bytes:
    """Eight silent samples."""
    form = (
        b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 8) + b"\x80" * 8
    )
    return b"RIFF" + struct.pack("<I", len(form)) + form


IMAGE = {"type": "image", "data": base64.b64encode(_png()).decode(), "mimeType": "image/png"}
AUDIO = {"type": "audio", "data": base64.b64encode(_wav()).decode(), "mimeType": "audio/wav"}


def _resource(uri: str, mime_type: str, text: str) -> Block:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": mime_type, "text": text}}


def _tool(
    name: str, *content: Block, error: bool = False, schema: Block = NOTHING, needs: tuple[str, ...] = ()
) -> McpTool:
    def run(_arguments: Block, _request: Request) -> Block:
        return {"content": list(content), "isError": error}

    return McpTool({"name": name, "description": f"Fixture {name}.", "inputSchema": schema}, run, needs)


TOOLS = [
    _tool("test_simple_text", _text("This is a simple text response for testing.")),
    _tool("test_image_content", IMAGE),
    _tool("test_audio_content", AUDIO),
    _tool("test_embedded_resource", _resource("test://embedded-resource", "text/plain", "An embedded resource.")),
    _tool(
        "test_multiple_content_types",
        _text("Several content types:"),
        IMAGE,
        _resource("test://mixed-content-resource", "application/json", '{"test": "data"}'),
    ),
    _tool("test_error_handling", _text("This tool intentionally returns an error for testing."), error=True),
    _tool("test_missing_capability", _text("The client can sample."), needs=("sampling",)),
    # by these two the suite sees that an answer is one message, and that nobody is sent a log that he did not ask for
    _tool("test_streaming_elicitation", _text("Nothing was asked.")),
    _tool("test_logging_tool", _text("Nothing was logged.")),
    _tool("json_schema_2020_12_tool", _text("Seen."), schema=VOCABULARY),
]
ENDPOINT = Endpoint({"name": "dreamforge-fixture", "version": "1"}, TOOLS, instructions="Fixture tools.")


def _post_only(request: Request) -> Response:
    if request.method != "POST":
        raise HttpMethodNotAllowed("This path takes POST.", headers={"Allow": "POST"})
    return ENDPOINT.answer(request)


_answered = error_handler(http_error)(_post_only)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        base_url = f"http://{headers.get('host', '')}"
        response = _answered(Request(self.command, self.path, headers, body=body, request_id="r", base_url=base_url))
        self.send_response(response.status)
        for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_POST = do_DELETE = _answer  # the names that http.server calls

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the suite's own report is what is read."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that disconnects is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint on a free port of this machine; gives its URL."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mcp"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
