"""ASGI -> WSGI: each request becomes a call of a WSGI application in a thread.

https://peps.python.org/pep-3333/
"""

import asyncio
import io
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Message = MutableMapping[str, Any]
Headers = list[tuple[str, str]]

HEADERS_KEY = "dreamforge.headers"  # environ key: the header lines as received, [(name, value), ...]

_log = logging.getLogger("dreamforge.local")
_ORIGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_BODILESS = (204, 304)


class _Disconnected(Exception):
    """The client closed the connection."""


class WsgiBridge:
    """The ASGI application. `refuse` words the answer to a request that is ambiguous: (status, message) -> ..."""

    def __init__(
        self,
        app: App,
        threads: ThreadPoolExecutor,
        refuse: Callable[[int, str], tuple[Headers, bytes]],
        body_bytes: float,
    ) -> None:
        """`body_bytes`: a larger body is not read; the application sees by CONTENT_LENGTH that there is more of it."""
        self._app = app
        self._body_bytes = body_bytes
        self._threads = threads
        self._refuse = refuse

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        connection = scope["state"]["connection"]
        exchange = _Exchange(receive, send)
        try:
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in connection.conn.raw_headers]
            if _is_ambiguous(scope["headers"]) or not _is_target(scope["raw_path"].decode("latin-1")):
                await exchange.refuse(400, *self._refuse(400, "Bad Request"))
                return
            body, length = await exchange.read_body(_declared_length(scope["headers"]), self._body_bytes)
            await exchange.run(self._app, _environ(scope, headers, body, length), self._threads)
        except _Disconnected:
            return
        except (ConnectionError, TimeoutError):  # how an emulator closes the connection
            connection.close_connection()
            await exchange.wait_until_gone()
        except Exception:  # noqa: BLE001 (whatever it was, the server continues and its caller gets an answer)
            _log.exception("request failed in a stand-in")
            if exchange.started:
                connection.close_connection()
                await exchange.wait_until_gone()
            else:
                await exchange.refuse(500, *self._refuse(500, "Internal Server Error"))


class _Exchange:
    """One request and its response."""

    def __init__(self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] | None = None
        self.started = False

    async def read_body(self, declared: int, most: float) -> tuple[io.BytesIO, int]:
        """The body and its length, before the application is called: a slow sender holds no thread.

        No more of it than `most` bytes, and nothing of one that is declared to be larger.
        """
        body = io.BytesIO()
        if declared > most:
            return body, declared
        while (message := await self._receive())["type"] == "http.request":
            body.write(message.get("body", b""))
            if not message.get("more_body") or body.tell() > most:
                length = body.tell()
                body.seek(0)
                return body, length
        raise _Disconnected

    async def run(self, app: App, environ: dict[str, Any], threads: ThreadPoolExecutor) -> None:
        head, whole = await self._loop.run_in_executor(threads, self._call, app, environ)
        if whole is not None:
            await self._start(*head)
            await self._send({"type": "http.response.body", "body": whole})

    async def refuse(self, status: int, headers: Headers, body: bytes) -> None:
        await self._start(status, [*headers, ("Content-Length", str(len(body))), ("Connection", "close")])
        await self._send({"type": "http.response.body", "body": body})

    async def wait_until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue

    def _call(self, app: App, environ: dict[str, Any]) -> tuple[tuple[int, Headers], bytes | None]:
        """In a thread: the head, and the whole body where it has a length; other bodies are sent from here."""
        response: list[tuple[int, Headers]] = []
        written: list[bytes] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            if exc_info and self.started:
                raise exc_info[1].with_traceback(exc_info[2])
            response[:] = [(int(status.partition(" ")[0]), headers)]
            return written.append

        chunks = app(environ, start_response)
        try:
            if isinstance(chunks, list) or (response and _has_length(*response[0])):
                body = b"".join(chunks)
                return response[0], b"".join(written) + body
            self._stream(chunks, response, written)
            return response[0], None
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    def _stream(self, chunks: Iterable[bytes], response: list[tuple[int, Headers]], written: list[bytes]) -> None:
        """Sends each chunk when it is made, and makes none that nobody waits for."""
        for chunk in chunks:
            if not self._wait_for(self._send_chunk(response[0], b"".join([*written, chunk]))):
                return
            written.clear()
        self._wait_for(self._send_chunk(response[0], b"".join(written), more=False))

    def _wait_for(self, sending: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(sending, self._loop).result()

    async def _send_chunk(self, head: tuple[int, Headers], chunk: bytes, *, more: bool = True) -> bool:
        """Whether the client still waits for more."""
        if not self.started:
            await self._start(*head)
            self._gone = asyncio.ensure_future(self.wait_until_gone())
        if self._gone is not None and self._gone.done():
            return False
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})
        if not more and self._gone is not None:
            self._gone.cancel()
        return self._gone is not None and not self._gone.done()

    async def _start(self, status: int, headers: Headers) -> None:
        self.started = True
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        if not any(name.lower() == b"date" for name, _ in pairs):
            pairs.append((b"Date", _date(int(time.time()))))
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})


_dates: dict[int, bytes] = {}


def _date(second: int) -> bytes:
    """The Date header of a second, made once."""
    if second not in _dates:
        _dates.clear()
        _dates[second] = formatdate(second, usegmt=True).encode()
    return _dates[second]


def _has_length(status: int, headers: Headers) -> bool:
    return status in _BODILESS or any(name.lower() == "content-length" for name, _ in headers)


def _is_ambiguous(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Both Content-Length and Transfer-Encoding: two parsers could read it differently. RFC 9112, 6.1."""
    return {name for name, _ in headers} >= {b"content-length", b"transfer-encoding"}


def _declared_length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    return max((int(value) for name, value in headers if name == b"content-length"), default=0)


def _is_target(target: str) -> bool:
    """Whether a request target is a path or an absolute URL that can be read."""
    try:
        return bool(urlsplit(target)) and (target.startswith("/") or bool(_ORIGIN.match(target)) or target == "*")
    except ValueError:
        return False


def _environ(scope: Mapping[str, Any], headers: Headers, body: io.BytesIO, length: int) -> dict[str, Any]:
    raw_path = scope["raw_path"].decode("latin-1")
    if raw_path.startswith("//"):  # else it would be read as a host
        raw_path = "/" + raw_path.lstrip("/")
    path = (urlsplit(raw_path).path or "/") if _ORIGIN.match(raw_path) else raw_path
    query = scope["query_string"].decode("latin-1")
    target = f"{raw_path}?{query}" if query else raw_path
    host, port = scope["server"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "REMOTE_PORT": scope["client"][1],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HEADERS_KEY: headers,
    }
    for name, value in headers:
        if "_" not in name:  # X_A and X-A are one key, so that either could pass for the other
            key = environ_key(name)
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # the body is at hand, and has a length
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def environ_key(name: str) -> str:
    """`Content-Type` -> `CONTENT_TYPE`, `X-A` -> `HTTP_X_A`"""
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
