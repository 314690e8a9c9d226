"""What uploads need of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """Where to send a multipart form, and the fields that must come before `file`."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that was uploaded."""

    size: int
    """Bytes."""
    content_type: str


class UploadSlots(Protocol):
    """The places that callers may upload to."""

    def open(self, key: str, *, content_type: str, size_range: tuple[int, int], seconds: int) -> PresignedPost:
        """Signs an upload of one file for this key, with exactly this type, of so many bytes, both included."""

    def again(self, fields: Mapping[str, str], *, seconds: int) -> PresignedPost:
        """The upload that these fields of an earlier one were signed for, with new signatures."""

    def find_upload(self, key: str) -> UploadedFile | None:
        """What was uploaded for a key and still waits under `inbox/`; None when there is nothing."""

    def claim(self, key: str, *, owned: bool) -> bool:
        """Copies what was uploaded for a key to that key, once; whether the key has a file now."""

    def discard(self, key: str) -> None:
        """Deletes a file and what was uploaded for its key; that it is gone already is no error."""
