"""The mock datasets in S3."""

import json
import secrets
from pathlib import Path

import boto3
import pytest

from backend.adapters.s3.media import S3MediaStore
from backend.api.mock_handler import CONFIG
from backend.domain.catalogue.datasets import FRESH_SECONDS, Datasets
from backend.domain.shared.errors import StoreUnavailable
from backend.local.datasets import FOLDER
from backend.local.laptop import Laptop
from tests.makers import Counting


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def s3(laptop: Laptop) -> Counting:
    return Counting(laptop.cloud.client("s3"))


@pytest.fixture
def bucket(laptop: Laptop) -> str:
    return laptop.cloud.buckets["assets"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def datasets(s3: Counting, bucket: str, clock: Clock) -> Datasets:
    credentials = boto3.session.Session("a", "b").get_credentials()
    return Datasets(S3MediaStore(lambda: s3, bucket, region="us-east-1", credentials=credentials), clock)


def loaded(s3: Counting, bucket: str, content: bytes) -> str:
    key = f"mock_data/test-{secrets.token_hex(6)}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


@pytest.mark.parametrize("name", ["users", "orders", "catalog"])
def test_what_is_in_the_repository_is_in_s3(datasets: Datasets, name: str) -> None:
    """Each line of mock_config.json leads to the rows of its file."""
    config = json.loads(CONFIG.read_text())
    (key,) = (line["key"] for line in config.values() if line["dataset"] == name)
    assert datasets.rows(key) == json.loads(Path(FOLDER / f"{name}.json").read_text())


def test_are_read_once_in_a_while(datasets: Datasets, s3: Counting, bucket: str, clock: Clock) -> None:
    """S3 is asked again when what is kept is old; then changes are seen."""
    key = loaded(s3, bucket, b'[{"n": 1}]')
    for _ in range(10):
        first = datasets.rows(key)
    assert s3.calls["get_object"] == 1
    s3.put_object(Bucket=bucket, Key=key, Body=b'[{"n": 2}]')
    clock.now += FRESH_SECONDS - 1
    assert datasets.rows(key) is first
    clock.now += 2
    assert datasets.rows(key) == [{"n": 2}]


def test_one_that_was_never_loaded(datasets: Datasets) -> None:
    """It is the store that lacks something, not the caller who asked wrongly."""
    with pytest.raises(StoreUnavailable):
        datasets.rows("mock_data/nothing.json")


def test_one_that_comes_later_is_seen(datasets: Datasets, s3: Counting, bucket: str) -> None:
    """That it was missing is not kept."""
    key = f"mock_data/test-{secrets.token_hex(6)}.json"
    with pytest.raises(StoreUnavailable):
        datasets.rows(key)
    s3.put_object(Bucket=bucket, Key=key, Body=b"[]")
    assert datasets.rows(key) == []


@pytest.mark.parametrize("content", [b"", b"[{", b"\xff\xfe"])
def test_one_that_is_broken(datasets: Datasets, s3: Counting, bucket: str, content: bytes) -> None:
    """A file that is no JSON is a store that cannot answer; what was loaded by hand must not be a 500."""
    key = loaded(s3, bucket, content)
    with pytest.raises(StoreUnavailable):
        datasets.rows(key)
