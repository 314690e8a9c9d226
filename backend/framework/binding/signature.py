"""From a handler's signature to a call: read once, when the application is put together.

A parameter is, by its annotation and name:
- the JSON body: `body: CreateRequest`
- the file of a multipart form: `file: SentFile`
- a path parameter: its name stands in the template
- what is made of each request: the request itself, and what the application adds, such as the caller
- a service: its type is one that the services provide
- a query parameter: anything else, declared as a pydantic field
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from backend.framework.binding.forms import SentFile, file_of
from backend.framework.errors import (
    HttpBadRequest,
    HttpNotFound,
    HttpPayloadTooLarge,
    HttpUnprocessable,
    HttpUnsupportedMediaType,
)
from backend.framework.request import Request
from backend.framework.response import Reply, Response
from backend.framework.routing.operation import Operation, RouteError

MAX_JSON_BYTES = 1_048_576
MAX_DETAILS = 20
MAX_NAME = 100
JSON = {"Content-Type": "application/json"}
_JSON_TYPE = re.compile(r"application/([a-z0-9.-]+\+)?json\s*(;|$)")
_SEND_JSON = "Send JSON, with Content-Type: application/json."
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")

Provide = Callable[[type], Any]
"""Gives the service of a type."""
FromRequest = Callable[[Request], Any]
Part = Callable[[Request, Provide], Any]
"""Makes one argument of a handler."""


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Binding:
    """An operation with everything its handler's signature says."""

    operation: Operation
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    path: Mapping[str, Any]
    """Name -> annotation of each path parameter."""
    answer: type[BaseModel] | None
    """None for a handler that returns nothing, or a response of its own."""
    parts: tuple[tuple[str, Part], ...]
    query_parts: tuple[str, ...]
    read_query: Callable[[Mapping[str, list[str]]], BaseModel] | None
    form: bool = False
    """Takes a multipart form with a file instead of a JSON body."""

    def __call__(self, request: Request, provide: Provide) -> Response:
        """Reads the input, calls the handler, writes the answer."""
        arguments = {name: part(request, provide) for name, part in self.parts}
        if self.read_query is not None:
            query = self.read_query(request.query)
            arguments.update((name, getattr(query, name)) for name in self.query_parts)
        elif request.query.keys() - self.operation.page_reads:
            raise _unknown_query(request.query)
        return self._respond(self.operation.handler(**arguments))

    def _respond(self, result: Any) -> Response:
        if isinstance(result, Response):
            return result
        status, headers = self.operation.status, JSON
        if isinstance(result, Reply):
            status, headers, result = result.status or status, {**JSON, **result.headers}, result.content
        if result is None:
            return Response(status, b"", {})
        if isinstance(result, BaseModel):
            return Response(status, result.__pydantic_serializer__.to_json(result), headers)
        return Response(status, to_json(result), headers)


def bind(
    operation: Operation, provided: Iterable[type] = (), from_request: Mapping[type, FromRequest] | None = None
) -> Binding:
    """Reads a handler's signature. `RouteError` for one that cannot be served.

    `provided` are the types of services, `from_request` says how a type is made of a request.
    """
    made_of_request: dict[Any, FromRequest] = {Request: lambda request: request, **(from_request or {})}
    services = frozenset(provided)
    names = re.findall(r"\{(\w+)\}", operation.path)
    parts: dict[str, Part] = {}
    path: dict[str, Any] = {}
    query: dict[str, Any] = {}
    body: type[BaseModel] | None = None
    signature = inspect.signature(operation.handler, eval_str=True)
    for name, parameter in signature.parameters.items():
        kind = parameter.annotation
        if kind is inspect.Parameter.empty:
            raise RouteError(f"{operation.operation_id}: parameter {name} has no annotation")
        if name in names:
            path[name] = kind
            parts[name] = _path_part(name, kind)
        elif kind is SentFile:
            parts[name] = _file_part(operation.larger_files)
        elif kind in made_of_request:
            parts[name] = _request_part(made_of_request[kind])
        elif kind in services:
            parts[name] = _service_part(kind)
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            body = kind
            parts[name] = _body_part(kind)
        else:
            query[name] = (kind, ... if parameter.default is inspect.Parameter.empty else parameter.default)
    if missing := set(names) - set(path):
        raise RouteError(f"{operation.operation_id}: the handler takes no {', '.join(sorted(missing))}")
    model = create_model(f"{operation.operation_id}Query", __base__=_Query, **query) if query else None
    return Binding(
        operation=operation,
        body=body,
        query=model,
        path=path,
        answer=_answer_of(signature.return_annotation),
        parts=tuple(parts.items()),
        query_parts=tuple(query),
        read_query=_query_reader(model) if model else None,
        form=any(parameter.annotation is SentFile for parameter in signature.parameters.values()),
    )


