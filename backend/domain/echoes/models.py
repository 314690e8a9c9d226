"""Echoes: recorded moments, each with what was felt, when and where."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.domain.shared.fields import Timestamp, Word, id_of, text
from backend.domain.shared.ids import timestamp
from backend.domain.shared.media import Media
from backend.domain.shared.schemas import Answer, Input, OmitNone

Emotion = Literal[
    "joy", "calm", "sadness", "nostalgia", "love", "gratitude", "excitement", "peace", "anger", "fear", "hope",
    "wonder", "surprise", "other",
]  # fmt: skip

AUDIO = {
    "audio/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/mp4": "m4a",
    "audio/m4a": "m4a",
    "audio/x-m4a": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/aac": "aac",
    "audio/flac": "flac",
}
"""Content type of a recording -> file ending."""
_AUDIO = rf"^audio/({'|'.join(name.removeprefix('audio/') for name in AUDIO)})( *;.*)?$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
_moment = re.compile(_MOMENT)
FIRST_YEAR = 1860
"""No sound was recorded before."""


def _bare(content_type: str) -> str:
    """`audio/webm;codecs=opus`, as browsers call their recordings, -> `audio/webm`"""
    return content_type.partition(";")[0].strip()


def _in_utc(given: str) -> str:
    """`2025-06-25T17:00:00+02:00` -> `2025-06-25T15:00:00.000Z`"""
    try:
        moment = datetime.fromisoformat(given).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("moment", "must be a date and time that exist, with a zone") from None
    if moment.year < FIRST_YEAR:
        raise PydanticCustomError("moment", "must not be before {year}", {"year": FIRST_YEAR})
    return timestamp(moment)


def _to_the_centimetre(degrees: float) -> float:
    # DynamoDB has no numbers as small as 1e-300, and no -0.0
    return round(degrees, 7) + 0.0


EchoId = Annotated[str, id_of("ech", "echo")]
AudioType = Annotated[
    str,
    Field(max_length=100, pattern=_AUDIO, description="The recording's content type.", examples=["audio/webm"]),
    AfterValidator(_bare),
]
Moment = Annotated[
    str,
    Field(
        pattern=_MOMENT,
        description="ISO 8601 with a zone.",
        examples=["2025-06-25T15:00:00Z"],
        json_schema_extra={"format": "date-time"},
    ),
    AfterValidator(_in_utc),
]
Latitude = Annotated[float, Field(ge=-90, le=90, description="Degrees north."), AfterValidator(_to_the_centimetre)]
Longitude = Annotated[float, Field(ge=-180, le=180, description="Degrees east."), AfterValidator(_to_the_centimetre)]
MoodName = Annotated[str, *text(60, "How it sounds, in a word or two.")]


class Location(Input):
    """Where it was recorded."""

    lat: Latitude
    lng: Longitude


class EchoFacts(Answer):
    echo_id: EchoId
    owner_id: str = Field(description="Cognito's `sub` of the owner.")
    emotion: Emotion = Field(description="What was felt.")
    timestamp: Annotated[Timestamp, Field(description="When it was recorded.")]
    filename: str = Field(description="The recording's original file name.")
    location: OmitNone[Location] = None
    tags: list[Word] = Field(description="Words to find it by.")
    transcript: OmitNone[str] = Field(default=None, description="What is said in it.")
    detected_mood: OmitNone[str] = Field(
        default=None, description="As it was sent, or detected in the transcript by the text model."
    )
    created_at: Timestamp


EchoPhase = Literal["live", "saving", "deleting"]


class StoredEcho(EchoFacts):
    """An echo as it is kept.

    The row is written before its audio is copied to its key, and outlives it: whatever has that key has a row. Only
    `live` echoes are shown; the next read completes a save or a delete that stopped half way.
    """

    phase: EchoPhase = "live"

    audio_key: str
    content_type: str
    saved_by: str
    """The work that saved it: the same request again finds its own echo."""


class Echo(EchoFacts):
    """A recorded moment."""

    audio: Media
