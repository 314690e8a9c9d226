"""What an owner does with echoes, where something goes wrong half way."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import boto3
import pytest

from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.adapters.dynamodb.echoes import DynamoDBEchoes
from backend.adapters.dynamodb.tables import Tables
from backend.adapters.s3.media import S3MediaStore
from backend.adapters.s3.presigned_post import S3UploadSlots
from backend.domain.echoes.echo_service import EchoDetails, EchoService, UploadSpec
from backend.domain.echoes.models import Echo
from backend.domain.shared.errors import Conflict, Invalid, NotFound, StoreUnavailable
from backend.domain.shared.ids import new_work
from backend.domain.shared.meter import Meter
from backend.domain.uploads.ports import UploadedFile
from backend.local.laptop import Laptop
from tests.app.store import opened
from tests.makers import CLAUDE, Counting, Scripted, budget, cursors, refused
from tests.uploading import sent

SOUND = b"12345"
TELLING = EchoDetails("joy", "2025-06-25T15:00:00.000Z")
SPOKEN = EchoDetails("joy", "2025-06-25T15:00:00.000Z", transcript="I am so happy")


def found_mood(mood: str) -> dict[str, Any]:
    """Converse's answer that calls the tool."""
    use = {"toolUseId": "t1", "name": "mood", "input": {"mood": mood}}
    return {
        "output": {"message": {"role": "assistant", "content": [{"toolUse": use}]}},
        "usage": {"inputTokens": 3, "outputTokens": 2},
        "stopReason": "tool_use",
    }


class Otherwise(S3UploadSlots):
    """Slots at which something else than what was announced arrived."""

    found: UploadedFile

    def find_upload(self, key: str) -> UploadedFile:
        return self.found


