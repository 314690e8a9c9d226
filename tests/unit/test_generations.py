"""A picture from a prompt, or from a picture and a prompt: what is asked, kept and paid for."""

import base64
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.http.safe_fetch import FetchRefused
from backend.adapters.kie.kie import Record
from backend.adapters.pictures.previews import PillowPreviewMaker
from backend.domain.identity.caller import Caller
from backend.domain.jobs.generations import FIRST_WAIT, LONGEST_WAIT, Generations
from backend.domain.jobs.models import GenerateJob, GenerateResult
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    Invalid,
    ModelFailed,
    ModelUnavailable,
    NotFound,
)
from backend.domain.shared.media import Media
from backend.domain.shared.meter import Meter
from backend.domain.shared.seeds import derive_seed
from backend.domain.uploads.input_pictures import InputPictures
from tests.files import jpeg
from tests.makers import NOW, Scripted, png

WORK = "01KAHZ5D0000000000000000AB"
KEY = f"assets/ana/generated/image_{WORK}"
FILES = [f"{KEY}.png", f"{KEY}_preview.webp"]
DONE = Record("success", result_urls=("https://kie.example/1.png", "https://kie.example/2.png"))
STABILITY, CORE, NOVA = "stability.sd3-5-large-v1:0", "stability.stable-image-core-v1:1", "amazon.nova-canvas-v1:0"


def drawn(picture: bytes) -> Any:
    body = {"finish_reasons": [None], "images": [base64.b64encode(picture).decode()]}
    return lambda: {"body": io.BytesIO(json.dumps(body).encode())}


class Store:
    """A bucket."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.kept: list[str] = []

    def put(self, key: str, content: bytes) -> bytes:
        return self.files.setdefault(key, content)

    def claim(self, key: str) -> bool:
        return key in self.files

    def keep(self, keys: Sequence[str]) -> None:
        self.kept += keys

    def get(self, key: str) -> bytes | None:
        return self.files.get(key)

    def exists(self, key: str) -> bool:
        return key in self.files

    def show(self, key: str, *, seconds: int = 900) -> Media:
        return Media(key=key, url=f"https://s3.example/{key}?{seconds}", type="image")


class KieStub:
    """KIE: a task goes through `records`."""

    model = "flux-2/pro"

    def __init__(self, *records: Record | DreamForgeError, result: bytes = png(2, 2)) -> None:
        self.records = list(records)
        self.result = result
        self.created: list[dict[str, Any]] = []
        self.looked: list[str] = []
        self.fetched: list[str] = []

    def create_task(self, prompt: str, **wish: Any) -> str:
        self.created.append({"prompt": prompt, **wish})
        return "task_1"

    def record(self, task_id: str, *, budget: Budget) -> Record:
        self.looked.append(task_id)
        record = self.records.pop(0) if len(self.records) > 1 else self.records[0]
        if isinstance(record, DreamForgeError):
            raise record
        return record

    def fetch_result(self, url: str) -> bytes:
        self.fetched.append(url)
        return self.result


def wish(prompt: str, **fields: Any) -> GenerateRequest:
    return GenerateRequest(prompt=prompt, **fields)


ANA = Caller(user_id="ana", username="ana")


class WorkStub:
    """A job in hand; `kept` is what its steps kept."""

    id = WORK

    def __init__(self, order: GenerateRequest, *, resumed: bool = False, seconds: float = 60, **fields: Any) -> None:
        times = {"created_at": NOW, "updated_at": NOW}
        made = {"job_id": f"job_{WORK}", "owner_id": "ana", "kind": "generate", "order": order, **times}
        self.job = GenerateJob.model_validate({**made, **fields})
        self.resumed = resumed
        self.budget = Budget.of(seconds)
        self.meter = Meter()
        self.kept: list[dict[str, Any]] = []
        self.result: Any = None

    def keep(self, **facts: Any) -> None:
        self.kept.append(facts)
        self.job = self.job.model_copy(update=facts)

    def finish(self, result: Any) -> None:
        self.result = result


class Behind:
    def __init__(self, *, model: str = STABILITY, kie: KieStub | None = None, fetched: Any = None) -> None:
        self.media, self.uploads = Store(), Store()
        self.bedrock = Scripted(drawn(png(8, 8)))
        self.waits: list[float] = []
        self.asked_for: list[str] = []
        self.kie = kie or KieStub(DONE)
        self.fetched = png(80, 80) if fetched is None else fetched
        self.generations = Generations(
            image=BedrockImage(self.bedrock, model, pause=lambda _: None),
            kie=lambda: self.kie,
            fetch=self._fetch,
            media=self.media,  # type: ignore[arg-type]
            previews=PillowPreviewMaker(),
            inputs=InputPictures(media=self.media, uploads=self.uploads, claim=self.uploads.claim),  # type: ignore[arg-type]
            pause=self.waits.append,
        )

    def _fetch(self, url: str) -> bytes:
        self.asked_for.append(url)
        if isinstance(self.fetched, Exception):
            raise self.fetched
        return bytes(self.fetched)

    def run(self, work: WorkStub) -> WorkStub:
        self.generations(work)  # type: ignore[arg-type]
        return work

    @property
    def sent(self) -> list[Any]:
        return [json.loads(request["body"]) for _, request in self.bedrock.requests]


# ---- by Bedrock


def test_words_become_a_picture() -> None:
    """It is kept under its final key as its owner's, before the job ends with that key."""
    behind = Behind()
    work = behind.run(WorkStub(wish("a lighthouse", aspect_ratio="16:9")))
    assert behind.sent[0]["prompt"] == "a lighthouse"
    assert behind.sent[0]["aspect_ratio"] == "16:9"
    assert behind.media.files[f"{KEY}.png"] == png(8, 8)
    assert behind.media.kept == [*behind.media.files] == FILES
    assert work.result == GenerateResult(media_keys=FILES, seed=derive_seed(WORK))


