"""The client of KIE against the stand-in: what is asked, what an answer means, and what is never asked twice."""

import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.adapters.http.safe_fetch import FetchFailed, FetchRefused, SafeFetch
from backend.adapters.kie.kie import MAX_PROMPT, Kie, Record, model_for
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    Invalid,
    ModelFailed,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter
from backend.local.kie import KieStandIn
from tests.makers import Mind, budget
from tests.time_limits import scaled

EDIT, DRAW = "flux-2/pro-image-to-image", "flux-2/pro-text-to-image"
INPUTS = ("https://pictures.example/a.png",)


@pytest.fixture(scope="module")
def running() -> Iterator[KieStandIn]:
    with KieStandIn(Mind()) as kie:
        yield kie


@pytest.fixture
def standin(running: KieStandIn) -> Iterator[KieStandIn]:
    running.clear()
    yield running
    running.clear()


@pytest.fixture
def kie(standin: KieStandIn) -> Kie:
    return connected(standin)


def connected(standin: KieStandIn, *, key: str | None = None, url: str | None = None, **options: Any) -> Kie:
    fetch = SafeFetch(allowed_hosts=[urlsplit(standin.url).netloc])
    options = {"fetch": fetch, "pause": lambda _: None, **options}
    return Kie(url or standin.url, lambda: standin.key if key is None else key, EDIT, **options)


def create(kie: Kie, prompt: str = "a lighthouse", **more: Any) -> str:
    return kie.create_task(
        prompt, **{"aspect_ratio": "4:3", "resolution": "1K", "meter": Meter(), "budget": budget(), **more}
    )


def asked(standin: KieStandIn, operation: str, action: Callable[[], Any]) -> int:
    """How often KIE was asked while something failed."""
    before = len(standin.calls)
    with pytest.raises(DreamForgeError):
        action()
    return [call.operation for call in standin.calls[before:]].count(operation)


# ---- createTask


def test_from_words(kie: Kie, standin: KieStandIn) -> None:
    """Without a picture to start from, the model's sibling for words is asked."""
    task = standin.tasks[create(kie)]
    assert task.model == DRAW
    assert task.wish == {"prompt": "a lighthouse", "aspect_ratio": "4:3", "resolution": "1K"}


def test_from_a_picture(kie: Kie, standin: KieStandIn) -> None:
    """With one, the model for pictures, and the URLs go along."""
    task = standin.tasks[create(kie, input_urls=INPUTS)]
    assert task.model == EDIT
    assert task.wish["input_urls"] == list(INPUTS)


@pytest.mark.parametrize(
    ("model", "with_input", "expected"),
    [
        (EDIT, True, EDIT),
        (EDIT, False, DRAW),
        (DRAW, True, EDIT),
        ("google/nano-banana", True, "google/nano-banana"),
        ("google/nano-banana", False, "google/nano-banana"),
    ],
)
def test_model_for(model: str, with_input: bool, expected: str) -> None:
    """Only the two names of one model are exchanged."""
    assert model_for(model, with_input=with_input) == expected


def test_long_prompts(kie: Kie, standin: KieStandIn) -> None:
    """A prompt is cut to what KIE takes."""
    assert len(standin.tasks[create(kie, "a" * 9000)].wish["prompt"]) == MAX_PROMPT


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": 401}, ModelUnavailable),
        ({"code": 402, "msg": "Insufficient credits"}, ModelUnavailable),
        ({"code": 429}, ModelUnavailable),
        ({"code": 455}, ModelUnavailable),
        ({"code": 500}, ModelFailed),
        ({"code": 501}, ModelFailed),
        ({"code": 422, "msg": "resolution is not supported"}, Invalid),
        ({"code": 422, "msg": "The prompt was flagged as violating content policies"}, ContentRefused),
        ({"code": 400, "msg": "NSFW content"}, ContentRefused),
        ({"status": 502}, ModelUnavailable),
        ({"status": 503}, ModelUnavailable),
        ({"status": 500}, ModelFailed),
        ({"status": 504}, ModelTimedOut),
        ({"status": 524}, ModelTimedOut),
        ({"garbage": True}, ModelTimedOut),
        ({"drop": True}, ModelTimedOut),
    ],
)
def test_create_task_fails(kie: Kie, standin: KieStandIn, fault: dict[str, Any], error: type[DreamForgeError]) -> None:
    """Each answer has its meaning, and whatever it is, a task is asked for once."""
    standin.fail(operation="createTask", times=5, **fault)
    before = len(standin.calls)
    with pytest.raises(error) as raised:
        create(kie)
    assert type(raised.value) is error
    assert len(standin.calls) == before + 1


