"""The access log: our own handler writes by hand what a logger would write of the same request."""

import json
import logging
from collections.abc import Iterator

import pytest

from backend.adapters.observability.logs import configure_logging
from backend.adapters.observability.tracing import Tracer
from backend.api.middleware.logging import log_requests
from backend.domain.identity.caller import Caller
from backend.framework.context import Context
from backend.framework.request import Request
from backend.framework.response import Response

LOGGED = log_requests(stage="dev", tracer=Tracer(None, header=lambda: None))
ODD = 'a"b\\c\n\x01ñ😀\ud800'
"""Quotes, a backslash, control characters, letters of other alphabets, and half a character."""


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    logger = logging.getLogger("backend")
    before = logger.handlers[:], logger.level, logger.propagate
    yield logger
    logger.handlers[:], logger.level, logger.propagate = before


def request_of(operation: str | None, request_id: str = "r-1", caller: str | None = None) -> Request:
    context = Context(operation)
    if caller is not None:
        context.put(Caller(caller, "ana"))
    return Request("POST", "/some/path?" + "x" * 300, request_id=request_id, context=context)


CASES = {
    "an operation": lambda: request_of("getThing"),
    "a caller": lambda: request_of("getThing", caller="u1"),
    "no operation": lambda: request_of(None, caller="u1"),
    "odd text": lambda: request_of("getThing", 'a"b\\c\n\x01ñ😀', 'u"1\n'),
}


@pytest.mark.parametrize("name", CASES)
def test_both_ways_of_writing_say_the_same(
    name: str, logger: logging.Logger, capfd: pytest.CaptureFixture[str]
) -> None:
    """In the same order, but for how long it took."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    configure_logging("INFO", Keeper())
    LOGGED(lambda _: Response(201))(CASES[name]())
    configure_logging("INFO")
    LOGGED(lambda _: Response(201))(CASES[name]())
    (line,) = capfd.readouterr().err.splitlines()
    written = json.loads(line)
    head = [written.pop(each) for each in ("level", "message", "logger")]
    assert head == ["INFO", "request", "backend.api.middleware.logging"]
    assert written.pop("time").endswith("Z")
    expected = {each: vars(records[0])[each] for each in written}
    assert list(written) == [each for each in vars(records[0]) if each in written]
    assert isinstance(written["latency"], float)
    assert {**written, "latency": 0} == {**expected, "latency": 0}


def test_half_a_character_is_no_failure(logger: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """JSON can hold half a surrogate pair, and UTF-8 cannot."""
    configure_logging("INFO")
    assert LOGGED(lambda _: Response(404))(request_of(None, ODD)).status == 404
    assert json.loads(capfd.readouterr().err)["request_id"].startswith('a"b\\c')


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
def test_levels_above_it_leave_it_out(level: str, logger: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging(level)
    LOGGED(lambda _: Response(200))(request_of("getThing"))
    assert capfd.readouterr().err == ""
