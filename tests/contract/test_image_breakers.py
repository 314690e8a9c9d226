"""The circuit breakers of the image models: who keeps failing is left alone, who refuses is not."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.calls.breaker import Breaker
from backend.adapters.kie.kie import Kie
from backend.domain.shared.errors import DreamForgeError, ModelUnavailable
from backend.domain.shared.meter import Meter
from backend.local.kie import KieStandIn
from tests.makers import Mind, Scripted, budget, png_base64, refused

CORE = "stability.stable-image-core-v1:1"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=2, cool_down=30, clock=clock)


def fails(action: Any, times: int = 1) -> DreamForgeError:
    """The last of so many failures."""
    for _ in range(times):
        with pytest.raises(DreamForgeError) as raised:
            action()
    return raised.value


# ---- Bedrock


def drawn() -> dict[str, Any]:
    return {"body": io.BytesIO(json.dumps({"finish_reasons": [None], "images": [png_base64()]}).encode())}


def image(client: Scripted, breaker: Breaker) -> BedrockImage:
    return BedrockImage(client, CORE, breaker=breaker, pause=lambda _: None)


def draw(model: BedrockImage) -> bytes:
    return model.draw("A lighthouse", "1:1", meter=Meter(), budget=budget())


@pytest.mark.parametrize(
    "code",
    ["ModelTimeoutException", "InternalServerException", "ModelErrorException"],
)
def test_a_model_that_is_unwell_is_left_alone(breaker: Breaker, code: str) -> None:
    """After some failures in a row it is not asked, and the caller hears at once."""
    client = Scripted(refused(code))
    model = image(client, breaker)
    fails(lambda: draw(model), times=2)
    assert isinstance(fails(lambda: draw(model)), ModelUnavailable)
    assert len(client.requests) == 2


@pytest.mark.parametrize(
    "error",
    [
        refused("ValidationException", "Malformed input request"),
        refused("ValidationException", "blocked by our content filters"),
    ],
)
def test_a_model_that_refuses_is_well(breaker: Breaker, error: Exception) -> None:
    """One caller's bad prompts are not to cost the others their pictures."""
    client = Scripted(error)
    model = image(client, breaker)
    fails(lambda: draw(model), times=4)
    assert len(client.requests) == 4


def test_a_refusal_ends_a_row_of_failures(breaker: Breaker) -> None:
    """It is an answer."""
    answers = [refused("InternalServerException"), refused("ValidationException"), refused("InternalServerException")]
    model = image(Scripted(*answers, drawn), breaker)
    fails(lambda: draw(model), times=3)
    assert draw(model)


def test_a_busy_model_counts_once_for_all_its_tries(breaker: Breaker) -> None:
    """A call that is throttled to its end is one failure."""
    model = image(Scripted(*[refused("ThrottlingException")] * 3, drawn), breaker)
    fails(lambda: draw(model))
    assert draw(model)


def test_the_model_is_tried_again_after_a_while(breaker: Breaker, clock: Clock) -> None:
    """One call is let through, and when it goes well, all are."""
    model = image(Scripted(*[refused("InternalServerException")] * 2, drawn), breaker)
    fails(lambda: draw(model), times=2)
    clock.now = 30
    assert [draw(model), draw(model)]


# ---- KIE


@pytest.fixture
def standin() -> Iterator[KieStandIn]:
    with KieStandIn(Mind()) as running:
        yield running


@pytest.fixture
def kie(standin: KieStandIn, breaker: Breaker) -> Kie:
    return Kie(
        standin.url,
        lambda: standin.key,
        "flux-2/pro-image-to-image",
        fetch=lambda _: b"",
        breaker=breaker,
        pause=lambda _: None,
    )


def create(kie: Kie) -> str:
    return kie.create_task("a lighthouse", aspect_ratio="1:1", resolution="1K", meter=Meter(), budget=budget())


@pytest.mark.parametrize(
    "fault",
    [{"code": 500}, {"code": 455}, {"code": 429}, {"status": 503}, {"status": 524}, {"drop": True}, {"garbage": True}],
)
def test_a_kie_that_is_unwell_is_left_alone(kie: Kie, standin: KieStandIn, fault: dict[str, Any]) -> None:
    """After some failures in a row it is asked for no more tasks for a while."""
    standin.fail(operation="createTask", times=99, **fault)
    fails(lambda: create(kie), times=2)
    assert isinstance(fails(lambda: create(kie)), ModelUnavailable)
    assert len(standin.calls) == 2


@pytest.mark.parametrize(
    "fault",
    [{"code": 422, "msg": "resolution is not supported"}, {"code": 400, "msg": "NSFW"}, {"code": 402}, {"code": 401}],
)
def test_a_kie_that_refuses_is_well(kie: Kie, standin: KieStandIn, fault: dict[str, Any]) -> None:
    """Neither a prompt nor an account that it does not take is its illness."""
    standin.fail(operation="createTask", times=99, **fault)
    fails(lambda: create(kie), times=4)
    assert len(standin.calls) == 4


def test_kie_is_tried_again_after_a_while(kie: Kie, standin: KieStandIn, clock: Clock) -> None:
    """When the probe goes well, all continues."""
    standin.fail(operation="createTask", times=2, code=500)
    fails(lambda: create(kie), times=2)
    clock.now = 30
    assert {create(kie), create(kie)} <= standin.tasks.keys()


def test_tasks_that_kie_has_taken_are_looked_at_all_the_same(kie: Kie, standin: KieStandIn) -> None:
    """They are paid for."""
    task_id = create(kie)
    standin.fail(operation="createTask", times=2, code=500)
    fails(lambda: create(kie), times=3)
    assert kie.record(task_id, budget=budget()).state == "waiting"
