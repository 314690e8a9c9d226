"""Events that are not a function's own: they fail, so that their source keeps them; warm-ups reach nothing."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from backend.api.authorizer import AuthorizerHandler
from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.framework.adapters.lambda_events import UnsupportedEvent
from backend.worker.lambda_function import WorkerHandler, fail_job, run_job
from tests.unit.test_gateway_adapter import BARE, DOCUMENTED
from tests.unit.test_settings import NEEDED

# As the developer guides of Lambda and API Gateway have them, shortened.
SQS = {"Records": [{"messageId": "m", "receiptHandle": "r", "body": "{}", "eventSource": "aws:sqs"}]}
AUTHORIZER = {"type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:1:api/dev/POST/mcp", "headers": {}}
EVENTS: dict[str, tuple[Any, str]] = {
    "REST API": (DOCUMENTED, "REST API"),
    "REST API test": (BARE, "REST API"),
    "SQS": (SQS, "aws:sqs"),
    "SNS": ({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "secret"}}]}, "aws:sns"),
    "DynamoDB": ({"Records": [{"eventSource": "aws:dynamodb"}]}, "aws:dynamodb"),
    "mixed": ({"Records": [{"eventSource": "aws:sqs"}, {"eventSource": "aws:s3"}]}, "aws:s3 and aws:sqs"),
    "no records": ({"Records": []}, "no Records"),
    "broken records": ({"Records": "secret"}, "malformed Records"),
    "EventBridge": ({"version": "0", "source": "aws.s3", "detail-type": "Object Created", "detail": {}}, "EventBridge"),
    "HTTP API": (
        {"version": "2.0", "rawPath": "/ping", "requestContext": {"http": {"method": "GET", "path": "/ping"}}},
        "HTTP API",
    ),
    "WebSocket": (
        {"requestContext": {"routeKey": "$connect", "eventType": "CONNECT", "connectionId": "c="}, "headers": {}},
        "WebSocket API",
    ),
    "load balancer": (
        {"httpMethod": "GET", "path": "/ping", "requestContext": {"elb": {"targetGroupArn": "arn"}}},
        "Application Load Balancer",
    ),
    "REQUEST authorizer": (AUTHORIZER, "REQUEST authorizer"),
    "TOKEN authorizer": ({"type": "TOKEN", "methodArn": "arn", "authorizationToken": "secret"}, "TOKEN authorizer"),
    "a test of the console": ({"key1": "secret", "key2": "secret"}, "keys: key1, key2"),
    "nothing": ({}, "an unknown source"),
    "a list": ([], "list"),
    "a warm-up that is off": ({"warmup": False}, "keys: warmup"),
}
WARM_UPS = {
    "by hand": {"warmup": True},
    "a rule": {"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}},
    "a schedule": {"version": "0", "source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": "{}"},
}


class OutOfReach(Services):
    """What a function must not use for an event that is not its own."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name in ("settings", "tracer"):
            return super().__getattribute__(name)
        raise AssertionError(f"{name} was used")


Handler = Callable[[Any, Any], Any]
SILENT = logging.NullHandler()
HANDLERS: dict[str, tuple[Callable[[Services], Handler], tuple[str, ...], Any]] = {
    "api": (
        lambda services: LambdaHandler(services, log_to=SILENT),
        ("REST API", "REST API test"),
        {"warmup": True},
    ),
    "worker": (
        lambda services: WorkerHandler(run_job, services=services, log_to=SILENT),
        ("SQS",),
        {"batchItemFailures": []},
    ),
    "dead letters": (
        lambda services: WorkerHandler(fail_job, services=services, log_to=SILENT),
        ("SQS",),
        {"batchItemFailures": []},
    ),
    "authorizer": (
        lambda services: AuthorizerHandler(services, log_to=SILENT),
        ("REQUEST authorizer",),
        {"warmup": True},
    ),
}


@pytest.fixture(params=HANDLERS)
def entry_point(request: pytest.FixtureRequest) -> tuple[Handler, tuple[str, ...], Any]:
    """A handler that reaches nothing, the names of its own events, and its answer to a warm-up."""
    make, own, warm = HANDLERS[request.param]
    return make(OutOfReach(Settings.from_env(NEEDED))), own, warm


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_of_another_source_fails(entry_point: tuple[Handler, tuple[str, ...], Any], name: str) -> None:
    """With an error that names the source, and no value of the event; no store is reached."""
    handler, own, _ = entry_point
    event, source = EVENTS[name]
    if name in own:
        return
    with pytest.raises(UnsupportedEvent) as raised:
        handler(event, None)
    assert source in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", WARM_UPS)
def test_a_warm_up_reaches_nothing(entry_point: tuple[Handler, tuple[str, ...], Any], name: str) -> None:
    """It is answered at once, and nothing is counted or written."""
    handler, _, warm = entry_point
    assert handler(WARM_UPS[name], None) == warm