def _answer_of(annotation: Any) -> type[BaseModel] | None:
    """`Creation`, and the Creation of `Annotated[Reply, Creation]`."""
    candidates = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _request_part(make: FromRequest) -> Part:
    return lambda request, _: make(request)


def _file_part(larger_files: str) -> Part:
    return lambda request, _: file_of(request, larger_files)


def _service_part(kind: type) -> Part:
    return lambda _, provide: provide(kind)


def _path_part(name: str, kind: Any) -> Part:
    check = TypeAdapter(kind).validate_python

    def part(request: Request, _: Provide) -> Any:
        try:
            return check(request.path_parameters[name])
        except ValidationError:
            raise HttpNotFound(f"There is no such {name.removesuffix('_id')}.") from None

    return part


def _body_part(model: type[BaseModel]) -> Part:
    validate = model.__pydantic_validator__.validate_json

    def part(request: Request, _: Provide) -> Any:
        if len(request.body) > MAX_JSON_BYTES:
            raise HttpPayloadTooLarge(f"A JSON body may have {MAX_JSON_BYTES} bytes; this one has {len(request.body)}.")
        content_type = request.headers.get("content-type")
        if content_type is None and request.body:
            # a form of a foreign page can send one without a type, and nobody has said that it is JSON
            raise HttpUnsupportedMediaType(
                "The body has no Content-Type. Send JSON, with Content-Type: application/json."
            )
        if content_type is not None and not _JSON_TYPE.match(content_type.lower()):
            raise HttpUnsupportedMediaType(_SEND_JSON)
        if not request.body.strip():
            raise HttpBadRequest("A JSON object is needed as the body; it is empty.")
        try:
            return validate(request.body)
        except ValidationError as error:
            raise _refused(error, "body") from None

    return part


def _refused(error: ValidationError, where: str) -> HttpBadRequest | HttpUnprocessable:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if found[0]["type"] == "json_invalid":
        problem = found[0]["msg"].removeprefix("Invalid JSON: ")
        return HttpBadRequest(f"The body is not JSON that can be read: {problem}.")
    details = [
        {"in": where, "field": _shortened(".".join(map(str, problem["loc"]))) or where, "message": problem["msg"]}
        for problem in found[:MAX_DETAILS]
    ]
    fields = ", ".join(dict.fromkeys(detail["field"] for detail in details))
    return HttpUnprocessable(f"Mend these fields and send it again: {fields}.", details=details)


def _query_reader(model: type[BaseModel]) -> Callable[[Mapping[str, list[str]]], BaseModel]:
    """Turns text into the declared types strictly: `limit=20` is 20, `limit=020.` and `limit=` are not numbers."""
    readers = {name: _reader_of(field) for name, field in model.model_fields.items()}
    validate = model.__pydantic_validator__.validate_python

    def read(query: Mapping[str, list[str]]) -> BaseModel:
        values: dict[str, Any] = {}
        for name, given in query.items():
            reader = readers.get(name)
            values[name] = given if reader is None else reader(name, given)
        try:
            return validate(values)  # type: ignore[no-any-return]
        except ValidationError as error:
            raise _refused(error, "query") from None

    return read


def _reader_of(field: FieldInfo) -> Callable[[str, list[str]], Any]:
    base = _base_of(field.annotation)
    convert = _CONVERT.get(base, str)
    if base is list:
        return lambda _, given: given

    def single(name: str, given: list[str]) -> Any:
        if len(given) > 1:
            problem = {"in": "query", "field": name, "message": "given more than once"}
            raise HttpUnprocessable(f"Give the query parameter {name} once.", details=[problem])
        return convert(given[0])

    return single


def _base_of(annotation: Any) -> Any:
    """The type below Annotated and `| None`: int, float, bool, list or str."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _base_of(get_args(annotation)[0])
    if origin is Literal:
        return type(get_args(annotation)[0])
    if origin is Union or type(annotation).__name__ == "UnionType":
        return _base_of(next(each for each in get_args(annotation) if each is not type(None)))
    return origin or annotation


def _integer(text: str) -> Any:
    return int(text) if _INTEGER.fullmatch(text) else text


def _number(text: str) -> Any:
    return float(text) if _NUMBER.fullmatch(text) else text


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


_CONVERT: dict[Any, Callable[[str], Any]] = {int: _integer, float: _number, bool: _boolean}


def _shortened(name: str) -> str:
    """A field's name as the caller wrote it, but not at any length."""
    return name if len(name) <= MAX_NAME else name[:MAX_NAME] + "..."


def _unknown_query(query: Mapping[str, list[str]]) -> HttpUnprocessable:
    details = [{"in": "query", "field": _shortened(name), "message": "unknown parameter"} for name in query]
    return HttpUnprocessable("This operation takes no query parameters.", details=details[:MAX_DETAILS])