def test_a_slow_create_task_is_unknown(kie: Kie, standin: KieStandIn) -> None:
    """An answer that does not come in time leaves open whether there is a task."""
    standin.fail(operation="createTask", delay_ms=6000)
    began = time.monotonic()
    with pytest.raises(ModelTimedOut):
        create(kie, budget=budget(0.3))
    assert time.monotonic() - began < scaled(6)


def test_nobody_listens(standin: KieStandIn) -> None:
    """A connection that was never made is no unknown outcome: nothing was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    meter = Meter()
    with pytest.raises(ModelUnavailable):
        create(connected(standin, url=f"http://127.0.0.1:{port}"), meter=meter)
    assert meter.summary() == {"model_retries": 1}


def test_what_kie_says_is_passed_on(kie: Kie, standin: KieStandIn) -> None:
    """The owner reads KIE's reason, in one line and without links."""
    standin.fail(code=422, msg="bad\nsize, see https://kie.example/x?token=1 " + "a" * 400)
    with pytest.raises(Invalid) as raised:
        create(kie)
    assert raised.value.message.startswith("KIE refused this request: bad size, see (link) aaa")
    assert len(raised.value.message) < 260


def test_the_key_is_in_no_log(standin: KieStandIn, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a log nor an error shows the key, not even at the lowest level."""
    caplog.set_level(logging.DEBUG)
    kie = connected(standin, key="very-secret-key")
    with pytest.raises(ModelUnavailable) as raised:
        create(kie)
    shown = [str(record.__dict__) for record in caplog.records] + [repr(raised.value), raised.value.message, repr(kie)]
    assert not any("very-secret-key" in each for each in shown)


# ---- recordInfo


def test_states(kie: Kie) -> None:
    """A task is followed to its end, where its result's URLs stand."""
    task_id = create(kie)
    records = [kie.record(task_id, budget=budget()) for _ in range(3)]
    assert [each.state for each in records] == ["waiting", "generating", "success"]
    assert [len(each.result_urls) for each in records] == [0, 0, 1]


def test_failure(kie: Kie, standin: KieStandIn) -> None:
    """A failed task has a code and a message."""
    standin.fail(fail_code="501", fail_msg="Generation failed")
    task_id = create(kie)
    for _ in range(3):
        record = kie.record(task_id, budget=budget())
    assert record == Record("fail", (), "501", "Generation failed")


@pytest.mark.parametrize(
    ("code", "msg", "error", "hint"),
    [
        ("501", "Out of memory.", ModelFailed, "KIE could not make this picture (501): Out of memory."),
        (None, None, ModelFailed, "KIE could not make this picture (no code): no reason given."),
        ("400", "No.", ContentRefused, "KIE refused this picture: No."),
        ("500", "Flagged by the safety system", ContentRefused, "Flagged by the safety system"),
    ],
)
def test_what_a_failure_means(code: str | None, msg: str | None, error: type[DreamForgeError], hint: str) -> None:
    """A filtered picture is the caller's to change, anything else KIE's fault."""
    failure = Record("fail", (), code, msg).failure()
    assert type(failure) is error
    assert hint in failure.message


@pytest.mark.parametrize("fault", [{"code": 500}, {"code": 429}, {"status": 503}, {"garbage": True}, {"drop": True}])
def test_looking_again(kie: Kie, standin: KieStandIn, fault: dict[str, Any]) -> None:
    """A look costs nothing, so it is repeated until there is an answer."""
    task_id = create(kie)
    standin.fail(operation="recordInfo", times=2, **fault)
    assert kie.record(task_id, budget=budget()).state in ("waiting", "generating", "success")


def test_looking_in_vain(kie: Kie, standin: KieStandIn) -> None:
    """After some looks the task is for later; it is not lost."""
    task_id = create(kie)
    standin.fail(operation="recordInfo", times=99, status=503)
    assert asked(standin, "recordInfo", lambda: kie.record(task_id, budget=budget())) == 3
    with pytest.raises(ModelUnavailable):
        kie.record(task_id, budget=budget())


def test_no_look_beyond_the_deadline(kie: Kie, standin: KieStandIn) -> None:
    """Where the time does not reach for a wait, there is none."""
    standin.fail(operation="recordInfo", times=99, status=503)
    # the pause is drawn at random: a short one may fit
    assert asked(standin, "recordInfo", lambda: kie.record("a", budget=budget(0.5))) <= 2


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (lambda kie: kie.record("task_none", budget=budget()), ModelFailed),
        (lambda kie: kie.record("a/../b?c=d&e", budget=budget()), ModelFailed),
    ],
)
def test_unknown_tasks(kie: Kie, action: Callable[[Kie], Any], error: type[DreamForgeError]) -> None:
    """A task that KIE does not know will not come."""
    with pytest.raises(error):
        action(kie)


