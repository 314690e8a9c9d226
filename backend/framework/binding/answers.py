"""What a handler returns -> a response, written by the declared type: nothing else gets out."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from backend.framework.binding.core import Codec, has_no_floats
from backend.framework.json_text import refuse_nan, write_json
from backend.framework.response import Reply, Response

JSON = {"Content-Type": "application/json"}
NOTHING: Any = type(None)
_NONE: Mapping[str, str] = {}


class AnswerMismatch(Exception):
    """A handler returned what its operation does not declare. The caller hears of a mistake on our side."""


def declared_answer(annotation: Any) -> Any:
    """`Thing` of `Thing`, `Annotated[Reply, Thing]`, `Thing | Response`; `Any` where nothing says what it is."""
    if get_origin(annotation) is Annotated:
        kind, *metadata = get_args(annotation)
        return metadata[0] if _answers_by_itself(kind) else Annotated[kind, *metadata]
    if not _answers_by_itself(annotation):
        return annotation
    rest = [each for each in get_args(annotation) if each not in (Response, Reply)]
    return Union[*rest] if rest else Any


def _answers_by_itself(annotation: Any) -> bool:
    choices = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return any(each in (Response, Reply) for each in choices)


class AnswerWriter:
    """Writes the answers of one operation. `kind` is the declared type: `Any` for none, `NOTHING` for no content.

    `job` is what a `Reply` with 202 holds instead, where the operation can be done later.
    """

    def __init__(self, kind: Any, status: int, job: Any = None) -> None:
        self._kind = kind
        self._status = status
        self._has_no_model = kind in (Any, NOTHING)
        self._write = _writer(kind)
        self._write_job = self._write if job is None else _writer(job)

    def write(self, result: Any) -> Response:
        """`AnswerMismatch` for what is not as declared."""
        status, headers = self._status, JSON
        if isinstance(result, Response | Reply):
            if isinstance(result, Response):
                return result
            status, headers, result = result.status or status, {**JSON, **result.headers}, result.content
        if result is None and self._has_no_model:
            return Response(status, b"", _without_type(headers))
        write = self._write_job if status == 202 else self._write
        try:
            return Response(status, write(result), headers)
        except AnswerMismatch:
            raise
        except Exception as error:
            raise AnswerMismatch(f"an answer is not {self._kind}") from error


def _writer(kind: Any) -> Callable[[Any], bytes]:
    if kind is NOTHING:
        return _refuse_content
    return write_json if kind is Any else _typed_writer(kind)


def _refuse_content(result: Any) -> bytes:
    raise AnswerMismatch(f"an answer without content has content of the type {type(result).__name__}")


def _typed_writer(kind: Any) -> Callable[[Any], bytes]:
    codec = Codec(kind)
    validate, to_json, to_python = codec.validator.validate_python, codec.serializer.to_json, codec.serializer.to_python
    may_have_floats = not has_no_floats(codec.core_schema)

    def write(result: Any) -> bytes:
        declared = validate(result)
        body = to_json(declared, by_alias=True, warnings="error")
        if may_have_floats and b"null" in body:  # which is how pydantic writes NaN and the infinities
            refuse_nan(to_python(declared))
        return body

    return write


def _without_type(headers: Mapping[str, str]) -> Mapping[str, str]:
    if headers is JSON:
        return _NONE
    return {name: value for name, value in headers.items() if name != "Content-Type"}