def test_progress_only_grows() -> None:
    """Step by step, with each provider."""
    for order in (wish("a fox"), wish("a fox", provider="kie")):
        behind = Behind(kie=KieStub(*[Record("generating")] * 30, DONE))
        told = [facts["progress"] for facts in behind.run(WorkStub(order)).kept]
        assert told == sorted(told)
        assert all(0 < each < 100 for each in told)


def test_an_uploaded_picture_is_changed() -> None:
    """The bytes of the key go to the model."""
    behind = Behind()
    behind.uploads.files["uploads/ana/up_1.png"] = png(70, 70)
    behind.run(WorkStub(wish("as a woodcut", input_key="uploads/ana/up_1.png")))
    assert base64.b64decode(behind.sent[0]["image"]) == png(70, 70)


def test_a_picture_of_ones_own_products_is_changed() -> None:
    """Keys of the assets lie in the other bucket."""
    behind = Behind()
    behind.media.files["assets/ana/generated/poster_1.png"] = png(70, 70)
    behind.run(WorkStub(wish("as a woodcut", input_key="assets/ana/generated/poster_1.png")))
    assert base64.b64decode(behind.sent[0]["image"]) == png(70, 70)


def test_a_picture_at_a_url_is_fetched_for_bedrock() -> None:
    """Bedrock takes bytes, so somebody has to fetch them: we do, carefully."""
    behind = Behind()
    behind.run(WorkStub(wish("as a woodcut", input_url="https://pictures.example/a.png")))
    assert behind.asked_for == ["https://pictures.example/a.png"]
    assert base64.b64decode(behind.sent[0]["image"]) == png(80, 80)


def test_a_url_that_may_not_be_asked_ends_it() -> None:
    """With the reason; no model is paid."""
    behind = Behind(fetched=FetchRefused("The URL's host does not have a public address."))
    with pytest.raises(Invalid, match="public address"):
        behind.run(WorkStub(wish("as a woodcut", input_url="https://10.0.0.1/a.png")))
    assert behind.sent == []


