"""Operations and middleware put together: a function from Request to Response."""

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backend.framework.errors import (
    HttpError,
    HttpMethodNotAllowed,
    HttpNotFound,
    HttpUnauthorized,
)
from backend.framework.mcp.server import McpServer
from backend.framework.middleware.chain import Handler, Middleware, chain
from backend.framework.middleware.error_handler import PreparedError, Translate, error_handler, http_errors
from backend.framework.middleware.headers import preflight
from backend.framework.openapi.documents import Documents
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError
from backend.framework.routing.router import METHODS, RouteMatch, Router

if TYPE_CHECKING:
    from backend.framework.binding.signature import Binding, FromRequest, Provide
    from backend.framework.mcp.protocol import Endpoint
    from backend.framework.openapi.info import ApiInfo

NO_ROUTE = PreparedError(HttpNotFound("No route matches this path. See GET /."))
BUILT_IN: frozenset[type] = frozenset({Documents, McpServer})
"""Services that every application has."""
Serve = Callable[["Binding", Handler], Handler]
MakeEndpoint = Callable[["Sequence[Binding]", Handler], "Endpoint"]
NOT_MADE: "Mapping[type, FromRequest]" = {}


def no_info() -> "ApiInfo":
    from backend.framework.openapi.info import ApiInfo

    return ApiInfo()


def no_services(kind: type) -> Any:
    raise LookupError(f"nothing provides {kind.__name__}")


def refuse_unknown_caller(_: Request) -> HttpError:
    return HttpUnauthorized("Sign in and send the token in the Authorization header.")


class _Services(dict[type, Any]):
    """Services by type, each asked for once: when a handler first needs it."""

    def __init__(self, provide: "Provide", built_in: Mapping[type, Any]) -> None:
        super().__init__(built_in)
        self._provide = provide

    def __missing__(self, kind: type) -> Any:
        made = self[kind] = self._provide(kind)
        return made


class _Bindings(dict[str, "Binding"]):
    """Bindings by operation id, each made when it is first needed."""

    def __init__(self, operations: Sequence[Operation], bind: "Callable[[Operation], Binding]") -> None:
        super().__init__()
        self._operations = {each.operation_id: each for each in operations}
        self._bind = bind

    def __missing__(self, operation_id: str) -> "Binding":
        made = self[operation_id] = self._bind(self._operations[operation_id])
        return made

    def make_all(self) -> "tuple[Binding, ...]":
        """In the order of the operations."""
        return tuple(self[each] for each in self._operations)


class _Calls(dict[str, Handler]):
    """What answers a request for an operation, by the operation's id; compiled when it is first asked for."""

    def __init__(self, compile_operation: "Callable[[str], Handler]") -> None:
        super().__init__()
        self._compile = compile_operation

    def __missing__(self, operation_id: str) -> Handler:
        made = self[operation_id] = self._compile(operation_id)
        return made


