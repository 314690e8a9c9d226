"""backend/adapters/observability/metrics.py: log lines that CloudWatch takes metrics from."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.adapters.observability import metrics
from backend.adapters.observability.logs import JsonLines, configure_logging, write_line
from backend.adapters.observability.tracing import Tracer
from backend.api.errors import http_error
from backend.api.middleware.logging import log_requests
from backend.domain.shared.errors import ModelFailed, ModelTimedOut, ModelUnavailable, NotFound, StoreUnavailable
from backend.domain.shared.meter import Meter
from backend.domain.shared.prices import Price, Prices
from backend.domain.shared.usage import Usage
from backend.framework.context import Context
from backend.framework.middleware.error_handler import error_handler
from backend.framework.request import Request
from backend.framework.response import Response
from backend.local.serve import request_line

NAME = {"type": "string", "minLength": 1, "maxLength": 255}
SPECIFICATION: dict[str, Any] = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "additionalProperties": False,
            "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "additionalProperties": False,
                        "properties": {
                            "Namespace": NAME,
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {"type": "array", "maxItems": 9, "items": NAME},
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "Name": NAME,
                                        "Unit": {"enum": ["Count", "Milliseconds", "None"]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}
"""What the specification of the format says, for the units that are used here."""


class Lines(logging.Handler):
    """Keeps what is logged, as the lines that it would be."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.written: list[dict[str, Any]] = []
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.written.append(json.loads(self.format(record)))


@pytest.fixture
def log() -> Iterator[Lines]:
    lines, logger = Lines(), logging.getLogger("backend")
    before = logger.level
    logger.addHandler(lines)
    logger.setLevel("INFO")
    yield lines
    logger.removeHandler(lines)
    logger.setLevel(before)


def requested(log: Lines, *, status: int = 200, model: bool = False, error: Exception | None = None) -> dict[str, Any]:
    """The line of a request."""

    def handler(request: Request) -> Response:
        if model:
            request.context.get(Meter).text("m", Usage(input_tokens=10, output_tokens=4, cached_tokens=2))
            request.context.get(Meter).image("s")
        if error is not None:
            raise error
        return Response(status)

    prices = Prices({"m": Price(input=1, output=1), "s": Price(image=0.25)})
    middleware = log_requests(stage="dev", tracer=Tracer(None, header=lambda: None), prices=prices)
    middleware(error_handler(http_error)(handler))(Request("GET", "/x", request_id="r1", context=Context("getX")))
    return log.written[-1]


def metrics_of(line: dict[str, Any]) -> dict[str, Any]:
    """The values that CloudWatch would take from a line, which has to be as the specification says."""
    Draft202012Validator(SPECIFICATION).validate(line)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert all(isinstance(line[name], str) for names in directive["Dimensions"] for name in names)
    found = {each["Name"]: line[each["Name"]] for each in directive["Metrics"]}
    assert all(isinstance(value, int | float) and not isinstance(value, bool) for value in found.values())
    return found


def test_a_request_without_a_model_has_no_metric(log: Lines) -> None:
    """API Gateway counts and times requests already; in the log line both stand as well."""
    line = requested(log)
    assert "_aws" not in line
    assert line["latency"] >= 0
    assert (line["stage"], line["operation"], line["status"]) == ("dev", "getX", 200)


def test_metrics_are_by_stage(log: Lines) -> None:
    """By nothing else: AWS bills each name with each set of dimensions."""
    (directive,) = requested(log, model=True)["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("DreamForge", [["stage"]])


@pytest.mark.parametrize("error", [ModelFailed("x"), ModelUnavailable("x"), ModelTimedOut("x")])
def test_a_model_that_fails_is_counted(log: Lines, error: Exception) -> None:
    """Whichever way it fails, and with what it cost before."""
    assert metrics_of(requested(log, error=error)) == {"model_failures": 1}
    assert metrics_of(requested(log, error=error, model=True))["model_failures"] == 1


@pytest.mark.parametrize("error", [StoreUnavailable("x"), NotFound("x"), RuntimeError("x")])
def test_other_errors_are_no_models_failures(log: Lines, error: Exception) -> None:
    """Nor any metric of the service."""
    assert "_aws" not in requested(log, error=error)


def test_what_models_cost_is_measured(log: Lines) -> None:
    """Calls, tokens, pictures and dollars, when a model was asked."""
    found = metrics_of(requested(log, model=True))
    assert found["model_calls"] == 2
    assert (found["input_tokens"], found["output_tokens"], found["cached_tokens"]) == (10, 4, 2)
    assert (found["images"], found["estimated_cost"]) == (1, pytest.approx(0.250016))


def test_calls_that_were_repeated_are_counted() -> None:
    """The dashboard shows how often models have to be asked again; without a repetition there is no such metric."""
    meter = Meter()
    assert "model_retries" not in meter.summary()
    meter.count_retry()
    line = {"stage": "dev", **meter.summary()}
    assert metrics_of({**line, **metrics.embed(line, at=1.0)}) == {"model_retries": 1}


def test_dollars_have_no_unit(log: Lines) -> None:
    """CloudWatch knows no currency."""
    directive = requested(log, model=True)["_aws"]["CloudWatchMetrics"][0]
    units = {each["Name"]: each["Unit"] for each in directive["Metrics"]}
    assert (units["estimated_cost"], units["images"]) == ("None", "Count")


def test_a_line_has_its_moment() -> None:
    """Milliseconds since 1970, whole."""
    assert metrics.embed({"stage": "dev", "jobs": 1}, at=1764547200.1239)["_aws"]["Timestamp"] == 1764547200123


def test_a_job_is_not_mixed_with_requests() -> None:
    """Its minutes have a name of their own."""
    assert metrics.of_job("success", 61_000.0) == {"jobs": 1, "job_latency": 61_000.0, "job_errors": 0}


@pytest.mark.parametrize(("state", "errors"), [("success", 0), ("waiting", 0), ("fail", 1)])
def test_a_job_that_waits_for_another_try_has_not_failed(state: str, errors: int) -> None:
    """Only its end counts."""
    assert metrics.of_job(state, 1)["job_errors"] == errors


def test_people_do_not_see_it(log: Lines) -> None:
    """The laptop's line for a request has nothing of the format."""
    requested(log, model=True)
    shown = request_line(log.records[-1].__dict__, 120)
    assert "_aws" not in shown
    assert "CloudWatch" not in shown


Write = Callable[[dict[str, Any]], None]
WRITERS: dict[str, Write] = {
    "a logger": lambda line: logging.getLogger("backend.worker").info("job", extra=line),
    "the access log": lambda line: write_line(logging.getLogger("backend.worker"), "job", line),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_metrics_are_written_at_every_level(capsys: pytest.CaptureFixture[str], level: str, write: Write) -> None:
    """LOG_LEVEL says how much people get to read; an alarm on what models cost must not depend on it."""
    logger = logging.getLogger("backend")
    before = logger.handlers[:], logger.level, logger.propagate
    try:
        configure_logging(level)
        for line in ({"stage": "dev", "jobs": 1}, {"stage": "dev"}):
            write({**line, **metrics.embed(line, at=1.0), "title": 'Ñandú "1"'})
    finally:
        logger.handlers[:], logger.level, logger.propagate = before
    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [metrics_of(line) for line in written if "_aws" in line] == [{"jobs": 1}]
    assert len(written) == (2 if level in {"DEBUG", "INFO"} else 1)
    for line in written:
        assert (line.pop("time")[-1], line["title"]) == ("Z", 'Ñandú "1"')
        assert [line["level"], line["message"], line["logger"]] == ["INFO", "job", "backend.worker"]