def test_an_input_that_is_gone_meanwhile_ends_it() -> None:
    """Between the request and the work a file can be deleted."""
    with pytest.raises(Invalid, match="no file"):
        Behind().run(WorkStub(wish("x", input_key="uploads/ana/up_1.png")))


# ---- taken up again


def test_a_picture_that_was_kept_is_not_paid_for_again() -> None:
    """Anyone who takes it up after a crash finds it in the bucket."""
    behind = Behind()
    behind.media.files[f"{KEY}.png"] = png(3, 3)
    work = behind.run(WorkStub(wish("a fox"), resumed=True))
    assert behind.sent == []
    assert work.result == GenerateResult(media_keys=FILES, seed=derive_seed(WORK))


def test_a_result_that_was_kept_only_has_to_be_ended() -> None:
    """No provider is asked anything."""
    behind = Behind()
    result = GenerateResult(media_keys=[f"{KEY}.jpg"])
    work = behind.run(WorkStub(wish("a fox", provider="kie"), resumed=True, result=result))
    assert (behind.kie.created, behind.kie.looked, behind.sent) == ([], [], [])
    assert behind.media.kept == [f"{KEY}.jpg"]
    assert work.result == result


def test_a_task_is_made_once() -> None:
    """Its id is kept as soon as it is known; who takes the job up looks at that task."""
    behind = Behind()
    work = behind.run(WorkStub(wish("a fox", provider="kie"), resumed=True, task_id="task_0"))
    assert behind.kie.created == []
    assert behind.kie.looked == ["task_0"]
    assert work.result == GenerateResult(media_keys=FILES)


# ---- by KIE


def test_kie_gets_the_wish() -> None:
    """Prompt, ratio and resolution; the id of the task is kept before anybody waits."""
    behind = Behind()
    work = behind.run(WorkStub(wish("a fox", aspect_ratio="3:2", resolution="4K", provider="kie")))
    (sent,) = behind.kie.created
    assert (sent["prompt"], sent["aspect_ratio"], sent["resolution"], sent["input_urls"]) == ("a fox", "3:2", "4K", ())
    assert {"task_id": "task_1", "progress": 30, "paid": True} in work.kept
    assert behind.kie.fetched == ["https://kie.example/1.png"]
    assert (work.meter.images, work.meter.models) == (1, ["flux-2/pro"])


def test_kie_gets_a_url_of_an_upload() -> None:
    """One that opens for as long as KIE may need."""
    behind = Behind()
    behind.uploads.files["uploads/ana/up_1.png"] = png(70, 70)
    behind.run(WorkStub(wish("x", provider="kie", input_key="uploads/ana/up_1.png")))
    assert behind.kie.created[0]["input_urls"] == ("https://s3.example/uploads/ana/up_1.png?3600",)


def test_kie_fetches_urls_itself() -> None:
    """Nobody on our side asks for what only KIE needs."""
    behind = Behind()
    behind.run(WorkStub(wish("x", provider="kie", input_url="https://pictures.example/a.png")))
    assert behind.kie.created[0]["input_urls"] == ("https://pictures.example/a.png",)
    assert behind.asked_for == []


def test_the_type_is_the_content_s() -> None:
    """Whatever KIE's URL says."""
    work = Behind(kie=KieStub(DONE, result=jpeg(4, 3))).run(WorkStub(wish("x", provider="kie")))
    assert work.result == GenerateResult(media_keys=[f"{KEY}.jpg"])


@pytest.mark.parametrize("content", [b"", b"<html>", b"%PDF-1.7\n"])
def test_what_is_no_picture_is_not_kept(content: bytes) -> None:
    """A provider can answer with anything."""
    behind = Behind(kie=KieStub(DONE, result=content))
    with pytest.raises(ModelFailed):
        behind.run(WorkStub(wish("x", provider="kie")))
    assert behind.media.files == {}


def test_waits_grow() -> None:
    """By half, up to a quarter of a minute."""
    behind = Behind(kie=KieStub(*[Record("waiting")] * 8, DONE))
    behind.run(WorkStub(wish("x", provider="kie")))
    assert behind.waits[:3] == [FIRST_WAIT, FIRST_WAIT * 1.5, FIRST_WAIT * 2.25]
    assert behind.waits == sorted(behind.waits)
    assert behind.waits[-1] == LONGEST_WAIT