@pytest.mark.parametrize(
    "result", ["", "no json", "{}", '{"resultUrls": []}', '{"resultUrls": [1]}', '{"resultUrls": "a"}', "[]", "null"]
)
def test_broken_results(kie: Kie, standin: KieStandIn, result: str) -> None:
    """A success that shows no picture is a failure."""
    standin.fail(result_json=result)
    task_id = create(kie)
    kie.record(task_id, budget=budget())
    kie.record(task_id, budget=budget())
    with pytest.raises(ModelFailed):
        kie.record(task_id, budget=budget())


# ---- results


def test_fetch_result(kie: Kie) -> None:
    """The result is fetched, and is a picture."""
    task_id = create(kie)
    for _ in range(3):
        record = kie.record(task_id, budget=budget())
    assert kie.fetch_result(record.result_urls[0]).startswith(b"\x89PNG")


def test_results_are_fetched_as_carefully_as_any_url(kie: Kie) -> None:
    """KIE cannot lead us inside either."""
    with pytest.raises(ModelFailed):
        kie.fetch_result("http://169.254.169.254/latest/meta-data/")


@pytest.mark.parametrize(("problem", "error"), [(FetchFailed("a"), ModelUnavailable), (FetchRefused("a"), ModelFailed)])
def test_results_that_cannot_be_fetched(standin: KieStandIn, problem: Exception, error: type[DreamForgeError]) -> None:
    """What may be had later is not given up: it is paid for."""

    def fetch(_: str) -> bytes:
        raise problem

    with pytest.raises(error):
        connected(standin, fetch=fetch).fetch_result("https://pictures.example/a.png")


def test_envelopes(standin: KieStandIn) -> None:
    """An envelope whose code is text is read; one without a task's id leaves open whether there is a task."""

    class Said:
        status = 200

        def __init__(self, content: Any) -> None:
            self.data = json.dumps(content).encode()

    answers = [{"code": "200", "data": {"taskId": "t"}}, {"code": 200, "data": {}}, {"code": 200, "data": None}]

    class Http:
        def request(self, *_: Any, **__: Any) -> Said:
            return Said(answers.pop(0))

    kie = connected(standin, http=Http())
    assert create(kie) == "t"
    for _ in range(2):
        with pytest.raises(ModelTimedOut):
            create(kie)
