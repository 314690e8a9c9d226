"""The buckets of the laptop: objects with their tags, and what the lifecycle rules would delete by a day."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.local.console.problems import ConsoleProblem
from backend.local.s3.lifecycle import list_rules, plan_lifecycle

PAGE = 50
MOST_BYTES = 20_000_000
SHOWN_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""What a browser may show. Anything else is downloaded: a page in a bucket must not run as the console's."""
JSON = dict[str, Any]


class BucketBrowser:
    """`buckets` are the laptop's names by `uploads`, `assets`, `public`."""

    def __init__(self, s3: Any, buckets: Mapping[str, str]) -> None:
        self._s3 = s3
        self._buckets = buckets

    def describe(self) -> list[JSON]:
        return [self._describe(role, name) for role, name in self._buckets.items()]

    def objects(self, bucket: str, *, prefix: str = "", page: str = "") -> JSON:
        """A page of objects in the order of their keys, with their tags."""
        name = self._name(bucket)
        more = {"ContinuationToken": page} if page else {}
        found = self._s3.list_objects_v2(Bucket=name, Prefix=prefix, MaxKeys=PAGE, **more)
        objects = [
            {
                "key": each["Key"],
                "size": each["Size"],
                "modified": each["LastModified"].astimezone(UTC).isoformat(),
                "tags": self._tags(name, each["Key"]),
            }
            for each in found.get("Contents", [])
        ]
        return {"objects": objects, "next": found.get("NextContinuationToken")}

    def lifecycle(self, bucket: str, day: str) -> JSON:
        """What the rules would have removed by the end of a day (`2026-12-24`, UTC)."""
        try:
            wanted = date.fromisoformat(day)
            at = datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise ConsoleProblem("The day must be a date such as 2026-12-24.") from None
        removals = plan_lifecycle(self._s3, self._name(bucket), at)
        return {"day": day, "removals": [asdict(each) for each in removals]}

    def content(self, bucket: str, key: str) -> tuple[str, bytes]:
        """Content type and bytes of an object."""
        try:
            found = self._s3.get_object(Bucket=self._name(bucket), Key=key)
        except self._s3.exceptions.NoSuchKey:
            raise ConsoleProblem(f"There is no object {key}.", 404) from None
        if found["ContentLength"] > MOST_BYTES:
            raise ConsoleProblem("The object is too large to be shown.")
        return str(found["ContentType"]), found["Body"].read()

    def delete(self, bucket: str, key: str) -> None:
        self._s3.delete_object(Bucket=self._name(bucket), Key=key)

    def _describe(self, role: str, name: str) -> JSON:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=name)
        sizes = [each["Size"] for page in pages for each in page.get("Contents", [])]
        rules = [
            {"id": rule["ID"], "status": rule["Status"], "text": _describe_rule(rule)}
            for rule in list_rules(self._s3, name)
        ]
        return {"name": role, "full_name": name, "objects": len(sizes), "bytes": sum(sizes), "rules": rules}

    def _tags(self, bucket: str, key: str) -> dict[str, str]:
        found = self._s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
        return {tag["Key"]: tag["Value"] for tag in found}

    def _name(self, bucket: str) -> str:
        if bucket not in self._buckets:
            raise ConsoleProblem(f"There is no bucket {bucket}.", 404)
        return self._buckets[bucket]


def _describe_rule(rule: Mapping[str, Any]) -> str:
    """`objects tagged state=orphan are deleted after 7 days`"""
    given = rule.get("Filter", {})
    wanted = given.get("And", given)
    tags = [*wanted.get("Tags", ()), *([wanted["Tag"]] if "Tag" in wanted else [])]
    prefix = wanted.get("Prefix") or rule.get("Prefix")
    which = " ".join(
        ["objects", *([f"under {prefix}"] if prefix else []), *(f"tagged {tag['Key']}={tag['Value']}" for tag in tags)]
    )
    told = []
    if "Days" in rule.get("Expiration", {}):
        told.append(f"{which} are deleted after {rule['Expiration']['Days']} days")
    if "NoncurrentDays" in rule.get("NoncurrentVersionExpiration", {}):
        told.append(f"older versions of {which} after {rule['NoncurrentVersionExpiration']['NoncurrentDays']} days")
    if "DaysAfterInitiation" in rule.get("AbortIncompleteMultipartUpload", {}):
        told.append(f"unfinished uploads after {rule['AbortIncompleteMultipartUpload']['DaysAfterInitiation']} days")
    return "; ".join(told)
