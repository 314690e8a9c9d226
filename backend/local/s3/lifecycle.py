"""S3 Lifecycle: what a bucket's own rules remove as of a given moment. moto keeps the rules and never applies them.

Sources: Amazon S3 user guide, "Lifecycle configuration elements", "Understanding object expiration", "Setting a
lifecycle configuration on a bucket with versioning", and the API reference of PutBucketLifecycleConfiguration.
Transitions and filters by size are left out: none of our rules has one, and moto does not keep the latter.
Days are counted from an object's creation, or from when it became noncurrent, and rounded up to the next midnight UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

Rule = Mapping[str, Any]
Action = Literal["expired", "deleted", "marker removed", "upload aborted"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Removal:
    """What a rule removed. `expired`: the current version is hidden by a delete marker, or gone without versioning."""

    key: str
    action: Action
    rule: str
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Version:
    key: str
    version_id: str | None
    """None: a delete marker that S3 would set at `since`."""
    since: datetime
    marker: bool = False
    tags: frozenset[tuple[str, str]] = frozenset()


def apply_lifecycle(s3: Any, bucket: str, at: datetime) -> list[Removal]:
    """Applies the rules that the bucket has, as S3 would have until `at`, and tells what was removed.

    Each call starts from the dates that the store has: a marker set here is as old as the call.
    """
    histories, uploads = _plan(s3, bucket, at)
    for history in histories:
        _carry_out(s3, bucket, history)
    for upload, _ in uploads:
        s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    return _list_removals(histories, uploads)


def plan_lifecycle(s3: Any, bucket: str, at: datetime) -> list[Removal]:
    """What `apply_lifecycle` would remove. Nothing is changed."""
    return _list_removals(*_plan(s3, bucket, at))


def list_rules(s3: Any, bucket: str) -> list[Rule]:
    """The rules of a bucket, as S3 has them; switched off ones, too."""
    return _rules(s3, bucket)


_Upload = tuple[Mapping[str, Any], Removal]


def _plan(s3: Any, bucket: str, at: datetime) -> tuple[list[list[Removal]], list[_Upload]]:
    rules = [rule for rule in _rules(s3, bucket) if rule["Status"] == "Enabled"]
    versioned = s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"
    histories = [_history(versions, rules, at, versioned=versioned) for versions in _keys(s3, bucket)]
    return histories, list(_find_unfinished(s3, bucket, rules, at))


def _list_removals(histories: Sequence[Sequence[Removal]], uploads: Sequence[_Upload]) -> list[Removal]:
    return [each for history in histories for each in history] + [removal for _, removal in uploads]


def _carry_out(s3: Any, bucket: str, history: Sequence[Removal]) -> None:
    marker: str | None = None
    for removal in history:
        which = removal.version_id or (marker if removal.action == "marker removed" else None)
        answer = s3.delete_object(Bucket=bucket, Key=removal.key, **({"VersionId": which} if which else {}))
        marker = answer.get("VersionId", marker) if removal.action == "expired" else marker


def _rules(s3: Any, bucket: str) -> list[Rule]:
    try:
        rules: list[Rule] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration":
            return []
        raise
    return rules


# ---- what a key goes through


def _history(versions: Sequence[_Version], rules: Sequence[Rule], at: datetime, *, versioned: bool) -> list[Removal]:
    """`versions` are a key's, the newest first."""
    expired = _expire_current(versions[0], rules, at)
    if expired is not None and not versioned:
        return [Removal(versions[0].key, "expired", expired[1])]
    removals: list[Removal] = []
    if expired is not None:
        versions = [_Version(versions[0].key, None, expired[0], marker=True), *versions]
        removals.append(Removal(versions[0].key, "expired", expired[1]))
    deleted = list(_delete_noncurrent(versions, rules, at))
    left = len(versions) - len(deleted)
    current = versions[0]
    if current.marker and left == 1 and (rule := _marker_rule(current, rules)) is not None:
        deleted.append(Removal(current.key, "marker removed", rule["ID"], current.version_id))
    return [*removals, *deleted]


