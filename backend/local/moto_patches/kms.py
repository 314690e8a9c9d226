"""KMS: a rotating key says how often.

https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
"""

import json
from collections.abc import Callable
from typing import Any

from moto.kms.responses import KmsResponse

from backend.local.moto_patches.patching import replace

DEFAULT_DAYS = 365
_PERIOD = "rotation_period_in_days"


def apply() -> None:
    replace(KmsResponse, "enable_key_rotation", _remembering_period)
    replace(KmsResponse, "get_key_rotation_status", _telling_period)


def _remembering_period(original: Callable[[Any], str]) -> Callable[[Any], str]:
    def enable_key_rotation(self: Any) -> str:
        answer = original(self)
        setattr(_key(self), _PERIOD, self._get_param("RotationPeriodInDays") or DEFAULT_DAYS)
        return answer

    return enable_key_rotation


def _telling_period(original: Callable[[Any], str]) -> Callable[[Any], str]:
    def get_key_rotation_status(self: Any) -> str:
        answer = json.loads(original(self))
        key = _key(self)
        answer["KeyId"] = key.id
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(key, _PERIOD, DEFAULT_DAYS)
        return json.dumps(answer)

    return get_key_rotation_status


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
