"""The metric `model_failures`: whichever way a caller learns that a model failed, it counts once."""

import secrets
from typing import Any

import pytest

from tests.app.rpc import message
from tests.app.test_logs import Lines, log  # noqa: F401 (a fixture)
from tests.conftest import Client

CALL = message("tools/call", {"name": "interpret_idea", "arguments": {"q": "a fox"}})
WAYS: dict[str, tuple[str, Any, dict[str, str]]] = {
    "rest": ("/interpret", {"q": "a fox"}, {}),
    "tool": ("/mcp", CALL, {"MCP-Protocol-Version": "2025-11-25"}),
    "stream": ("/chat", {"message": "hello"}, {"Accept": "text/event-stream"}),
}


def line_of(client: Client, log: Lines, user: str, way: str) -> Any:  # noqa: F811
    path, body, headers = WAYS[way]
    request_id = secrets.token_hex(8)
    client.post(path, body, as_user=user, headers={**headers, "X-Request-Id": request_id})
    return log.one(request_id)


@pytest.mark.parametrize("way", WAYS)
def test_a_failure_is_counted_once(client: Client, log: Lines, faults: Any, ana: str, way: str) -> None:  # noqa: F811
    """By REST, through a tool of /mcp, and within a stream; the line says so to CloudWatch."""
    faults.add(operation="ConverseStream", code="AccessDeniedException", times=None)
    line = line_of(client, log, ana, way)
    assert line["model_failures"] == 1
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert "model_failures" in {each["Name"] for each in directive["Metrics"]}


@pytest.mark.parametrize("way", WAYS)
def test_what_goes_well_is_no_failure(client: Client, log: Lines, ana: str, way: str) -> None:  # noqa: F811
    """There is no such metric in the line."""
    assert "model_failures" not in line_of(client, log, ana, way)
