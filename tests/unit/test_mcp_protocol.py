"""backend/framework/mcp/protocol.py: both eras of MCP, their headers, their errors."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.framework.errors import HttpForbidden, HttpNotAcceptable, HttpPayloadTooLarge, HttpUnsupportedMediaType
from backend.framework.mcp.protocol import LEGACY, MAX_BYTES, MODERN, Endpoint, McpTool
from backend.framework.request import Request
from backend.framework.response import Response
from tests.app.rpc import PREFIX, message, modern

BASE = "https://api.example.com/prod"


def tool(name: str, *, needs: tuple[str, ...] = ()) -> McpTool:
    """A tool that gives its arguments back."""

    def run(arguments: dict[str, Any], _: Request) -> dict[str, Any]:
        return {"content": [], "structuredContent": arguments, "isError": False}

    return McpTool({"name": name, "inputSchema": {"type": "object"}}, run, needs)


INFO = {"name": "test", "version": "1"}
TOOLS = [tool("zebra"), tool("echo"), tool("ñandú"), tool("needy", needs=("sampling", "roots"))]
ENDPOINT = Endpoint(INFO, TOOLS, instructions="How to.", origins=("https://listed.example",))


def send(body: Any, headers: dict[str, str] | None = None, *, base_url: str = BASE) -> Response:
    """`body` is sent as it is when it is bytes, as JSON otherwise."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json", **(headers or {})}
    return ENDPOINT.answer(Request("POST", "/mcp", headers=sent, body=content, base_url=base_url))


def legacy(method: str, params: Any = None, version: str = "2025-11-25") -> Response:
    return send(message(method, params), {"mcp-protocol-version": version})


def result_of(response: Response) -> Any:
    assert response.status == 200, response.body
    answer = json.loads(response.body)
    assert (answer["jsonrpc"], answer["id"]) == ("2.0", 1)
    return answer["result"]


def error_of(response: Response, status: int, code: int) -> Any:
    answer = json.loads(response.body)
    assert (response.status, answer["error"]["code"]) == (status, code), answer
    assert "result" not in answer
    return answer["error"]


def called(name: Any = "echo", **more: Any) -> dict[str, Any]:
    return {"name": name, "arguments": {"a": 1}, **more}


# ---- legacy


@pytest.mark.parametrize("version", LEGACY)
def test_initialize_agrees_on_the_clients_version(version: str) -> None:
    """Every legacy version that we know is spoken when it is asked for."""
    result = result_of(send(message("initialize", {"protocolVersion": version})))
    assert result == {
        "protocolVersion": version,
        "serverInfo": INFO,
        "capabilities": {"tools": {}},
        "instructions": "How to.",
    }


@pytest.mark.parametrize(
    "version", ["2025-03-26", "2024-11-05", "2026-07-28", "1999-01-01", "", None, 7, ["2025-11-25"]]
)
def test_initialize_offers_the_newest_legacy_version_otherwise(version: Any) -> None:
    """A version that has no handshake, or that nobody knows, is answered with one that has."""
    assert result_of(send(message("initialize", {"protocolVersion": version})))["protocolVersion"] == "2025-11-25"


@pytest.mark.parametrize("headers", [{}, *({"mcp-protocol-version": version} for version in LEGACY)])
def test_a_legacy_client_is_served_without_a_session(headers: dict[str, str]) -> None:
    """With the header of its version, or, of the time before there was one, without: any instance answers."""
    assert result_of(send(message("ping"), headers)) == {}
    assert result_of(send(message("tools/list"), headers))["tools"] == [each.listed for each in TOOLS]
    assert result_of(send(message("tools/call", called()), headers))["structuredContent"] == {"a": 1}


def test_empty_parameters_as_php_writes_them() -> None:
    """`[]` is an empty object."""
    assert result_of(legacy("ping", [])) == {}
    assert result_of(legacy("tools/list", []))["tools"]
    assert result_of(legacy("tools/call", {"name": "echo", "arguments": []}))["structuredContent"] == {}


def test_a_byte_order_mark_is_named() -> None:
    """Nobody sees it in an editor."""
    message = send(b"\xef\xbb\xbf{}")
    assert "byte order mark" in json.loads(message.body)["error"]["message"]


def test_no_session_is_begun() -> None:
    """No answer carries a session id."""
    assert set(send(message("initialize", {"protocolVersion": "2025-11-25"})).headers) == {"Content-Type"}


def test_legacy_results_have_nothing_of_the_modern() -> None:
    """Neither resultType nor ttlMs."""
    assert set(result_of(legacy("tools/list"))) == {"tools"}


