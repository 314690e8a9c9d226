"""Uploads that go straight to S3: the policy that is signed, and how the store keeps it."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, NoCredentialsError

from backend.adapters.s3.presigned_post import S3UploadSlots
from backend.domain.shared.errors import StoreUnavailable
from backend.domain.uploads.ports import PresignedPost, UploadedFile
from backend.local.laptop import Laptop
from tests.makers import Counting, Scripted, refused
from tests.uploading import sent

WEBM = "audio/webm"


def policy_of(post: PresignedPost) -> Any:
    return json.loads(base64.b64decode(post.fields["policy"]))


# ---- what is signed


def offline(region: str = "eu-west-1", token: str | None = None) -> Any:
    """A client with the service's settings, which signs and never sends."""
    session = boto3.session.Session("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", token, region_name=region)
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"}, ignore_configured_endpoint_urls=True)
    return session.client("s3", config=config)


@pytest.fixture
def post() -> PresignedPost:
    slots = S3UploadSlots(offline(), "uploads-bucket")
    return slots.open("ana/ech_1.webm", content_type=WEBM, size_range=(1, 500), seconds=3600)


def test_the_policy_holds_key_type_and_size(post: PresignedPost) -> None:
    """Bucket, exact key, exact type and the range of sizes are conditions that the signature covers."""
    conditions = policy_of(post)["conditions"]
    for wanted in (
        {"bucket": "uploads-bucket"},
        {"key": "inbox/ana/ech_1.webm"},
        {"Content-Type": WEBM},
        ["content-length-range", 1, 500],
    ):
        assert wanted in conditions
    assert not [each for each in conditions if isinstance(each, list) and each[0] == "starts-with"]


def test_the_policy_is_for_its_seconds(post: PresignedPost) -> None:
    """An hour is an hour."""
    until = datetime.fromisoformat(policy_of(post)["expiration"])
    assert abs(until - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=10)


def test_the_form_goes_to_the_region(post: PresignedPost) -> None:
    """The bucket's own host in its region, by SigV4."""
    assert post.url == "https://uploads-bucket.s3.eu-west-1.amazonaws.com/"
    assert post.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert "/eu-west-1/s3/aws4_request" in post.fields["x-amz-credential"]


def test_a_session_token_is_part_of_it() -> None:
    """In Lambda, credentials have a token, which S3 wants in the form and in the policy."""
    slots = S3UploadSlots(offline(token="session=="), "uploads-bucket")
    post = slots.open("a.webm", content_type=WEBM, size_range=(1, 5), seconds=60)
    assert post.fields["x-amz-security-token"] == "session=="
    assert {"x-amz-security-token": "session=="} in policy_of(post)["conditions"]


def test_signed_again_it_is_the_same_upload(post: PresignedPost) -> None:
    """From the fields of a form that ran out comes one for the same key, type and sizes."""
    again = S3UploadSlots(offline(), "uploads-bucket").again(post.fields, seconds=3600)
    bound = [each for each in policy_of(post)["conditions"] if "x-amz-date" not in each]
    assert [each for each in policy_of(again)["conditions"] if "x-amz-date" not in each] == bound
    assert (again.url, again.fields["key"]) == (post.url, post.fields["key"])


def test_without_credentials_nothing_is_signed() -> None:
    """Credentials that cannot be had are a store that cannot be reached."""

    def refuse(number: int) -> None:
        raise NoCredentialsError

    slots = S3UploadSlots(Counting(offline(), {"generate_presigned_post": refuse}), "b")
    with pytest.raises(StoreUnavailable):
        slots.open("a.webm", content_type=WEBM, size_range=(1, 5), seconds=60)


# ---- what the store makes of it


@pytest.fixture
def slots(laptop: Laptop) -> S3UploadSlots:
    return S3UploadSlots(laptop.cloud.client("s3"), laptop.cloud.buckets["uploads"])


@pytest.fixture
def key() -> str:
    return f"ana/ech_{secrets.token_hex(8)}.webm"


def opened(slots: S3UploadSlots, key: str, seconds: int = 60) -> PresignedPost:
    return slots.open(key, content_type=WEBM, size_range=(2, 5), seconds=seconds)


