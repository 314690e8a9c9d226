"""POST policies: what a browser's form upload may be.

Source: Amazon S3 API reference, "Creating a POST Policy".
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.local.s3.refusal import S3RefusedError, access_denied
from backend.local.s3.sigv4 import ALGORITHM, Signer

_UNCHECKED = {"policy", "x-amz-signature", "file"}


def check_policy(signer: Signer, bucket: str, form: Mapping[str, str], size: int, now: datetime) -> None:
    """Raises unless the form carries a policy signed with our key, still in force, that each of its fields keeps.

    `form` has its names in lower case; `size` is the file's, in bytes.
    """
    if "policy" not in form:
        raise access_denied()
    if form.get("x-amz-algorithm") != ALGORITHM:
        raise S3RefusedError("InvalidArgument", "X-Amz-Algorithm only supports AWS4-HMAC-SHA256", 400)
    signer.check(form.get("x-amz-credential", ""), form["policy"], form.get("x-amz-signature", ""))
    policy = _parse_policy(form["policy"])
    if now > _moment(policy.get("expiration")):
        raise access_denied("Invalid according to Policy: Policy expired.")
    fields = {**form, "bucket": bucket}
    covered: set[str] = set()
    for condition in policy.get("conditions", []):
        covered |= _check(condition, fields, size)
    loose = {name for name in form if not name.startswith("x-ignore-")} - covered - _UNCHECKED
    if loose:
        raise access_denied(f"Invalid according to Policy: Extra input fields: {', '.join(sorted(loose))}")


def _parse_policy(encoded: str) -> dict[str, Any]:
    try:
        policy = json.loads(base64.b64decode(encoded, validate=True))
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        raise S3RefusedError("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.", 400)
    return policy


def _moment(expiration: Any) -> datetime:
    try:
        return datetime.fromisoformat(expiration).astimezone(UTC)
    except (TypeError, ValueError):
        raise S3RefusedError("InvalidPolicyDocument", "Invalid Policy: Invalid 'expiration' value", 400) from None


def _check(condition: Any, fields: Mapping[str, str], size: int) -> set[str]:
    """The names of the fields that this condition speaks of.

    {"acl": "private"}, ["eq", "$key", "a"], ["starts-with", "$Content-Type", "image/"], ["content-length-range", 1, 9]
    """
    if isinstance(condition, dict):
        return set().union(*(_check(["eq", f"${name}", value], fields, size) for name, value in condition.items()))
    match condition:
        case ["content-length-range", low, high]:
            _check_size(size, int(low), int(high))
            return set()
        case ["eq", str(name), wanted]:
            kept = fields.get(_bare(name)) == str(wanted)
        case ["starts-with", str(name), str(prefix)]:
            kept = _starts_with(fields.get(_bare(name)), _bare(name), prefix)
        case _:
            raise S3RefusedError("InvalidPolicyDocument", "Invalid Policy: Invalid 'conditions' value", 400)
    if not kept:
        raise access_denied(f"Invalid according to Policy: Policy Condition failed: {json.dumps(condition)}")
    return {_bare(name)}


def _bare(name: str) -> str:
    """ "$Content-Type" -> "content-type" """
    return name.removeprefix("$").lower()


def _starts_with(value: str | None, name: str, prefix: str) -> bool:
    """A Content-Type may be a list, and then each of its members has to keep the condition."""
    if value is None:
        return False
    parts = value.split(",") if name == "content-type" else [value]
    return all(part.strip().startswith(prefix) for part in parts)


def _check_size(size: int, low: int, high: int) -> None:
    if size < low:
        raise S3RefusedError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400)
    if size > high:
        raise S3RefusedError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400)
