"""Requests judged by botocore's own model of the service, the way the service judges them."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from botocore.validate import ParamValidator

from backend.local.bedrock.wire import JSON, invalid, service_model

_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(raw: bytes) -> JSON:
    """The body as a JSON object; anything else is the caller's mistake."""
    try:
        body = json.loads(raw or b"{}", parse_constant=_no_constant)
        if _ESCAPED_SURROGATE.search(raw):
            # Half a surrogate pair parses, but is no text: it could not be written out again.
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise invalid("Malformed input request, please reformat your input and try again.") from None
    if not isinstance(body, dict):
        raise invalid("Malformed input request: expected type: JSONObject, please reformat your input and try again.")
    return body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def check(operation: str, body: JSON, **uri: str) -> None:
    """Raise ValidationException unless `body` (and what the path gave) fits the operation's input."""
    shape = service_model().operation_model(operation).input_shape
    report = ParamValidator().validate({**body, **uri}, shape)
    if report.has_errors():
        raise invalid(report.generate_report())
    problems = list(_problems(shape, body, ""))
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
        raise invalid(count + "; ".join(problems))


def _problems(shape: Any, value: Any, path: str) -> Iterator[str]:
    """The limits ParamValidator leaves to the service: largest values, enumerations, patterns, base64.

    Types and required fields are right by now. Values are not repeated: they may be long, and they are the caller's.
    """
    for broken in _broken_limits(shape, value):
        yield f"Value at '{path}' failed to satisfy constraint: {broken}"
    for child, part, name in _children(shape, value):
        yield from _problems(child, part, f"{path}.{name}" if path else name)


def _children(shape: Any, value: Any) -> Iterator[tuple[Any, Any, str]]:
    if shape.type_name == "structure" and not shape.is_document_type:
        for name, part in value.items():
            yield shape.members[name], part, name
    elif shape.type_name == "list":
        for index, part in enumerate(value, 1):
            yield shape.member, part, f"{index}.member"
    elif shape.type_name == "map":
        for name, part in value.items():
            yield shape.value, part, name


def _broken_limits(shape: Any, value: Any) -> Iterator[str]:
    yield from _LIMITS.get(shape.type_name, _no_limits)(shape, value)


def _no_limits(_shape: Any, _value: Any) -> Iterator[str]:
    return iter(())


def _check_string(shape: Any, value: str) -> Iterator[str]:
    yield from _check_length(shape, value)
    if shape.enum and value not in shape.enum:
        yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield f"Member must satisfy regular expression pattern: {pattern}"


def _check_length(shape: Any, value: Any) -> Iterator[str]:
    longest = shape.metadata.get("max")
    if longest is not None and len(value) > longest:
        yield f"Member must have length less than or equal to {longest}"


def _check_number(shape: Any, value: float) -> Iterator[str]:
    largest = shape.metadata.get("max")
    if largest is not None and value > largest:
        yield f"Member must have value less than or equal to {largest}"


def _check_blob(_shape: Any, value: str) -> Iterator[str]:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        yield "Member must be base64"


_LIMITS: dict[str, Callable[[Any, Any], Iterator[str]]] = {
    "string": _check_string,
    "list": _check_length,
    "map": _check_length,
    "integer": _check_number,
    "long": _check_number,
    "float": _check_number,
    "double": _check_number,
    "blob": _check_blob,
}
