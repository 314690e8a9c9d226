"""How a request finds its operation.

The router receives two strings and knows nothing of AWS. Exact paths are found in a dictionary; templates by walking a
tree of path segments. Either costs the same with ten routes as with ten thousand.
"""

from collections.abc import Iterable, Mapping

from backend.framework.routing.operation import Operation, RouteError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NO_PARAMETERS: Mapping[str, str] = {}
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz_")
_NAME = _LETTERS | frozenset("0123456789")
_LITERAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-")
_HEXADECIMAL = frozenset("0123456789ABCDEFabcdef")


class RouteMatch:
    """An operation, and the text of its path parameters."""

    __slots__ = ("operation", "parameters")

    def __init__(self, operation: Operation, parameters: Mapping[str, str]) -> None:
        self.operation = operation
        self.parameters = parameters


class NotAllowed:
    """There is no operation for the method, but there are for others."""

    __slots__ = ("allow",)

    def __init__(self, allow: tuple[str, ...]) -> None:
        self.allow = allow


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
        self._exact: dict[str, dict[str, RouteMatch]] = {}
        self._root = _Node()
        ids: set[str] = set()
        for op in self.operations:
            if op.operation_id in ids:
                raise RouteError(f"two operations are named {op.operation_id}")
            ids.add(op.operation_id)
            self._add(op)

    def match(self, method: str, path: str) -> RouteMatch | NotAllowed | None:
        """`match("GET", "/products/a%20b")` -> a match with {"product_id": "a b"}; None where nothing is at the path.

        HEAD is answered by the operation of GET. A path with a broken percent-encoding matches nothing.
        """
        matches = self._exact.get(path)
        if matches is not None:
            return matches.get(method) or (matches.get("GET") if method == "HEAD" else None) or _refuse(matches)
        values: list[str] = []
        node = _walk(self._root, path.split("/"), 1, values)
        if node is None:
            return None
        if "%" in path:
            try:
                values = [_decode(value) for value in values]
            except ValueError:
                return None
        methods = node.methods
        op = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
        return _refuse(methods) if op is None else RouteMatch(op, dict(zip(node.names, values, strict=True)))

    def _add(self, op: Operation) -> None:
        if op.method not in METHODS:
            raise RouteError(f"{op.method} {op.path}: not an HTTP method that can be routed")
        names = _read_template(op)
        if names:
            methods = self._methods_at(op, names)
            registered = op.method in methods
            methods[op.method] = op
        else:
            matches = self._exact.setdefault(op.path, {})
            registered = op.method in matches
            matches[op.method] = RouteMatch(op, NO_PARAMETERS)
        if registered:
            raise RouteError(f"{op.method} {op.path} is registered twice")

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
    for part in value.split("%")[1:]:
        if not _HEXADECIMAL.issuperset(part[:2]) or len(part) < 2:
            raise ValueError("a percent sign that encodes nothing")
    from urllib.parse import unquote_to_bytes  # few paths have any

    return unquote_to_bytes(value).decode()


def _read_template(op: Operation) -> tuple[str, ...]:
    """The names of its parameters: `/products/{product_id}` -> ("product_id",).

    Requests come without a slash at the end, so a path with one, or with an empty segment, would never be asked.
    """
    start, *segments = op.path.split("/")
    if start or not segments or (op.path != "/" and not all(segments)):
        raise RouteError(f"{op.operation_id}: {op.path!r} must start with /, and have no empty segment")
    names = [segment[1:-1] for segment in segments if _is_parameter(segment)]
    if len(names) + sum(map(_LITERAL.issuperset, segments)) != len(segments):
        wrong = next(each for each in segments if not _is_parameter(each) and not _LITERAL.issuperset(each))
        allowed = "letters, digits, . _ ~ - or {name}"
        raise RouteError(f"{op.operation_id}: {op.path!r}: {wrong!r} is no segment: {allowed}")
    return tuple(names)


def _is_parameter(segment: str) -> bool:
    name = segment[1:-1]
    return f"{{{name}}}" == segment and name[:1] in _LETTERS and _NAME.issuperset(name)


def _descend(node: _Node, segment: str) -> _Node:
    if segment[0] == "{":
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


def _refuse(methods: Iterable[str]) -> NotAllowed:
    allowed = {*methods, "OPTIONS"}
    if "GET" in allowed:
        allowed.add("HEAD")
    return NotAllowed(tuple(m for m in METHODS if m in allowed))
