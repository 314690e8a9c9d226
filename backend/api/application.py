"""Operations and middleware put together: a function from Request to Response."""

import logging
from collections.abc import Sequence
from typing import Any

from backend.api.agents import Agents
from backend.api.binding import Binding, bind
from backend.api.documents import Documents
from backend.api.messages import Request, Response
from backend.api.middleware.caller import identify, sign_in
from backend.api.middleware.chain import Handler, chained
from backend.api.middleware.error_handler import error_handler
from backend.api.middleware.headers import headers, preflight
from backend.api.middleware.idempotency import once
from backend.api.middleware.logging import log_requests
from backend.api.middleware.rate_limit import rate_limited
from backend.api.router import METHODS, NotAllowed, Operation, Router
from backend.forge.budget import ANSWER, CLOSING
from backend.forge.clients.tokens import bare_token
from backend.forge.errors import MethodNotAllowed, NotFound, Unauthorized
from backend.forge.ids import new_work
from backend.forge.services import PROVIDED, Services

log = logging.getLogger(__name__)

SERVICES: frozenset[type] = frozenset({*PROVIDED, Documents, Agents})
"""What a handler can ask for by type."""


class Application:
    """The whole API, without its front."""

    def __init__(self, services: Services, operations: Sequence[Operation]) -> None:
        self.bindings = tuple(bind(op, SERVICES) for op in operations)
        self.documents = Documents(self.bindings)
        self.agents = Agents(self.bindings, error_handler(self._dispatch), self._provide)
        self._services = services
        self._router = Router(operations)
        self._bound: dict[str, Binding] = {b.operation.operation_id: b for b in self.bindings}
        settings = services.settings
        if settings.auth_bypass:
            log.warning("AUTH_BYPASS is on: requests without a token are let in", extra={"stage": settings.stage})
        self._handler: Handler = chained(
            self._dispatch,
            [
                headers(settings.cors_origins),
                log_requests(stage=settings.stage, tracer=services.tracer, prices=settings.prices),
                error_handler,
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

    def __call__(self, request: Request) -> Response:
        """Handlers get less time than the calls that write down how it ended; see `budget`."""
        budget = request.budget.reserve(ANSWER)
        with budget.active():
            return self._handler(request.with_(budget=budget.reserve(CLOSING)))

    def _dispatch(self, request: Request) -> Response:
        if request.broken is not None:
            raise request.broken
        found = self._router.match(request.method, request.path)
        if found is None:
            if request.method == "OPTIONS" and request.path == "*":
                return preflight(METHODS)
            raise NotFound("There is nothing at this path. GET / tells where to look.")
        if isinstance(found, NotAllowed):
            if request.method == "OPTIONS":
                return preflight(found.allow)
            allow = ", ".join(found.allow)
            raise MethodNotAllowed(f"This path takes {allow}.", headers={"Allow": allow})
        operation = found.operation
        request.notes["operation"] = operation.operation_id
        if not operation.public and request.caller is None:
            asked = "Sign in and send the IdToken in the Authorization header."
            sent = bare_token(request.headers.get("authorization", ""))
            raise Unauthorized(asked, headers=sign_in(request.base_url, refused=bool(sent)))
        if request.caller is not None:
            request.notes["meter"].account = self._services.text_allowance.account(request.caller.user_id)
        request = request.with_(path_parameters=found.parameters, work=new_work())
        binding = self._bound[operation.operation_id]
        if not operation.idempotent:
            return binding(request, self._provide)
        return once(
            request,
            operation.operation_id,
            store=lambda: self._services.idempotency,
            carry_out=lambda claimed: binding(claimed, self._provide),
            renew=self._services.renewal,
        )

    def _provide(self, kind: type) -> Any:
        if kind is Documents:
            return self.documents
        return self.agents if kind is Agents else self._services.provide(kind)
