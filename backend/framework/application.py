"""Operations and middleware put together: a function from Request to Response."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backend.framework.binding.signature import Binding, FromRequest, Provide, bind
from backend.framework.errors import (
    HttpError,
    HttpMethodNotAllowed,
    HttpNotFound,
    HttpUnauthorized,
)
from backend.framework.mcp.server import McpServer
from backend.framework.middleware.chain import Handler, Middleware, chain
from backend.framework.middleware.error_handler import Translate, error_handler, http_errors
from backend.framework.middleware.headers import preflight
from backend.framework.openapi.documents import Documents
from backend.framework.openapi.info import ApiInfo
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation, RouteError
from backend.framework.routing.router import METHODS, NotAllowed, Router

if TYPE_CHECKING:
    from backend.framework.mcp.protocol import Endpoint

BUILT_IN: frozenset[type] = frozenset({Documents, McpServer})
"""Services that every application has."""
Serve = Callable[[Request, Binding], Response]
MakeEndpoint = Callable[[Sequence[Binding], Handler], "Endpoint"]


def no_services(kind: type) -> Any:
    raise LookupError(f"nothing provides {kind.__name__}")


def refuse_unknown_caller(_: Request) -> HttpError:
    return HttpUnauthorized("Sign in and send the token in the Authorization header.")


class _Made(dict[type, Any]):
    """Services by type, each asked for once: when a handler first needs it."""

    def __init__(self, provide: Provide, built_in: Mapping[type, Any]) -> None:
        super().__init__(built_in)
        self._provide = provide

    def __missing__(self, kind: type) -> Any:
        made = self[kind] = self._provide(kind)
        return made


class Application:
    """The whole API, without its front. `RouteError` for operations that cannot be served."""

    def __init__(
        self,
        operations: Sequence[Operation],
        *,
        info: Callable[[], ApiInfo] = ApiInfo,
        services: Collection[type] = (),
        provide: Provide = no_services,
        from_request: Mapping[type, FromRequest] | None = None,
        middleware: Sequence[Middleware] | None = None,
        translate: Translate = http_errors,
        unauthorized: Callable[[Request], HttpError] = refuse_unknown_caller,
        serve: Serve | None = None,
        make_endpoint: MakeEndpoint | None = None,
        check: bool = True,
    ) -> None:
        """`services` are the types that `provide` gives, and `from_request` says how a type is made of a request.

        `middleware` stands around all requests, by default what turns errors into answers. `unauthorized` makes the
        error for a caller who is not known, `serve` calls a binding, `make_endpoint` puts the tools together.

        `check` builds document and tools once, so that what cannot be described or be a tool fails here. It takes some
        100 ms: a service that starts often leaves it to a test.
        """
        if serve is None and (unserved := [op.operation_id for op in operations if op.idempotent]):
            raise RouteError(f"{unserved[0]}: it is idempotent, and no `serve` keeps its answers")
        self.bindings = tuple(bind(op, BUILT_IN.union(services), from_request) for op in operations)
        self._info = info
        self.documents = Documents(self.bindings, info)
        call = error_handler(translate)(self._dispatch)
        make = make_endpoint or _plain_endpoint(info)
        self.mcp = McpServer(lambda: make(self.bindings, call))
        self.provide: Provide = _Made(provide, {Documents: self.documents, McpServer: self.mcp}).__getitem__
        """The service of a type."""
        self._unauthorized = unauthorized
        self._serve = serve or (lambda request, binding: binding(request, self.provide))
        self._router = Router(operations)
        self._bound: dict[str, Binding] = {b.operation.operation_id: b for b in self.bindings}
        self._handler = chain(self._dispatch, [error_handler(translate)] if middleware is None else middleware)

        if check:
            self._check()

    def _check(self) -> None:
        from backend.framework.openapi.document import check

        info = self._info()
        for binding in self.bindings:
            check(binding, info)
        self.documents.openapi("full", "http://localhost")
        self.mcp.prepare()

    def __call__(self, request: Request) -> Response:
        return self._handler(request)

    def _dispatch(self, request: Request) -> Response:
        if request.body_error is not None:
            raise request.body_error
        found = self._router.match(request.method, request.path)
        if found is None:
            if request.method == "OPTIONS" and (request.path == "*" or _is_preflight(request)):
                return preflight(METHODS)  # a browser that is refused here reports CORS instead of the 404
            raise HttpNotFound("No route matches this path. See GET /.")
        if isinstance(found, NotAllowed):
            if request.method == "OPTIONS":
                return preflight(found.allow)
            allow = ", ".join(found.allow)
            raise HttpMethodNotAllowed(f"Method not allowed. Allowed: {allow}.", headers={"Allow": allow})
        operation = found.operation
        request.context.operation_id = operation.operation_id
        if not operation.public and request.caller is None:
            raise self._unauthorized(request)
        return self._serve(request.with_(path_parameters=found.parameters), self._bound[operation.operation_id])


def _is_preflight(request: Request) -> bool:
    return "origin" in request.headers and "access-control-request-method" in request.headers


def _plain_endpoint(info: Callable[[], ApiInfo]) -> MakeEndpoint:
    def make(bindings: Sequence[Binding], call: Handler) -> "Endpoint":
        from backend.framework.mcp.protocol import Endpoint
        from backend.framework.mcp.toolbox import tools_of

        told = info()
        about = {"name": told.title, "title": told.title, "version": told.version}
        return Endpoint(about, tools_of(bindings, call), instructions=told.description)

    return make
