"""SQS: setting one attribute leaves the others, and who may use a queue for dead letters is kept.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

import json
from collections.abc import Callable
from typing import Any

from moto.sqs.models import Queue

from backend.local.moto_patches.patching import FidelityError, replace

_ALLOW = "RedriveAllowPolicy"


def apply() -> None:
    replace(Queue, "_set_attributes", _leaving_policy)
    replace(Queue, "attributes", _as_sent)
    if _ALLOW in Queue.BASE_ATTRIBUTES:
        raise FidelityError(f"moto's queues have {_ALLOW} of their own now: drop the patch")
    Queue.BASE_ATTRIBUTES.append(_ALLOW)
    setattr(Queue, "redrive_allow_policy", None)  # noqa: B010 (where moto looks for the attribute, which it does not declare)


def _as_sent(original: Any) -> Any:
    """The redrive policy comes back as it was sent, which programs do without blanks."""

    def attributes(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = original.fget(self)
        if found.get("RedrivePolicy"):
            found["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return found

    return property(attributes)


def _leaving_policy(original: Callable[..., None]) -> Callable[..., None]:
    def _set_attributes(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        policy = getattr(self, "policy", None)
        original(self, attributes, now)
        if "Policy" not in attributes:
            self.policy = policy

    return _set_attributes
