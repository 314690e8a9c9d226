"""Uploads that go straight to S3, and what is known of them before they are used.

A presigned POST is a form whose policy is signed: S3 itself refuses a file of another key, type or size than agreed.
A form can be used any number of times until it expires, so it never writes to the key that is used later. It writes
under `inbox/`, from where `claim` copies the file once. A lifecycle rule deletes everything under `inbox/` after days.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from backend.adapters.calls import retry
from backend.adapters.calls.failures import aws_error_types, error_code
from backend.adapters.s3.media import CONCURRENT_WRITE, EXISTS_ALREADY
from backend.domain.shared.errors import StoreUnavailable
from backend.domain.uploads.ports import PresignedPost, UploadedFile, UploadSlots

INBOX = "inbox/"
"""Where forms upload to; infra/apps/main.tf has the lifecycle rule for it."""
MISSING = ("NoSuchKey", "404")


class S3UploadSlots(UploadSlots):
    """The places in a bucket that callers may upload to."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def open(self, key: str, *, content_type: str, size_range: tuple[int, int], seconds: int) -> PresignedPost:
        """It can be used for `seconds`, or until the credentials that sign it die. The file waits under `inbox/` until
        `claim` is called. `StoreUnavailable` without credentials.
        """
        smallest, largest = size_range
        try:
            signed = self._client.generate_presigned_post(
                self._bucket,
                inbox_key(key),
                Fields={"Content-Type": content_type},
                Conditions=[{"Content-Type": content_type}, ["content-length-range", smallest, largest]],
                ExpiresIn=seconds,
            )
        except aws_error_types() as error:
            raise StoreUnavailable("The upload could not be signed. Retry in a moment.") from error
        return PresignedPost(signed["url"], signed["fields"])

    def again(self, fields: Mapping[str, str], *, seconds: int) -> PresignedPost:
        conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
        smallest, largest = next(
            each[1:] for each in conditions if isinstance(each, list) and each[0] == "content-length-range"
        )
        size_range = (int(smallest), int(largest))
        key = fields["key"].removeprefix(INBOX)
        return self.open(key, content_type=fields["Content-Type"], size_range=size_range, seconds=seconds)

    def find_upload(self, key: str) -> UploadedFile | None:
        return self._head(inbox_key(key))

    def claim(self, key: str, *, owned: bool) -> bool:
        """A key is written once (If-None-Match): a form that is used again later changes nothing. A file without an
        owner gets the tag state=orphan, as in `MediaStore.put`.
        """

        def copy() -> None:
            self._client.copy_object(
                Bucket=self._bucket,
                Key=key,
                CopySource={"Bucket": self._bucket, "Key": inbox_key(key)},
                TaggingDirective="REPLACE",  # with the default, S3 would want the right to read tags
                IfNoneMatch="*",
                **({} if owned else {"Tagging": "state=orphan"}),
            )

        try:
            retry.call("copy_object", copy)
        except aws_error_types() as error:
            code = error_code(error)
            if code not in (*EXISTS_ALREADY, *MISSING, CONCURRENT_WRITE):
                raise StoreUnavailable("The data store did not respond. Retry in a moment.") from error
            exists = self._head(key) is not None
            if code == CONCURRENT_WRITE and not exists:
                raise StoreUnavailable("The data store is busy. Retry in a moment.") from error
            return exists
        return True

    def discard(self, key: str) -> None:
        both = [{"Key": each} for each in (key, inbox_key(key))]
        try:
            request = {"Bucket": self._bucket, "Delete": {"Objects": both, "Quiet": True}}
            answer = retry.call("delete_objects", lambda: self._client.delete_objects(**request))
        except aws_error_types() as error:
            raise StoreUnavailable("The data store did not respond. Retry in a moment.") from error
        if answer.get("Errors"):
            raise StoreUnavailable("Some of the files could not be deleted. Retry.")

    def _head(self, key: str) -> UploadedFile | None:
        try:
            head = retry.call("head_object", lambda: self._client.head_object(Bucket=self._bucket, Key=key))
        except aws_error_types() as error:
            if error_code(error) in MISSING:
                return None
            raise StoreUnavailable("The data store did not respond. Retry in a moment.") from error
        return UploadedFile(head["ContentLength"], head["ContentType"])


def inbox_key(key: str) -> str:
    """`uploads/ana/up_1.png` -> `inbox/uploads/ana/up_1.png`"""
    return INBOX + key
