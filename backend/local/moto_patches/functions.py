"""Lambda: a function keeps all of its configuration; an event-source mapping keeps the alias, and is Lambda's to poll.

https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
"""

from collections.abc import Callable
from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends
from moto.sqs.models import sqs_backends

from backend.local.moto_patches.patching import replace

_KEPT = ("DeadLetterConfig", "LoggingConfig", "SnapStart", "KMSKeyArn", "TracingConfig")
_CONFIGURED = "configured"


def apply() -> None:
    replace(LambdaFunction, "__init__", _keeping)
    replace(LambdaFunction, "update_configuration", _keeping_updates)
    replace(LambdaFunction, "get_configuration", _telling)
    replace(LambdaBackend, "create_event_source_mapping", _left_to_pollers)
    replace(LambdaBackend, "update_event_source_mapping", _with_alias)


def code_of(account: str, region: str, arn: str) -> bytes:
    """The zip that a function was deployed with. (AWS gives a URL for it in GetFunction; moto's leads nowhere.)"""
    function = lambda_backends[account][region].get_function(arn)
    code: bytes = function.code_bytes
    return code


def layer_code_of(account: str, region: str, arn: str) -> bytes:
    """The zip of a layer's version, as `code_of` has a function's."""
    version = lambda_backends[account][region].layers_versions_by_arn(arn)
    assert version is not None, f"there is no layer {arn}"
    code: bytes = version.code_bytes
    return code


def _keeping(original: Callable[..., None]) -> Callable[..., None]:
    def __init__(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        setattr(self, _CONFIGURED, {name: spec[name] for name in _KEPT if spec.get(name)})
        original(self, account_id, spec, *args, **kwargs)

    return __init__


def _keeping_updates(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_configuration(self: Any, config_updates: dict[str, Any]) -> Any:
        given = {name: value for name, value in config_updates.items() if name in _KEPT}
        setattr(self, _CONFIGURED, {**getattr(self, _CONFIGURED), **given})
        return original(self, config_updates)

    return update_configuration


def _telling(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        found = original(self, on_create)
        log = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        configured = getattr(self, _CONFIGURED)
        snap_start = {"OptimizationStatus": "Off", **configured.get("SnapStart", {"ApplyOn": "None"})}
        return {
            **found,
            **configured,
            "LoggingConfig": {**log, **configured.get("LoggingConfig", {})},
            "SnapStart": snap_start,
        }

    return get_configuration


def _left_to_pollers(original: Callable[..., Any]) -> Callable[..., Any]:
    """moto would call the function, in Docker, while the queue is being sent a message."""

    def create_event_source_mapping(self: Any, spec: dict[str, Any]) -> Any:
        mapping = original(self, spec)
        for queue in sqs_backends[self.account_id][self.region_name].queues.values():
            queue.lambda_event_source_mappings.clear()
        return _restore_alias(mapping, spec)

    return create_event_source_mapping


def _with_alias(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_event_source_mapping(self: Any, uuid: str, spec: dict[str, Any]) -> Any:
        return _restore_alias(original(self, uuid, spec), spec)

    return update_event_source_mapping


def _restore_alias(mapping: Any, spec: dict[str, Any]) -> Any:
    """The function as it was named: moto puts the version in the place of the alias that leads to it."""
    name = spec.get("FunctionName", "")
    if mapping is not None and name.startswith("arn:"):
        mapping.function_arn = name
    return mapping