@pytest.mark.parametrize("method", ["server/discover", "resources/list", "prompts/list", "logging/setLevel", ""])
def test_an_unknown_method_of_a_legacy_client(method: str) -> None:
    """-32601 with 200: older clients take another status for the end of the connection."""
    error_of(legacy(method), 200, -32601)


# ---- modern


def test_discover_tells_all() -> None:
    """Versions of both eras, capabilities, instructions, and how long that may be kept."""
    result = result_of(send(*modern("server/discover")))
    assert result["supportedVersions"] == [*MODERN, *LEGACY]
    assert (result["capabilities"], result["instructions"]) == ({"tools": {}}, "How to.")
    assert result["ttlMs"] > 0
    assert result["cacheScope"] in ("public", "private")


@pytest.mark.parametrize(("method", "params"), [("server/discover", {}), ("tools/list", {}), ("tools/call", called())])
def test_modern_results_are_complete_and_signed(method: str, params: Any) -> None:
    """Each has its resultType and says who answered."""
    result = result_of(send(*modern(method, params)))
    assert result["resultType"] == "complete"
    assert result["_meta"] == {f"{PREFIX}serverInfo": INFO}


def test_both_eras_list_the_same_tools_in_the_same_order() -> None:
    """The order of the operations, every time."""
    lists = [result_of(response)["tools"] for response in (legacy("tools/list"), send(*modern("tools/list")))]
    assert lists[0] == lists[1] == [each.listed for each in TOOLS]


@pytest.mark.parametrize("method", ["initialize", "ping", "resources/list", "tools/Call", ""])
def test_an_unknown_method_of_a_modern_client(method: str) -> None:
    """-32601 with 404. The handshake and ping are no part of this era."""
    error_of(send(*modern(method)), 404, -32601)


# ---- which era


def test_a_version_in_the_body_alone_is_a_mismatch() -> None:
    """-32020: what is in `_meta` must be in the header."""
    body, headers = modern("tools/list")
    del headers["mcp-protocol-version"]
    error_of(send(body, headers), 400, -32020)


@pytest.mark.parametrize("header", ["2025-11-25", "2099-01-01", ""])
def test_two_versions_are_a_mismatch(header: str) -> None:
    """-32020, whichever of the two is the right one."""
    body, headers = modern("tools/list")
    error_of(send(body, {**headers, "mcp-protocol-version": header}), 400, -32020)


@pytest.mark.parametrize("version", ["2025-03-26", "2024-11-05", "2099-01-01", "draft", "x" * 500])
def test_an_unknown_version_learns_the_known(version: str) -> None:
    """-32022 with 400, the versions that there are, and the one that was asked for, not at any length."""
    body, headers = modern("tools/list")
    body["params"]["_meta"][f"{PREFIX}protocolVersion"] = version
    for sent in (body, message("tools/list")):
        data = error_of(send(sent, {**headers, "mcp-protocol-version": version}), 400, -32022)["data"]
        assert data == {"supported": [*MODERN, *LEGACY], "requested": version[:100]}


# ---- headers and body


@pytest.mark.parametrize(
    "changes",
    [
        {"mcp-method": None},
        {"mcp-method": "tools/list"},
        {"mcp-method": "TOOLS/CALL"},
        {"mcp-name": None},
        {"mcp-name": "zebra"},
        {"mcp-name": "ECHO"},
        {"mcp-name": "=?base64?%%%?="},
        {"mcp-name": "=?base64?/w==?="},
        {"mcp-name": "=?base64?emVicmE=?="},
    ],
)
def test_headers_that_say_something_else_than_the_body(changes: dict[str, str | None]) -> None:
    """-32020 with 400, and the tool is not called."""
    body, headers = modern("tools/call", called())
    sent = {name: value for name, value in {**headers, **changes}.items() if value is not None}
    error_of(send(body, sent), 400, -32020)


def test_names_that_no_header_can_carry_come_as_base64() -> None:
    """`=?base64?...?=` is read before it is compared."""
    body, headers = modern("tools/call", called("ñandú"))
    encoded = f"=?base64?{base64.b64encode('ñandú'.encode()).decode()}?="
    assert result_of(send(body, {**headers, "mcp-name": encoded}))["structuredContent"] == {"a": 1}


def test_white_space_around_headers_is_none_of_them() -> None:
    """RFC 9110: it does not belong to the value."""
    body, headers = modern("tools/call", called())
    result_of(send(body, {name: f"  {value}\t" for name, value in headers.items()}))


@pytest.mark.parametrize("lacking", ["protocolVersion", "clientCapabilities"])
def test_what_each_modern_request_must_say(lacking: str) -> None:
    """-32602 with 400 for a request that leaves it out."""
    body, headers = modern("tools/list")
    del body["params"]["_meta"][f"{PREFIX}{lacking}"]
    assert lacking in error_of(send(body, headers), 400, -32602)["message"]


