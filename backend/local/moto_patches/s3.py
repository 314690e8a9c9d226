"""S3: a bucket's policy holds for those whom it names and where its conditions hold; versions go one by one.

moto takes no notice of conditions and principals, so that a policy that refuses plain HTTP refuses everybody. The
stand-ins speak HTTP within one machine, which stands for TLS. What a role may do is judged before moto.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, S3Backend

from backend.local.deploy_test.iam.policy import AccessRequest, Principal, decide, read_policy
from backend.local.moto_patches.patching import replace

ANYBODY = Principal("")
CONTEXT = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def apply() -> None:
    replace(FakeBucket, "get_permission", _as_anybody)
    replace(S3Backend, "delete_object", _version_by_version)


def _as_anybody(_original: Callable[..., Any]) -> Callable[[Any, str, str], PermissionResult]:
    def get_permission(self: Any, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        statements = read_policy(json.loads(self.policy), f"policy of bucket {self.name}")
        verdict = decide(AccessRequest(action, resource, CONTEXT), ANYBODY, (), statements)
        if verdict.allowed:
            return PermissionResult.PERMITTED
        return PermissionResult.DENIED if verdict.denied else PermissionResult.NEUTRAL

    return get_permission


def _version_by_version(original: Callable[..., Any]) -> Callable[..., Any]:
    """Also where versioning is suspended, as it is while Terraform empties a bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectsfromVersioningSuspendedBuckets.html
    """

    def delete_object(self: Any, bucket_name: str, key_name: str, version_id: str | None = None, **more: Any) -> Any:
        bucket = self.get_bucket(bucket_name)
        suspended = version_id is not None and bucket.versioning_status == "Suspended"
        if suspended:
            bucket.versioning_status = "Enabled"  # one request at a time gets to S3, so nobody sees it
        try:
            return original(self, bucket_name, key_name, version_id, **more)
        finally:
            if suspended:
                bucket.versioning_status = "Suspended"

    return delete_object
