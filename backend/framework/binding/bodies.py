"""The JSON body of a request: what its annotation says, and how it is read."""

import copy
import inspect
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from backend.framework.binding.core import core_of
from backend.framework.binding.parameters import check_default
from backend.framework.binding.problems import body_error
from backend.framework.errors import HttpBadRequest, HttpPayloadTooLarge, HttpUnsupportedMediaType
from backend.framework.request import Request

MAX_JSON_BYTES = 1_048_576
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
JSON_TYPE = "application/json"
_GZIP = b"\x1f\x8b"
_SUBTYPE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_SEND_JSON = "Send JSON, with Content-Type: application/json."
EMPTY = inspect.Parameter.empty


class Body:
    """The parameter of a handler that is the body. `default` is what it gets where no body is sent."""

    __slots__ = ("_node", "_validate", "adapter", "default", "kind", "name")

    def __init__(self, name: str, kind: Any, adapter: TypeAdapter[Any], default: Any = EMPTY) -> None:
        self.name = name
        self.kind = kind
        self.adapter = adapter
        self.default = default
        self._node = core_of(adapter)
        self._validate = adapter.validator.validate_json

    @property
    def required(self) -> bool:
        return self.default is EMPTY

    def read(self, request: Request) -> Any:
        """`HttpPayloadTooLarge`, `HttpUnsupportedMediaType`, `HttpBadRequest` or `HttpUnprocessable`."""
        body = request.body
        if len(body) > MAX_JSON_BYTES:
            raise HttpPayloadTooLarge(f"The JSON body has {len(body)} bytes; the limit is {MAX_JSON_BYTES}.")
        content_type = request.headers.get("content-type")
        if content_type != JSON_TYPE:
            _check_type(content_type, body)
        if body[:1] != b"{":  # most are objects
            if not body or body.isspace():
                if self.required:
                    raise HttpBadRequest("The body is empty. Send a JSON object.")
                return copy.deepcopy(self.default)
            _check_start(body)
        if b"null" in body:
            from backend.framework.binding.nulls import leave_out_nulls

            body = leave_out_nulls(body, self._node)
        try:
            read = self._validate(body)
        except ValidationError as error:
            raise body_error(error) from None
        if (b"N" in body and b"NaN" in body) or (b"I" in body and b"Infinity" in body):  # one letter is found at once
            _refuse_constants(body)  # pydantic lets them in where anything may stand
        return read


def _check_start(body: bytes) -> None:
    if body.startswith(_GZIP):  # with a Content-Encoding it is a 415 before it comes here
        raise HttpBadRequest("The body is gzipped. Send it uncompressed.")
    if body.startswith(BYTE_ORDER_MARKS):
        raise HttpBadRequest("The body begins with a byte order mark. Send UTF-8 without one.")


def _check_type(content_type: str | None, body: bytes) -> None:
    if content_type is None:
        if body:
            # a form of a foreign page can send one without a type, and nobody has said that it is JSON
            raise HttpUnsupportedMediaType(f"The body has no Content-Type. {_SEND_JSON}")
    elif not is_json(content_type):
        raise HttpUnsupportedMediaType(_SEND_JSON)


def is_json(content_type: str) -> bool:
    """`application/json; charset=utf-8` and `application/merge-patch+json` are; `text/json` is not."""
    kind, _, subtype = content_type.partition(";")[0].strip().lower().partition("/")
    prefix = subtype.removesuffix("json")
    is_named = prefix == "" or (prefix.endswith("+") and len(prefix) > 1 and _SUBTYPE.issuperset(prefix[:-1]))
    return kind == "application" and prefix != subtype and is_named


def _refuse_constants(body: bytes) -> None:
    from pydantic_core import from_json

    try:
        from_json(body, allow_inf_nan=False)
    except ValueError:
        raise HttpBadRequest("The body is not valid JSON: NaN and Infinity are not allowed.") from None


def read_body(where: str, name: str, kind: Any, adapter: TypeAdapter[Any], default: Any) -> Body:
    """`RouteError` for a default that does not fit. `where` begins its message."""
    if isinstance(default, FieldInfo):
        default = EMPTY if default.is_required() else default.get_default(call_default_factory=True)
    if default is not EMPTY:
        check_default(where, adapter, lambda: default)
    return Body(name, kind, adapter, default)
