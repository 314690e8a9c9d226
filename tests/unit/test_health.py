"""Whether what the service depends on answers."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from backend.domain.shared.errors import ModelUnavailable, StoreUnavailable
from backend.domain.shared.health import FRESH_SECONDS, Health


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def probes(asked: Counter[str], **broken: Exception) -> dict[str, Callable[[], None]]:
    def probe(name: str) -> Callable[[], None]:
        def ask() -> None:
            asked[name] += 1
            if name in broken:
                raise broken[name]

        return ask

    return {name: probe(name) for name in ("tables", "buckets", "model")}


def test_all_is_well() -> None:
    """Each dependency is asked once and has a check of its own, in the order given."""
    asked: Counter[str] = Counter()
    checks = Health(probes(asked)).checks()
    assert list(checks) == ["tables", "buckets", "model"]
    assert all(check.ok and check.ms >= 0 for check in checks.values())
    assert asked == {"tables": 1, "buckets": 1, "model": 1}


def test_is_asked_once_in_a_while() -> None:
    """Anyone may ask, so the dependencies are asked again only when the last answer is old."""
    asked: Counter[str] = Counter()
    clock = Clock()
    health = Health(probes(asked), clock=clock)
    for _ in range(50):
        health.checks()
    clock.now += FRESH_SECONDS
    health.checks()
    assert asked["tables"] == 1
    clock.now += 0.1
    health.checks()
    assert asked["tables"] == 2


def test_one_that_fails_leaves_the_others_well() -> None:
    """A dependency that does not answer is named, and the rest are asked all the same."""
    checks = Health(probes(Counter(), buckets=StoreUnavailable("no"))).checks()
    assert {name: check.ok for name, check in checks.items()} == {"tables": True, "buckets": False, "model": True}


def test_recovers() -> None:
    """A dependency that answers again is well again, once the last answer is old."""
    broken: dict[str, Exception] = {"model": ModelUnavailable("no")}
    clock = Clock()

    def model() -> None:
        if broken:
            raise broken["model"]

    health = Health({"model": model}, clock=clock)
    assert not health.checks()["model"].ok
    broken.clear()
    clock.now += FRESH_SECONDS + 1
    assert health.checks()["model"].ok


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    handler, logger = Kept(), logging.getLogger("backend.domain.shared.health")
    logger.addHandler(handler)
    yield handler.records
    logger.removeHandler(handler)


def test_the_log_says_why(log: list[logging.LogRecord]) -> None:
    """The cause is in the log, for the answer must not show it."""
    cause = RuntimeError("connection refused")
    error = StoreUnavailable("The store did not answer.")
    error.__cause__ = cause
    Health(probes(Counter(), tables=error)).checks()
    (record,) = log
    assert record.__dict__["dependency"] == "tables"
    assert record.exc_info is not None
    assert record.exc_info[1] is cause
