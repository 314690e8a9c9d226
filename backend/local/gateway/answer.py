"""A function's result -> the HTTP answer, as strict as API Gateway is about the shape."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.local.gateway.event import is_binary

_FIELDS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
_REMAPPED = {
    "authorization", "connection", "content-length", "content-md5", "date", "host", "max-forwards", "server",
    "user-agent", "www-authenticate",
}  # fmt: skip
_DROPPED = {"expect", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade"}
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class MalformedAnswerError(Exception):
    """The function's result is not what a proxy integration takes; says what is wrong, for the log."""


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """`body` is an iterable so that a function that streams can hand its parts over as they come."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


def read_answer(result: Any, *, accept: str | None, binary_types: Iterable[str]) -> GatewayAnswer:
    """No field is compulsory and no other is allowed. `accept` is the request's Accept header."""
    if not isinstance(result, dict) or not result.keys() <= _FIELDS:
        raise MalformedAnswerError(
            "the result is no object of statusCode, headers, multiValueHeaders, body, isBase64Encoded"
        )
    headers = _headers(result)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return GatewayAnswer(_status(result.get("statusCode", 200)), headers, [_body(result, accept, binary_types)])


def _status(value: Any) -> int:
    """200 -> 200, "200" -> 200"""
    try:
        status = int(value)
    except (TypeError, ValueError):
        raise MalformedAnswerError(f"statusCode {value!r} is no number") from None
    if not 200 <= status <= 599:
        raise MalformedAnswerError(f"statusCode {status} is no final HTTP status")
    return status


def _headers(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Both maps as one list; a name in multiValueHeaders wins over the same name in headers."""
    single, multiple = ({} if result.get(name) is None else result[name] for name in ("headers", "multiValueHeaders"))
    if not isinstance(single, dict) or not isinstance(multiple, dict):
        raise MalformedAnswerError("headers and multiValueHeaders must be objects")
    taken = {name.lower() for name in multiple}
    pairs = [(name, value) for name, value in single.items() if name.lower() not in taken]
    for name, values in multiple.items():
        pairs += [(name, value) for value in (values if isinstance(values, list) else [values])]
    return [(_remap_name(name), _value(name, value)) for name, value in pairs if name.lower() not in _DROPPED]


def _remap_name(name: str) -> str:
    """ "WWW-Authenticate" -> "x-amzn-Remapped-WWW-Authenticate": API Gateway keeps some names to itself."""
    if not _NAME.fullmatch(name):
        raise MalformedAnswerError(f"{name!r} is no header name")
    return f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, int | float) else value
    if not isinstance(text, str) or not _VALUE.fullmatch(text):
        raise MalformedAnswerError(f"the value of header {name} is no single line of text")
    return text


def _body(result: Mapping[str, Any], accept: str | None, binary_types: Iterable[str]) -> bytes:
    """Base64 is decoded only if the client's first Accept value is among the binary types: so most APIs name "*/*"."""
    body, encoded = result.get("body"), result.get("isBase64Encoded")
    if not isinstance(body, str | None) or not isinstance(encoded, bool | None):
        raise MalformedAnswerError("body must be text and isBase64Encoded true or false")
    if not body:
        return b""
    if not (encoded and is_binary((accept or "application/json").partition(",")[0], binary_types)):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedAnswerError("isBase64Encoded is true, but the body is no base64") from error