def _expire_current(current: _Version, rules: Sequence[Rule], at: datetime) -> tuple[datetime, str] | None:
    """When the current version expired, and by which rule; the earliest where several fit."""
    if current.marker:
        return None
    due = [
        (when, rule["ID"])
        for rule in rules
        if _fits(rule, current) and (when := _expiry(rule.get("Expiration", {}), current)) is not None and when <= at
    ]
    return min(due, default=None)


def _expiry(expiration: Mapping[str, Any], version: _Version) -> datetime | None:
    if "Days" in expiration:
        return _midnight_after(version.since + expiration["Days"] * DAY)
    if "Date" in expiration:
        date: datetime = expiration["Date"]
        return date
    return None


def _delete_noncurrent(versions: Sequence[_Version], rules: Sequence[Rule], at: datetime) -> Iterator[Removal]:
    for newer, (successor, version) in enumerate(pairwise(versions)):
        for rule in rules:
            expiration = rule.get("NoncurrentVersionExpiration", {})
            if "NoncurrentDays" not in expiration or not _fits(rule, version):
                continue
            due = _midnight_after(successor.since + expiration["NoncurrentDays"] * DAY)
            if due <= at and newer >= expiration.get("NewerNoncurrentVersions", 0):
                yield Removal(version.key, "deleted", rule["ID"], version.version_id)
                break


def _marker_rule(marker: _Version, rules: Sequence[Rule]) -> Rule | None:
    """The rule that removes a delete marker with nothing under it. Rules with a tag never fit: markers have none."""
    cleaning = (rule for rule in rules if rule.get("Expiration", {}).get("ExpiredObjectDeleteMarker"))
    return next((rule for rule in cleaning if _fits(rule, marker)), None)


def _fits(rule: Rule, version: _Version) -> bool:
    given = rule.get("Filter", {})
    wanted = given.get("And", given)
    tags = [*wanted.get("Tags", ()), *([wanted["Tag"]] if "Tag" in wanted else [])]
    fits = all((tag["Key"], tag["Value"]) in version.tags for tag in tags)
    return fits and version.key.startswith(wanted.get("Prefix", rule.get("Prefix", "")))


def _midnight_after(moment: datetime) -> datetime:
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day if day == moment else day + DAY


# ---- what the bucket holds


def _keys(s3: Any, bucket: str) -> list[list[_Version]]:
    found: dict[str, list[_Version]] = defaultdict(list)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for each in page.get("Versions", []):
            found[each["Key"]].append(_version(s3, bucket, each))
        for each in page.get("DeleteMarkers", []):
            found[each["Key"]].append(_Version(each["Key"], each["VersionId"], each["LastModified"], marker=True))
    return [_newest_first(versions, _latest(s3, bucket, key)) for key, versions in found.items()]


def _version(s3: Any, bucket: str, listed: Mapping[str, Any]) -> _Version:
    which = {} if listed["VersionId"] == "null" else {"VersionId": listed["VersionId"]}
    tags = s3.get_object_tagging(Bucket=bucket, Key=listed["Key"], **which)["TagSet"]
    pairs = frozenset((tag["Key"], tag["Value"]) for tag in tags)
    return _Version(listed["Key"], listed["VersionId"], listed["LastModified"], tags=pairs)


def _latest(s3: Any, bucket: str, key: str) -> str:
    page = s3.list_object_versions(Bucket=bucket, Prefix=key)
    listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
    return next(str(each["VersionId"]) for each in listed if each["Key"] == key and each["IsLatest"])


def _newest_first(versions: Iterable[_Version], latest: str) -> list[_Version]:
    """By date; the current one first, for dates are no finer than a second."""
    return sorted(versions, key=lambda each: (each.version_id == latest, each.since), reverse=True)


def _find_unfinished(s3: Any, bucket: str, rules: Sequence[Rule], at: datetime) -> Iterator[_Upload]:
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        begun = _Version(upload["Key"], None, upload["Initiated"])
        for rule in rules:
            days = rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation")
            if days is not None and _fits(rule, begun) and _midnight_after(begun.since + days * DAY) <= at:
                yield upload, Removal(upload["Key"], "upload aborted", rule["ID"])
                break
