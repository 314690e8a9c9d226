"""What a handler returns -> a response, written by the declared type: nothing else gets out."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter

from backend.framework.binding.core import make_adapter
from backend.framework.json_text import refuse_nan, write_json
from backend.framework.response import Reply, Response

JSON = {"Content-Type": "application/json"}
NOTHING: Any = type(None)


class AnswerMismatch(Exception):
    """A handler returned what its operation does not declare. The caller hears of a mistake on our side."""


def declared_answer(annotation: Any) -> Any:
    """`Thing` of `Thing`, `Annotated[Reply, Thing]`, `Thing | Response`; `Any` where nothing says what it is."""
    if get_origin(annotation) is Annotated:
        kind, *metadata = get_args(annotation)
        named = [each for each in metadata if isinstance(each, type) or get_origin(each) is not None]
        return named[0] if named else Annotated[declared_answer(kind), *metadata]
    if get_origin(annotation) in (Union, UnionType):
        rest = [each for each in get_args(annotation) if each not in (Response, Reply)]
        return Union[*rest] if rest else Any
    return Any if annotation in (Response, Reply) else annotation


class AnswerWriter:
    """Writes the answers of one operation. `kind` is the declared type: `Any` for none, `NOTHING` for no content."""

    def __init__(self, kind: Any, status: int) -> None:
        self._status = status
        self._kind = kind
        self._adapter: TypeAdapter[Any] | None = None if kind in (Any, NOTHING) else make_adapter(kind)

    def write(self, result: Any) -> Response:
        """`AnswerMismatch` for what is not as declared."""
        if isinstance(result, Response):
            return result
        status, headers = self._status, JSON
        if isinstance(result, Reply):
            status, headers, result = result.status or status, {**JSON, **result.headers}, result.content
        if result is None and self._adapter is None:
            return Response(status, b"", _without_type(headers))
        return Response(status, self._body(result), headers)

    def _body(self, result: Any) -> bytes:
        if self._kind is NOTHING:
            raise AnswerMismatch(f"an answer without content has content of the type {type(result).__name__}")
        try:
            if self._adapter is None:
                return write_json(result)
            declared = self._adapter.validate_python(result)
            body = self._adapter.dump_json(declared, by_alias=True, warnings="error")
            if b"null" in body:  # which is how pydantic writes NaN and the infinities
                refuse_nan(self._adapter.dump_python(declared))
            return body
        except Exception as error:
            raise AnswerMismatch(f"an answer is not {self._kind}") from error


def _without_type(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Content-Type"}
