"""The gateway itself: one request through limits, authorizer, function and back."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from backend.local.gateway.answer import GatewayAnswer, MalformedAnswerError, read_answer
from backend.local.gateway.authorizer import Authorizer, PoolKeys
from backend.local.gateway.event import Api, HttpRequest, Ids, proxy_event
from backend.local.gateway.function import (
    FunctionFailedError,
    Handler,
    LocalFunction,
    PayloadTooLargeError,
    WaitedTooLongError,
)
from backend.local.gateway.paths import PublicPaths, strip_base_path, without_stage
from backend.local.gateway.responses import GatewayResponses, RefusedError
from backend.local.gateway.routing import RoutedRequest, Routing, SingleFunctionRouting
from backend.local.gateway.throttle import Throttle
from backend.local.serving import HEADERS_KEY, App, Serving

BODY_BYTES = 10 * 1024 * 1024
HEADER_BYTES = 10_240  # names, values and line ends together
HEADER_LINES = 100
URL_CHARACTERS = 10_240

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_log = logging.getLogger("dreamforge.local.gateway")
_requests = logging.getLogger("backend.local.gateway")
"""What never reaches the function has its line here, in the service's own log."""
PATH_CHARACTERS = 200


class RestApi:
    """A stage of a REST API whose resources, authorizers and functions are the door's.

    http://127.0.0.1:PORT/<stage>/... is the execute-api URL, /<base_path>/... a custom domain with that base path
    mapping (`shop`, or `shop/v1`), any other path a custom domain mapped to the stage's root.
    Every method that HTTP can spell reaches the door (AWS stops at the seven it knows, with 403): the function's 405
    says more. `rate` is in requests a second; `front` puts something before all of it.
    """

    def __init__(
        self,
        door: Routing,
        *,
        binary_types: Iterable[str] = ("*/*",),
        gateway_responses: GatewayResponses | None = None,
        rate: float | None = None,
        burst: int = 5000,
        base_path: str | None = None,
        front: Callable[[App], App] = lambda app: app,
    ) -> None:
        self.stage = door.api.stage
        self._base_path = base_path
        self._door = door
        self._front = front
        self._binary_types = tuple(binary_types)
        self._responses = gateway_responses or GatewayResponses.stock()
        self._throttle = Throttle(rate, burst)
        self._serving: Serving | None = None

    def serve(self, port: int = 0) -> Self:
        """Listen on a port of this machine, 0 for a free one. PortTakenError if it is in use."""
        self._serving = Serving(self._front(self._app), port, malformed=self._refuse_malformed, body_bytes=BODY_BYTES)
        return self

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, without a slash at its end."""
        assert self._serving is not None, "serve() comes first"
        return self._serving.url

    @property
    def stage_url(self) -> str:
        return f"{self.url}/{self.stage}"

    def close(self) -> None:
        if self._serving is not None:
            self._serving.close()

    def __enter__(self) -> Self:
        return self if self._serving else self.serve()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        now = time.time()
        headers = environ[HEADERS_KEY]
        trace = next((value for name, value in headers if name.lower() == "x-amzn-trace-id"), None)
        ids = Ids.new(now, trace)
        try:
            answer = self._answer(_request(environ, now), ids)
        except RefusedError as refusal:
            answer = self._refusal(refusal, ids.request)
            _tell(environ, answer.status, ids.request, now)
        stamps = {"x-amzn-RequestId": ids.request, "x-amz-apigw-id": ids.extended, "X-Amzn-Trace-Id": ids.trace}
        start_response(
            f"{answer.status} {_PHRASES.get(answer.status, 'Unknown')}",
            [*answer.headers, *_length(answer), *stamps.items()],
        )
        return answer.body

    def _answer(self, request: HttpRequest, ids: Ids) -> GatewayAnswer:
        if not self._throttle.admits():
            raise RefusedError("THROTTLED", "Too Many Requests")
        request = replace(request, mapped=strip_base_path(request.path, self._base_path))
        path = request.mapped or without_stage(request.path, self.stage)
        entry = self._door.enter(request, path, ids)
        event = proxy_event(
            request,
            ids,
            api=self._door.api,
            place=entry.place,
            authorizer=entry.authorizer,
            binary_types=self._binary_types,
        )
        return self._invoke(entry, event, ids.request, request.header("Accept"))

    def _invoke(
        self, entry: RoutedRequest, event: dict[str, Any], request_id: str, accept: str | None
    ) -> GatewayAnswer:
        try:
            result, parts = entry.function.invoke(event, request_id, entry.timeout)
            answer = read_answer(result, accept=accept, binary_types=self._binary_types)
            return answer if parts is None else replace(answer, body=parts)
        except PayloadTooLargeError:
            raise RefusedError("REQUEST_TOO_LARGE", "Request Too Long") from None
        except WaitedTooLongError:
            raise RefusedError("INTEGRATION_TIMEOUT", "Endpoint request timed out") from None
        except FunctionFailedError:
            raise RefusedError("DEFAULT_5XX", "Internal server error") from None
        except MalformedAnswerError as problem:
            _log.error("malformed Lambda proxy response: %s (request id %s)", problem, request_id)
            raise RefusedError("DEFAULT_5XX", "Internal server error") from None

    def _refusal(self, refusal: RefusedError, request_id: str) -> GatewayAnswer:
        if refusal.__cause__ is not None:
            _log.error("%s: %r", refusal, refusal.__cause__)
        status, headers, body = self._responses.render(refusal, request_id)
        return GatewayAnswer(status, list(headers.items()), [body])

    def _refuse_malformed(self, status: int, message: str) -> tuple[list[tuple[str, str]], bytes]:
        """What is not HTTP never becomes an event; it is refused in the same words as the rest."""
        _, headers, body = self._responses.render(
            RefusedError("BAD_REQUEST_PARAMETERS", message, status), Ids.new(0, None).request
        )
        return list(headers.items()), body


class Gateway(RestApi):
    """One function behind `/` and `/{proxy+}`, method ANY: what the laptop serves.

    `timeout` is the integration's, `function_timeout` the function's own, both in seconds.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        pool: PoolKeys | None,
        public: Iterable[tuple[str, str]] = (),
        stage: str = "local",
        timeout: float = 29.0,
        function_timeout: float = 29.0,
        binary_types: Iterable[str] = ("*/*",),
        gateway_responses: GatewayResponses | None = None,
        auth_bypass: bool = False,
        rate: float | None = None,
        burst: int = 5000,
        region: str = "us-west-2",
        base_path: str | None = None,
        front: Callable[[App], App] = lambda app: app,
    ) -> None:
        door = SingleFunctionRouting(
            Api(stage),
            LocalFunction(handler, region=region, timeout=function_timeout),
            Authorizer(pool, bypass=auth_bypass),
            PublicPaths(list(public)),
            timeout,
        )
        super().__init__(
            door,
            binary_types=binary_types,
            gateway_responses=gateway_responses,
            rate=rate,
            burst=burst,
            base_path=base_path,
            front=front,
        )