def test_a_task_that_is_not_done_in_time_is_looked_at_again_later() -> None:
    """The job waits with its task, and is not failed."""
    behind = Behind(kie=KieStub(Record("generating")))
    work = WorkStub(wish("x", provider="kie"), seconds=FIRST_WAIT / 2)
    with pytest.raises(ModelUnavailable):
        behind.run(work)
    assert work.job.task_id == "task_1"
    assert behind.waits == []


@pytest.mark.parametrize(
    ("record", "error"),
    [
        (Record("fail", fail_code="500", fail_msg="no GPU"), ModelFailed),
        (Record("fail", fail_code="400", fail_msg="flagged"), ContentRefused),
        (ModelUnavailable("KIE does not answer now."), ModelUnavailable),
    ],
)
def test_kie_fails(record: Record | DreamForgeError, error: type[DreamForgeError]) -> None:
    """What it says becomes the error."""
    with pytest.raises(error):
        Behind(kie=KieStub(record)).run(WorkStub(wish("x", provider="kie")))


# ---- what is refused before a job is made


def refused(order: GenerateRequest, *, model: str = STABILITY, files: Sequence[str] = ()) -> str:
    """The field that is found wrong."""
    behind = Behind(model=model)
    behind.uploads.files = dict.fromkeys(files, b"x")
    with pytest.raises(Invalid) as caught:
        behind.generations.admit(order, ANA)
    (detail,) = caught.value.details
    return str(detail["field"])


@pytest.mark.parametrize(("model", "resolution"), [(STABILITY, "2K"), (CORE, "2K"), (NOVA, "4K")])
def test_a_resolution_that_the_model_does_not_draw(model: str, resolution: str) -> None:
    """It is named."""
    assert refused(wish("x", resolution=resolution), model=model) == "resolution"


def test_a_model_that_draws_from_words_only() -> None:
    """It is not given a picture."""
    assert refused(wish("x", input_key="uploads/ana/a.png"), model=CORE, files=["uploads/ana/a.png"]) == "input_key"


@pytest.mark.parametrize("provider", ["bedrock", "kie"])
def test_an_input_that_does_not_exist(provider: Any) -> None:
    """Before anybody pays for it."""
    assert refused(wish("x", provider=provider, input_key="uploads/ana/a.png")) == "input_key"


@pytest.mark.parametrize("provider", ["bedrock", "kie"])
@pytest.mark.parametrize("key", ["uploads/ana/a.pdf", "uploads/ana/a.mp3"])
def test_an_input_that_is_no_picture(provider: Any, key: str) -> None:
    """A document or a sound can be uploaded too."""
    assert refused(wish("x", provider=provider, input_key=key), files=[key]) == "input_key"


@pytest.mark.parametrize(
    "order",
    [
        wish("x"),
        wish("x", resolution="4K", provider="kie"),
        wish("x", input_url="https://pictures.example/a.png"),
        wish("x", input_key="uploads/ana/a.png"),
        wish("x", input_key="uploads/ana/a.png", provider="kie"),
    ],
)
def test_what_can_be_done_passes(order: GenerateRequest) -> None:
    """Nothing is raised, and nothing is asked of a provider."""
    behind = Behind()
    behind.uploads.files["uploads/ana/a.png"] = png(70, 70)
    behind.generations.admit(order, ANA)
    assert (behind.sent, behind.kie.created) == ([], [])


@pytest.mark.parametrize("key", ["uploads/ben/a.png", "assets/ben/generated/a.png", "../ana/a.png", "uploads/ana"])
def test_a_picture_of_somebody_else_is_not_found(key: str) -> None:
    """Whether there is such a file or not."""
    behind = Behind()
    behind.uploads.files[key] = png(70, 70)
    with pytest.raises(NotFound):
        behind.generations.admit(wish("x", input_key=key), ANA)
