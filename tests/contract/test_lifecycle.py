"""What the laptop's buckets delete by themselves, by the rules that they hold."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.local.cloud import Cloud
from backend.local.s3.lifecycle import Removal, apply_lifecycle

EVERYTHING: Mapping[str, Any] = {"Filter": {}}


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as cloud:
        yield cloud


@pytest.fixture
def s3(cloud: Cloud) -> Any:
    return cloud.client("s3")


class Bucket:
    """A bucket of its own with some rules."""

    def __init__(self, s3: Any, *rules: Mapping[str, Any], versioned: bool = True) -> None:
        self.s3, self.name = s3, f"rules-{secrets.token_hex(6)}"
        where = {"LocationConstraint": s3.meta.region_name}
        s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=where)
        if versioned:
            s3.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})
        if rules:
            complete = [{"ID": f"rule-{at}", "Status": "Enabled", **rule} for at, rule in enumerate(rules)]
            s3.put_bucket_lifecycle_configuration(Bucket=self.name, LifecycleConfiguration={"Rules": complete})

    def put(self, key: str, content: bytes = b"x", **more: Any) -> None:
        self.s3.put_object(Bucket=self.name, Key=key, Body=content, **more)

    def after(self, days: float) -> list[Removal]:
        return apply_lifecycle(self.s3, self.name, in_days(days))

    @property
    def current(self) -> set[str]:
        return {each["Key"] for each in self.s3.list_objects_v2(Bucket=self.name).get("Contents", [])}

    @property
    def versions(self) -> int:
        page = self.s3.list_object_versions(Bucket=self.name)
        return len(page.get("Versions", [])) + len(page.get("DeleteMarkers", []))


# ---- the rules


def test_without_rules_nothing_goes(s3: Any) -> None:
    """However long it lies there."""
    bucket = Bucket(s3)
    bucket.put("a")
    assert bucket.after(10_000) == []
    assert bucket.current == {"a"}


def test_days_end_at_midnight(s3: Any) -> None:
    """Two days are over at the midnight that follows them, never before."""
    bucket = Bucket(s3, {**EVERYTHING, "Expiration": {"Days": 2}})
    bucket.put("a")
    assert bucket.after(2) == []
    assert [each.key for each in bucket.after(3)] == ["a"]


def test_what_expires_can_be_brought_back(s3: Any) -> None:
    """With versions a delete marker hides it; without, it is gone."""
    for versioned, left in ((True, 2), (False, 0)):
        bucket = Bucket(s3, {**EVERYTHING, "Expiration": {"Days": 1}}, versioned=versioned)
        bucket.put("a")
        assert [(each.key, each.action) for each in bucket.after(3)] == [("a", "expired")]
        assert (bucket.current, bucket.versions) == (set(), left)
        assert bucket.after(3) == []


@pytest.mark.parametrize(
    ("chosen", "going"),
    [
        ({"Prefix": "in/"}, {"in/a", "in/tagged"}),
        ({"Tag": {"Key": "state", "Value": "orphan"}}, {"in/tagged", "out/tagged"}),
        ({"And": {"Prefix": "in/", "Tags": [{"Key": "state", "Value": "orphan"}]}}, {"in/tagged"}),
        ({}, {"in/a", "in/tagged", "out/tagged", "out/owned"}),
    ],
)
def test_a_rule_is_for_what_it_chooses(s3: Any, chosen: Mapping[str, Any], going: set[str]) -> None:
    """By prefix, by tag, by both, or for everything."""
    bucket = Bucket(s3, {"Filter": chosen, "Expiration": {"Days": 1}})
    bucket.put("in/a")
    bucket.put("in/tagged", Tagging="state=orphan")
    bucket.put("out/tagged", Tagging="state=orphan")
    bucket.put("out/owned", Tagging="state=owned")
    assert {each.key for each in bucket.after(3)} == going


def test_a_disabled_rule_is_none(s3: Any) -> None:
    """It stands there and does nothing."""
    bucket = Bucket(s3, {**EVERYTHING, "Status": "Disabled", "Expiration": {"Days": 1}})
    bucket.put("a")
    assert bucket.after(9) == []


def test_the_earliest_of_several_rules(s3: Any) -> None:
    """Where two fit, the shorter one counts."""
    bucket = Bucket(
        s3, {**EVERYTHING, "Expiration": {"Days": 9}}, {"Filter": {"Prefix": "a"}, "Expiration": {"Days": 1}}
    )
    bucket.put("a")
    assert [each.rule for each in bucket.after(20)] == ["rule-1"]


def test_old_versions_go(s3: Any) -> None:
    """So many days after they were overwritten or deleted; a marker with nothing under it goes when a rule says so."""
    rules = ({**EVERYTHING, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}},)
    bucket = Bucket(s3, *rules, {**EVERYTHING, "Expiration": {"ExpiredObjectDeleteMarker": True}})
    for content in (b"1", b"2", b"3"):
        bucket.put("kept", content)
    bucket.put("deleted")
    s3.delete_object(Bucket=bucket.name, Key="deleted")
    assert bucket.after(29) == []
    actions = sorted((each.key, each.action) for each in bucket.after(32))
    deleted = [("deleted", "deleted"), ("deleted", "marker removed")]
    assert actions == [*deleted, ("kept", "deleted"), ("kept", "deleted")]
    assert s3.get_object(Bucket=bucket.name, Key="kept")["Body"].read() == b"3"
    assert bucket.versions == 1


def test_expired_and_then_old(s3: Any) -> None:
    """A current version expires, is noncurrent from then on, and goes as such: in the end nothing is left."""
    bucket = Bucket(
        s3,
        {**EVERYTHING, "Expiration": {"Days": 2}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}},
        {**EVERYTHING, "Expiration": {"ExpiredObjectDeleteMarker": True}},
    )
    bucket.put("a")
    bucket.after(40)
    assert bucket.versions == 0


class BegunNow:
    """moto says of every upload in parts that it began in 2010."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def list_multipart_uploads(self, **asked: Any) -> Any:
        page = self._s3.list_multipart_uploads(**asked)
        return {"Uploads": [{**each, "Initiated": datetime.now(UTC)} for each in page.get("Uploads", [])]}


def test_unfinished_uploads_are_aborted(s3: Any) -> None:
    """So many days after they began."""
    bucket = Bucket(s3, {**EVERYTHING, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}})
    s3.create_multipart_upload(Bucket=bucket.name, Key="parts")
    bucket.s3 = BegunNow(s3)
    assert bucket.after(6) == []
    assert [(each.key, each.action) for each in bucket.after(9)] == [("parts", "upload aborted")]
    assert s3.list_multipart_uploads(Bucket=bucket.name).get("Uploads", []) == []


# ---- the laptop's buckets


def test_the_laptops_buckets_have_rules(cloud: Cloud) -> None:
    """An empty cloud has nothing to delete, in each of its buckets."""
    assert set(cloud.lifecycle(in_days(400))) == {"uploads", "assets", "public"}
