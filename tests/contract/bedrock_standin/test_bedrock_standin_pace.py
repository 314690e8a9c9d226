"""The slow mode: realistic, repeatable, spread over a stream, and cut short when the stand-in closes."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from backend.local.bedrock import BedrockStandIn, Pace
from backend.local.bedrock import text_traits as traits
from backend.local.bedrock.models import Family
from tests.contract.bedrock_standin.conftest import FakeMind
from tests.time_limits import scaled

HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
CORE = "stability.stable-image-core-v1:1"
TOOLS = {
    "tools": [
        {"toolSpec": {"name": "brief", "inputSchema": {"json": {"type": "object", "properties": {"title": {}}}}}}
    ],
    "toolChoice": {"tool": {"name": "brief"}},
}
HELLO = [{"role": "user", "content": [{"text": "<idea>" + "a lighthouse by the sea " * 8 + "</idea>"}]}]


@pytest.fixture
def slow(connect: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A client of a stand-in with a pace."""
    running: list[BedrockStandIn] = []

    def slow(pace: Pace) -> Any:
        running.append(BedrockStandIn(FakeMind(), pace=pace).serve())
        return connect(running[-1].url)

    yield slow
    for bedrock in running:
        bedrock.close()


def test_a_brief_takes_six_to_twelve_seconds() -> None:
    """And not always the same; a faster model takes less."""
    pace = Pace(seed=7)
    drawn = [pace.text(traits.CLAUDE_4_5, 300, tool=True).whole for _ in range(200)]
    assert 6_000 <= min(drawn) < 7_000
    assert 11_000 < max(drawn) <= 12_000
    fast = [pace.text(traits.CLAUDE_HAIKU_4_5, 300, tool=True).whole for _ in range(200)]
    assert max(fast) <= 6_000


def test_a_picture_takes_five_to_fifteen_seconds() -> None:
    """By model: Core is the fastest of Stability's, Ultra the slowest."""
    pace = Pace(seed=7)
    drawn = {family: [pace.picture(family) for _ in range(200)] for family in Family if family is not Family.TEXT}
    assert all(5_000 <= each <= 15_000 for times in drawn.values() for each in times)
    assert sum(drawn[Family.STABILITY_CORE]) < sum(drawn[Family.STABILITY]) < sum(drawn[Family.STABILITY_ULTRA])


def test_a_long_answer_takes_longer() -> None:
    """4,096 tokens of talk are more than a minute."""
    assert Pace(seed=7).text(traits.CLAUDE_4_5, 4_096, tool=False).whole > 60_000


def test_the_same_seed_the_same_times() -> None:
    """So that a run can be repeated."""
    first, second, other = ([pace.picture(Family.STABILITY) for _ in range(5)] for pace in (Pace(3), Pace(3), Pace(4)))
    assert first == second != other


def test_answers_wait(slow: Any) -> None:
    """A tool call and a picture take their time, at a twentieth of it."""
    client = slow(Pace(seed=7, scale=0.05))
    began = time.monotonic()
    answer = client.converse(modelId=HAIKU, messages=HELLO, toolConfig=TOOLS)
    assert time.monotonic() - began > 0.14
    assert answer["metrics"]["latencyMs"] >= 150
    began = time.monotonic()
    client.invoke_model(modelId=CORE, body=json.dumps({"prompt": "a"}))
    assert time.monotonic() - began > 0.25


def test_a_stream_is_spread_over_its_time(slow: Any) -> None:
    """Its pieces do not come at once: most of the time passes between the first and the last."""
    client = slow(Pace(seed=7, scale=0.1))
    began = time.monotonic()
    events = client.converse_stream(modelId=HAIKU, messages=HELLO, toolConfig=TOOLS)["stream"]
    arrived = [time.monotonic() - began for event in events if "contentBlockDelta" in event]
    assert len(arrived) > 3
    assert arrived[-1] - arrived[0] > 0.2
    assert max(after - before for before, after in pairwise(arrived)) < arrived[-1]


def test_errors_do_not_wait(slow: Any) -> None:
    """What is refused is refused at once."""
    client = slow(Pace(seed=7, scale=100))
    with pytest.raises(client.exceptions.ValidationException):
        client.converse(modelId="acme.model-v1", messages=HELLO)


def test_closing_ends_the_wait(connect: Callable[..., Any]) -> None:
    """Nobody waits minutes for a stand-in to close."""
    bedrock = BedrockStandIn(FakeMind(), pace=Pace(seed=7, scale=100)).serve()
    client = connect(bedrock.url)
    done = threading.Event()

    def ask() -> None:
        client.converse(modelId=HAIKU, messages=HELLO)
        done.set()

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    assert not done.is_set()
    bedrock.close()
    assert done.wait(scaled(10))
    thread.join()
