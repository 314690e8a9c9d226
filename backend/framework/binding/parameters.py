"""A parameter in a path or a query: what its annotation says, and how its text is read."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from backend.framework.binding.core import Node, core_of, make_adapter
from backend.framework.binding.problems import Problem, problem, shorten, unprocessable
from backend.framework.binding.text import Read, reader_of
from backend.framework.routing.operation import RouteError

_CONSTANT = (type(None), bool, int, float, str, bytes)
"""Types of defaults that every call may share."""
_COLLECTIONS: dict[str, Callable[[list[Any]], Any]] = {"list": list, "set": set, "frozenset": frozenset, "tuple": tuple}


class Parameter:
    """A parameter in a path or a query."""

    __slots__ = ("_constant", "adapter", "collect", "field", "name", "read_item", "required", "wire_name")

    def __init__(
        self,
        name: str,
        wire_name: str,
        adapter: TypeAdapter[Any],
        read_item: Read,
        collect: Callable[[list[Any]], Any] | None,
        field: FieldInfo,
    ) -> None:
        self.name = name
        """Of the handler's argument."""
        self.wire_name = wire_name
        """In the URL: its alias, if it has one."""
        self.adapter = adapter
        self.read_item = read_item
        self.collect = collect
        """Makes the declared collection of what is given repeatedly; None for a parameter that is given once."""
        self.field = field
        self.required = field.is_required()
        self._constant: tuple[Any, ...] = ()
        if not self.required and isinstance(field.default, _CONSTANT):
            self._constant = (field.default,)

    def default(self) -> Any:
        if self._constant:
            return self._constant[0]
        return self.field.get_default(call_default_factory=True, validated_data={})

    def read(self, given: Sequence[str]) -> Any:
        """The value of what was given at least once; `ParameterError` for what breaks a rule."""
        if self.collect is None and len(given) > 1:
            raise ParameterError([problem("query", self.wire_name, "given more than once")])
        items, problems = [], []
        for at, text in enumerate(given):
            try:
                items.append(self.read_item(text))
            except ValueError as error:
                problems.append(problem("query", self._name_of(at), str(error)))
        if problems:
            raise ParameterError(problems)
        try:
            given_value = items[0] if self.collect is None else self.collect(items)
            return self.adapter.validator.validate_python(given_value, strict=True)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False, include_context=False)
            named = [(".".join(map(str, (self.wire_name, *each["loc"]))), each["msg"]) for each in found]
            raise ParameterError([problem("query", name, message) for name, message in named]) from None

    def _name_of(self, at: int) -> str:
        return self.wire_name if self.collect is None else f"{self.wire_name}.{at}"


class ParameterError(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def read_declaration(where: str, kind: Any, default: Any = inspect.Parameter.empty) -> tuple[TypeAdapter[Any], Node]:
    """What pydantic makes of it. `where` begins the message of the `RouteError` for what it cannot read."""
    try:
        adapter = make_adapter(Annotated[kind, default] if isinstance(default, FieldInfo) else kind)
        return adapter, core_of(adapter)
    except Exception as error:
        raise RouteError(f"{where}: pydantic cannot read {kind}: {_first_line(error)}") from error


def read_parameter(where: str, name: str, kind: Any, default: Any, adapter: TypeAdapter[Any], node: Node) -> Parameter:
    """`RouteError` for a declaration that no text can satisfy."""
    plain = default is inspect.Parameter.empty
    field = FieldInfo.from_annotation(kind) if plain else FieldInfo.from_annotated_attribute(kind, default)
    collection = node.is_collection()
    read_item = reader_of(node.items()[0] if collection else node)
    if read_item is None:
        raise RouteError(f"{where}: {kind} is neither a value in a URL nor a JSON body")
    alias = field.validation_alias or field.alias or name
    if not isinstance(alias, str):
        raise RouteError(f"{where}: a parameter has one alias, which is text")
    parameter = Parameter(name, alias, adapter, read_item, _COLLECTIONS[node.type] if collection else None, field)
    if not parameter.required:
        check_default(where, adapter, parameter.default)
    return parameter


def check_default(where: str, adapter: TypeAdapter[Any], default: Callable[[], Any]) -> None:
    """`RouteError` for a default that no caller could have sent."""
    try:
        adapter.validate_python(default(), strict=True)
    except Exception as error:
        raise RouteError(f"{where}: its default does not fit its annotation: {_first_line(error)}") from error


def read_query(parameters: Sequence[Parameter], query: Mapping[str, list[str]]) -> dict[str, Any]:
    """Argument name -> value. `HttpUnprocessable` names all parameters that break a rule or are unknown."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for parameter in parameters:
        given = query.get(parameter.wire_name)
        if given:
            try:
                values[parameter.name] = parameter.read(given)
            except ParameterError as error:
                problems += error.problems
        elif parameter.required:
            problems.append(problem("query", parameter.wire_name, "Field required"))
        else:
            values[parameter.name] = parameter.default()
    if query:
        known = {parameter.wire_name for parameter in parameters}
        problems += [problem("query", shorten(name), "unknown parameter") for name in query if name not in known]
    if problems:
        raise unprocessable(problems)
    return values


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
