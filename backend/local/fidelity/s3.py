"""S3: a bucket's policy holds for those whom it names and where its conditions hold.

moto takes no notice of either, so that a policy that refuses plain HTTP refuses everybody. The stand-ins speak HTTP
within one machine, which stands for TLS. What a role may do by a bucket's policy is judged before moto.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from backend.local.deployed.iam.policy import Ask, Principal, decide, read_policy
from backend.local.fidelity.patching import replace

ANYBODY = Principal("")
CONTEXT = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def apply() -> None:
    replace(FakeBucket, "get_permission", _as_anybody)


def _as_anybody(_original: Callable[..., Any]) -> Callable[[Any, str, str], PermissionResult]:
    def get_permission(self: Any, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        statements = read_policy(json.loads(self.policy), f"policy of bucket {self.name}")
        verdict = decide(Ask(action, resource, CONTEXT), ANYBODY, (), statements)
        if verdict.allowed:
            return PermissionResult.PERMITTED
        return PermissionResult.DENIED if verdict.denied else PermissionResult.NEUTRAL

    return get_permission
