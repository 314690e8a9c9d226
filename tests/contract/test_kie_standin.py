"""The KIE stand-in over HTTP: the two calls, the states, and the ways to fail."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from backend.domain.uploads.sniffing import picture_size
from backend.local.kie import KieStandIn
from tests.makers import Mind
from tests.time_limits import scaled

EDIT, DRAW = "flux-2/pro-image-to-image", "flux-2/pro-text-to-image"
WISH = {"prompt": "a lighthouse", "aspect_ratio": "16:9", "resolution": "1K"}
INPUTS = ["https://pictures.example/a.png"]


@pytest.fixture(scope="module")
def running() -> Iterator[KieStandIn]:
    with KieStandIn(Mind(), way=("waiting", "queuing", "generating", "success")) as kie:
        yield kie


@pytest.fixture
def kie(running: KieStandIn) -> Iterator[KieStandIn]:
    running.clear()
    yield running
    running.clear()


def ask(kie: KieStandIn, method: str, path: str, body: Any = None, key: str | None = None) -> tuple[int, Any]:
    """HTTP status and answer."""
    connection = HTTPConnection(urlsplit(kie.url).netloc, timeout=scaled(10))
    try:
        headers = {"Authorization": f"Bearer {kie.key if key is None else key}"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def create(kie: KieStandIn, model: str = DRAW, **wish: Any) -> Any:
    return ask(kie, "POST", "/api/v1/jobs/createTask", {"model": model, "input": {**WISH, **wish}})[1]


def look(kie: KieStandIn, task_id: str) -> Any:
    return ask(kie, "GET", f"/api/v1/jobs/recordInfo?taskId={task_id}")[1]


def finished(kie: KieStandIn, task_id: str) -> Any:
    for _ in range(3):
        look(kie, task_id)
    return look(kie, task_id)["data"]


def test_a_task(kie: KieStandIn) -> None:
    """createTask answers with the id of a task."""
    answer = create(kie)
    assert (answer["code"], answer["msg"]) == (200, "success")
    assert answer["data"]["taskId"].startswith("task_flux-2_")


def test_states(kie: KieStandIn) -> None:
    """A task continues by one state each time it is looked at, and stays at its end."""
    task_id = create(kie)["data"]["taskId"]
    seen = [look(kie, task_id)["data"] for _ in range(5)]
    assert [each["state"] for each in seen] == ["waiting", "queuing", "generating", "success", "success"]
    assert [each["resultJson"] for each in seen[:3]] == ["", "", ""]
    assert all(each["taskId"] == task_id for each in seen)


def test_result(kie: KieStandIn) -> None:
    """resultJson is JSON in a string; its URL opens the picture without a key."""
    told = finished(kie, create(kie)["data"]["taskId"])
    (url,) = json.loads(told["resultJson"])["resultUrls"]
    with urlopen(url) as picture:
        assert picture.headers["Content-Type"] == "image/png"
        assert picture_size(picture.read()) == (1024, 576)


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("1:1", "1K", (1024, 1024)),
        ("3:4", "1K", (768, 1024)),
        ("2:3", "2K", (1365, 2048)),
        ("9:16", "4K", (1152, 2048)),
    ],
)
def test_sizes(kie: KieStandIn, ratio: str, resolution: str, size: tuple[int, int]) -> None:
    """A picture has the ratio and the resolution that were asked for."""
    told = finished(kie, create(kie, aspect_ratio=ratio, resolution=resolution)["data"]["taskId"])
    with urlopen(json.loads(told["resultJson"])["resultUrls"][0]) as picture:
        assert picture_size(picture.read()) == size


def test_param(kie: KieStandIn) -> None:
    """A task tells what it was asked, as JSON in a string."""
    told = look(kie, create(kie, EDIT, input_urls=INPUTS)["data"]["taskId"])["data"]
    assert json.loads(told["param"]) == {"model": EDIT, "input": {**WISH, "input_urls": INPUTS}}


def test_key(kie: KieStandIn) -> None:
    """Without the right key nothing is done."""
    for method, path in (("POST", "/api/v1/jobs/createTask"), ("GET", "/api/v1/jobs/recordInfo?taskId=a")):
        status, answer = ask(kie, method, path, {"model": DRAW, "input": WISH} if method == "POST" else None, "wrong")
        assert (status, answer["code"], answer["data"]) == (401, 401, None)


@pytest.mark.parametrize(
    ("model", "wish", "hint"),
    [
        (DRAW, {"prompt": "ab"}, "prompt"),
        (DRAW, {"prompt": "a" * 5001}, "prompt"),
        (DRAW, {"aspect_ratio": "5:4"}, "aspect_ratio"),
        (DRAW, {"resolution": "8K"}, "resolution"),
        (DRAW, {"input_urls": INPUTS}, "input_urls"),
        (EDIT, {}, "input_urls"),
        (EDIT, {"input_urls": []}, "input_urls"),
        (EDIT, {"input_urls": INPUTS * 9}, "input_urls"),
        (EDIT, {"input_urls": ["http://pictures.example/a.png"]}, "input_urls"),
        ("nonsense", {}, "model"),
    ],
)
def test_refusals(kie: KieStandIn, model: str, wish: dict[str, Any], hint: str) -> None:
    """What a model does not take is refused with code 422, in an answer of status 200."""
    answer = create(kie, model, **wish)
    assert (answer["code"], answer["data"]) == (422, None)
    assert hint in answer["msg"]


@pytest.mark.parametrize("body", [None, [], {}, {"model": DRAW}, {"model": DRAW, "input": "a"}])
def test_bodies(kie: KieStandIn, body: Any) -> None:
    """A body without a model and an input is refused."""
    assert ask(kie, "POST", "/api/v1/jobs/createTask", body)[1]["code"] == 422


def test_unknown_task(kie: KieStandIn) -> None:
    """A task that nobody made is no record."""
    assert look(kie, "task_none") == {"code": 422, "msg": "recordInfo is null", "data": None}


def test_inputs_are_fetched(kie: KieStandIn) -> None:
    """A picture to start from that cannot be fetched fails the task, as far as this machine can tell."""
    told = finished(kie, create(kie, EDIT, input_urls=[f"{kie.url}/result/none.png"])["data"]["taskId"])
    assert (told["state"], told["failCode"]) == ("fail", "422")


def test_another_input_another_picture(kie: KieStandIn) -> None:
    """The picture to start from takes part in what comes out."""
    ids = [create(kie, EDIT, input_urls=[f"https://pictures.example/{n}.png"])["data"]["taskId"] for n in range(2)]
    assert len({kie.tasks[each].seed for each in ids}) == 2


def test_a_task_that_fails(kie: KieStandIn) -> None:
    """A task ends as fail with the code and message it was told to fail with."""
    kie.fail(fail_code="400", fail_msg="Flagged by our content policy")
    told = finished(kie, create(kie)["data"]["taskId"])
    assert (told["state"], told["failCode"], told["resultJson"]) == ("fail", "400", "")
    assert told["failMsg"] == "Flagged by our content policy"


def test_codes(kie: KieStandIn) -> None:
    """A fault's code comes in KIE's envelope, so many times."""
    kie.fail(operation="createTask", code=402, msg="Insufficient credits", times=2)
    assert [create(kie)["code"] for _ in range(3)] == [402, 402, 200]


def test_statuses(kie: KieStandIn) -> None:
    """A fault's status is the front's own, without an envelope."""
    kie.fail(operation="recordInfo", status=502)
    with pytest.raises(ValueError, match="Expecting value"):
        look(kie, "a")


def test_drops(kie: KieStandIn) -> None:
    """A dropped createTask was carried out all the same: that is what makes it dangerous to repeat."""
    before = len(kie.tasks)
    kie.fail(operation="createTask", drop=True)
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        create(kie)
    assert len(kie.tasks) == before + 1


def test_log_and_faults_over_http(kie: KieStandIn) -> None:
    """Faults can be ordered over HTTP, and the log of calls read; it holds no bodies and no key."""
    assert ask(kie, "PUT", "/_faults", [{"operation": "createTask", "code": 500}])[0] == 200
    assert ask(kie, "GET", "/_faults")[1] == [{"operation": "createTask", "code": 500}]
    create(kie)
    calls = ask(kie, "GET", "/_calls")[1]
    assert calls[-1] == {"operation": "createTask", "code": 500}
    assert ask(kie, "PUT", "/_faults", [{"nonsense": 1}])[0] == 400


def test_nothing_elsewhere(kie: KieStandIn) -> None:
    """Another path is 404."""
    assert ask(kie, "GET", "/api/v1/jobs/nothing")[0] == 404
