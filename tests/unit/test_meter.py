"""What a request cost."""

import contextlib
import time

from backend.domain.shared.meter import Meter
from backend.domain.shared.usage import Usage
from tests.time_limits import scaled


def test_adds_up_tokens_and_pictures() -> None:
    """Several calls of models in one request add up."""
    meter = Meter()
    meter.text("a", Usage(input_tokens=10, output_tokens=2, cached_tokens=5))
    meter.text("b", Usage(input_tokens=1, output_tokens=1))
    meter.image("c")
    assert meter.usage == Usage(input_tokens=11, output_tokens=3, cached_tokens=5)
    assert meter.summary() == {
        "models": ["a", "b", "c"],
        "model_calls": 3,
        "input_tokens": 11,
        "output_tokens": 3,
        "cached_tokens": 5,
        "images": 1,
    }


def test_names_a_model_once() -> None:
    """A model that was asked twice stands once in the log line."""
    meter = Meter()
    meter.text("a", Usage())
    meter.text("a", Usage())
    assert meter.summary()["models"] == ["a"]


def test_says_nothing_when_no_model_was_asked() -> None:
    """Requests without models have nothing to add to their log line."""
    assert Meter().summary() == {}


def test_times_the_steps() -> None:
    """Each step in its order, with its milliseconds; one that failed as well."""
    meter = Meter()
    with meter.step("interpret"):
        pass
    with contextlib.suppress(RuntimeError), meter.step("design"):
        raise RuntimeError
    assert list(meter.steps) == ["interpret", "design"]
    assert all(ms >= 0 for ms in meter.steps.values())


def test_steps_are_in_milliseconds() -> None:
    """As the header Server-Timing has them."""
    meter = Meter()
    with meter.step("design"):
        time.sleep(0.02)
    assert 20 <= meter.steps["design"] < scaled(2000)


def test_meters_are_kept_apart() -> None:
    """What one request counts is no other's."""
    first, second = Meter(), Meter()
    first.image("a")
    with first.step("design"):
        pass
    assert (second.models, second.steps) == ([], {})
