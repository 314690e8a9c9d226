"""How AWS's services say that a caller may not: each in its own shape."""

import json
import uuid

from backend.local.s3.refusal import access_denied

Answer = tuple[str, list[tuple[str, str]], bytes]
"""(status line, headers, body)"""


def denial(service: str, message: str) -> Answer:
    """`message` is the sentence with which IAM explains itself."""
    if service == "s3":
        body = access_denied(message).xml(uuid.uuid4().hex[:16].upper())
        return "403 Forbidden", _headers("application/xml", body), body
    if service == "bedrock":
        return _json("403 Forbidden", "AccessDeniedException", {"message": message}, "application/json")
    code = "AccessDenied" if service == "sqs" else "AccessDeniedException"
    kind = f"com.amazon.coral.service#{code}Exception" if service == "sqs" else code
    status, headers, body = _json(
        "400 Bad Request", code, {"__type": kind, "message": message}, "application/x-amz-json-1.0"
    )
    return status, [*headers, ("x-amzn-query-error", f"{code};Sender")] if service == "sqs" else headers, body


def unknown_caller(service: str) -> Answer:
    """For keys that nobody was given, or without the session's token."""
    message = "The security token included in the request is invalid."
    if service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        body = access_denied(text).xml(uuid.uuid4().hex[:16].upper()).replace(b"AccessDenied", b"InvalidAccessKeyId")
        return "403 Forbidden", _headers("application/xml", body), body
    code = "UnrecognizedClientException"
    return _json("400 Bad Request", code, {"__type": code, "message": message}, "application/x-amz-json-1.0")


def _json(status: str, code: str, content: dict[str, str], content_type: str) -> Answer:
    body = json.dumps(content).encode()
    return status, [*_headers(content_type, body), ("x-amzn-ErrorType", code)], body


def _headers(content_type: str, body: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("x-amzn-RequestId", str(uuid.uuid4())),
    ]
