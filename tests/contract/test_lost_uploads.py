"""A file whose PUT was carried out and never answered: it is stored once, and its caller hears that it is."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from backend.adapters.s3.media import S3MediaStore
from backend.domain.shared.errors import PictureNotStored, StoreUnavailable
from backend.domain.shared.media import put_paid
from backend.local.cloud import Cloud
from backend.local.faults import FaultProxy, ProxyFault
from backend.local.moto_front import ACCESS_KEY, SECRET_KEY
from tests.makers import png

KEY = "assets/ana/generated/poster_01K.png"
OLD, NEW = png(8, 8), png(16, 16)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as running:
        yield running


@pytest.fixture
def proxy(cloud: Cloud) -> Iterator[FaultProxy]:
    with FaultProxy() as running:
        yield running


@pytest.fixture
def media(cloud: Cloud, proxy: FaultProxy) -> S3MediaStore:
    session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=cloud.region)
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    client = session.client("s3", endpoint_url=proxy.listen(cloud.endpoint), config=config)
    return S3MediaStore(
        lambda: client, cloud.buckets["assets"], region=cloud.region, credentials=session.get_credentials()
    )


def tags(cloud: Cloud) -> Any:
    return cloud.client("s3").get_object_tagging(Bucket=cloud.buckets["assets"], Key=KEY)["TagSet"]


def test_a_put_whose_answers_are_all_lost_has_stored_the_file(media: S3MediaStore, proxy: FaultProxy) -> None:
    """Every attempt is carried out, or refused as the file is there, and no answer arrives: the file is read back."""
    proxy.plan.reset(ProxyFault("deaf", 1))
    assert media.put(KEY, NEW) == NEW
    assert proxy.plan.struck == "s3.PutObject assets"
    proxy.plan.disarm()
    assert media.get(KEY) == NEW


def test_a_late_put_changes_nothing_that_is_owned(media: S3MediaStore, proxy: FaultProxy, cloud: Cloud) -> None:
    """Neither bytes nor tag, whether or not its answers arrive; and the caller gets the bytes that are stored."""
    media.put(KEY, OLD)
    media.keep([KEY])
    for fault in (None, ProxyFault("deaf", 1)):
        proxy.plan.reset(fault)
        assert media.put(KEY, NEW) == OLD
    assert tags(cloud) == [{"Key": "state", "Value": "owned"}]


def test_a_put_that_was_never_carried_out_has_failed(media: S3MediaStore, proxy: FaultProxy) -> None:
    """Nothing is stored, and what was paid for says that asking again pays again."""
    proxy.plan.reset(ProxyFault("away", 1))
    with pytest.raises(StoreUnavailable):
        media.put(KEY, NEW)
    with pytest.raises(PictureNotStored):
        put_paid(media, KEY, NEW)
    proxy.plan.disarm()
    assert media.get(KEY) is None
