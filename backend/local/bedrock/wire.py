"""Errors and event-stream frames as Bedrock Runtime writes them."""

import json
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session

JSON = dict[str, Any]

# Sent by the front end that every AWS service shares, so the service's own model does not list them.
_COMMON_STATUSES = {
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "ExpiredTokenException": 403,
    "MissingAuthenticationTokenException": 403,
    "InvalidSignatureException": 403,
}


class ServiceError(Exception):
    """An error the caller is to see, by the name the service gives it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


@cache
def service_model() -> Any:
    """botocore's own description of Bedrock Runtime: shapes, operations, errors."""
    return botocore.session.Session().get_service_model("bedrock-runtime")


@cache
def error_statuses() -> Mapping[str, int]:
    """`{"ThrottlingException": 429, ...}`"""
    errors = {shape.name: shape.metadata["error"] for shape in service_model().error_shapes}
    return _COMMON_STATUSES | {name: error["httpStatusCode"] for name, error in errors.items()}


@cache
def stream_errors() -> frozenset[str]:
    """The errors that may end a stream which has begun: `{"ThrottlingException", ...}`."""
    events = service_model().shape_for("ConverseStreamOutput").members.values()
    return frozenset(shape.name for shape in events if shape.metadata.get("exception"))


def event_frame(event: str, payload: JSON) -> bytes:
    headers = {":event-type": event, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, json.dumps(payload).encode())


def exception_frame(code: str, message: str) -> bytes:
    """`ThrottlingException` goes out as `throttlingException`; boto3 raises it as an EventStreamError."""
    headers = {
        ":exception-type": code[0].lower() + code[1:],
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return frame(headers, json.dumps({"message": message}).encode())


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One message of `application/vnd.amazon.eventstream`.

    u32 total length, u32 length of the headers, crc32 of those eight bytes, headers, payload, crc32 of all before.
    """
    packed = b"".join(_header(name, value) for name, value in headers.items())
    # 16: two lengths and two checksums.
    lengths = struct.pack("!II", len(packed) + len(payload) + 16, len(packed))
    message = lengths + _crc(lengths) + packed + payload
    return message + _crc(message)


def _header(name: str, value: str) -> bytes:
    """u8 length of the name, name, u8 type (7: string), u16 length of the value, value."""
    key, text = name.encode(), value.encode()
    return struct.pack("!B", len(key)) + key + struct.pack("!BH", 7, len(text)) + text


def _crc(data: bytes) -> bytes:
    return struct.pack("!I", zlib.crc32(data))
