"""Echoes: a recording is promised, uploaded straight to S3, and then saved with what was felt."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.echoes.models import AUDIO, Echo, Emotion, Location, StoredEcho
from backend.domain.echoes.moods import mood_of
from backend.domain.echoes.ports import Echoes, PendingUpload
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import Conflict, DreamForgeError, Invalid, NotFound, Remedy, StoreUnavailable
from backend.domain.shared.ids import timestamp
from backend.domain.shared.media import Media, MediaStore
from backend.domain.shared.meter import Meter
from backend.domain.shared.slices import Slice
from backend.domain.shared.text_model import TextModel
from backend.domain.uploads.ports import PresignedPost, UploadSlots

log = logging.getLogger(__name__)

UPLOAD_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class UploadSpec:
    """What is going to be uploaded."""

    filename: str
    content_type: str
    """One of `AUDIO`."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class PresignedEchoUpload:
    """An id that waits for its audio, and the way in for it."""

    echo_id: str
    audio_key: str
    post: PresignedPost
    seconds: int


@dataclass(frozen=True, slots=True)
class EchoDetails:
    """What the caller says about a recording."""

    emotion: Emotion
    timestamp: str
    location: Location | None = None
    tags: Sequence[str] = ()
    transcript: str | None = None
    detected_mood: str | None = None


