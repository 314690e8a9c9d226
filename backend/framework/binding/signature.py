"""From a handler's signature to a call: read once, when it is checked or first called.

A parameter is, by its annotation and name:
- a path parameter: the template has its name
- what is made of each request: the request itself, and what the application adds, such as the caller
- a service: its type is one that the services provide
- the file of a multipart form: `file: SentFile`
- the JSON body: a model, a dataclass, a TypedDict, a dict, or a list of these; with a default it may be left out
- a query parameter: a scalar, or a list of scalars that is given as a repeated parameter

`RouteError` names the operation and the parameter of a signature that cannot be served.
"""

import inspect
from collections.abc import Callable, Container, Iterable, Mapping
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from backend.framework.binding.answers import NOTHING, compile_writer, declared_answer
from backend.framework.binding.calls import Call, Read, Write, compile_call
from backend.framework.binding.forms import SentFile, file_of
from backend.framework.errors import HttpNotFound, Raises
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError

if TYPE_CHECKING:
    from backend.framework.binding.bodies import Body
    from backend.framework.binding.parameters import Parameter

Provide = Callable[[type], Any]
"""Gives the service of a type."""
FromRequest = Callable[[Request], Any]
NOT_MADE: Mapping[type, FromRequest] = {}
EMPTY = inspect.Parameter.empty


class Binding:
    """An operation with everything its handler's signature says."""

    __slots__ = (
        "_readers",
        "_service_types",
        "_write",
        "answer",
        "body",
        "form",
        "may_read_body",
        "operation",
        "path",
        "query",
        "raises",
        "services",
    )

    def __init__(
        self, operation: Operation, answer: Any, write: Callable[[Any], Response], reader: "SignatureReader"
    ) -> None:
        self.operation = operation
        self.answer = answer
        """The declared type; `Any` where the handler answers by itself or says nothing, `NOTHING` for no content."""
        self.path = tuple(reader.path)
        self.query = tuple(reader.query)
        self.body = reader.body
        self.form = reader.form
        """Takes a multipart form with a file instead of a JSON body."""
        self.services = frozenset(reader.used)
        """The services that the handler asks for."""
        self.raises = frozenset(reader.raises)
        """The errors that the annotations of its parameters name with `Raises`."""
        takes_request = reader.takes_request and operation.method in ("POST", "PUT", "PATCH")
        self.may_read_body = self.body is not None or self.form or takes_request
        """Whether what is called looks at the body; a handler with the whole request may."""
        self._readers = reader.readers
        self._service_types = reader.service_types
        self._write = write

    def compile(self, provide: Provide) -> Call:
        """The function that reads the input, calls the handler and writes the answer."""

        def provide_it(kind: type) -> Read:
            return lambda _: provide(kind)

        return compile_call(
            self.operation.handler,
            {**self._readers, **{name: provide_it(kind) for name, kind in self._service_types.items()}},
            self.query,
            self._write,
            may_read_body=self.may_read_body,
            page_reads=self.operation.page_reads,
        )


def bind(
    operation: Operation, services: Container[type] = (), from_request: Mapping[type, FromRequest] = NOT_MADE
) -> Binding:
    """Reads a handler's signature. `RouteError` for one that cannot be served.

    `services` are the types that are provided, `from_request` says how a type is made of a request.
    """
    signature = _signature(operation)
    reader = SignatureReader(operation, services, {Request: lambda request: request, **from_request})
    for parameter in signature.parameters.values():
        reader.add(parameter)
    if missing := set(reader.names) - {parameter.name for parameter in reader.path}:
        raise RouteError(f"{operation.operation_id}: the handler takes no {', '.join(sorted(missing))}")
    answer, write = _answer(operation, signature.return_annotation)
    return Binding(operation, answer, write, reader)


