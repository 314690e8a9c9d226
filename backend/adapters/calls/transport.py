"""HTTP connections whose timeouts come from the budget that is active when a request is sent.

botocore fixes the timeouts of a client when the client is made. urllib3 below it asks the pool's `Timeout` for a copy
at each request (`HTTPConnectionPool._get_timeout`), so that is where what is left is looked up. And urllib3's read
timeout is one for each read: a server that sends a byte now and then would keep a caller waiting without end. Here it
is one for the whole answer.
"""

import io
import json
import logging
import socket
import time
from dataclasses import dataclass
from functools import cache
from http.client import HTTPResponse
from ssl import SSLContext
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.httpsession import create_urllib3_context
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from backend.domain.shared.budget import CallFailed, current

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, at most, whatever is left."""

    connect: float = 3.0
    answer: float = 5.0
    """From the request to the end of the answer."""


class UnreadableAnswer(CallFailed):
    """A good status with a body that is no answer: a proxy's page, half an object. What was done is unknown."""


class _BudgetTimeout(Timeout):
    def __init__(self, limits: Limits) -> None:
        super().__init__(connect=limits.connect, read=limits.answer)
        self._limits = limits

    def clone(self) -> Timeout:
        budget = current()
        return Timeout(
            connect=budget.timeout(self._limits.connect),
            read=budget.timeout(self._limits.answer),
            total=budget.timeout(self._limits.connect + self._limits.answer),
        )


class _Arriving(io.RawIOBase):
    """What a socket receives until the timeout that it had at first is over."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        seconds = sock.gettimeout()
        assert seconds is not None
        self._ends_at = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer is not whole")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Source:
    """A socket as `HTTPResponse` uses it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Arriving(self._sock))


class _Response(HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **options: Any) -> None:
        super().__init__(_Source(sock), *args, **options)  # type: ignore[arg-type]


class _Connection:
    response_class = _Response
    sock: Any
    timeout: Any

    def request(self, *args: Any, **options: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.timeout)  # a connection that is used again has what the last answer left
        super().request(*args, **options)  # type: ignore[misc]


class _Http(_Connection, AWSHTTPConnection):  # type: ignore[misc]
    pass


class _Https(_Connection, AWSHTTPSConnection):  # type: ignore[misc]
    ca_certs: str | None

    def connect(self) -> None:
        """urllib3 would read the certificates of the authorities again for each connection, which takes 10 ms."""
        if self.ca_certs is not None and self.cert_file is None and self.proxy is None:
            self.ssl_context, self.ca_certs = _trust(self.ca_certs), None
        super().connect()


@cache
def _trust(ca_certs: str) -> SSLContext:
    """Shared by all clients: checks servers as botocore does, with the authorities of the file."""
    context: SSLContext = create_urllib3_context()
    context.load_verify_locations(ca_certs)
    return context


class _HttpPool(AWSHTTPConnectionPool):  # type: ignore[misc]
    ConnectionCls = _Http


class _HttpsPool(AWSHTTPSConnectionPool):  # type: ignore[misc]
    ConnectionCls = _Https


POOLS: dict[str, type] = {"http": _HttpPool, "https": _HttpsPool}


def http_pool(limits: Limits) -> PoolManager:
    """For calls that do not go through boto3. Sends once."""
    pool = PoolManager(num_pools=2, maxsize=8, timeout=_BudgetTimeout(limits), retries=False)
    pool.pool_classes_by_scheme = dict(POOLS)
    return pool


def use_budget(client: Any, limits: Limits) -> Any:
    """Gives a boto3 client these connections, and has it look at its answers.

    botocore has no public way to its pools; tests/contract/test_transport.py fails should they move.
    """
    session = client._endpoint.http_session
    session._timeout = _BudgetTimeout(limits)
    session._pool_classes_by_scheme = POOLS
    session._manager.pool_classes_by_scheme = POOLS
    session._manager.connection_pool_kw["timeout"] = session._timeout
    client.meta.events.register("before-parse", _check_answer)
    if client.meta.service_model.service_name == "dynamodb":
        client._endpoint._response_parser_factory = _ItemParsers(client._endpoint._response_parser_factory)
    return client


def open_connection(client: Any) -> None:
    """Connects to the client's endpoint for its first request, unless through a proxy. A failure is logged."""
    session, url = client._endpoint.http_session, client.meta.endpoint_url
    if session._proxy_config.proxy_url_for(url) is not None:
        return
    pool = session._manager.connection_from_url(url)
    session._setup_ssl_cert(pool, url, session._verify)
    connection = pool._get_conn()
    try:
        connection.connect()
    except (HTTPError, OSError) as error:
        connection.close()
        log.warning(
            "no connection yet", extra={"service": client.meta.service_model.service_name, "reason": str(error)}
        )
    pool._put_conn(connection)


class _ItemParsers:
    """Makes DynamoDB's parser. Its answers are JSON whose values botocore walks through, to hand on the same JSON."""

    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def create_parser(self, protocol: str) -> "_ItemParser":
        return _ItemParser(self._stock.create_parser(protocol))


class _ItemParser:
    """A good answer as it was sent; bytes stay in base64, as `items.decode` takes them. Errors are botocore's."""

    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def parse(self, response: dict[str, Any], shape: Any) -> dict[str, Any]:
        if response["status_code"] >= 300:
            parsed: dict[str, Any] = self._stock.parse(response, shape)
            return parsed
        answer = _read_object(response)
        if answer is None:
            raise UnreadableAnswer(f"{response['context']['operation_name']}: the body is no JSON object")
        headers = response["headers"]
        answer["ResponseMetadata"] = {
            "RequestId": headers.get("x-amzn-RequestId"),
            "HTTPStatusCode": response["status_code"],
            "HTTPHeaders": {name.lower(): value for name, value in headers.items()},
        }
        return answer


def _check_answer(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """botocore takes a good status with a body that is no JSON for an empty answer: for "there is no such item"."""
    if response_dict["status_code"] >= 300:
        return
    if operation_model.name in _OF_AN_OBJECT and "ETag" not in response_dict["headers"]:
        raise UnreadableAnswer(f"{operation_model.name}: the answer names no object")
    streams = operation_model.has_streaming_output or operation_model.has_event_stream_output
    service = operation_model.service_model
    is_json = service.metadata["protocol"] in _JSON and service.service_name != "dynamodb"  # its parser looks itself
    if is_json and not streams and _read_object(response_dict) is None:
        raise UnreadableAnswer(f"{operation_model.name}: the body is no JSON object")


def _read_object(response_dict: dict[str, Any]) -> dict[str, Any] | None:
    """The body's JSON object, without members that are null, which botocore leaves out; None where it is none."""
    try:
        body = json.loads(response_dict["body"])
    except ValueError:
        return None
    return {name: each for name, each in body.items() if each is not None} if isinstance(body, dict) else None


_JSON = ("json", "rest-json")
_OF_AN_OBJECT = ("PutObject", "GetObject", "HeadObject")
"""S3's answers without a body of their own form: an object has an ETag."""