class EchoService:
    """What an owner does with echoes. Any request for another user's echo is `NotFound`."""

    def __init__(
        self, echoes: Echoes, *, slots: UploadSlots, uploads: MediaStore, text: TextModel, largest: int
    ) -> None:
        """`largest` is the most bytes that a recording may have."""
        self._echoes = echoes
        self._slots = slots
        self._uploads = uploads
        self._text = text
        self._largest = largest

    def promise(self, recording: UploadSpec, owner_id: str, work: str) -> PresignedEchoUpload:
        """An echo id named by `work`, and a presigned upload for it that takes this type and no more than this size."""
        if recording.size > self._largest:
            problem = {"in": "body", "field": "size", "message": f"must not be above {self._largest}"}
            raise Invalid(f"A recording can have at most {self._largest} bytes.", details=[problem])
        echo_id = f"ech_{work}"
        key = f"{owner_id}/{echo_id}.{AUDIO[recording.content_type]}"
        post = self._slots.open(
            key, content_type=recording.content_type, size_range=(1, recording.size), seconds=UPLOAD_SECONDS
        )
        promised = PendingUpload(echo_id, key, recording.content_type, recording.size, recording.filename)
        self._echoes.promise(promised, owner_id)
        return PresignedEchoUpload(echo_id, key, post, UPLOAD_SECONDS)

    def save(
        self, echo_id: str, telling: EchoDetails, owner_id: str, work: str, *, meter: Meter, budget: Budget
    ) -> Echo:
        """Makes an echo of an uploaded recording. `Conflict` without its audio, and for one that is saved already.

        The same `work` again is answered with what it saved. Without a mood the transcript is read for one; what goes
        wrong with that leaves the echo without.
        """
        found = self._echoes.find(echo_id, owner_id)
        if found is not None and found.phase == "live" and found.saved_by == work:
            return self._show(found)
        if found is not None and found.phase != "saving":
            raise Conflict("This echo is already saved.", remedy=Remedy.CREATE_ANOTHER_ECHO)
        if found is None:
            echo = _build_echo(telling, self._require_upload(echo_id, owner_id), owner_id, work)
            self._echoes.start_saving(echo)
        else:
            echo = _build_echo(telling, _audio_of(found), owner_id, work)
            self._echoes.restart_saving(echo)
        if not self._finish_saving(echo):
            raise Conflict("The audio of this echo no longer exists.", remedy=Remedy.RESTART_RECORDING)
        return self._show(self._with_mood(echo, meter, budget))

    def get(self, echo_id: str, owner_id: str) -> Echo:
        return self._show(self._live(echo_id, owner_id))

    def random(self, owner_id: str, *, emotion: Emotion | None) -> Echo:
        echo = self._settle(self._echoes.random(owner_id, emotion=emotion))
        if echo is None:
            raise NotFound("No echo matches.")
        return self._show(echo)

    def page(self, owner_id: str, *, emotion: Emotion | None, limit: int, token: str | None) -> Slice[Echo]:
        page = self._echoes.page(owner_id, emotion=emotion, limit=limit, token=token, asked_by=owner_id)
        settled = [self._settle(echo) for echo in page.items]
        return Slice([self._show(echo) for echo in settled if echo is not None], page.next_page_token)

    def delete(self, echo_id: str, owner_id: str) -> None:
        """Hidden first, then the audio, then the row; what stops half way is completed by the next read or delete."""
        echo = self._echoes.get(echo_id, owner_id)
        self._echoes.start_deleting(echo)
        self._finish_deleting(echo)

    def _live(self, echo_id: str, owner_id: str) -> StoredEcho:
        echo = self._settle(self._echoes.get(echo_id, owner_id))
        if echo is None:
            raise NotFound("Echo not found.")
        return echo

    def _settle(self, echo: StoredEcho) -> StoredEcho | None:
        """The echo if it is live; completes a save or a delete that stopped half way. None when it is not there."""
        if echo.phase == "live":
            return echo
        try:
            if echo.phase == "saving" and self._finish_saving(echo):
                return echo
            if echo.phase == "deleting":
                self._finish_deleting(echo)
        except (Conflict, NotFound):
            log.info("echo was changed by another request", extra={"echo_id": echo.echo_id})
        except StoreUnavailable:
            log.warning("echo could not be completed", extra={"echo_id": echo.echo_id}, exc_info=True)
        return None

    def _finish_saving(self, echo: StoredEcho) -> bool:
        """Whether the audio is at its key and the echo live; without audio there is no echo."""
        if not self._slots.claim(echo.audio_key, owned=True):
            self._echoes.finish_deleting(echo)
            return False
        try:
            self._echoes.finish_saving(echo)
        except NotFound:
            self._slots.discard(echo.audio_key)  # deleted meanwhile, and its id is never saved again
            raise
        return True

    def _finish_deleting(self, echo: StoredEcho) -> None:
        self._slots.discard(echo.audio_key)
        self._echoes.finish_deleting(echo)

    def _require_upload(self, echo_id: str, owner_id: str) -> PendingUpload:
        promised = self._echoes.find_promise(echo_id, owner_id)
        arrived = self._slots.find_upload(promised.audio_key)
        if arrived is None:
            raise Conflict("The audio of this echo was not uploaded.", remedy=Remedy.UPLOAD_RECORDING)
        if arrived.content_type != promised.content_type or not 0 < arrived.size <= promised.size:
            problem = "The uploaded file is not the announced recording."
            raise Conflict(problem, remedy=Remedy.RESTART_RECORDING)
        return promised

    def _with_mood(self, echo: StoredEcho, meter: Meter, budget: Budget) -> StoredEcho:
        if echo.transcript is None or echo.detected_mood is not None:
            return echo
        try:
            mood = mood_of(echo.transcript, self._text, meter=meter, budget=budget)
            self._echoes.add_mood(echo, mood)
        except DreamForgeError as error:
            meter.count_failure(error.name)
            log.warning("mood of an echo was not detected", extra={"error": error.name})
            return echo
        return echo.model_copy(update={"detected_mood": mood})

    def _show(self, echo: StoredEcho) -> Echo:
        url = self._uploads.url(echo.audio_key, echo.content_type)
        audio = Media(key=echo.audio_key, url=url, type="audio")
        return Echo.model_validate({**echo.model_dump(), "audio": audio})


def _audio_of(echo: StoredEcho) -> PendingUpload:
    """The upload of an echo whose save stopped half way: it was checked when the save began."""
    return PendingUpload(echo.echo_id, echo.audio_key, echo.content_type, 0, echo.filename)


def _build_echo(telling: EchoDetails, audio: PendingUpload, owner_id: str, work: str) -> StoredEcho:
    return StoredEcho(
        echo_id=audio.echo_id,
        owner_id=owner_id,
        emotion=telling.emotion,
        timestamp=telling.timestamp,
        filename=audio.filename,
        location=telling.location,
        tags=list(telling.tags),
        transcript=telling.transcript,
        detected_mood=telling.detected_mood,
        created_at=timestamp(),
        audio_key=audio.audio_key,
        content_type=audio.content_type,
        saved_by=work,
    )
