"""Kept answers, shown again with what opens now."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from backend.adapters.s3.media import S3MediaStore
from backend.adapters.s3.presigned_post import S3UploadSlots
from backend.domain.uploads.url_refresher import PresignedUrlRefresher
from backend.local.laptop import Laptop
from tests.app.store import opened
from tests.uploading import sent

YESTERDAY = timedelta(days=1)


def store(laptop: Laptop, role: str, ago: timedelta = timedelta()) -> S3MediaStore:
    """A bucket whose URLs were signed some time ago."""
    cloud, environment = laptop.cloud, laptop.cloud.environment()
    session = boto3.session.Session(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
    credentials = session.get_credentials()
    return S3MediaStore(
        lambda: cloud.client("s3"), cloud.buckets[role], region=cloud.region, credentials=credentials,
        now=lambda: datetime.now(UTC) - ago,
    )  # fmt: skip


@pytest.fixture
def slots(laptop: Laptop) -> S3UploadSlots:
    return S3UploadSlots(laptop.cloud.client("s3"), laptop.cloud.buckets["uploads"])


@pytest.fixture
def renewal(laptop: Laptop, slots: S3UploadSlots) -> PresignedUrlRefresher:
    return PresignedUrlRefresher(store(laptop, "assets"), store(laptop, "uploads"), slots)


@pytest.mark.parametrize(
    ("role", "key", "content_type"),
    [
        ("assets", "assets/ana/generated/poster_{}.png", "image/png"),
        ("uploads", "ana/ech_{}.aac", "audio/aac"),
        ("uploads", "uploads/ana/up_{}.pdf", "application/pdf"),
    ],
)
def test_a_url_that_ran_out_opens_again(
    laptop: Laptop, renewal: PresignedUrlRefresher, role: str, key: str, content_type: str
) -> None:
    """Wherever the file lies, with the type and the time it was signed with; the rest stays as it was."""
    key = key.format(secrets.token_hex(4))
    laptop.cloud.client("s3").put_object(Bucket=laptop.cloud.buckets[role], Key=key, Body=b"x")
    old = store(laptop, role, YESTERDAY).url(key, content_type, seconds=77)
    assert opened(old).status == 403
    kept = {"product": {"media": [{"key": key, "url": old, "type": "image"}]}, "count": 1, "none": None}
    (shown,) = renewal(kept)["product"]["media"]
    found = opened(shown["url"])
    assert (found.status, found.headers["content-type"]) == (200, content_type)
    assert parse_qs(urlsplit(shown["url"]).query)["X-Amz-Expires"] == ["77"]
    assert {**shown, "url": old} == kept["product"]["media"][0]  # type: ignore[index]


def test_an_upload_that_ran_out_can_be_begun_again(renewal: PresignedUrlRefresher, slots: S3UploadSlots) -> None:
    """The form of a kept answer takes the same file as it did."""
    key = f"ana/ech_{secrets.token_hex(4)}.webm"
    old = slots.open(key, content_type="audio/webm", size_range=(1, 5), seconds=-1)
    kept = {"echo_id": "ech_1", "key": key, "url": old.url, "fields": dict(old.fields), "expires_in": 3600}
    assert sent(old.url, old.fields, b"123").status == 403
    shown = renewal(kept)
    assert sent(shown["url"], shown["fields"], b"123456").status == 400
    assert sent(shown["url"], shown["fields"], b"123").status == 204
    assert {**shown, "fields": None} == {**kept, "fields": None}


@pytest.mark.parametrize("content", [None, 3, "x", [], {}, {"key": "a"}, {"items": [{"url": "https://x"}, "y"]}])
def test_what_shows_no_file_stays(renewal: PresignedUrlRefresher, content: Any) -> None:
    """Everything else is as it was."""
    assert renewal(content) == content
