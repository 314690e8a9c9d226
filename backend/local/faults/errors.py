"""Errors as each service words them.

Sources: the service models of botocore (codes and statuses), the DynamoDB developer guide "Error handling", the S3 API
reference "Error responses", docs.kie.ai "Status codes".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from backend.local.faults.plan import Kind

MESSAGE = "Injected fault."


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def error_answer(kind: Kind, name: str, request: bytes) -> ErrorAnswer:
    """The answer for `error`, `away`, `throttle` or `conflict`; `name` is the call's, `request` its body."""
    service, _, rest = name.partition(".")
    return _BY_SERVICE.get(service, _plain)(kind, rest.partition(" ")[0], request)


def can_conflict(name: str) -> bool:
    """Whether DynamoDB can refuse this call because the item is in another transaction."""
    return name.startswith(tuple(f"dynamodb.{each}" for each in ("Put", "Update", "Delete", "TransactWrite")))


def _dynamodb(kind: Kind, operation: str, request: bytes) -> ErrorAnswer:
    if operation == "TransactWriteItems" and kind in ("throttle", "conflict"):
        return _cancel_transaction("ThrottlingError" if kind == "throttle" else "TransactionConflict", request)
    status, code = {
        "error": (500, "InternalServerError"),
        "away": (503, "ServiceUnavailable"),
        "throttle": (400, "ProvisionedThroughputExceededException"),
        "conflict": (400, "TransactionConflictException"),
    }[kind]
    return _json_error(status, f"com.amazonaws.dynamodb.v20120810#{code}")


def _cancel_transaction(code: str, request: bytes) -> ErrorAnswer:
    """A transaction whose first part met the reason; the others have none."""
    parts = len(json.loads(request)["TransactItems"])
    reasons: list[dict[str, Any]] = [{"Code": code, "Message": MESSAGE}, *({"Code": "None"} for _ in range(parts - 1))]
    codes = ", ".join(each["Code"] for each in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    code = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    return _json_error(400, code, Message=message, CancellationReasons=reasons)


def _sqs(kind: Kind, _operation: str, _request: bytes) -> ErrorAnswer:
    status, code = {"error": (500, "InternalFailure"), "away": (503, "ServiceUnavailable")}.get(
        kind, (400, "RequestThrottled")
    )
    return _json_error(status, f"com.amazonaws.sqs#{code}")


def _cognito(kind: Kind, _operation: str, _request: bytes) -> ErrorAnswer:
    if kind == "throttle":
        return _json_error(400, "TooManyRequestsException")
    return _json_error(500 if kind == "error" else 503, "InternalErrorException")


def _s3(kind: Kind, operation: str, _request: bytes) -> ErrorAnswer:
    status, code = {"error": (500, "InternalError"), "away": (503, "ServiceUnavailable")}.get(kind, (503, "SlowDown"))
    error = f"<Error><Code>{code}</Code><Message>{escape(MESSAGE)}</Message></Error>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{error}'
    body = b"" if operation.startswith("Head") else text.encode()
    return ErrorAnswer(status, {"Content-Type": "application/xml"}, body)


def _bedrock(kind: Kind, _operation: str, _request: bytes) -> ErrorAnswer:
    status, code = {
        "error": (500, "InternalServerException"),
        "away": (503, "ServiceUnavailableException"),
    }.get(kind, (429, "ThrottlingException"))
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return ErrorAnswer(status, headers, json.dumps({"message": MESSAGE}).encode())


def _kie(kind: Kind, operation: str, request: bytes) -> ErrorAnswer:
    """KIE says how it went in the body's code; the HTTP status is 200."""
    if operation == "result":
        return _plain(kind, operation, request)
    code = {"error": 500, "away": 503}.get(kind, 429)
    body = json.dumps({"code": code, "msg": MESSAGE, "data": None}).encode()
    return ErrorAnswer(200, {"Content-Type": "application/json"}, body)


def _plain(kind: Kind, _operation: str, _request: bytes) -> ErrorAnswer:
    return ErrorAnswer({"error": 500, "away": 503}.get(kind, 429), {"Content-Type": "text/plain"}, MESSAGE.encode())


def _json_error(status: int, code: str, **more: Any) -> ErrorAnswer:
    body = {"__type": code, "message": MESSAGE, **more}
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-ErrorType": code}
    return ErrorAnswer(status, headers, json.dumps(body).encode())


_BY_SERVICE: Mapping[str, Callable[[Kind, str, bytes], ErrorAnswer]] = {
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "cognito": _cognito,
    "s3": _s3,
    "bedrock": _bedrock,
    "kie": _kie,
}
