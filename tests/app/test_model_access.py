"""An account that may not use a model: what callers hear, what the operator reads, and what GET /health says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_error
from tests.app.test_logs import Lines
from tests.conftest import Client, start_laptop

DENIED = {
    "code": "AccessDeniedException",
    "message": "Model access is denied due to IAM user or service role is not authorized to perform the required AWS "
    "Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe).",
}


@pytest.fixture
def log() -> Lines:
    return Lines()


@pytest.fixture
def closed(log: Lines) -> Iterator[Laptop]:
    """A laptop of this test's own, whose account may call no text model; CountTokens answers all the same."""
    with start_laptop({"BEDROCK_TEXT_FALLBACK_IDS": ""}, log_to=log) as laptop:
        laptop.bedrock.faults.add(operation="Converse", times=None, **DENIED)
        laptop.bedrock.faults.add(operation="ConverseStream", times=None, **DENIED)
        yield laptop


def test_missing_access_is_reported_to_caller_operator_and_health(closed: Laptop, log: Lines) -> None:
    """503 with a name of its own, a line that says what to enable, a metric with an alarm, and a degraded health."""
    client = Client(closed)
    answer = client.post("/interpret", {"q": "a lighthouse"}, as_user="ana")
    assert_error(answer, 503, "model_not_accessible")
    assert b"again" not in answer.body
    lines = [json.loads(line) for line in log.written]
    (fault,) = [line for line in lines if line["message"] == "model is not accessible"]
    assert fault["level"] == "ERROR"
    assert "Enable the model" in fault["advice"]
    (request,) = [line for line in lines if line.get("operation") == "interpret"]
    assert request["model_access_faults"] == 1
    assert "model_access_faults" in json.dumps(request["_aws"])
    health = client.get("/health")
    assert (health.status, health.json["status"], checks_of(health.json)["model"]) == (503, "degraded", False)


def checks_of(health: Any) -> dict[str, bool]:
    """{"model": False, ...}"""
    return {check["name"]: check["ok"] for check in health["checks"]}
