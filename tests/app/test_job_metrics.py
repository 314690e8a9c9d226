"""A worker's line for each try of a job, and the metrics in it."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.test_jobs import finished
from tests.app.test_logs import Lines
from tests.conftest import Client
from tests.makers import eventually


def generated(client: Client, user: str) -> str:
    """The id of a job that has ended."""
    task_id: str = client.post("/generate", {"prompt": "a fox"}, as_user=user).json["task_id"]
    finished(client, task_id, user)
    return task_id


@pytest.fixture
def log(client: Client) -> Iterator[Lines]:
    """What the service logs meanwhile. Gateway and worker each set logging up when they are first called."""
    generated(client, "first-of-all")
    lines, logger = Lines(), logging.getLogger("backend")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


def told_of(log: Lines, job_id: str) -> Any:
    """The line of a job that was tried once; it is written after the job has ended."""

    def found() -> list[Any]:
        lines = map(json.loads, log.written)
        return [line for line in lines if line["message"] == "job" and line["job_id"] == job_id]

    eventually(lambda: bool(found()))
    (line,) = found()
    return line


def test_a_job_is_counted_by_stage(client: Client, log: Lines, ana: str) -> None:
    """With its time and what its models were asked for."""
    line = told_of(log, generated(client, ana))
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["stage"]]
    assert (line["stage"], line["kind"], line["state"]) == ("local", "generate", "success")
    counted = {each["Name"]: line[each["Name"]] for each in directive["Metrics"]}
    assert counted.pop("job_latency") > 0
    tokens = {"input_tokens": 0, "output_tokens": 0, "cached_tokens": 0}
    assert counted == {"jobs": 1, "job_errors": 0, "model_calls": 1, "images": 1, **tokens}


def test_a_job_that_fails_is_counted_too(client: Client, log: Lines, faults: Any, ana: str) -> None:
    """As an error, in the state that its owner sees."""
    faults.add(operation="InvokeModel", code="ModelErrorException")
    line = told_of(log, generated(client, ana))
    assert (line["state"], line["job_errors"]) == ("fail", 1)
    assert "models" not in line
    assert line["model_failures"] == 1
    assert "model_failures" in [each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]


def test_nothing_of_the_owners_is_in_it(client: Client, log: Lines, ana: str) -> None:
    """Neither who, nor what was asked for."""
    line = json.dumps(told_of(log, generated(client, ana)))
    assert client.user_id(ana) not in line
    assert "a fox" not in line
