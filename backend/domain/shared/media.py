"""Files of the service: what they are, and the port of the store that has them."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

from pydantic import Field

from backend.domain.shared.errors import PictureNotStored, StoreUnavailable
from backend.domain.shared.schemas import Answer, OmitNone

log = logging.getLogger(__name__)

URL_SECONDS = 900
"""How long a URL opens its file."""
MediaType = Literal["image", "document", "audio"]
TYPES: dict[str, tuple[str, MediaType]] = {
    "png": ("image/png", "image"),
    "jpg": ("image/jpeg", "image"),
    "webp": ("image/webp", "image"),
    "gif": ("image/gif", "image"),
    "pdf": ("application/pdf", "document"),
    "webm": ("audio/webm", "audio"),
    "mp3": ("audio/mpeg", "audio"),
    "wav": ("audio/wav", "audio"),
    "ogg": ("audio/ogg", "audio"),
    "m4a": ("audio/mp4", "audio"),
    "flac": ("audio/flac", "audio"),
}
"""File ending -> content type, and the `type` of a media."""


PREVIEW_ENDING = "_preview.webp"
ART_ENDING = "_art.png"
PREVIEW_SIDE = 512
"""Pixels of a preview's longer side, at most."""


class Media(Answer):
    key: str = Field(description="S3 key.")
    url: str = Field(description="Presigned URL of the file, valid for some minutes.")
    type: MediaType = Field(description="The kind of file.")
    role: OmitNone[Literal["print", "art"]] = Field(
        default=None,
        description="`print`: with its text; `art`: the picture below the text.",
    )
    preview_url: OmitNone[str] = Field(
        default=None,
        description="Presigned URL of a WebP preview, at most 512 pixels a side; absent where there is none: use url.",
    )


class PreviewMaker(Protocol):
    """Makes small pictures of large ones."""

    def make(self, picture: bytes) -> bytes | None:
        """A WebP of at most `PREVIEW_SIDE` pixels a side; None where none can be made, which the maker logs."""


class MediaStore(Protocol):
    """Files under keys, and URLs that open them."""

    def put(self, key: str, content: bytes) -> bytes:
        """Creates a file and answers with what is stored: `content`, or what an earlier attempt stored under this key.

        A key is written once. A new file is an orphan, which a lifecycle rule deletes after some days unless `keep` is
        called.
        """

    def keep(self, keys: Sequence[str]) -> None:
        """Marks files as owned: no lifecycle rule deletes them."""

    def release(self, keys: Sequence[str]) -> None:
        """Marks files as orphans again, because what was to own them was not written. A missing file is no error."""

    def expire(self, keys: Sequence[str]) -> None:
        """Marks files as orphans whose days begin now; until they end, `keep` works. A missing file is no error."""

    def get(self, key: str, *, largest: int | None = None) -> bytes | None:
        """The content of a file; None when there is none, or one of more than `largest` bytes."""

    def list_keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a prefix."""

    def delete(self, keys: Sequence[str]) -> None:
        """Removes files; one that is gone already is no error."""

    def reachable(self) -> None:
        """`StoreUnavailable` when the store does not answer."""

    def exists(self, key: str) -> bool:
        """Whether there is a file under the key."""

    def show(self, key: str, *, seconds: int = URL_SECONDS) -> Media:
        """A media with a URL that opens it in a browser for some minutes."""

    def url(self, key: str, content_type: str, *, seconds: int = URL_SECONDS) -> str:
        """A URL that opens the file as the content type given, for `seconds`."""


def is_art(key: str) -> bool:
    """Whether a key names a picture without text, on which a print's text is set."""
    return key.endswith(ART_ENDING)


def preview_key(key: str) -> str:
    """`assets/ana/generated/poster_01.png` -> `assets/ana/generated/poster_01_preview.webp`"""
    return f"{key.rpartition('.')[0]}{PREVIEW_ENDING}"


def put_preview(store: MediaStore, maker: PreviewMaker, key: str, picture: bytes) -> list[str]:
    """Stores the preview of a stored picture; its key, or none where it cannot be made or stored.

    A picture is shown without it, so a preview is no reason to lose what was paid for.
    """
    small = maker.make(picture)
    if small is None:
        log.warning("picture has no preview", extra={"key": key})
        return []
    try:
        store.put(preview_key(key), small)
    except StoreUnavailable as error:
        log.warning("preview is not stored", extra={"key": key}, exc_info=error.__cause__)
        return []
    return [preview_key(key)]


def list_shown(keys: Iterable[str]) -> list[str]:
    """The files that callers are told of: all but previews, which are a part of what they show."""
    return [key for key in keys if not key.endswith(PREVIEW_ENDING)]


def show_files(store: MediaStore, keys: Sequence[str]) -> Iterator[Media]:
    """The files with URLs that open them, pictures with those of their previews among `keys`."""
    typeset = any(map(is_art, keys))
    for key in list_shown(keys):
        media = store.show(key)
        if typeset:
            media = media.model_copy(update={"role": "art" if is_art(key) else "print"})
        if media.type == "image" and preview_key(key) in keys:
            media = media.model_copy(update={"preview_url": store.show(preview_key(key)).url})
        yield media


def put_paid(store: MediaStore, key: str, content: bytes) -> bytes:
    """Stores what was paid for; answers as `MediaStore.put` does.

    `PictureNotStored` when the store fails to the end: that is no passing failure, after which the job, and with it the
    payment, would be repeated.
    """
    try:
        return store.put(key, content)
    except StoreUnavailable as error:
        raise PictureNotStored(
            "The picture was made but could not be stored. Retry; your allowance is unchanged."
        ) from error
