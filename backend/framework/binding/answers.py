"""What a handler returns -> a response, written by the declared type: nothing else gets out."""

import warnings
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from backend.framework.binding.core import Codec, has_no_floats
from backend.framework.json_text import refuse_nan, write_json
from backend.framework.response import Reply, Response

JSON = {"Content-Type": "application/json"}
NOTHING: Any = type(None)
_ANSWERS = (Response, Reply)

_strict_filter: Any = None
"""Our entry of `warnings.filters`."""


def _make_mismatch_an_error() -> None:
    """Has pydantic raise, and not only warn, when a value is not as declared, in this whole process.

    Its argument `warnings="error"` says so for one call, and takes three times as long as the writing itself.
    """
    global _strict_filter
    warnings.filterwarnings("error", message="Pydantic serializer warnings", category=UserWarning)
    _strict_filter = warnings.filters[0]


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


def compile_writer(kind: Any, status: int, job: Any = None) -> Callable[[Any], Response]:
    """What writes the answers of one operation. `kind` is the declared type: `Any` for none, `NOTHING` for no content.

    `job` is what a `Reply` with 202 holds instead, where the operation can be done later. `AnswerMismatch` for what is
    not as declared.
    """
    has_no_model, write = kind in (Any, NOTHING), _writer(kind)
    write_job = write if job is None else _writer(job)

    def write_answer(result: Any) -> Response:
        if isinstance(result, _ANSWERS):
            return result if isinstance(result, Response) else write_reply(result)
        if result is None and has_no_model:
            return Response(status)
        return write_content(result, status, JSON)

    def write_reply(reply: Reply) -> Response:
        chosen, headers = reply.status or status, {**JSON, **reply.headers}
        if reply.content is None and has_no_model:
            return Response(chosen, b"", {name: value for name, value in headers.items() if name != "Content-Type"})
        return write_content(reply.content, chosen, headers)

    def write_content(content: Any, status: int, headers: Mapping[str, str]) -> Response:
        try:
            return Response(status, write_job(content) if status == 202 else write(content), headers)
        except AnswerMismatch:
            raise
        except Exception as error:
            raise AnswerMismatch(f"an answer is not {kind}") from error

    return write_answer


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
        filters = warnings.filters
        if not filters or filters[0] is not _strict_filter:  # at first, and when somebody has put another before it
            _make_mismatch_an_error()
        body = to_json(declared, by_alias=True)
        if may_have_floats and b"null" in body:  # which is how pydantic writes NaN and the infinities
            refuse_nan(to_python(declared))
        return body

    return write