@pytest.mark.parametrize("capabilities", [[], "all", 1, True])
def test_capabilities_are_an_object(capabilities: Any) -> None:
    """-32602."""
    body, headers = modern("tools/list")
    body["params"]["_meta"][f"{PREFIX}clientCapabilities"] = capabilities
    error_of(send(body, headers), 400, -32602)


# ---- calling tools


def test_a_capability_that_the_client_lacks() -> None:
    """-32021 with 400, and which; a client that has it is served."""
    body, headers = modern("tools/call", called("needy"))
    data = error_of(send(body, headers), 400, -32021)["data"]
    assert data == {"requiredCapabilities": {"sampling": {}, "roots": {}}}
    body["params"]["_meta"][f"{PREFIX}clientCapabilities"] = {"sampling": {}, "roots": {}}
    result_of(send(body, headers))


def test_a_legacy_client_named_its_capabilities_before() -> None:
    """They are not known here, so they are not asked for."""
    result_of(legacy("tools/call", called("needy")))


@pytest.mark.parametrize("name", ["nothing", "", "Echo", "x" * 5000, None, 7, ["echo"], {"echo": 1}])
def test_an_unknown_tool(name: Any) -> None:
    """-32602, and the name is not repeated at length."""
    message_ = error_of(legacy("tools/call", called(name)), 200, -32602)["message"]
    assert len(message_) < 200


@pytest.mark.parametrize("arguments", [[1], "a", 1, True])
def test_arguments_are_an_object(arguments: Any) -> None:
    """-32602 for anything else, in both eras."""
    params = called(arguments=arguments)
    error_of(legacy("tools/call", params), 200, -32602)
    error_of(send(*modern("tools/call", params)), 400, -32602)


@pytest.mark.parametrize("params", [{"name": "echo"}, {"name": "echo", "arguments": None}])
def test_arguments_may_be_left_out(params: Any) -> None:
    """A tool without arguments is called without."""
    assert result_of(legacy("tools/call", params))["structuredContent"] == {}


def test_there_is_one_page_of_tools() -> None:
    """A cursor is not ours: -32602."""
    error_of(legacy("tools/list", {"cursor": "abc"}), 200, -32602)


# ---- messages


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"jsonrpc": "\\ud800"}', b"{}{}"]
)
def test_what_is_not_json(body: bytes) -> None:
    """-32700 with 400, and no id."""
    error_of(send(body), 400, -32700)
    assert "id" not in json.loads(send(body).body)


@pytest.mark.parametrize(
    "body",
    [
        None,
        7,
        "ping",
        {},
        {"id": 1, "method": "ping"},
        {"jsonrpc": "1.0", "id": 1, "method": "ping"},
        {"jsonrpc": "2.0", "id": 1},
        {"jsonrpc": "2.0", "id": 1, "method": 5},
        {"jsonrpc": "2.0", "method": None},
    ],
)
def test_what_is_no_message(body: Any) -> None:
    """-32600 with 400."""
    error_of(send(body), 400, -32600)


def test_batches_are_refused() -> None:
    """One message a request: a batch would slip past the limit of calls."""
    for body in ([], [message("ping"), message("ping")]):
        assert "batch" in error_of(send(body), 400, -32600)["message"]


@pytest.mark.parametrize("rpc_id", [None, True, 1.5, [], {}])
def test_odd_ids_are_refused(rpc_id: Any) -> None:
    """Text or an integer."""
    error_of(send(message("ping", rpc_id=rpc_id)), 400, -32600)


@pytest.mark.parametrize("rpc_id", [0, -1, 2**53, 10**30, "", "a", "ñ", "x" * 1000])
def test_ids_come_back_as_they_were(rpc_id: Any) -> None:
    """In results and in errors."""
    for method in ("ping", "nothing"):
        assert json.loads(send(message(method, rpc_id=rpc_id)).body)["id"] == rpc_id


@pytest.mark.parametrize(
    "body",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
        {"jsonrpc": "2.0", "method": "notifications/of/somebody/else", "params": []},
        {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "echo"}},
        {"jsonrpc": "2.0", "id": 5, "result": {}},
        {"jsonrpc": "2.0", "id": 5, "error": {"code": 1, "message": "no"}},
    ],
)
def test_what_wants_no_answer_gets_none(body: Any) -> None:
    """Notifications, and answers to what nobody asked: 202 and nothing, in either era."""
    for headers in ({}, {"mcp-protocol-version": "2025-11-25"}, {"mcp-protocol-version": MODERN[0]}):
        response = send(body, headers)
        assert (response.status, response.body) == (202, b"")