class Application:
    """The whole API, without its front. `RouteError` for operations that cannot be served."""

    def __init__(
        self,
        operations: Sequence[Operation],
        *,
        info: "Callable[[], ApiInfo]" = no_info,
        services: Container[type] = (),
        provide: "Provide" = no_services,
        from_request: "Mapping[type, FromRequest]" = NOT_MADE,
        middleware: Sequence[Middleware] | None = None,
        translate: Translate = http_errors,
        unauthorized: Callable[[Request], HttpError] = refuse_unknown_caller,
        serve: Serve | None = None,
        make_endpoint: MakeEndpoint | None = None,
        check: bool = True,
    ) -> None:
        """`services` are the types that `provide` gives, and `from_request` says how a type is made of a request.

        `middleware` wraps the handling of all requests; by default it turns errors into answers. `unauthorized` makes
        the error for a caller who is not known, `serve` is asked once for each operation what stands around its call,
        `make_endpoint` puts the tools together.

        `check` reads every handler and builds document and tools once, so that what cannot be served, described or be
        a tool fails here. A service that starts often leaves it to a test: then a handler that is given as a `Lazy` is
        imported at its first request.
        """
        self._services = services
        self._from_request = from_request
        self._bindings = _Bindings(operations, self._bind)
        self._calls = _Calls(self._compile)
        self._info = info
        self.documents = Documents(self._bindings.make_all, info)
        call = error_handler(translate)(self._dispatch)
        make = make_endpoint or _plain_endpoint(info)
        self.mcp = McpServer(lambda: make(self.bindings, call))
        built_in = {Documents: self.documents, McpServer: self.mcp}
        self.provide: Provide = _Services(provide, built_in).__getitem__
        """The service of a type."""
        self._unauthorized = unauthorized
        self._serve = serve
        self._router = Router(operations)
        self.answer: Handler = chain(self._dispatch, [error_handler(translate)] if middleware is None else middleware)

        if check:
            self.check()

    @property
    def bindings(self) -> "tuple[Binding, ...]":
        """All operations, each with what its handler's signature says."""
        return self._bindings.make_all()

    def check(self) -> None:
        """`RouteError` for an operation that cannot be served, described, or be a tool."""
        from backend.framework.openapi.document import check

        for operation in self._router.operations:
            if operation.idempotent and self._serve is None:
                raise RouteError(f"{operation.operation_id}: it is idempotent, and no `serve` keeps its answers")
        info = self._info()
        for binding in self.bindings:
            check(binding, info)
        self.documents.openapi("full", "http://localhost")
        self.mcp.prepare()

    def __call__(self, request: Request) -> Response:
        return self.answer(request)

    def _bind(self, operation: Operation) -> "Binding":
        from backend.framework.binding.signature import bind

        return bind(operation, AnyOf(BUILT_IN, self._services), self._from_request)

    def _compile(self, operation_id: str) -> Handler:
        """Everything that an operation's requests have in common is decided here."""
        binding = self._bindings[operation_id]
        call = binding.compile(self.provide)
        return call if self._serve is None else self._serve(binding, call)

    def _dispatch(self, request: Request) -> Response:
        if request.body_error is not None:
            raise request.body_error
        found = self._router.match(request.method, request.path)
        if not isinstance(found, RouteMatch):
            return _refuse(request, None if found is None else found.allow)
        operation = found.operation
        request.context.operation_id = operation.operation_id
        if not operation.public and request.caller is None:
            raise self._unauthorized(request)
        if found.parameters:
            request.path_parameters = found.parameters
        return self._calls[operation.operation_id](request)


class AnyOf(Container[type]):
    """The types of two containers."""

    def __init__(self, first: Container[type], second: Container[type]) -> None:
        self._containers = (first, second)

    def __contains__(self, kind: object) -> bool:
        return any(kind in each for each in self._containers)


def _refuse(request: Request, allow: Sequence[str] | None) -> Response:
    """What is answered where there is no operation: `allow` are the methods of those at the path; None for none."""
    if allow is None:
        if request.method == "OPTIONS" and (request.path == "*" or _is_preflight(request)):
            return preflight(METHODS)  # a browser that is refused here reports CORS instead of the 404
        return NO_ROUTE.answer(request.request_id)
    if request.method == "OPTIONS":
        return preflight(allow)
    allowed = ", ".join(allow)
    raise HttpMethodNotAllowed(f"Method not allowed. Allowed: {allowed}.", headers={"Allow": allowed})


def _is_preflight(request: Request) -> bool:
    return "origin" in request.headers and "access-control-request-method" in request.headers


def _plain_endpoint(info: "Callable[[], ApiInfo]") -> MakeEndpoint:
    def make(bindings: "Sequence[Binding]", call: Handler) -> "Endpoint":
        from backend.framework.mcp.protocol import Endpoint
        from backend.framework.mcp.toolbox import tools_of

        told = info()
        about = {"name": told.title, "title": told.title, "version": told.version}
        return Endpoint(about, tools_of(bindings, call), instructions=told.description)

    return make