@pytest.mark.parametrize("content", [b"12", b"12345"])
def test_the_announced_file_arrives(slots: S3UploadSlots, key: str, content: bytes) -> None:
    """What keeps the policy is stored with its type, from the smallest to the largest size."""
    post = opened(slots, key)
    assert sent(post.url, post.fields, content).status == 204
    assert slots.find_upload(key) == UploadedFile(len(content), WEBM)


def test_a_form_never_writes_to_the_key_itself(laptop: Laptop, slots: S3UploadSlots, key: str) -> None:
    """Neither as it is, nor with the key put in: what is there was claimed, once, and stays as it was then."""
    post = opened(slots, key)
    assert sent(post.url, {**post.fields, "key": key}, b"1234").status == 403
    assert slots.claim(key, owned=True) is False
    assert sent(post.url, post.fields, b"1234").status == 204
    assert slots.claim(key, owned=True) is True
    for _ in range(3):
        assert sent(post.url, post.fields, b"4321").status == 204
        assert slots.claim(key, owned=True) is True
    found = laptop.cloud.client("s3").get_object(Bucket=laptop.cloud.buckets["uploads"], Key=key)
    assert (found["Body"].read(), found["ContentType"]) == (b"1234", WEBM)


def test_what_is_discarded_is_gone(slots: S3UploadSlots, key: str) -> None:
    """The file and what was uploaded for it; twice is no error."""
    post = opened(slots, key)
    sent(post.url, post.fields, b"1234")
    slots.claim(key, owned=True)
    for _ in range(2):
        slots.discard(key)
        assert (slots.find_upload(key), slots.claim(key, owned=True)) == (None, False)


@pytest.mark.parametrize("content", [b"", b"1", b"123456", b"x" * 100_000])
def test_a_file_of_another_size_is_refused(slots: S3UploadSlots, key: str, content: bytes) -> None:
    """Too small or too large by a byte or by many: nothing is stored."""
    post = opened(slots, key)
    assert sent(post.url, post.fields, content).status == 400
    assert slots.find_upload(key) is None


@pytest.mark.parametrize(
    "change",
    [
        {"Content-Type": "text/html"},
        {"key": "ben/ech_1.webm"},
        {"acl": "public-read"},
        {"x-amz-date": "20200101T000000Z"},
    ],
)
def test_another_form_is_refused(slots: S3UploadSlots, key: str, change: Mapping[str, str]) -> None:
    """A field that differs from what was signed, or was not signed at all."""
    post = opened(slots, key)
    assert sent(post.url, {**post.fields, **change}, b"1234").status == 403
    assert (slots.find_upload(key), slots.find_upload("ben/ech_1.webm")) == (None, None)


def test_a_policy_of_ones_own_is_refused(slots: S3UploadSlots, key: str) -> None:
    """A wider policy does not fit the signature."""
    post = opened(slots, key)
    policy = policy_of(post)
    policy["conditions"] = [
        ["content-length-range", 0, 10**9] if isinstance(each, list) else each for each in policy["conditions"]
    ]
    forged = {**post.fields, "policy": base64.b64encode(json.dumps(policy).encode()).decode()}
    assert sent(post.url, forged, b"x" * 100).status == 403


def test_after_its_time_it_is_refused(slots: S3UploadSlots, key: str) -> None:
    """A form that ran out uploads nothing; signed again it does."""
    post = opened(slots, key, seconds=-1)
    assert sent(post.url, post.fields, b"1234").status == 403
    again = slots.again(post.fields, seconds=60)
    assert sent(again.url, again.fields, b"1234").status == 204


def test_a_user_id_may_hold_odd_letters(slots: S3UploadSlots) -> None:
    """The key arrives as it was signed."""
    key = f"ana+b,c@x.es=1/ech_{secrets.token_hex(4)}.webm"
    post = opened(slots, key)
    assert sent(post.url, post.fields, b"1234").status == 204
    assert slots.find_upload(key) is not None


def test_what_was_not_uploaded_has_not_arrived(slots: S3UploadSlots, key: str) -> None:
    """None, and no error."""
    assert slots.find_upload(key) is None


@pytest.mark.parametrize(
    "failure", [refused("SlowDown"), refused("403"), EndpointConnectionError(endpoint_url="http://x")]
)
def test_a_store_that_does_not_answer_is_not_an_empty_one(failure: Exception) -> None:
    """`arrived` answers None for what is not there, never for a failure."""
    with pytest.raises(StoreUnavailable):
        S3UploadSlots(Scripted(failure), "b").find_upload("a.webm")
