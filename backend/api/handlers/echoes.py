"""Echoes: recorded moments."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.echoes.echo_service import EchoDetails, EchoService, UploadSpec
from backend.domain.echoes.models import AudioType, Echo, EchoId, Emotion, Location, Moment, MoodName
from backend.domain.identity.caller import Caller
from backend.domain.shared.budget import Budget
from backend.domain.shared.fields import IntegralFloat, Word, text
from backend.domain.shared.meter import Meter
from backend.domain.shared.schemas import Answer, Input, Omittable, example
from backend.framework.page import Limit, Page, PageToken
from backend.framework.request import Request

Chosen = Annotated[Emotion | None, Field(description="Only an echo with this emotion.")]


class EchoUploadRequest(Input):
    model_config = example(filename="rain.webm", content_type="audio/webm", size=48_000)

    filename: Annotated[str, *text(255, "The recording's original file name.")]
    content_type: AudioType
    size: Annotated[
        int,
        Field(ge=1, description="Size in bytes; the default limit is 10 MiB. A larger upload is refused."),
        IntegralFloat,
    ]


class EchoUpload(Answer):
    echo_id: EchoId
    key: str = Field(description="S3 key of the audio.")
    method: Literal["POST"] = Field(default="POST", description="How to send it.")
    url: str = Field(description="Accepts multipart/form-data: first the fields, last the file as `file`.")
    fields: dict[str, str] = Field(description="Form fields. Key, type and size are part of their signature.")
    expires_in: int = Field(description="Seconds in which the upload must start.")


class EchoRequest(Input):
    model_config = example(
        emotion="calm",
        timestamp="2025-06-25T15:00:00Z",
        location={"lat": 37.5407, "lng": -77.436},
        tags=["rain", "garden"],
        transcript="Listen, it is raining on the roof.",
    )

    emotion: Emotion = Field(description="What was felt.")
    timestamp: Annotated[Moment, Field(description="When it was recorded: ISO 8601 with a zone.")]
    location: Omittable[Location] = None
    tags: Omittable[Annotated[list[Word], Field(max_length=12)]] = Field(
        default=None, description="Words to find it by."
    )
    transcript: Omittable[Annotated[str, *text(4000, "What is said in it.")]] = None
    detected_mood: Omittable[MoodName] = Field(
        default=None, description="If left out, the text model detects it in the transcript."
    )


class EchoPage(Page[Echo]):
    pass


def init_echo_upload(body: EchoUploadRequest, caller: Caller, echoes: EchoService, request: Request) -> EchoUpload:
    """Creates the id of an echo and a presigned form to upload its audio within an hour."""
    recording = UploadSpec(body.filename, body.content_type, body.size)
    upload = echoes.promise(recording, caller.user_id, request.work)
    return EchoUpload(
        echo_id=upload.echo_id,
        key=upload.audio_key,
        url=upload.post.url,
        fields=dict(upload.post.fields),
        expires_in=upload.seconds,
    )


def save_echo(
    echo_id: Annotated[EchoId, Field(description="The id from POST /echoes/init-upload.")],
    body: EchoRequest,
    caller: Caller,
    echoes: EchoService,
    meter: Meter,
    request: Request,
) -> Echo:
    """Saves an echo whose audio was uploaded. Without a mood, it is detected from the transcript."""
    telling = EchoDetails(**body.model_dump(exclude={"location"}, exclude_unset=True), location=body.location)
    return echoes.save(echo_id, telling, caller.user_id, request.work, meter=meter, budget=Budget(request.ends_at))


def list_echoes(
    caller: Caller,
    echoes: EchoService,
    emotion: Emotion | None = None,
    limit: Limit = 20,
    page_token: PageToken | None = None,
) -> EchoPage:
    """Your echoes, the newest first."""
    page = echoes.page(caller.user_id, emotion=emotion, limit=limit, token=page_token)
    return EchoPage.of(page.items, page.next_page_token)


def get_random_echo(caller: Caller, echoes: EchoService, emotion: Chosen = None) -> Echo:
    """Any one of your echoes."""
    return echoes.random(caller.user_id, emotion=emotion)


def get_echo(echo_id: EchoId, caller: Caller, echoes: EchoService) -> Echo:
    """One of your echoes."""
    return echoes.get(echo_id, caller.user_id)


def delete_echo(echo_id: EchoId, caller: Caller, echoes: EchoService) -> None:
    """Removes an echo with its audio."""
    echoes.delete(echo_id, caller.user_id)
