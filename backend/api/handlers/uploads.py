"""Files that callers bring, through the API or past it."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.identity.caller import Caller
from backend.domain.shared.fields import Answer, Input, IntegralFloat, example, id_of, text
from backend.domain.uploads.uploads import MAX_UPLOAD_BYTES, UPLOAD_SECONDS, Uploads
from backend.framework.binding.forms import SentFile
from backend.framework.request import Request

UploadId = Annotated[str, id_of("up", "upload")]
UploadType = Literal[
    "image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf",
    "audio/mpeg", "audio/wav", "audio/ogg", "audio/webm", "audio/mp4", "audio/flac",
]  # fmt: skip


class Uploaded(Answer):
    key: str = Field(description="Names the file in other calls, such as `input_key` of POST /generate.")
    url: str = Field(description="Opens the file for some minutes.")
    filename: str = Field(description="The name it came with, without folders and unsafe characters.")
    content_type: str = Field(description="What it is, by its content.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Of the content, in hexadecimal.")


class InviteUploadRequest(Input):
    model_config = example(filename="lighthouse.png", content_type="image/png", size=1_240_000)

    filename: Annotated[str, *text(255, "The file's name; it is not kept.")]
    content_type: UploadType = Field(description="What will be uploaded; nothing else can be.")
    size: Annotated[int, Field(ge=1, le=MAX_UPLOAD_BYTES, description="Bytes; more cannot be uploaded."), IntegralFloat]


class UploadInvitation(Answer):
    upload_id: UploadId
    key: str = Field(description="Names the file in other calls, once it is uploaded.")
    method: Literal["POST"] = Field(description="How to send it: a multipart form to `url`.")
    url: str = Field(description="Where to send it.")
    fields: dict[str, str] = Field(description="The form's first parts, all of them; the last is `file`.")
    expires_in: int = Field(description="Seconds the upload may wait to begin.")


def upload(file: SentFile, caller: Caller, uploads: Uploads, request: Request) -> Uploaded:
    """Takes an image, a PDF or a sound of up to 4 MB. What it is, its content decides."""
    kept = uploads.keep(
        file.content,
        filename=file.filename,
        declared=file.content_type,
        owner_id=caller.user_id,
        upload_id=f"up_{request.work}",
    )
    return Uploaded.model_validate(kept, from_attributes=True)


def invite_upload(body: InviteUploadRequest, caller: Caller, uploads: Uploads, request: Request) -> UploadInvitation:
    """Opens a way to upload a larger file, up to 20 MB, straight to the store. Type and size are part of it."""
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
