"""Files that callers bring: checked by their content, kept under their owner's name."""

import hashlib
import re
from dataclasses import dataclass

from backend.domain.shared.errors import Invalid, UnsupportedFile
from backend.domain.shared.media import MediaStore
from backend.domain.uploads.ports import PresignedPost, UploadSlots
from backend.domain.uploads.sniffing import (
    ACCEPTED,
    LONGEST_SIDE,
    FileType,
    declared_type,
    is_sane,
    picture_size,
    sniff,
)

MAX_UPLOAD_BYTES = 20_971_520
"""20 MiB through a presigned upload: more than a Lambda should hold of one file, and than any image model takes."""
UPLOAD_SECONDS = 900
_TAKEN = "PNG, JPEG, WebP and GIF pictures, PDF, and MP3, WAV, OGG, WebM, M4A and FLAC audio"
_UNSAFE = re.compile(r'[<>:"|?*\\/]+')
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was kept."""

    key: str
    url: str
    filename: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """A place that one file can be uploaded to."""

    key: str
    post: PresignedPost


class Uploads:
    def __init__(self, store: MediaStore, slots: UploadSlots) -> None:
        self._store = store
        self._slots = slots

    def keep(self, content: bytes, *, filename: str, declared: str | None, owner_id: str, upload_id: str) -> Upload:
        """Keeps a file. What it is, its content says; `declared` is the Content-Type it came with.

        Raises `Invalid` for an empty file or a picture that is none, `UnsupportedFile` for what is not taken or
        was declared to be something else.
        """
        found = check_file(content, declared)
        key = _key(owner_id, upload_id, found)
        self._store.put(key, content)
        return Upload(
            key=key,
            url=self._store.url(key, found.content_type),
            filename=clean_name(filename, found.extension),
            content_type=found.content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def slot(self, *, content_type: str, size: int, owner_id: str, upload_id: str) -> PresignedUpload:
        """A presigned upload of one file of this type, one of `ACCEPTED`, and of at most `size` bytes.

        The key has the file once an operation uses it: the first use copies what was uploaded, later uploads by the
        same form change nothing.
        """
        key = _key(owner_id, upload_id, ACCEPTED[content_type])
        post = self._slots.open(key, content_type=content_type, size_range=(1, size), seconds=UPLOAD_SECONDS)
        return PresignedUpload(key, post)


def check_file(content: bytes, declared: str | None) -> FileType:
    """What a file is, if it is one that is taken and the one that was declared."""
    if not content:
        raise _refusal("is empty")
    found = sniff(content)
    if found is None or found.content_type not in ACCEPTED:
        what = f"The file type {found.content_type} is not supported." if found else "The file type is not supported."
        raise UnsupportedFile(f"{what} Send one of these: {_TAKEN}.")
    said = declared_type(declared)
    if said not in (None, found.content_type):
        raise UnsupportedFile(
            f"The file is {found.content_type}, but another type was declared. Declare its real type."
        )
    if found.kind == "image":
        _check_size(content)
    return found


def clean_name(name: str, extension: str) -> str:
    """The name without its folders and whatever could hurt: `..\\x/año\\0 1.PNG` -> `año 1.PNG`.

    A name that has nothing left is `upload` with the extension.
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in base if letter.isprintable())
    safe = " ".join(_UNSAFE.sub("_", visible).split()).lstrip(".").strip()
    if not safe.strip("._ "):
        return f"upload.{extension}"
    if len(safe) > _MAX_NAME:
        stem, dot, ending = safe.rpartition(".")
        keeps_ending = bool(stem) and len(ending) <= 10
        safe = f"{stem[: _MAX_NAME - len(ending) - 1]}{dot}{ending}" if keeps_ending else safe[:_MAX_NAME]
    return safe


def _key(owner_id: str, upload_id: str, found: FileType) -> str:
    return f"uploads/{owner_id}/{upload_id}.{found.extension}"


def _check_size(content: bytes) -> None:
    size = picture_size(content)
    if size is None:
        raise _refusal("is a picture with a malformed header")
    if not is_sane(size):
        raise _refusal(f"is a picture of {size[0]} x {size[1]} pixels; each side may have 1 to {LONGEST_SIDE}")


def _refusal(message: str) -> Invalid:
    return Invalid(f"The file {message}.", details=[{"in": "body", "field": "file", "message": message}])
