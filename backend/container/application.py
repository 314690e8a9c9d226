"""The front of the container image: the very application of the Lambda, as ASGI, in one process with threads."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from backend.api.application import Application
from backend.api.messages import Parts, Request, Response
from backend.api.middleware.caller import sign_in
from backend.api.middleware.chain import chained
from backend.api.middleware.error_handler import error_handler
from backend.api.middleware.headers import headers
from backend.api.middleware.logging import log_requests
from backend.api.router import Hit, Router
from backend.api.routes import OPERATIONS
from backend.container.arrival import Arrivals, CallerGone, Receive, Scope, Send, body_of
from backend.container.refusals import BodyTooSlow, Overloaded, WorkTooSlow
from backend.forge.budget import ANSWER
from backend.forge.errors import DreamForgeError, Unauthorized
from backend.forge.services import Services

SECONDS = 29.0
"""What a request may take until its answer begins: as long as API Gateway waits."""
THREADS = 32
"""As many as each client of AWS has connections."""
AT_ONCE = 256
"""Requests that are in work or wait for a thread. Beyond, they are refused rather than kept."""
_WITHOUT_BODY = {204, 304}


class Front:
    """An ASGI application. Each request is handled by a thread; events are sent as they are made.

    Whoever calls shows a token, which is verified here each time: nothing in front has to be trusted.
    """

    def __init__(
        self, services: Services, *, public_url: str | None, seconds: float = SECONDS, at_once: int = AT_ONCE
    ) -> None:
        """`public_url`: see `Arrivals`."""
        settings = services.settings
        in_lambda = settings.function_name is not None
        self._services = services
        self._arrivals = Arrivals(public_url=public_url, in_lambda=in_lambda, seconds=seconds)
        self._application = Application(services, OPERATIONS)
        self._refusing = chained(
            _broken,
            [
                headers(settings.cors_origins),
                log_requests(stage=settings.stage, tracer=services.tracer, prices=settings.prices),
                error_handler,
            ],
        )
        self._router = Router(OPERATIONS)
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._at_once = at_once
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._arrivals.request_of(scope)
        self._inside += 1
        try:
            response = await self._response(request, scope, receive)
            await self._send(response, receive, send)
        except CallerGone:
            return
        finally:
            self._inside -= 1

    async def _response(self, request: Request, scope: Scope, receive: Receive) -> Response:
        if self._inside > self._at_once:
            return self._refuse(request, Overloaded())
        try:
            async with asyncio.timeout(_left(request)):
                request = request.with_(body=await body_of(scope, receive))
        except DreamForgeError as error:
            return self._refuse(request, error)
        except TimeoutError:
            return self._refuse(request, BodyTooSlow())
        return await self._in_time(request)

    async def _in_time(self, request: Request) -> Response:
        """The answer, or a 504 while the work goes on: a thread cannot be stopped, and its answer is dropped."""
        working = self._threads.submit(self._handle, request)
        answer = asyncio.wrap_future(working)
        await asyncio.wait({answer}, timeout=_left(request))
        if answer.done():
            return answer.result()
        if not working.cancel():  # not even begun, if it can be
            working.add_done_callback(_drop)
        return self._refuse(request, WorkTooSlow())

    def _handle(self, request: Request) -> Response:
        if self._is_guarded(request):
            try:
                with request.budget.reserve(ANSWER).active():
                    request = request.with_(claims=self._services.tokens.claims(request.headers["authorization"]))
            except Unauthorized as error:
                return self._refuse(
                    request, Unauthorized(error.message, headers=sign_in(request.base_url, refused=True))
                )
            except DreamForgeError as error:
                return self._refuse(request, error)
        return self._application(request)

    def _is_guarded(self, request: Request) -> bool:
        """Whether there is a token that counts. A stale one does not keep anybody from signing in, and the operations
        that take other tokens look at theirs themselves; what has none the application answers."""
        if "authorization" not in request.headers or request.method == "OPTIONS":
            return False
        found = self._router.match(request.method, request.path)
        return not (isinstance(found, Hit) and (found.operation.public or found.operation.tokens))

    def _refuse(self, request: Request, error: DreamForgeError) -> Response:
        """In the service's own words, with its headers, and in its log. Without a call to anything, so at once."""
        return self._refusing(request.with_(broken=error, notes=dict(request.notes)))

    async def _send(self, response: Response, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": response.status, "headers": _encoded(response)}
        if response.parts is None:
            await send(start)
            await send({"type": "http.response.body", "body": response.body})
        else:
            await self._stream(start, response.parts, receive, send)

    async def _stream(self, start: dict[str, Any], parts: Parts, receive: Receive, send: Send) -> None:
        """Sends each part when it is made, and makes none that nobody waits for. Closes the parts."""
        gone = asyncio.ensure_future(_hung_up(receive))
        making: asyncio.Future[bytes | None] | None = None
        try:
            await send(start)
            while not gone.done():
                making = self._in_thread(next, parts, None)
                part = await asyncio.shield(making)
                await send({"type": "http.response.body", "body": part or b"", "more_body": part is not None})
                if part is None:
                    return
        finally:
            gone.cancel()
            if making is not None:
                await asyncio.wait({making})  # a generator that is running cannot be closed
            await self._in_thread(parts.close)

    def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, functools.partial(work, *arguments))


def _broken(request: Request) -> Response:
    assert request.broken is not None
    raise request.broken


def _drop(working: Future[Response]) -> None:
    parts = working.result().parts
    if parts is not None:
        parts.close()


def _encoded(response: Response) -> list[tuple[bytes, bytes]]:
    """A body at hand is sent with its length, one that is still being made in chunks."""
    pairs = list(response.headers.items())
    if response.parts is None and response.status not in _WITHOUT_BODY:
        pairs.append(("Content-Length", str(len(response.body))))
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs]


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _left(request: Request) -> float:
    """Seconds."""
    return request.budget.remaining()
