"""backend/adapters/observability/tracing.py: what X-Ray's daemon gets, as it would read it."""

import json
import logging
import time
from collections.abc import Iterator

import pytest

from backend.adapters.observability.tracing import Trace, Tracer, trace_of
from backend.api.middleware.logging import log_requests
from backend.bootstrap.config import trace_header
from backend.domain.identity.caller import Caller
from backend.domain.shared.meter import Meter
from backend.domain.shared.usage import Usage
from backend.framework.context import Context
from backend.framework.request import Request
from backend.framework.response import Response
from tests.xray import HEADER, PARENT, ROOT, Daemon, running_daemon


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    with running_daemon() as daemon:
        yield daemon


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    keeper, logger = Keeper(), logging.getLogger("backend")
    before = logger.level
    logger.addHandler(keeper)
    logger.setLevel("INFO")
    yield records
    logger.removeHandler(keeper)
    logger.setLevel(before)


def requested(tracer: Tracer, status: int = 200, operation: str | None = "create") -> None:
    """A request by a caller, which asks a model."""

    def handler(request: Request) -> Response:
        request.context.get(Meter).text("m", Usage(input_tokens=1))
        return Response(status)

    context = Context(operation)
    context.put(Caller("user_1", "ana"))
    log_requests(stage="dev", tracer=tracer)(handler)(Request("POST", "/secret-path", context=context))


# ---- the header


def test_a_header_names_the_trace() -> None:
    """As Lambda gives it, also with more in it than we know."""
    assert trace_of(HEADER) == Trace(ROOT, PARENT, sampled=True)
    assert trace_of(f"Root={ROOT};Parent={PARENT};Sampled=0;Lineage=a:1") == Trace(ROOT, PARENT, sampled=False)
    assert trace_of(f"Root={ROOT}") == Trace(ROOT, None, sampled=False)


@pytest.mark.parametrize("header", [None, "", ";;=", "Root=", "Root=1-2-3;Sampled=1", f"Parent={PARENT}", "Root"])
def test_what_is_no_header_is_no_trace(header: str | None) -> None:
    """Where tracing is off, and whatever else may stand there."""
    assert trace_of(header) is None


def test_the_header_is_read_for_each_invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lambda sets it again each time."""
    monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
    assert trace_header() is None
    for header in (HEADER, f"Root={ROOT}"):
        monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
        assert Tracer(None, header=trace_header).current() == trace_of(header)


# ---- the subsegment


def test_a_request_is_a_subsegment(daemon: Daemon) -> None:
    """Under the function's own segment, with times, and with what one would search by."""
    before = time.time()
    requested(Tracer(daemon.address, header=lambda: HEADER))
    told = daemon.heard()
    assert (told["trace_id"], told["parent_id"], told["type"], told["name"]) == (ROOT, PARENT, "subsegment", "create")
    assert len(told["id"]) == 16
    assert before - 1 < told["start_time"] <= told["end_time"] <= time.time()
    assert told["annotations"] == {"operation": "create", "status": 200, "model": "m"}


def test_nothing_of_the_callers_is_reported(daemon: Daemon) -> None:
    """Neither who, nor the path."""
    requested(Tracer(daemon.address, header=lambda: HEADER), operation=None)
    told = json.dumps(daemon.heard())
    assert "user_1" not in told
    assert "secret-path" not in told


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, set()), (404, {"error"}), (429, {"error", "throttle"}), (500, {"fault"}), (503, {"fault"})],
)
def test_failures_are_marked(daemon: Daemon, status: int, verdict: set[str]) -> None:
    """As X-Ray colours them: a fault is ours, an error the caller's."""
    requested(Tracer(daemon.address, header=lambda: HEADER), status)
    told = daemon.heard()
    assert {name for name in ("fault", "error", "throttle") if told.get(name)} == verdict


@pytest.mark.parametrize("header", [None, f"Root={ROOT};Parent={PARENT};Sampled=0", f"Root={ROOT};Sampled=1"])
def test_what_is_not_sampled_is_not_told(daemon: Daemon, header: str | None) -> None:
    """Nor what has no segment to stand under."""
    requested(Tracer(daemon.address, header=lambda: header))
    assert daemon.heard_nothing()


def test_the_daemon_may_have_two_addresses(daemon: Daemon) -> None:
    """One by TCP, which is not for this, and one by UDP."""
    requested(Tracer(f"tcp:127.0.0.1:1 udp:{daemon.address}", header=lambda: HEADER))
    assert daemon.heard()["name"] == "create"


@pytest.mark.parametrize("address", [None, "127.0.0.1:1", "256.256.256.256:2000"])
def test_a_daemon_that_is_not_there_does_no_harm(address: str | None) -> None:
    """None, one that nobody listens at, and one that cannot be."""
    tracer = Tracer(address, header=lambda: HEADER)
    requested(tracer)
    requested(tracer)


# ---- the log


@pytest.mark.parametrize("sampled", [0, 1])
def test_the_log_names_the_trace(log: list[logging.LogRecord], sampled: int) -> None:
    """So that a line and its trace find each other, sampled or not."""
    requested(Tracer(None, header=lambda: f"Root={ROOT};Parent={PARENT};Sampled={sampled}"))
    assert vars(log[-1])["trace_id"] == ROOT


def test_without_a_trace_the_log_names_none(log: list[logging.LogRecord]) -> None:
    """Absent rather than null."""
    requested(Tracer(None, header=lambda: None))
    assert "trace_id" not in vars(log[-1])
