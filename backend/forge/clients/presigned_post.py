"""Uploads that go straight to S3, and what is known of them before they are used.

A presigned POST is a form whose policy is signed: S3 itself refuses a file of another key, type or size than agreed.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.forge.clients import retry
from backend.forge.clients.failures import aws_failures, reason_of
from backend.forge.errors import StoreUnavailable

ORPHAN = "<Tagging><TagSet><Tag><Key>state</Key><Value>orphan</Value></Tag></TagSet></Tagging>"
"""As `MediaStore.put` tags a file: a lifecycle rule removes it after days, until `MediaStore.keep` is called."""


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """Where to send a multipart form, and the fields that have to stand in it before `file`."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was uploaded."""

    size: int
    """Bytes."""
    content_type: str


class UploadSlots:
    """The places in a bucket that callers may upload to."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def open(self, key: str, *, content_type: str, size_range: tuple[int, int], seconds: int) -> PresignedPost:
        """Signs an upload of one file under exactly this key, with exactly this type, of so many bytes, both included.

        It can be used for `seconds`, or until the credentials that sign it die. What arrives is tagged as a file
        without an owner. `StoreUnavailable` without credentials.
        """
        smallest, largest = size_range
        try:
            signed = self._client.generate_presigned_post(
                self._bucket,
                key,
                Fields={"Content-Type": content_type, "tagging": ORPHAN},
                Conditions=[
                    {"Content-Type": content_type},
                    {"tagging": ORPHAN},
                    ["content-length-range", smallest, largest],
                ],
                ExpiresIn=seconds,
            )
        except aws_failures() as error:
            raise StoreUnavailable("The upload could not be signed. Try again in a moment.") from error
        return PresignedPost(signed["url"], signed["fields"])

    def again(self, fields: Mapping[str, str], *, seconds: int) -> PresignedPost:
        """The upload that these fields of an earlier one were signed for, signed anew."""
        conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
        smallest, largest = next(
            each[1:] for each in conditions if isinstance(each, list) and each[0] == "content-length-range"
        )
        size_range = (int(smallest), int(largest))
        return self.open(fields["key"], content_type=fields["Content-Type"], size_range=size_range, seconds=seconds)

    def arrived(self, key: str) -> Arrived | None:
        """What lies under a key; None when nothing was uploaded there."""
        try:
            head = retry.call("head_object", lambda: self._client.head_object(Bucket=self._bucket, Key=key))
        except aws_failures() as error:
            if reason_of(error) in ("NoSuchKey", "404"):
                return None
            raise StoreUnavailable("The store did not answer. Try again in a moment.") from error
        return Arrived(head["ContentLength"], head["ContentType"])
