"""The JSON body of a request: what its annotation says, and how it is read."""

import copy
import inspect
import re
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import from_json

from backend.framework.binding.core import core_of
from backend.framework.binding.nulls import leave_out_nulls
from backend.framework.binding.parameters import check_default
from backend.framework.binding.problems import body_error
from backend.framework.errors import HttpBadRequest, HttpPayloadTooLarge, HttpUnsupportedMediaType
from backend.framework.request import Request

MAX_JSON_BYTES = 1_048_576
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
_JSON_TYPE = re.compile(r"application/([a-z0-9.-]+\+)?json\s*(;|$)")
_SEND_JSON = "Send JSON, with Content-Type: application/json."


@dataclass(frozen=True, slots=True)
class Body:
    name: str
    """Of the handler's argument."""
    kind: Any
    adapter: TypeAdapter[Any]
    default: Any = inspect.Parameter.empty
    """What the handler gets where no body is sent."""

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    def read(self, request: Request) -> Any:
        body = request.body
        if len(body) > MAX_JSON_BYTES:
            raise HttpPayloadTooLarge(f"The JSON body has {len(body)} bytes; the limit is {MAX_JSON_BYTES}.")
        content_type = request.headers.get("content-type")
        if content_type is None and body:
            # a form of a foreign page can send one without a type, and nobody has said that it is JSON
            raise HttpUnsupportedMediaType(f"The body has no Content-Type. {_SEND_JSON}")
        if content_type is not None and not _JSON_TYPE.match(content_type.lower()):
            raise HttpUnsupportedMediaType(_SEND_JSON)
        if not body.strip():
            if self.required:
                raise HttpBadRequest("The body is empty. Send a JSON object.")
            return copy.deepcopy(self.default)
        if body.startswith(_GZIP):  # with a Content-Encoding it is a 415 before it comes here
            raise HttpBadRequest("The body is gzipped. Send it uncompressed.")
        if body.startswith(BYTE_ORDER_MARKS):
            raise HttpBadRequest("The body begins with a byte order mark. Send UTF-8 without one.")
        try:
            read = self.adapter.validator.validate_json(leave_out_nulls(body, core_of(self.adapter)))
        except ValidationError as error:
            raise body_error(error) from None
        if b"NaN" in body or b"Infinity" in body:
            _refuse_constants(body)  # pydantic lets them in where anything may stand
        return read


def refuse_coding(request: Request) -> None:
    """`HttpUnsupportedMediaType` for a body that is compressed."""
    coding = request.headers.get("content-encoding", "").strip().lower()
    if request.body and coding not in ("", "identity"):
        reason = "Compressed bodies are not supported. Send the body without Content-Encoding."
        raise HttpUnsupportedMediaType(reason, headers={"Accept-Encoding": "identity"})


def _refuse_constants(body: bytes) -> None:
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError:
        raise HttpBadRequest("The body is not valid JSON: NaN and Infinity are not allowed.") from None


def read_body(where: str, name: str, kind: Any, adapter: TypeAdapter[Any], default: Any) -> Body:
    """`RouteError` for a default that does not fit. `where` begins its message."""
    if isinstance(default, FieldInfo):
        default = inspect.Parameter.empty if default.is_required() else default.get_default(call_default_factory=True)
    if default is not inspect.Parameter.empty:
        check_default(where, adapter, lambda: default)
    return Body(name, kind, adapter, default)
