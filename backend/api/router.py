"""Operations and how a request finds its own.

The router receives two strings and knows nothing of AWS. Exact paths are found in a dictionary; templates by walking a
tree of path segments. Either costs the same with ten routes as with ten thousand.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_to_bytes

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LITERAL = re.compile(r"[A-Za-z0-9._~-]*")


class RouteError(ValueError):
    """An operation that cannot be registered. Raised while the application is put together, never while it serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """How agents get an operation, beyond what its signature says. A tool gives a part of what the operation gives."""

    name: str = ""
    """By default the name of the handler."""
    about: str = ""
    """When to use it, what it gives and what comes next; by default the operation's description."""
    keep: tuple[str, ...] = ()
    """Of the answer what an agent needs, as dotted names such as `items.product.title`; all when there are none."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Arguments that are sent when the agent leaves them out."""
    hide: tuple[str, ...] = ()
    """Arguments that agents are not offered."""
    job: bool = False
    """What it gives is a job, and its end is waited for."""
    picture: bool = False
    """Shows the picture that was made, if it is small."""
    read_only: bool | None = None
    """Changes nothing; by default that is what GET does."""
    open_world: bool = False
    """Reaches beyond this service: to an address that the agent names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a caller can ask for. REST, OpenAPI and MCP all follow from it."""

    method: str
    path: str
    """A template such as `/products/{product_id}`."""
    handler: Callable[..., Any]
    operation_id: str
    summary: str
    description: str
    tag: str
    status: int = 200
    public: bool = False
    tokens: bool = False
    """Takes access tokens as well as IdTokens, so no Cognito authorizer stands before it and we verify them."""
    tool: Tool | None = None
    """Agents get it by MCP as well."""
    documented: bool = True
    """Stands in the OpenAPI documents."""
    idempotent: bool = False
    """Takes an `Idempotency-Key`."""
    job: type[Any] | None = None
    """The model of the 202 that it answers with when `Prefer: respond-async` is sent."""
    counted_by: str = ""
    """A field of the body that names who signs in; calls are limited by it as well as by address."""
    generation: bool = False
    """Counts against the caller's daily allowance."""
    errors: tuple[int, ...] = ()
    """Statuses it can answer with besides those that every operation shares."""
    media_type: str = "application/json"
    """What it answers with when all goes well."""
    events: str = ""
    """The server-sent events that it answers with instead where the caller accepts them; empty where there are none."""
    page_reads: frozenset[str] = frozenset()
    """Query parameters that are let through for the page that is answered with, and are none of the API's."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Parameters that the signature does not show; see `mock_handler.py`."""


def operation(
    method: str, path: str, handler: Callable[..., Any], *, summary: str, tag: str, **facts: Any
) -> Operation:
    """An `Operation` whose id and description come from the handler's name and docstring.

    `operation("GET", "/products", list_products, ...)` has the id `listProducts`; with `tool=True` its tool is named
    `list_products`.
    """
    name = facts.pop("name", handler.__name__)
    if facts.get("tool"):
        given = facts["tool"] if isinstance(facts["tool"], Tool) else Tool()
        facts["tool"] = replace(given, name=given.name or name)
    head, *tail = name.split("_")
    description = facts.pop("description", None) or " ".join((handler.__doc__ or summary).split())
    return Operation(
        method=method,
        path=path,
        handler=handler,
        operation_id=head + "".join(word.title() for word in tail),
        summary=summary,
        description=description,
        tag=tag,
        **facts,
    )


@dataclass(frozen=True, slots=True)
class Hit:
    operation: Operation
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotAllowed:
    allow: tuple[str, ...]


class _Node:
    """A segment of the templates: literal children by text, at most one child that is a parameter."""

    __slots__ = ("literals", "methods", "names", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, Operation] = {}
        self.names: tuple[str, ...] = ()