@pytest.mark.parametrize("params", [[1], "a", 1, True])
def test_params_are_an_object(params: Any) -> None:
    """-32602."""
    error_of(send({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": params}), 400, -32602)


# ---- over HTTP


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://api.example.com", "https://api.example.com.evil"]
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    """403, before anything is read."""
    with pytest.raises(HttpForbidden):
        send(b"{", {"origin": origin})


@pytest.mark.parametrize("origin", ["https://api.example.com", "https://listed.example", " https://listed.example "])
def test_pages_that_may_call(origin: str) -> None:
    """Its own origin, and those of CORS_ALLOW_ORIGINS."""
    result_of(send(message("ping"), {"origin": origin}))


def test_a_star_lets_every_page_call() -> None:
    """As it does for CORS."""
    anyone = Endpoint(INFO, TOOLS, instructions="", origins=("*",))
    headers = {"content-type": "application/json", "origin": "https://evil.example"}
    body = json.dumps(message("ping")).encode()
    assert anyone.answer(Request("POST", "/mcp", headers=headers, body=body, base_url=BASE)).status == 200


@pytest.mark.parametrize(
    ("host", "fine"), [("127.0.0.1:9000", True), ("localhost", True), ("evil.example:9000", False)]
)
def test_over_plain_http_only_this_machines_names_are_its_own(host: str, fine: bool) -> None:
    """DNS rebinding: a page of evil.example has its own name lead to this machine."""
    headers, base_url = {"origin": f"http://{host}"}, f"http://{host}/local"
    if fine:
        result_of(send(message("ping"), headers, base_url=base_url))
    else:
        with pytest.raises(HttpForbidden):
            send(message("ping"), headers, base_url=base_url)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/jsonp", "application/x-www-form-urlencoded"])
def test_another_content_type(content_type: str) -> None:
    """415: what a form of a foreign page can send never gets here."""
    with pytest.raises(HttpUnsupportedMediaType):
        send(message("ping"), {"content-type": content_type})


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json "])
def test_json_under_its_other_names(content_type: str) -> None:
    """Case and parameters do not matter."""
    result_of(send(message("ping"), {"content-type": content_type}))


@pytest.mark.parametrize("accept", ["text/event-stream", "text/html", "image/*"])
def test_who_does_not_take_json(accept: str) -> None:
    """406: there is nothing else."""
    with pytest.raises(HttpNotAcceptable):
        send(message("ping"), {"accept": accept})


@pytest.mark.parametrize(
    "accept", ["application/json, text/event-stream", "*/*", "application/*;q=0.5", "Application/JSON"]
)
def test_who_takes_json(accept: str) -> None:
    """Alone, among others, or as part of everything."""
    result_of(send(message("ping"), {"accept": accept}))


def test_a_message_too_large() -> None:
    """413, before it is read."""
    with pytest.raises(HttpPayloadTooLarge):
        send(b" " * (MAX_BYTES + 1))


# ---- anything at all

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
methods = st.sampled_from(["initialize", "ping", "tools/list", "tools/call", "server/discover", "notifications/x", "?"])
metas = st.none() | st.fixed_dictionaries(
    {},
    optional={
        f"{PREFIX}protocolVersion": st.sampled_from([*MODERN, *LEGACY]) | scalars,
        f"{PREFIX}clientCapabilities": st.just({}) | anything,
    },
)
params = anything | st.fixed_dictionaries(
    {}, optional={"name": st.sampled_from(["echo", "needy"]) | anything, "arguments": anything, "_meta": metas}
)
messages = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0") | anything}, optional={"id": anything, "method": methods | anything, "params": params}
)
header_sets = st.fixed_dictionaries(
    {},
    optional={
        "mcp-protocol-version": st.sampled_from([*MODERN, *LEGACY, ""]) | st.text(max_size=12),
        "mcp-method": methods,
        "mcp-name": st.sampled_from(["echo", "=?base64?ZWNobw==?="]) | st.text(max_size=12),
    },
)


@given(body=messages | anything, headers=header_sets)
def test_any_json_has_an_answer_of_json_rpc(body: Any, headers: dict[str, str]) -> None:
    """A result, an error with a code, or nothing; never a failure."""
    response = send(body, headers)
    assert response.status in (200, 202, 400, 404)
    if response.status == 202:
        assert response.body == b""
        return
    answer = json.loads(response.body)
    assert answer["jsonrpc"] == "2.0"
    assert ("result" in answer) is not ("error" in answer)
    if "error" in answer:
        assert isinstance(answer["error"]["code"], int)
        assert answer["error"]["message"]


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer_of_json_rpc(body: bytes) -> None:
    """The same for what is no JSON."""
    assert send(body).status in (200, 202, 400)
