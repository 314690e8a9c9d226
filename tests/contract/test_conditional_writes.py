"""The laptop's S3 keeps the condition of a write, and the limit of a deletion, as S3 does; moto alone does not."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.adapters.s3.media import S3MediaStore
from backend.adapters.s3.presigned_post import S3UploadSlots
from backend.domain.shared.errors import StoreUnavailable
from backend.local.laptop import Laptop
from tests.makers import Counting, Scripted, budget, refused
from tests.uploading import sent

Write = Callable[[Any, str, str], Any]


def put(s3: Any, bucket: str, key: str) -> Any:
    return s3.put_object(Bucket=bucket, Key=key, Body=b"late", IfNoneMatch="*")


def copy(s3: Any, bucket: str, key: str) -> Any:
    s3.put_object(Bucket=bucket, Key=f"source/{key}", Body=b"late")
    source = {"Bucket": bucket, "Key": f"source/{key}"}
    return s3.copy_object(Bucket=bucket, Key=key, CopySource=source, IfNoneMatch="*", TaggingDirective="REPLACE")


WRITES = pytest.mark.parametrize("write", [put, copy])


@pytest.fixture
def s3(laptop: Laptop) -> Any:
    return laptop.cloud.client("s3")


@pytest.fixture
def bucket(laptop: Laptop) -> str:
    return laptop.cloud.buckets["assets"]


@pytest.fixture
def key() -> str:
    return f"assets/ana/{secrets.token_hex(6)}.png"


@WRITES
def test_a_key_is_written_once(s3: Any, bucket: str, key: str, write: Write) -> None:
    """The second write is refused with 412 and changes neither content nor tags."""
    s3.put_object(Bucket=bucket, Key=key, Body=b"first", Tagging="state=owned")
    with pytest.raises(ClientError) as caught:
        write(s3, bucket, key)
    assert caught.value.response["Error"]["Code"] == "PreconditionFailed"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"first"
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "owned"}]


@WRITES
def test_a_deleted_key_is_free(s3: Any, bucket: str, key: str, write: Write) -> None:
    """A delete marker is no object."""
    s3.put_object(Bucket=bucket, Key=key, Body=b"first")
    s3.delete_object(Bucket=bucket, Key=key)
    write(s3, bucket, key)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"late"


@WRITES
def test_of_many_at_once_one_writes(s3: Any, bucket: str, key: str, write: Write) -> None:
    """Looking and writing are one step."""

    def attempt(_: int) -> bool:
        try:
            write(s3, bucket, key)
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1


def test_another_condition_is_not_implemented(s3: Any, bucket: str, key: str) -> None:
    """S3 knows `*` alone for writes."""
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x", IfNoneMatch='"abc"')
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


# ---- what the stores make of it


def store(laptop: Laptop, client: Any = None) -> S3MediaStore:
    return S3MediaStore(
        lambda: client or laptop.cloud.client("s3"),
        laptop.cloud.buckets["assets"],
        region=laptop.cloud.region,
        credentials=None,
    )


def test_a_late_put_does_not_orphan_what_is_owned(laptop: Laptop, s3: Any, bucket: str, key: str) -> None:
    """The tag that a lifecycle rule reads stays `owned`, and the content is what was published."""
    assert store(laptop).put(key, b"first") == b"first"
    store(laptop).keep([key])
    assert store(laptop).put(key, b"second") == b"first"
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "owned"}]


def test_released_files_are_orphans_again(laptop: Laptop, s3: Any, bucket: str, key: str) -> None:
    """Those that are there; a missing one is no error."""
    store(laptop).put(key, b"first")
    store(laptop).keep([key])
    store(laptop).release([key, f"no/{key}"])
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "orphan"}]


def test_a_write_that_met_another_is_tried_again(laptop: Laptop, key: str) -> None:
    """409 ConditionalRequestConflict: S3 asks for a retry, as long as there is time."""

    def meet(number: int) -> None:
        if number <= 2:
            raise refused("ConditionalRequestConflict")

    client = Counting(laptop.cloud.client("s3"), {"put_object": meet})
    assert store(laptop, client).put(key, b"first") == b"first"
    with budget(1).active(), pytest.raises(StoreUnavailable):
        store(laptop, Scripted(refused("ConditionalRequestConflict"))).put(key, b"x")


def test_a_browsers_headers_are_not_the_forms(laptop: Laptop) -> None:
    """A form writes unconditionally, and anyone who sends it adds neither tags nor conditions by headers."""
    client, bucket = laptop.cloud.client("s3"), laptop.cloud.buckets["uploads"]
    key = f"ana/{secrets.token_hex(6)}.webm"
    post = S3UploadSlots(client, bucket).open(key, content_type="audio/webm", size_range=(1, 9), seconds=60)
    headers = {"If-None-Match": "*", "x-amz-tagging": "state=owned"}
    for content in (b"one", b"two"):
        assert sent(post.url, post.fields, content, headers=headers).status == 204
    assert client.get_object(Bucket=bucket, Key=f"inbox/{key}")["Body"].read() == b"two"
    assert client.get_object_tagging(Bucket=bucket, Key=f"inbox/{key}")["TagSet"] == []


@pytest.mark.parametrize(("count", "refused_with"), [(1000, None), (1001, "MalformedXML")])
def test_a_deletion_takes_a_thousand_keys(s3: Any, bucket: str, count: int, refused_with: str | None) -> None:
    """More are refused, and nothing is deleted."""
    kept = f"deletion/{secrets.token_hex(4)}"
    s3.put_object(Bucket=bucket, Key=kept, Body=b"x")
    keys = [kept, *(f"nothing/{number}" for number in range(count - 1))]
    asked = {"Objects": [{"Key": each} for each in keys], "Quiet": True}
    if refused_with is None:
        assert "Errors" not in s3.delete_objects(Bucket=bucket, Delete=asked)
    else:
        with pytest.raises(ClientError) as refusal:
            s3.delete_objects(Bucket=bucket, Delete=asked)
        assert refusal.value.response["Error"]["Code"] == refused_with
    left = s3.list_objects_v2(Bucket=bucket, Prefix=kept).get("KeyCount")
    assert left == (0 if refused_with is None else 1)
