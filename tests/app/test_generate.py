"""Pictures on demand: from words and from pictures, by Bedrock and by KIE, and what is seen of it meanwhile."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from backend.domain.jobs.generations import Generations
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.shared.meter import Meter
from backend.local.kie import KieStandIn
from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.models import paid
from tests.app.store import opened
from tests.app.test_jobs import ASYNC, finished
from tests.app.test_resuming import accepted, killed_after, later
from tests.conftest import Client
from tests.makers import budget, png
from tests.time_limits import scaled
from tests.uploading import sent


@pytest.fixture(autouse=True)
def patient(laptop: Laptop) -> Iterator[None]:
    """The services as they are, but for the seconds between two looks at a task of KIE's."""
    services = laptop.services
    services.generations = Generations(
        image=services.image,
        kie=lambda: services.kie,
        fetch=lambda url: services.fetch(url),
        media=services.media,
        previews=services.previews,
        inputs=services.input_pictures,
        pause=lambda seconds: time.sleep(seconds / 50),
    )
    yield
    del services.generations


@pytest.fixture
def kie(laptop: Laptop) -> Iterator[KieStandIn]:
    laptop.kie.clear()
    yield laptop.kie
    laptop.kie.clear()


def generated(client: Client, user: str, **wish: Any) -> dict[str, Any]:
    """The job of a wish, once it has ended."""
    answer = client.post("/generate", {"prompt": "a lighthouse", **wish}, as_user=user)
    assert_documented("generate", answer)
    assert answer.status == 202, answer.body
    return finished(client, answer.json["task_id"], user)


def picture(job: dict[str, Any]) -> bytes:
    """What the first of its result's URLs opens."""
    assert job["state"] == "success", job
    answer = opened(job["result"]["result_urls"][0])
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    return answer.body


def uploaded(client: Client, user: str, content: bytes, content_type: str = "image/png") -> str:
    """The key of a file that went up by a presigned form."""
    asked = {"filename": "a.png", "content_type": content_type, "size": len(content)}
    slot = client.post("/uploads", asked, as_user=user).json
    assert sent(slot["url"], slot["fields"], content).status == 204
    return str(slot["key"])


def size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def tasks_made(kie: KieStandIn, since: int) -> int:
    return [call.operation for call in kie.calls[since:]].count("createTask")


# ---- what comes out


@pytest.mark.parametrize("provider", ["bedrock", "kie"])
def test_words_become_a_picture(client: Client, ana: str, kie: KieStandIn, provider: str) -> None:
    """In the shape that was asked for, under a key of its owner's, at a URL of our own store."""
    job = generated(client, ana, aspect_ratio="16:9", provider=provider)
    width, height = size(picture(job))
    assert abs(width / height - 16 / 9) < 0.13
    (media,) = job["result"]["media"]
    assert media["key"].startswith(f"assets/{client.user_id(ana)}/generated/image_")
    assert job["result"]["result_urls"] == [media["url"]]
    assert media["key"] in media["url"]
    assert kie.url not in media["url"]


@pytest.mark.parametrize("provider", ["bedrock", "kie"])
def test_an_upload_becomes_another_picture(client: Client, ana: str, kie: KieStandIn, provider: str) -> None:
    """What is drawn depends on what was uploaded."""
    keys = [uploaded(client, ana, png(96, 96, shade)) for shade in (10, 200)]
    one, other = (picture(generated(client, ana, input_key=key, provider=provider)) for key in keys)
    assert one != other


def test_a_form_used_again_does_not_exchange_the_input(client: Client, ana: str, laptop: Laptop) -> None:
    """What an operation has used under a key stays what it was, however often the form is used afterwards."""
    content = png(96, 96, 10)
    asked = {"filename": "a.png", "content_type": "image/png", "size": 10_000}
    form = client.post("/uploads", asked, as_user=ana).json
    refused = client.post("/generate", {"prompt": "x", "input_key": form["key"]}, as_user=ana)
    assert_error(refused, 422, "validation_failed")
    assert sent(form["url"], form["fields"], content).status == 204
    assert picture(generated(client, ana, input_key=form["key"]))
    assert sent(form["url"], form["fields"], png(96, 96, 200)).status == 204
    assert picture(generated(client, ana, input_key=form["key"]))
    assert laptop.services.uploads.get(form["key"]) == content


def test_a_generated_picture_can_be_gone_on_from(client: Client, ana: str) -> None:
    """Its key is an input like any other of the caller's own."""
    first = generated(client, ana)
    key = first["result"]["media"][0]["key"]
    assert picture(generated(client, ana, prompt="as a woodcut", input_key=key)) != picture(first)


@pytest.mark.parametrize("provider", ["bedrock", "kie"])
def test_a_picture_at_a_url_becomes_another(client: Client, ana: str, kie: KieStandIn, provider: str) -> None:
    """The laptop's own stand-ins are the one exception to public https addresses."""
    source = generated(client, ana, prompt="a fox")["result"]["result_urls"][0]
    assert picture(generated(client, ana, input_url=source, provider=provider))


# ---- what is refused


