"""What an owner does with echoes, where something goes wrong half way."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest

from backend.forge.clients.bedrock_text import BedrockText, TextSettings
from backend.forge.clients.media import MediaStore
from backend.forge.clients.presigned_post import Arrived, UploadSlots
from backend.forge.echoes import EchoBook, Recording, Telling
from backend.forge.errors import Conflict, Invalid, NotFound, StoreUnavailable
from backend.forge.ids import new_work
from backend.forge.meter import Meter
from backend.forge.models.echo import Echo
from backend.forge.repositories.echoes import Echoes
from backend.forge.repositories.tables import Tables
from backend.local.laptop import Laptop
from tests.makers import CLAUDE, Counting, Scripted, budget, cursors, refused
from tests.uploading import sent

SOUND = b"12345"
TELLING = Telling("joy", "2025-06-25T15:00:00.000Z")
SPOKEN = Telling("joy", "2025-06-25T15:00:00.000Z", transcript="I am so happy")


def found_mood(mood: str) -> dict[str, Any]:
    """Converse's answer that calls the tool."""
    use = {"toolUseId": "t1", "name": "mood", "input": {"mood": mood}}
    return {
        "output": {"message": {"role": "assistant", "content": [{"toolUse": use}]}},
        "usage": {"inputTokens": 3, "outputTokens": 2},
        "stopReason": "tool_use",
    }


class Otherwise(UploadSlots):
    """Slots at which something else than what was announced arrived."""

    found: Arrived

    def arrived(self, key: str) -> Arrived:
        return self.found


class Desk:
    """An echo book over the laptop's stores, with a scripted model.

    `before` is called before DynamoDB is, as `Counting` does it; `slots` and `uploads` replace those of the laptop.
    """

    def __init__(
        self,
        laptop: Laptop,
        owner: str,
        *,
        before: Mapping[str, Callable[[int], None]] | None = None,
        answer: Any = None,
        slots: type[UploadSlots] = UploadSlots,
        uploads: MediaStore | None = None,
    ) -> None:
        cloud = laptop.cloud
        environment = cloud.environment()
        session = boto3.session.Session(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        self.s3, self.bucket = s3, bucket = cloud.client("s3"), cloud.buckets["uploads"]
        self.owner = owner
        self.model = Scripted(answer or found_mood("hope"))
        self.slots = slots(s3, bucket)
        store = MediaStore(s3, bucket, region=cloud.region, credentials=session.get_credentials())
        self.dynamodb = Counting(cloud.client("dynamodb"), before)
        self.echoes = Echoes(Tables(self.dynamodb), cloud.tables["echoes"], cloud.tables["short_lived"], cursors())
        self.book = EchoBook(
            self.echoes,
            slots=self.slots,
            uploads=uploads or store,
            text=BedrockText(self.model, TextSettings((CLAUDE,), 0.3, 0.8, streaming=False)),
            largest=100,
        )

    def uploaded(self) -> str:
        upload = self.book.promise(Recording("a.webm", "audio/webm", len(SOUND)), self.owner, new_work())
        assert sent(upload.post.url, upload.post.fields, SOUND).status == 204
        return upload.echo_id

    def save(self, echo_id: str, telling: Telling = TELLING, work: str = "w1") -> Echo:
        return self.book.save(echo_id, telling, self.owner, work, meter=Meter(), budget=budget())

    def tag_of(self, echo_id: str) -> str:
        found = self.s3.get_object_tagging(Bucket=self.bucket, Key=f"{self.owner}/{echo_id}.webm")
        (tag,) = found["TagSet"]
        return str(tag["Value"])


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
    uploads = [desk.book.promise(Recording("a.webm", "audio/webm", 5), desk.owner, work) for _ in range(2)]
    assert [(each.echo_id, each.audio_key) for each in uploads] == [
        (f"ech_{work}", f"{desk.owner}/ech_{work}.webm")
    ] * 2


def test_a_recording_may_be_no_larger_than_set(desk: Desk) -> None:
    """The service's own limit, to the byte."""
    desk.book.promise(Recording("a.webm", "audio/webm", 100), desk.owner, new_work())
    with pytest.raises(Invalid) as caught:
        desk.book.promise(Recording("a.webm", "audio/webm", 101), desk.owner, new_work())
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


def test_a_saved_recording_is_kept(desk: Desk) -> None:
    """Until then a lifecycle rule would take it away as one that nobody wanted."""
    echo_id = desk.uploaded()
    assert desk.tag_of(echo_id) == "orphan"
    desk.save(echo_id)
    assert desk.tag_of(echo_id) == "owned"


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
    desk = Desk(laptop, owner, before={"update_item": failing_once})
    echo = desk.save(desk.uploaded(), SPOKEN)
    assert echo.detected_mood is None
    assert desk.book.get(echo.echo_id, owner).detected_mood is None


@pytest.mark.parametrize("arrived", [Arrived(6, "audio/webm"), Arrived(0, "audio/webm"), Arrived(5, "text/html")])
def test_only_what_was_announced_becomes_an_echo(laptop: Laptop, owner: str, arrived: Arrived) -> None:
    """Another size or type than was signed for cannot come by the form; however it came, it is refused."""
    desk = Desk(laptop, owner, slots=type("Found", (Otherwise,), {"found": arrived}))
    echo_id = desk.uploaded()
    with pytest.raises(Conflict):
        desk.save(echo_id)
    assert desk.echoes.find(echo_id, owner) is None


# ---- deleted


def test_a_deletion_that_stopped_half_way_can_be_finished(laptop: Laptop, owner: str) -> None:
    """The audio goes first; while the record is there, the echo can be deleted again."""
    desk = Desk(laptop, owner, before={"delete_item": failing_once})
    echo = desk.save(desk.uploaded())
    with pytest.raises(StoreUnavailable):
        desk.book.delete(echo.echo_id, owner)
    assert desk.slots.arrived(echo.audio.key) is None
    desk.book.delete(echo.echo_id, owner)
    with pytest.raises(NotFound):
        desk.book.delete(echo.echo_id, owner)


def test_a_deletion_that_did_not_begin_leaves_all(desk: Desk, laptop: Laptop, owner: str) -> None:
    """When the audio cannot be removed, the echo stays whole."""
    echo = desk.save(desk.uploaded())
    broken = MediaStore(Scripted(refused("SlowDown")), "b", region="us-east-1", credentials=None)
    with pytest.raises(StoreUnavailable):
        Desk(laptop, owner, uploads=broken).book.delete(echo.echo_id, owner)
    assert desk.book.get(echo.echo_id, owner).audio.key == echo.audio.key
    assert desk.slots.arrived(echo.audio.key) == Arrived(len(SOUND), "audio/webm")


def test_another_s_is_not_deleted(desk: Desk) -> None:
    """What one names, only one's own is reached."""
    echo = desk.save(desk.uploaded())
    with pytest.raises(NotFound):
        desk.book.delete(echo.echo_id, f"eve-{secrets.token_hex(4)}")
    assert desk.slots.arrived(echo.audio.key) is not None