def _tell(environ: dict[str, Any], status: int, request_id: str, began: float) -> None:
    facts = {
        "request_id": request_id,
        "method": environ["REQUEST_METHOD"],
        "path": environ["RAW_URI"].partition("?")[0][:PATH_CHARACTERS],
        "status": status,
        "latency": round((time.time() - began) * 1000, 1),
    }
    _requests.info("request", extra=facts)


def _request(environ: dict[str, Any], now: float) -> HttpRequest:
    headers = environ[HEADERS_KEY]
    if len(headers) > HEADER_LINES or sum(len(name) + len(value) + 4 for name, value in headers) > HEADER_BYTES:
        raise RefusedError("BAD_REQUEST_PARAMETERS", "Request Header Fields Too Large", 431)
    target = urlsplit(environ["RAW_URI"])
    path = target.path or "/"
    if len(environ["RAW_URI"]) > URL_CHARACTERS:
        raise RefusedError("BAD_REQUEST_PARAMETERS", "Request URI too long", 414)
    if not path.startswith("/"):
        raise RefusedError("BAD_REQUEST_PARAMETERS", "Bad Request")
    return HttpRequest(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=target.query,
        headers=headers,
        body=_whole_body(environ),
        source_ip=environ["REMOTE_ADDR"],
        port=int(environ["SERVER_PORT"]),
        received_at=now,
        protocol=environ["SERVER_PROTOCOL"],
    )


def _whole_body(environ: dict[str, Any]) -> bytes:
    if int(environ.get("CONTENT_LENGTH") or 0) > BODY_BYTES:
        raise RefusedError("REQUEST_TOO_LARGE", "Request Too Long")
    body: bytes = environ["wsgi.input"].read()
    return body


def _length(answer: GatewayAnswer) -> list[tuple[str, str]]:
    """A body at hand is sent with its length, one that is still being made in chunks."""
    if not isinstance(answer.body, list) or answer.status in {204, 304}:
        return []
    return [("Content-Length", str(sum(map(len, answer.body))))]
