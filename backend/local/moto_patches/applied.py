"""All patches, once."""

from threading import Lock

from backend.local.moto_patches import cognito, functions, iam, kms, rest_apis, s3, sqs

_lock = Lock()
_applied: list[str] = []


def apply() -> None:
    """Patches moto in this process; the second time it does nothing."""
    with _lock:
        for patches in (cognito, functions, iam, kms, rest_apis, s3, sqs):
            if patches.__name__ not in _applied:
                patches.apply()
                _applied.append(patches.__name__)
