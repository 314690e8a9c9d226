"""DynamoDB's JSON protocol: a request as it came in, and errors as AWS writes them.

Names and members of errors come from AWS's service model, which botocore ships. Statuses and the prefixes of `__type`
are those that AWS answers with (developer guide, "Error handling with DynamoDB").
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session

TARGET = "DynamoDB_20120810."
_CONTENT_TYPE = "application/x-amz-json-1.0"
_OWN, _VALIDATION, _AVAILABILITY = (
    "com.amazonaws.dynamodb.v20120810#",
    "com.amazon.coral.validate#",
    "com.amazon.coral.availability#",
)
_PREFIXES = {"ValidationException": _VALIDATION, "ThrottlingException": _AVAILABILITY}
_STATUSES = {"InternalServerError": "500 Internal Server Error", "ServiceUnavailable": "503 Service Unavailable"}
_COMMON = ("AccessDeniedException", "ServiceUnavailable", "ValidationException")
"""Errors of every AWS service, which no service model lists."""


@dataclass(frozen=True, slots=True)
class WireRequest:
    operation: str
    """Such as `PutItem`."""
    body: dict[str, Any]


class RefusedRequest(Exception):
    """An error to answer with. `more` holds the members that the error has in addition to its message."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.more = more


def invalid(message: str) -> RefusedRequest:
    return RefusedRequest("ValidationException", message)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one part of a transaction canceled it; `code` "None" where it did not."""

    code: str = "None"
    message: str | None = None

    def as_json(self) -> dict[str, str]:
        return {"Code": self.code} if self.message is None else {"Code": self.code, "Message": self.message}


NO_REASON = Reason()


def transaction_canceled(reasons: Sequence[Reason]) -> RefusedRequest:
    """The error of a transaction that was not carried out: a reason for each of its parts, in their order."""
    codes = ", ".join(reason.code for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return RefusedRequest(
        "TransactionCanceledException", message, CancellationReasons=[reason.as_json() for reason in reasons]
    )


def parse_request(target: str, body: bytes) -> WireRequest | None:
    """None for what is no request of DynamoDB's: somebody else says so."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return None
    if not target.startswith(TARGET) or not isinstance(parsed, dict):
        return None
    return WireRequest(target.removeprefix(TARGET), parsed)


def write_error(refused: RefusedRequest, start_response: Any) -> list[bytes]:
    name = _message_member(refused.code)
    kind = _PREFIXES.get(refused.code, _OWN) + refused.code
    return _write(
        start_response,
        _STATUSES.get(refused.code, "400 Bad Request"),
        {"__type": kind, name: refused.message} | refused.more,
    )


def write_answer(answer: Mapping[str, Any], start_response: Any) -> list[bytes]:
    return _write(start_response, "200 OK", answer)


def _write(start_response: Any, status: str, answer: Mapping[str, Any]) -> list[bytes]:
    body = json.dumps(answer, separators=(",", ":")).encode()
    headers = [
        ("Content-Type", _CONTENT_TYPE),
        ("Content-Length", str(len(body))),
        ("x-amz-crc32", str(zlib.crc32(body))),
    ]
    start_response(status, headers)
    return [body]


@cache
def service_model() -> Any:
    """AWS's own description of DynamoDB, as botocore has it."""
    return botocore.session.Session().get_service_model("dynamodb")


@cache
def error_codes() -> frozenset[str]:
    model = service_model()
    listed = {shape.name for name in model.operation_names for shape in model.operation_model(name).error_shapes}
    return frozenset(listed | {*_COMMON, "ThrottlingException"})


@cache
def _message_member(code: str) -> str:
    """Some errors of DynamoDB have a `message`, others a `Message`."""
    if code in _COMMON:
        return "message"
    members = service_model().shape_for(code).members
    return "Message" if "Message" in members else "message"