class SignatureReader:
    """Sorts the parameters of one handler."""

    def __init__(self, operation: Operation, services: Container[type], made: Mapping[type, FromRequest]) -> None:
        self._operation = operation
        self._services = services
        self._made = made
        self.names = [each[1:-1] for each in operation.path.split("/") if each.startswith("{")]
        self.readers: dict[str, Read] = {}
        """Argument -> what makes it of a request; query parameters are read all at once."""
        self.service_types: dict[str, type] = {}
        self.path: list[Parameter] = []
        self.query: list[Parameter] = []
        self.body: Body | None = None
        self.form = False
        self.takes_request = False
        self.used: set[type] = set()
        self.raises: set[type[Exception]] = set()

    def add(self, parameter: inspect.Parameter) -> None:
        name, kind = parameter.name, parameter.annotation
        where = f"{self._operation.operation_id}: parameter {name}"
        if parameter.kind not in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY):
            raise RouteError(f"{where}: a handler is called with named arguments, which {parameter} cannot take")
        if kind is EMPTY:
            raise RouteError(f"{where} has no annotation")
        self.raises.update(_raised_by(kind))
        if name in self.names:
            from backend.framework.binding.parameters import read_declaration, read_parameter

            declared = read_parameter(where, name, kind, EMPTY, *read_declaration(where, kind))
            if declared.collect is not None:
                raise RouteError(f"{where}: a path holds one value, not several")
            self.path.append(declared)
            self.readers[name] = _path_reader(declared)
        elif self._is_injected(wanted := _named_type(kind)):
            self._inject(where, name, wanted, kind)
        elif found := next(filter(self._is_injected, _types_in(kind)), None):
            raise RouteError(f"{where}: {found.__name__} is handed over as it is, not inside of {kind}")
        else:
            self._add_json_or_text(where, parameter)

    def _is_injected(self, kind: Any) -> bool:
        return kind in (SentFile, Response) or kind in self._made or (kind is not None and kind in self._services)

    def _inject(self, where: str, name: str, wanted: Any, kind: Any) -> None:
        if wanted is Response:
            raise RouteError(f"{where}: a handler returns a Response, it is not given one")
        if wanted is SentFile:
            if type(None) in _types_in(kind):
                raise RouteError(f"{where}: the file of a form cannot be left out")
            self._take_body(where)
            self.form = True
            self.readers[name] = _file_reader(self._operation.larger_files)
        elif wanted in self._made:
            self.takes_request |= wanted is Request
            self.readers[name] = self._made[wanted]
        else:
            self.used.add(wanted)
            self.service_types[name] = wanted

    def _add_json_or_text(self, where: str, parameter: inspect.Parameter) -> None:
        name, kind, default = parameter.name, parameter.annotation, parameter.default
        from backend.framework.binding.parameters import read_declaration, read_parameter

        adapter, node = read_declaration(where, kind, default)
        if node.is_object():
            from backend.framework.binding.bodies import read_body

            self._take_body(where)
            self.body = read_body(where, name, kind, adapter, default)
            self.readers[name] = self.body.read
            return
        declared = read_parameter(where, name, kind, default, adapter, node)
        if declared.wire_name in {each.wire_name for each in self.query}:
            raise RouteError(f"{where}: another query parameter is named {declared.wire_name}")
        self.query.append(declared)

    def _take_body(self, where: str) -> None:
        if self.body is not None or self.form:
            raise RouteError(f"{where} is a second body; a request has one")


def _signature(operation: Operation) -> inspect.Signature:
    try:
        handler = operation.handler
    except (ImportError, AttributeError) as error:
        raise RouteError(f"{operation.operation_id}: its handler cannot be imported: {error}") from error
    call = handler if inspect.isroutine(handler) else getattr(handler, "__call__", handler)  # noqa: B004 (its code)
    for kind in (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction):
        if kind(handler) or kind(call):
            raise RouteError(f"{operation.operation_id}: a handler is a plain function, neither async nor a generator")
    try:
        return inspect.signature(handler, eval_str=True)
    except Exception as error:
        raise RouteError(f"{operation.operation_id}: its signature cannot be read: {error}") from error


def _answer(operation: Operation, annotation: Any) -> tuple[Any, Write]:
    where = f"{operation.operation_id}: its answer"
    declared = Any if annotation is EMPTY else declared_answer(annotation)
    kind = NOTHING if declared is None else declared
    if operation.status == 204 and kind not in (Any, NOTHING):
        raise RouteError(f"{where} has content, which a 204 has not")
    try:
        return kind, compile_writer(NOTHING if operation.status == 204 else kind, operation.status, operation.job)
    except Exception as error:
        raise RouteError(f"{where}: pydantic cannot write {kind}: {str(error).splitlines()[0]}") from error


def _named_type(kind: Any) -> Any:
    """The class of `Clock`, `Annotated[Clock, ...]` and `Clock | None`; None for anything else."""
    if get_origin(kind) is Annotated:
        return _named_type(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        rest = [each for each in get_args(kind) if each is not type(None)]
        return _named_type(rest[0]) if len(rest) == 1 else None
    return kind if isinstance(kind, type) and get_origin(kind) is None else None


def _types_in(kind: Any) -> Iterable[type]:
    if isinstance(kind, type) and get_origin(kind) is None:
        yield kind
    arguments = get_args(kind)
    for each in arguments[:1] if get_origin(kind) is Annotated else arguments:
        yield from _types_in(each)


def _raised_by(kind: Any) -> Iterable[type[Exception]]:
    """The errors of `Raises` in an annotation, at any depth."""
    for each in get_args(kind):
        if isinstance(each, Raises):
            yield each.error
        else:
            yield from _raised_by(each)


def _file_reader(larger_files: str) -> FromRequest:
    return lambda request: file_of(request, larger_files)


def _path_reader(parameter: "Parameter") -> FromRequest:
    from backend.framework.binding.parameters import ParameterError

    def read(request: Request) -> Any:
        try:
            return parameter.read([request.path_parameters[parameter.name]])
        except ParameterError:
            raise HttpNotFound(f"There is no such {parameter.name.removesuffix('_id')}.") from None

    return read
