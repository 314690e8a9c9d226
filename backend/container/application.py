"""The front of the container image: the very application of the Lambda, as ASGI, in one process with threads."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from backend.api.application import ApiApplication
from backend.api.errors import http_error, refuse_token
from backend.api.middleware.caller import TEST_USER, own_resources, sign_in
from backend.api.middleware.logging import log_requests
from backend.api.routes import select_operations
from backend.bootstrap.services import Services
from backend.container.asgi_request import (
    BODY_BYTES,
    CallerGone,
    Receive,
    RequestFactory,
    Scope,
    Send,
    body_of,
    has_ambiguous_length,
    large_body_bytes,
)
from backend.container.limits import ArrivingBodies, ConcurrencyQuota, FrontLimits
from backend.container.refusals import AmbiguousLength, BodyTooSlow, WorkTooSlow
from backend.domain.identity.caller import ACCESS, ID
from backend.domain.shared.budget import ANSWER, Budget
from backend.domain.shared.errors import DreamForgeError, Unauthorized
from backend.framework.errors import HttpError
from backend.framework.middleware.chain import chain
from backend.framework.middleware.error_handler import error_handler
from backend.framework.middleware.headers import headers
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.routing.operation import Operation
from backend.framework.routing.router import RouteMatch, Router
from backend.framework.stream import Stream

SECONDS = 29.0
"""What a request may take until its answer begins: as long as API Gateway waits."""
THREADS = 32
"""As many as each client of AWS has connections."""
UNKNOWN_THREADS = 8
"""For requests of unknown callers, so that they leave the others theirs."""
TOKEN_THREADS = 4
_WITHOUT_BODY = {204, 304}
_LIVENESS = {("GET", "/ping"), ("HEAD", "/ping")}


@dataclass(frozen=True, slots=True)
class _CallerGroup:
    """Callers who share limits and threads: those who are known by their token, or those who are not."""

    quota: ConcurrencyQuota
    arriving: ArrivingBodies
    threads: Executor
    body_bytes: int
    body_seconds: float


class AsgiApp:
    """An ASGI application. Each request is handled by a thread; events are sent as they are made.

    Each request brings a token, which is verified here: no proxy has to be trusted. It is verified
    before the body is read; where there is none, only an operation that needs none has its body read at all.
    """

    def __init__(
        self, services: Services, *, public_url: str | None, seconds: float = SECONDS, limits: FrontLimits | None = None
    ) -> None:
        """`public_url`: see `RequestFactory`."""
        settings = services.settings
        in_lambda = settings.function_name is not None
        self._services = services
        self._arrivals = RequestFactory(public_url=public_url, in_lambda=in_lambda, seconds=seconds)
        operations = select_operations(openapi_public=settings.openapi_public)
        self._application = ApiApplication(services, operations)
        self._refusing = chain(
            _raise_body_error,
            [
                headers(settings.cors_origins),
                log_requests(stage=settings.stage, tracer=services.tracer, prices=settings.prices),
                error_handler(http_error),
            ],
        )
        self._router = Router(operations)
        limits = limits or FrontLimits()
        self._memory = ConcurrencyQuota(limits.body_bytes, limits.body_bytes_each)
        self._known = _CallerGroup(
            ConcurrencyQuota(limits.at_once, limits.at_once_each),
            ArrivingBodies(limits.bodies, limits.bodies_each),
            ThreadPoolExecutor(THREADS, "request"),
            BODY_BYTES,
            seconds,
        )
        self._unknown = _CallerGroup(
            ConcurrencyQuota(limits.unknown_at_once, limits.unknown_at_once_each),
            ArrivingBodies(limits.bodies, limits.bodies_each),
            ThreadPoolExecutor(UNKNOWN_THREADS, "unknown"),
            limits.unknown_body_bytes,
            min(seconds, limits.unknown_body_seconds),
        )
        self._token_threads = ThreadPoolExecutor(TOKEN_THREADS, "token")
        self._liveness_threads = ThreadPoolExecutor(1, "ping")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._arrivals.request_of(scope)
        with ExitStack() as held:
            try:
                response = await self._respond(request, scope, receive, held)
            except CallerGone:
                return
            except (DreamForgeError, HttpError) as error:
                response = self._refuse(request, error)
            await self._send(response, receive, send)

    async def _respond(self, request: Request, scope: Scope, receive: Receive, held: ExitStack) -> Response:
        """Leaves to `held` what the request takes of the limits, until its response is sent."""
        if has_ambiguous_length(scope["headers"]):
            raise AmbiguousLength
        if (request.method, request.path) in _LIVENESS:  # outside of all limits, so that it tells of the process only
            return await self._in_time(request, self._liveness_threads)
        request, operation, caller = await _run(self._token_threads, self._identify, request)
        group = self._known if caller else self._unknown
        key = caller or f"ip:{request.source_ip}"
        if operation is not None and (caller or operation.public):
            held.enter_context(self._memory.take(key, large_body_bytes(scope["headers"], group.body_bytes)))
            request = request.with_(body=await _read_body(request, group, key, scope, receive))
        held.enter_context(group.quota.take(key))
        return await self._in_time(request, group.threads)

    def _identify(self, request: Request) -> tuple[Request, Operation | None, str | None]:
        """The request with its verified claims, its operation, and a name for its caller where a token counts.

        A stale token does not keep anybody from signing in. At operations that take other tokens too, a bad one is
        refused by the application, which looks again.
        """
        found = self._router.match(request.method, request.path)
        operation = found.operation if isinstance(found, RouteMatch) else None
        authorization = request.headers.get("authorization")
        if request.method == "OPTIONS" or (operation is not None and operation.public):
            return request, operation, None
        if authorization is None:
            return request, operation, TEST_USER.user_id if self._services.settings.auth_bypass else None
        takes_both = operation is not None and operation.tokens
        try:
            with Budget(request.ends_at).reserve(ANSWER).active():
                claims = self._claims(authorization, request.base_url, takes_both=takes_both)
        except Unauthorized as error:
            if takes_both:
                return request, operation, None
            raise refuse_token(error, sign_in(request.base_url, refused=True)) from None
        return request.with_(claims=None if takes_both else claims), operation, str(claims["sub"])

    def _claims(self, authorization: str, base_url: str, *, takes_both: bool) -> dict[str, Any]:
        if takes_both:
            return self._services.tokens.claims(authorization, {ID, ACCESS}, resources=own_resources(base_url))
        return self._services.tokens.claims(authorization, {ID})

    async def _in_time(self, request: Request, threads: Executor) -> Response:
        """The answer, or a 504 while the work continues: a thread cannot be stopped, and its answer is dropped."""
        working = threads.submit(self._application, request)
        answer = asyncio.wrap_future(working)
        await asyncio.wait({answer}, timeout=_seconds_left(request))
        if answer.done():
            return answer.result()
        if not working.cancel():  # not even begun, if it can be
            working.add_done_callback(_drop)
        return self._refuse(request, WorkTooSlow())

    def _refuse(self, request: Request, error: DreamForgeError | HttpError) -> Response:
        """In the service's own words, with its headers, and in its log. Without a call to anything, so at once."""
        return self._refusing(request.with_(body_error=error, context=request.context.copy()))

    async def _send(self, response: Response, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": response.status, "headers": _encode(response)}
        if response.stream is None:
            await send(start)
            await send({"type": "http.response.body", "body": response.body})
        else:
            await self._send_stream(start, response.stream, receive, send)

    async def _send_stream(self, start: dict[str, Any], stream: Stream, receive: Receive, send: Send) -> None:
        """Sends each part when it is made, and makes none that nobody waits for. Closes the stream."""
        gone = asyncio.ensure_future(_wait_for_disconnect(receive))
        making: asyncio.Future[bytes | None] | None = None
        try:
            await send(start)
            while not gone.done():
                making = _run(self._known.threads, next, stream, None)
                part = await asyncio.shield(making)
                await send({"type": "http.response.body", "body": part or b"", "more_body": part is not None})
                if part is None:
                    return
        finally:
            gone.cancel()
            if making is not None:
                await asyncio.wait({making})  # a generator that is running cannot be closed
            await _run(self._known.threads, stream.close)


async def _read_body(request: Request, group: _CallerGroup, key: str, scope: Scope, receive: Receive) -> bytes:
    try:
        async with asyncio.timeout(min(group.body_seconds, _seconds_left(request))) as limit:
            with group.arriving.admit(key, limit):
                return await body_of(scope, receive, most=group.body_bytes)
    except TimeoutError:
        raise BodyTooSlow from None


def _run(threads: Executor, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
    return asyncio.get_running_loop().run_in_executor(threads, functools.partial(work, *arguments))


def _raise_body_error(request: Request) -> Response:
    assert request.body_error is not None
    raise request.body_error


def _drop(working: Future[Response]) -> None:
    stream = working.result().stream
    if stream is not None:
        stream.close()


def _encode(response: Response) -> list[tuple[bytes, bytes]]:
    """A body at hand is sent with its length, one that is still being made in chunks."""
    pairs = list(response.headers.items())
    if response.stream is None and response.status not in _WITHOUT_BODY:
        pairs.append(("Content-Length", str(len(response.body))))
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs]


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _seconds_left(request: Request) -> float:
    """Seconds."""
    return Budget(request.ends_at).remaining()
