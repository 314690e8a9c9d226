"""Files that callers bring, through the API or past it."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.identity.caller import Caller
from backend.domain.shared.fields import IntegralFloat, id_of, text
from backend.domain.shared.schemas import Answer, Input, example
from backend.domain.uploads.uploads import MAX_UPLOAD_BYTES, UPLOAD_SECONDS, Uploads
from backend.framework.binding.forms import SentFile
from backend.framework.request import Request

UploadId = Annotated[str, id_of("up", "upload")]
UploadType = Literal[
    "image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf",
    "audio/mpeg", "audio/wav", "audio/ogg", "audio/webm", "audio/mp4", "audio/flac",
]  # fmt: skip


class Uploaded(Answer):
    key: str = Field(description="Names the file in other requests, such as `input_key` of POST /generate.")
    url: str = Field(description="Presigned URL of the file, valid for some minutes.")
    filename: str = Field(description="The file name without folders and unsafe characters.")
    content_type: str = Field(description="The type, detected from the content.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="SHA-256 of the content, in hexadecimal.")


class InviteUploadRequest(Input):
    model_config = example(filename="lighthouse.png", content_type="image/png", size=1_240_000)

    filename: Annotated[str, *text(255, "The file's name; it is not stored.")]
    content_type: UploadType = Field(description="The type of the file. Another type is refused.")
    size: Annotated[
        int, Field(ge=1, le=MAX_UPLOAD_BYTES, description="Size in bytes. A larger upload is refused."), IntegralFloat
    ]


class UploadInvitation(Answer):
    upload_id: UploadId
    key: str = Field(description="Names the file in other requests, once it is uploaded.")
    method: Literal["POST"] = Field(description="How to send it: a multipart form to `url`.")
    url: str = Field(description="Where to send it.")
    fields: dict[str, str] = Field(description="The form's first parts; the last one is `file`.")
    expires_in: int = Field(description="Seconds in which the upload must start.")


def upload(file: SentFile, caller: Caller, uploads: Uploads, request: Request) -> Uploaded:
    """Accepts an image, a PDF or audio of up to 4 MB. The type is detected from the content."""
    kept = uploads.keep(
        file.content,
        filename=file.filename,
        declared=file.content_type,
        owner_id=caller.user_id,
        upload_id=f"up_{request.work}",
    )
    return Uploaded.model_validate(kept, from_attributes=True)


def invite_upload(body: InviteUploadRequest, caller: Caller, uploads: Uploads, request: Request) -> UploadInvitation:
    """Creates a presigned form to upload a file of up to 20 MB directly to S3. Its type and size are signed."""
    upload_id = f"up_{request.work}"
    slot = uploads.slot(content_type=body.content_type, size=body.size, owner_id=caller.user_id, upload_id=upload_id)
    return UploadInvitation(
        upload_id=upload_id,
        key=slot.key,
        method="POST",
        url=slot.post.url,
        fields=dict(slot.post.fields),
        expires_in=UPLOAD_SECONDS,
    )
