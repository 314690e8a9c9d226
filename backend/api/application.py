"""Our operations, services and middleware put together: a function from Request to Response."""

import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend.api.middleware.caller import identify, sign_in
from backend.api.middleware.logging import log_requests
from backend.api.middleware.rate_limit import READING, rate_limited
from backend.bootstrap.services import ProvidedTypes, Services
from backend.domain.identity.caller import Caller, bare_token
from backend.domain.shared.budget import ANSWER, CLOSING, Budget, reserve
from backend.domain.shared.ids import new_work
from backend.domain.shared.meter import Meter
from backend.framework.application import BUILT_IN, AnyOf
from backend.framework.application import Application as WebApplication
from backend.framework.errors import HttpError, HttpUnauthorized
from backend.framework.lazy import LazyModule
from backend.framework.middleware.chain import Handler
from backend.framework.middleware.error_handler import error_handler
from backend.framework.middleware.headers import headers
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation

if TYPE_CHECKING:
    from backend.framework.binding.signature import Binding, FromRequest
    from backend.framework.mcp.protocol import Endpoint
    from backend.framework.openapi.info import ApiInfo

log = logging.getLogger(__name__)

_TRANSLATE = LazyModule("backend.api.errors").http_error
FROM_REQUEST: "dict[type, FromRequest]" = {
    Caller: lambda request: request.caller,
    Meter: lambda request: request.context.get(Meter),
}


def bind_operation(operation: Operation) -> "Binding":
    """An operation with what its handler's signature says. `RouteError` for one that cannot be served."""
    from backend.framework.binding.signature import bind

    return bind(operation, AnyOf(BUILT_IN, ProvidedTypes()), FROM_REQUEST)


def check_operations(operations: Sequence[Operation]) -> None:
    """`RouteError` for one that cannot be served, described, or be a tool. Tests and the build of the zip call it: no
    cold start has the time."""

    WebApplication(
        operations, info=describe, services=ProvidedTypes(), from_request=FROM_REQUEST, serve=lambda _, call: call
    )


def http_error(error: Exception, request: Request) -> HttpError | None:
    """See `backend.api.errors`, which is imported at the first error."""
    return _TRANSLATE.get()(error, request)  # type: ignore[no-any-return]


def describe() -> "ApiInfo":
    from backend.api.document_texts import api_info

    return api_info()


class ApiApplication:
    """The whole API, without its front."""

    def __init__(self, services: Services, operations: Sequence[Operation]) -> None:
        self._services = services
        settings = services.settings
        if settings.auth_bypass:
            log.warning("AUTH_BYPASS is on: requests without a token are accepted", extra={"stage": settings.stage})
        self._web = web = WebApplication(
            operations,
            info=describe,
            services=ProvidedTypes(),
            provide=lambda kind: services.provide(kind),
            from_request=FROM_REQUEST,
            translate=http_error,
            unauthorized=_require_sign_in,
            serve=self._serve,
            check=False,  # tests do; each cold start would pay for it
            make_endpoint=self._make_endpoint,
            middleware=[
                headers(settings.cors_origins),
                log_requests(stage=settings.stage, tracer=services.tracer, prices=settings.prices),
                error_handler(http_error),
                identify(
                    client_id=settings.client_id,
                    bypass=settings.auth_bypass,
                    tokens=lambda: services.tokens,
                    token_paths=frozenset(op.path for op in operations if op.tokens),
                ),
                rate_limited(
                    lambda: services.rate_limit, {op.path: op.counted_by for op in operations if op.counted_by}
                ),
            ],
        )

        self._answer = web.answer

    def load(self) -> None:
        """Imports every handler and builds document and tools: ahead of a snapshot, where nobody waits."""
        self._web.check()

    def __call__(self, request: Request) -> Response:
        return self.answer(request)

    def answer(self, request: Request) -> Response:
        """Handlers get less time than the calls that write down how it ended; see `budget`."""
        now = time.monotonic()
        ends_at = reserve(request.ends_at, ANSWER, now)
        request.ends_at = reserve(ends_at, CLOSING, now)
        return Budget(ends_at).run(self._answer, request)

    def _make_endpoint(self, bindings: "Sequence[Binding]", call: Handler) -> "Endpoint":
        from backend.api.agents import make_endpoint

        return make_endpoint(bindings, call, self._services.provide)

    def _serve(self, binding: "Binding", call: Handler) -> Handler:
        """What stands around the call of an operation: nothing around one that only reads."""
        operation, services = binding.operation, self._services
        if operation.method in READING:
            return call

        carry_out = self._keep_answers(operation.operation_id, call) if operation.idempotent else call

        def serve(request: Request) -> Response:
            if request.caller is not None:
                request.context.get(Meter).account = services.text_allowance.account(request.caller.user_id)
            request.work = new_work()
            return carry_out(request)

        return serve

    def _keep_answers(self, operation_id: str, call: Handler) -> Handler:
        from backend.api.middleware.idempotency import once

        def carry_out_once(request: Request) -> Response:
            services = self._services
            return once(
                request, operation_id, store=lambda: services.idempotency, carry_out=call, renew=services.renewal
            )

        return carry_out_once


def _require_sign_in(request: Request) -> HttpError:
    sent = bare_token(request.headers.get("authorization", ""))
    asked = "Sign in and send the IdToken in the Authorization header."
    return HttpUnauthorized(asked, headers=sign_in(request.base_url, refused=bool(sent)))
