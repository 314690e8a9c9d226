"""Which service a Lambda event comes from, so that a function refuses events that are not its own.

A function that answers any event with success loses messages: an SQS queue that is mapped to the wrong function
deletes what was "handled". Shapes are those of the AWS Lambda and API Gateway developer guides.
"""

from collections.abc import Mapping
from typing import Any

REST_API = "an API Gateway REST API"
AUTHORIZER = "an API Gateway REQUEST authorizer"
SQS = "aws:sqs"
_SCHEDULERS = frozenset({"aws.events", "aws.scheduler"})
_NAMED_KEYS = 5
NOTHING: Mapping[str, Any] = {}
_RECORD_SOURCE = r"aws:[a-z0-9-]{1,32}"


class UnsupportedEvent(Exception):
    """Fails the invocation: its source retries, and keeps or dead-letters what it sent."""

    def __init__(self, wanted: str, event: Any) -> None:
        super().__init__(f"This function handles events of {wanted}. It got one of {event_source(event)}.")


def require_source(wanted: str, event: Any) -> None:
    """`UnsupportedEvent` unless the event comes from `wanted`, which is one of the constants above."""
    if event_source(event) != wanted:
        raise UnsupportedEvent(wanted, event)


def is_warm_up(event: Any) -> bool:
    """`{"warmup": true}`, or an event of a schedule: EventBridge's rules and Scheduler. It is answered at once."""
    if type(event) is not dict and not isinstance(event, Mapping):  # the slow test is for what Lambda never gives
        return False
    if "warmup" not in event and "source" not in event:
        return False
    return event.get("warmup") is True or (
        event.get("source") in _SCHEDULERS and event.get("detail-type") == "Scheduled Event"
    )


def event_source(event: Any) -> str:
    """`{"Records": [{"eventSource": "aws:sqs"}]}` -> `aws:sqs`. Never a value that a caller chose."""
    if type(event) is not dict and not isinstance(event, Mapping):
        return f"an unknown source ({type(event).__name__})"
    context = event.get("requestContext")
    if type(context) is not dict and not isinstance(context, Mapping):
        context = NOTHING
    if "Records" in event:
        return _record_source(event["Records"])
    if "detail-type" in event:
        return "EventBridge"
    if "methodArn" in event:
        return AUTHORIZER if event.get("type") == "REQUEST" else "an API Gateway TOKEN authorizer"
    if "http" in context:
        return "an API Gateway HTTP API or a function URL (payload format 2.0)"
    if "connectionId" in context:
        return "an API Gateway WebSocket API"
    if "elb" in context:
        return "an Application Load Balancer"
    if isinstance(event.get("httpMethod"), str):
        return REST_API
    return f"an unknown source (keys: {', '.join(sorted(map(str, event))[:_NAMED_KEYS])})"


def _record_source(records: Any) -> str:
    """The one source of all records: Kinesis, DynamoDB, S3 and SQS write `eventSource`, SNS writes `EventSource`."""
    if not isinstance(records, list) or not all(isinstance(each, Mapping) for each in records):
        return "an unknown source (malformed Records)"
    import re

    named = (str(each.get("eventSource") or each.get("EventSource")) for each in records)
    sources = {name if re.fullmatch(_RECORD_SOURCE, name) else "an unknown source" for name in named}
    return " and ".join(sorted(sources)) or "an unknown source (no Records)"


def seconds_left(context: Any, default: float) -> float:
    """Until Lambda ends the invocation; `default` without a Lambda context."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return float(remaining()) / 1000 if remaining else default
