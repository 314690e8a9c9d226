"""How a request finds its operation.

The router receives two strings and knows nothing of AWS. Exact paths are found in a dictionary; templates by walking a
tree of path segments. Either costs the same with ten routes as with ten thousand.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from backend.framework.routing.operation import Operation, RouteError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LITERAL = re.compile(r"[A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class RouteMatch:
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

    def match(self, method: str, path: str) -> RouteMatch | NotAllowed | None:
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
            decoded = [_decode(value) for value in values]
        except ValueError:
            return None
        return _choose(node.methods, method, dict(zip(node.names, decoded, strict=True)))

    def _add(self, op: Operation) -> None:
        if op.method not in METHODS:
            raise RouteError(f"{op.method} {op.path}: not an HTTP method that can be routed")
        _check_path(op)
        names = tuple(_PARAMETER.findall(op.path))
        methods = self._methods_at(op, names) if names else self._exact.setdefault(op.path, {})
        if op.method in methods:
            raise RouteError(f"{op.method} {op.path} is registered twice")
        methods[op.method] = op

    def _methods_at(self, op: Operation, names: tuple[str, ...]) -> dict[str, Operation]:
        node = self._root
        for segment in op.path.split("/")[1:]:
            node = _descend(node, segment)
        if node.methods and node.names != names:
            other = next(iter(node.methods.values()))
            raise RouteError(f"{op.path} and {other.path} match the same paths; name their parameters alike")
        if len(set(names)) != len(names):
            raise RouteError(f"{op.path} has a parameter twice")
        node.names = names
        return node.methods


def _decode(value: str) -> str:
    """`a%20b` -> `a b`. A ValueError for an encoding that is broken, or is of no text."""
    if "%" not in value:
        return value
    if _BROKEN.search(value):
        raise ValueError("a percent sign that encodes nothing")
    return unquote_to_bytes(value).decode()


def _check_path(op: Operation) -> None:
    """Requests come without a slash at the end, so a path with one, or with an empty segment, would never be asked."""
    start, *segments = op.path.split("/")
    if start or not segments or (op.path != "/" and not all(segments)):
        raise RouteError(f"{op.operation_id}: {op.path!r} must start with /, and have no empty segment")
    if wrong := [each for each in segments if not _LITERAL.fullmatch(each) and not _PARAMETER.fullmatch(each)]:
        allowed = "letters, digits, . _ ~ - or {name}"
        raise RouteError(f"{op.operation_id}: {op.path!r}: {wrong[0]!r} is no segment: {allowed}")


def _descend(node: _Node, segment: str) -> _Node:
    if _PARAMETER.fullmatch(segment):
        if node.parameter is None:
            node.parameter = _Node()
        return node.parameter
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


def _choose(methods: Mapping[str, Operation], method: str, parameters: Mapping[str, str]) -> RouteMatch | NotAllowed:
    op = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
    if op is not None:
        return RouteMatch(op, parameters)
    allowed = set(methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    return NotAllowed(tuple(m for m in METHODS if m in allowed))