def test_another_s_upload_does_not_exist(client: Client, ana: str, ben: str, laptop: Laptop) -> None:
    """404, and nobody is asked anything."""
    key = uploaded(client, ben, png(96, 96))
    with paid(laptop) as calls:
        assert_error(client.post("/generate", {"prompt": "x", "input_key": key}, as_user=ana), 404, "not_found")
    assert not calls.operations


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"input_key": "{mine}/up_1.png"}, "input_key"),
        ({"resolution": "4K"}, "resolution"),
        ({"resolution": "8K"}, "resolution"),
        ({"aspect_ratio": "5:4"}, "aspect_ratio"),
        ({"provider": "dall-e"}, "provider"),
        ({"input_url": "file:///etc/passwd"}, "input_url"),
        ({"prompt": ""}, "prompt"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(client: Client, ana: str, wish: dict[str, Any], field: str) -> None:
    """Before the 202, and before it counts."""
    mine = f"uploads/{client.user_id(ana)}"
    body = {"prompt": "x", **{name: value.replace("{mine}", mine) for name, value in wish.items()}}
    error = assert_error(client.post("/generate", body, as_user=ana), 422, "validation_failed")
    assert fields_of(error) == [field]
    assert client.get("/jobs", as_user=ana).json["items"] == []
    allowance = client.get("/me", as_user=ana).json["allowance"]
    assert allowance["remaining"] == allowance["limit"]


def test_one_input_only(client: Client, ana: str) -> None:
    """A key or a URL."""
    body = {"prompt": "x", "input_key": "k", "input_url": "https://pictures.example/a.png"}
    assert_error(client.post("/generate", body, as_user=ana), 422, "validation_failed")


def test_a_document_is_no_picture(client: Client, ana: str) -> None:
    """It can be uploaded, and not be drawn from."""
    key = uploaded(client, ana, b"%PDF-1.7\n%%EOF\n", "application/pdf")
    error = assert_error(client.post("/generate", {"prompt": "x", "input_key": key}, as_user=ana), 422)
    assert fields_of(error) == ["input_key"]


def test_nobody_is_led_inside(client: Client, ana: str, laptop: Laptop) -> None:
    """Addresses of this machine and of private networks are not asked, by whatever name; the job says why."""
    urls = [
        f"{laptop.url}/docs",
        f"https://127.0.0.1:{laptop.url.rpartition(':')[2]}/",
        "http://localhost/a.png",
        "https://localhost/a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://[::ffff:10.0.0.1]/a.png",
        "https://10.0.0.1/a.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/a.png",
    ]
    with paid(laptop) as calls:
        answers = [client.post("/generate", {"prompt": "x", "input_url": url}, as_user=ana) for url in urls]
        jobs = [finished(client, answer.json["task_id"], ana) for answer in answers]
    assert [(job["state"], job["error"]["error"]) for job in jobs] == [("fail", "validation_failed")] * len(urls)
    assert all("URL" in job["error"]["message"] for job in jobs)
    assert not calls.operations


# ---- KIE's ways


@pytest.mark.parametrize(
    ("fault", "name", "told"),
    [
        ({"fail_code": "500", "fail_msg": "The GPU is on fire"}, "model_failed", "The GPU is on fire"),
        ({"fail_code": "400", "fail_msg": "The prompt was flagged"}, "content_refused", "flagged"),
        ({"operation": "createTask", "drop": True}, "model_timed_out", "unknown"),
    ],
)
def test_kie_fails(client: Client, ana: str, kie: KieStandIn, fault: dict[str, Any], name: str, told: str) -> None:
    """Its failCode and failMsg become the job's error; what may have been paid for is not asked again."""
    before = len(kie.calls)
    kie.fail(**fault)
    job = generated(client, ana, provider="kie")
    assert (job["state"], job["error"]["error"]) == ("fail", name)
    assert told in job["error"]["message"]
    assert tasks_made(kie, before) == 1


def test_kie_takes_its_time(client: Client, ana: str, kie: KieStandIn) -> None:
    """Meanwhile the job is generating, and its progress is seen; one task is made."""
    before = len(kie.calls)
    kie.fail(operation="recordInfo", delay_ms=400, times=3)
    task_id = client.post("/generate", {"prompt": "a fox", "provider": "kie"}, as_user=ana).json["task_id"]
    seen = watched(client, task_id, ana)
    assert any(step == "generate" and progress > 20 for step, progress in seen)
    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    picture(finished(client, task_id, ana))
    assert tasks_made(kie, before) == 1


@pytest.mark.parametrize("calls", [1, 3])
def test_a_task_of_a_killed_worker_is_gone_on_with(
    client: Client, laptop: Laptop, ana: str, kie: KieStandIn, calls: int
) -> None:
    """Killed before or after KIE was asked: one task in all."""
    before, owner = len(kie.calls), client.user_id(ana)
    order = GenerateRequest(prompt="a fox", provider="kie")
    job_id = accepted(laptop.services, owner, order)
    assert killed_after(laptop, calls, job_id)
    assert tasks_made(kie, before) == (calls == 3)
    assert later(laptop.services).run(job_id, meter=Meter(), budget=budget()).state == "success"
    assert tasks_made(kie, before) == 1
    picture(client.get(f"/jobs/{job_id}", as_user=ana).json)


# ---- seen from outside


def test_progress_of_a_creation(client: Client, ana: str, faults: Any) -> None:
    """Which step it is at, and how far that is."""
    for operation in ("ConverseStream", "InvokeModel"):
        faults.add(operation=operation, delay_ms=250)
    job_id = client.post("/create", {"q": "un zorro"}, as_user=ana, headers=ASYNC).json["job_id"]
    seen = watched(client, job_id, ana)
    assert {("interpret", 10), ("design", 40)} <= set(seen)
    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    job = finished(client, job_id, ana)
    assert job["progress"] == 100
    assert "step" not in job


def watched(client: Client, job_id: str, user: str) -> list[tuple[str | None, int]]:
    """Step and progress, as often as they change, until the job has ended."""
    seen: list[tuple[str | None, int]] = []
    deadline = time.monotonic() + scaled(20)
    while time.monotonic() < deadline:
        job = client.get(f"/jobs/{job_id}", as_user=user).json
        if job["state"] in ("success", "fail"):
            return seen
        told = (job.get("step"), job["progress"])
        if told not in seen[-1:]:
            seen.append(told)
        time.sleep(0.03)
    raise AssertionError(f"{job_id} did not end: {seen}")