class Router:
    """Finds the operation for a method and a path.

    Raises `RouteError` for a template it cannot read, for an operation that stands twice, and for two templates that
    differ only in the names of their parameters.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations: tuple[Operation, ...] = tuple(operations)
        self._exact: dict[str, dict[str, Operation]] = {}
        self._root = _Node()
        ids: set[str] = set()
        for op in self.operations:
            if op.operation_id in ids:
                raise RouteError(f"two operations are named {op.operation_id}")
            ids.add(op.operation_id)
            self._add(op)

    def match(self, method: str, path: str) -> Hit | NotAllowed | None:
        """`match("GET", "/products/a%20b")` -> a hit with {"product_id": "a b"}; None where nothing is at the path.

        HEAD is answered by the operation of GET. A path with a broken percent-encoding matches nothing.
        """
        methods = self._exact.get(path)
        if methods is not None:
            return _choose(methods, method, {})
        values: list[str] = []
        node = _walk(self._root, path.split("/")[1:], 0, values)
        if node is None:
            return None
        try:
            decoded = [_decoded(value) for value in values]
        except ValueError:
            return None
        return _choose(node.methods, method, dict(zip(node.names, decoded, strict=True)))

    def _add(self, op: Operation) -> None:
        if op.method not in METHODS:
            raise RouteError(f"{op.method} {op.path}: not an HTTP method that can be routed")
        names = tuple(_PARAMETER.findall(op.path))
        methods = self._methods_at(op, names) if names else self._exact.setdefault(_literal_path(op), {})
        if op.method in methods:
            raise RouteError(f"{op.method} {op.path} is registered twice")
        methods[op.method] = op

    def _methods_at(self, op: Operation, names: tuple[str, ...]) -> dict[str, Operation]:
        node = self._root
        for segment in op.path.split("/")[1:]:
            node = _descend(node, segment, op)
        if node.methods and node.names != names:
            other = next(iter(node.methods.values()))
            raise RouteError(f"{op.path} and {other.path} match the same paths; name their parameters alike")
        if len(set(names)) != len(names):
            raise RouteError(f"{op.path} has a parameter twice")
        node.names = names
        return node.methods


def _decoded(value: str) -> str:
    """`a%20b` -> `a b`. A ValueError for an encoding that is broken, or is of no text."""
    if "%" not in value:
        return value
    if _BROKEN.search(value):
        raise ValueError("a percent sign that encodes nothing")
    return unquote_to_bytes(value).decode()


def _literal_path(op: Operation) -> str:
    if not op.path.startswith("/") or not all(_LITERAL.fullmatch(s) for s in op.path.split("/")[1:]):
        raise RouteError(f"{op.path!r}: a path starts with / and its segments are letters, digits, . _ ~ - or {{name}}")
    return op.path


def _descend(node: _Node, segment: str, op: Operation) -> _Node:
    if _PARAMETER.fullmatch(segment):
        if node.parameter is None:
            node.parameter = _Node()
        return node.parameter
    if not _LITERAL.fullmatch(segment):
        raise RouteError(f"{op.path!r}: {segment!r} is neither a literal segment nor {{name}}")
    return node.literals.setdefault(segment, _Node())


def _walk(node: _Node, segments: list[str], at: int, values: list[str]) -> _Node | None:
    """The node for `segments[at:]`, literal segments first; fills `values` with those under parameters."""
    if at == len(segments):
        return node if node.methods else None
    child = node.literals.get(segments[at])
    if child is not None and (found := _walk(child, segments, at + 1, values)) is not None:
        return found
    if node.parameter is None or not segments[at]:
        return None
    values.append(segments[at])
    found = _walk(node.parameter, segments, at + 1, values)
    if found is None:
        values.pop()
    return found


def _choose(methods: Mapping[str, Operation], method: str, parameters: Mapping[str, str]) -> Hit | NotAllowed:
    op = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
    if op is not None:
        return Hit(op, parameters)
    allowed = set(methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    return NotAllowed(tuple(m for m in METHODS if m in allowed))