class Desk:
    """An echo book over the laptop's stores, with a scripted model.

    `before` is called before DynamoDB and the slots' S3 are, as `Counting` does it; `slots` and `uploads` replace those
    of the laptop.
    """

    def __init__(
        self,
        laptop: Laptop,
        owner: str,
        *,
        before: Mapping[str, Callable[[int], None]] | None = None,
        answer: Any = None,
        slots: type[S3UploadSlots] = S3UploadSlots,
        uploads: S3MediaStore | None = None,
    ) -> None:
        cloud = laptop.cloud
        environment = cloud.environment()
        session = boto3.session.Session(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        self.s3, self.bucket = s3, bucket = cloud.client("s3"), cloud.buckets["uploads"]
        self.owner = owner
        self.model = Scripted(answer or found_mood("hope"))
        self.slots = slots(Counting(s3, before), bucket)
        store = S3MediaStore(lambda: s3, bucket, region=cloud.region, credentials=session.get_credentials())
        self.dynamodb = Counting(cloud.client("dynamodb"), before)
        self.echoes = DynamoDBEchoes(
            Tables(self.dynamodb), cloud.tables["echoes"], cloud.tables["short_lived"], cursors()
        )
        self.book = EchoService(
            self.echoes,
            slots=self.slots,
            uploads=uploads or store,
            text=BedrockText(self.model, TextSettings((CLAUDE,), 0.3, 0.8, streaming=False)),
            largest=100,
        )

    def uploaded(self) -> str:
        upload = self.book.promise(UploadSpec("a.webm", "audio/webm", len(SOUND)), self.owner, new_work())
        assert sent(upload.post.url, upload.post.fields, SOUND).status == 204
        return upload.echo_id

    def save(self, echo_id: str, telling: EchoDetails = TELLING, work: str = "w1") -> Echo:
        return self.book.save(echo_id, telling, self.owner, work, meter=Meter(), budget=budget())

    def listed(self) -> list[Echo]:
        return self.book.page(self.owner, emotion=None, limit=9, token=None).items

    def keys(self, echo_id: str) -> list[str]:
        """Where this echo's audio is: under its key, in the inbox, in both or nowhere."""
        key = f"{self.owner}/{echo_id}.webm"
        found = [self.s3.list_objects_v2(Bucket=self.bucket, Prefix=each) for each in (key, f"inbox/{key}")]
        return [each["Key"] for page in found for each in page.get("Contents", [])]


@pytest.fixture
def desk(laptop: Laptop, owner: str) -> Desk:
    return Desk(laptop, owner)


def failing_once(number: int) -> None:
    if number == 1:
        raise refused("InternalServerError")


# ---- begun


def test_the_work_names_the_echo(desk: Desk) -> None:
    """The same work again begins the same echo."""
    work = new_work()
    uploads = [desk.book.promise(UploadSpec("a.webm", "audio/webm", 5), desk.owner, work) for _ in range(2)]
    assert [(each.echo_id, each.audio_key) for each in uploads] == [
        (f"ech_{work}", f"{desk.owner}/ech_{work}.webm")
    ] * 2


def test_a_recording_may_be_no_larger_than_set(desk: Desk) -> None:
    """The service's own limit, to the byte."""
    desk.book.promise(UploadSpec("a.webm", "audio/webm", 100), desk.owner, new_work())
    with pytest.raises(Invalid) as caught:
        desk.book.promise(UploadSpec("a.webm", "audio/webm", 101), desk.owner, new_work())
    assert [detail["field"] for detail in caught.value.details] == ["size"]


# ---- saved


def test_a_request_that_died_is_taken_up(desk: Desk) -> None:
    """The same work finds what it saved, and asks no model again; another work is refused."""
    echo_id = desk.uploaded()
    first = desk.save(echo_id, SPOKEN)
    again = desk.save(echo_id, SPOKEN)
    assert again.model_copy(update={"audio": first.audio}) == first
    assert len(desk.model.requests) == 1
    with pytest.raises(Conflict):
        desk.save(echo_id, work="w2")


def test_a_saved_recording_is_copied_out_of_the_inbox(desk: Desk) -> None:
    """What stays in the inbox is deleted by a lifecycle rule; nothing else in the bucket is."""
    echo_id = desk.uploaded()
    assert desk.keys(echo_id) == [f"inbox/{desk.owner}/{echo_id}.webm"]
    desk.save(echo_id)
    assert f"{desk.owner}/{echo_id}.webm" in desk.keys(echo_id)


PHASES = ["transact_write_items", "copy_object", "update_item"]


@pytest.mark.parametrize("call", PHASES)
@pytest.mark.parametrize("reader", ["get", "page", "random", "save", "save by another request", "delete"])
def test_a_save_that_stopped_half_way_is_completed(laptop: Laptop, owner: str, call: str, reader: str) -> None:
    """By the next read or the repeated save, whichever comes first; no audio is left without its echo."""
    desk = Desk(laptop, owner, before={call: failing_once})
    echo_id = desk.uploaded()
    with pytest.raises(StoreUnavailable):
        desk.save(echo_id)
    if call == PHASES[0]:  # nothing was written yet
        desk.save(echo_id)
    completed_by(desk, reader, echo_id)
    if reader != "delete":
        assert [each.echo_id for each in desk.listed()] == [echo_id]
        assert opened(desk.listed()[0].audio.url).body == SOUND
    else:
        assert desk.keys(echo_id) == []


def completed_by(desk: Desk, reader: str, echo_id: str) -> None:
    match reader:
        case "get":
            desk.book.get(echo_id, desk.owner)
        case "random":
            desk.book.random(desk.owner, emotion=None)
        case "save":
            desk.save(echo_id)
        case "save by another request":
            with suppress(Conflict):  # the other one was whole already
                desk.save(echo_id, work="w2")
        case "delete":
            desk.book.delete(echo_id, desk.owner)
        case _:
            desk.listed()


def test_the_form_undoes_neither_a_save_nor_a_delete(desk: Desk) -> None:
    """It stays usable: used again it changes no saved echo, and brings no deleted one back."""
    upload = desk.book.promise(UploadSpec("a.webm", "audio/webm", len(SOUND)), desk.owner, new_work())
    assert sent(upload.post.url, upload.post.fields, SOUND).status == 204
    echo = desk.save(upload.echo_id)
    assert sent(upload.post.url, upload.post.fields, b"54321").status == 204
    assert opened(echo.audio.url).body == SOUND
    desk.book.delete(upload.echo_id, desk.owner)
    assert sent(upload.post.url, upload.post.fields, SOUND).status == 204
    assert opened(echo.audio.url).status == 404
    for work in ("w1", "w2"):
        with pytest.raises(Conflict):
            desk.save(upload.echo_id, work=work)
    assert desk.keys(upload.echo_id) == [f"inbox/{upload.audio_key}"]


def test_a_delete_in_the_middle_of_a_save_wins(laptop: Laptop, owner: str) -> None:
    """The form is used again at the worst moment: between the delete and the copy of the save that continues."""
    deleted: list[str] = []

    def delete_first(number: int) -> None:
        if number == 1 and not deleted:
            deleted.append(upload.echo_id)
            other.book.delete(upload.echo_id, owner)
            assert sent(upload.post.url, upload.post.fields, SOUND).status == 204

    other, desk = Desk(laptop, owner), Desk(laptop, owner, before={"copy_object": delete_first})
    upload = desk.book.promise(UploadSpec("a.webm", "audio/webm", len(SOUND)), owner, new_work())
    assert sent(upload.post.url, upload.post.fields, SOUND).status == 204
    with pytest.raises(NotFound):
        desk.save(upload.echo_id)
    assert deleted
    assert upload.audio_key not in desk.keys(upload.echo_id)
    assert desk.listed() == []


def test_the_echo_is_there_before_its_mood(laptop: Laptop, owner: str) -> None:
    """Should the service die while the model listens, nothing is lost."""
    seen: list[str] = []

    def listening() -> dict[str, Any]:
        seen.append(desk.echoes.get(echo_id, owner).emotion)
        return found_mood("hope")

    desk = Desk(laptop, owner, answer=listening)
    echo_id = desk.uploaded()
    assert desk.save(echo_id, SPOKEN).detected_mood == "hope"
    assert seen == ["joy"]


def test_a_mood_that_cannot_be_kept_loses_nothing(laptop: Laptop, owner: str) -> None:
    """When the table fails after the model answered, the echo is saved without the mood."""

    def failing_second(number: int) -> None:
        if number == 2:
            raise refused("InternalServerError")

    desk = Desk(laptop, owner, before={"update_item": failing_second})
    echo = desk.save(desk.uploaded(), SPOKEN)
    assert echo.detected_mood is None
    assert desk.book.get(echo.echo_id, owner).detected_mood is None


@pytest.mark.parametrize(
    "arrived", [UploadedFile(6, "audio/webm"), UploadedFile(0, "audio/webm"), UploadedFile(5, "text/html")]
)
def test_only_what_was_announced_becomes_an_echo(laptop: Laptop, owner: str, arrived: UploadedFile) -> None:
    """Another size or type than was signed for cannot come by the form; however it came, it is refused."""
    desk = Desk(laptop, owner, slots=type("Found", (Otherwise,), {"found": arrived}))
    echo_id = desk.uploaded()
    with pytest.raises(Conflict):
        desk.save(echo_id)
    assert desk.echoes.find(echo_id, owner) is None


# ---- deleted


@pytest.mark.parametrize("call", ["delete_objects", "delete_item"])
@pytest.mark.parametrize("reader", ["get", "page", "random", "delete"])
def test_a_deletion_that_stopped_half_way_is_completed(laptop: Laptop, owner: str, call: str, reader: str) -> None:
    """Nobody sees the echo any more, and the next read removes what is left of it."""
    desk = Desk(laptop, owner, before={call: failing_once})
    echo = desk.save(desk.uploaded())
    with pytest.raises(StoreUnavailable):
        desk.book.delete(echo.echo_id, owner)
    with suppress(NotFound):
        completed_by(desk, reader, echo.echo_id)
    assert desk.keys(echo.echo_id) == []
    assert desk.echoes.find(echo.echo_id, owner) is None
    assert desk.listed() == []
    with pytest.raises(NotFound):
        desk.book.delete(echo.echo_id, owner)


def test_a_deletion_that_did_not_begin_leaves_all(laptop: Laptop, owner: str) -> None:
    """When the row cannot be marked, the echo stays whole."""

    def failing_second(number: int) -> None:
        if number == 2:
            raise refused("InternalServerError")

    desk = Desk(laptop, owner, before={"update_item": failing_second})
    echo = desk.save(desk.uploaded())
    with pytest.raises(StoreUnavailable):
        desk.book.delete(echo.echo_id, owner)
    assert opened(desk.book.get(echo.echo_id, owner).audio.url).body == SOUND


def test_another_s_is_not_deleted(desk: Desk) -> None:
    """Only the caller's own things are reached by name."""
    echo = desk.save(desk.uploaded())
    with pytest.raises(NotFound):
        desk.book.delete(echo.echo_id, f"eve-{secrets.token_hex(4)}")
    assert opened(echo.audio.url).body == SOUND
