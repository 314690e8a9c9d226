"""The door of the console: /console in front of the laptop's API, for this machine's own browser and programs alone.

Any web page can send requests to 127.0.0.1. So a request has to name this machine as its host (a name that resolves to
127.0.0.1 is refused: DNS rebinding), must not come from another page (Origin, Sec-Fetch-Site), and one that changes
something needs a token that only this page can read. There is no CORS. What is heavy is imported when somebody comes.
"""

import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from backend.framework.middleware.headers import SECURITY
from backend.local.wsgi import App

if TYPE_CHECKING:
    from backend.bootstrap.services import Services
    from backend.local.bedrock import BedrockStandIn
    from backend.local.cloud import Cloud
    from backend.local.console.application import ConsoleApplication
    from backend.local.console.recorder import Recorder
    from backend.local.kie import KieStandIn
    from backend.local.poller import Poller

ROOT = "/console"
TOKEN_HEADER = "HTTP_X_CONSOLE_TOKEN"  # noqa: S105 (a header's name)
_HOSTS = ("127.0.0.1", "localhost")
_SAME = ("same-origin", "none")
_READING = ("GET", "HEAD")
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """Of the laptop what the console looks at."""

    recorder: "Recorder"
    cloud: "Cloud"
    bedrock: "BedrockStandIn"
    kie: "KieStandIn"
    services: "Services"
    pollers: "Mapping[str, Poller]"
    """By queue: `jobs` and `dead_letters`. Filled while the laptop starts."""


class ConsoleFront:
    """The console of one laptop, closed until somebody comes."""

    def __init__(self, parts: ConsoleParts) -> None:
        self._parts = parts
        self.url = ""
        """The API's, once it is served."""
        self._token = secrets.token_urlsafe(32)
        self._application: ConsoleApplication | None = None
        self._lock = threading.Lock()

    @property
    def recorder(self) -> "Recorder":
        return self._parts.recorder

    @property
    def application(self) -> "ConsoleApplication":
        """What is behind the door; the recorder is on from then."""
        return self._open()

    def export_traces(self) -> None:
        """Records from now on, and sends traces, where OTEL_EXPORTER_OTLP_ENDPOINT names a place for them."""
        if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
            self._open()

    def before(self, api: App) -> App:
        """A WSGI middleware: /console and what is below it is answered here, everything else by the API."""

        def route(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            raw = environ["RAW_URI"]
            path = unquote(urlsplit(raw).path) if raw.startswith(ROOT) else ""
            if path == ROOT or path.startswith(f"{ROOT}/"):
                return self._serve(environ, start_response, path)
            return api(environ, start_response)

        return route

    def _serve(self, environ: Mapping[str, Any], start_response: Callable[..., Any], path: str) -> Iterable[bytes]:
        status, headers, body = self._answer(environ, path.removeprefix(ROOT))
        start_response(status, [*_HEADERS.items(), *headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: Mapping[str, Any], path: str) -> Answer:
        problem = self._find_problem(environ)
        if problem is not None:
            return _refuse(problem)
        if path == "":
            return "308 Permanent Redirect", [("Location", f"{ROOT}/")], b""
        application = self._open()
        if path == "/api/session":
            return json_answer({"token": self._token, **application.session()})
        return application.answer(environ, path)

    def _find_problem(self, environ: Mapping[str, Any]) -> str | None:
        """Why this request is not from this machine's own console; None when it is."""
        port = environ["SERVER_PORT"]
        own = {f"{host}:{port}" for host in _HOSTS}
        if environ.get("HTTP_HOST", "") not in own:
            return f"The console is at http://127.0.0.1:{port}/console/ alone."
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin.removeprefix("http://") not in own:
            return "Another page may not use the console."
        fetched = environ.get("HTTP_SEC_FETCH_SITE", "none")
        is_visit = environ.get("HTTP_SEC_FETCH_MODE") == "navigate" and environ["REQUEST_METHOD"] == "GET"
        if fetched not in _SAME and not (is_visit and "/api/" not in environ["RAW_URI"]):
            return "Another page may not use the console."
        if environ["REQUEST_METHOD"] in _READING:
            return None
        if not secrets.compare_digest(str(environ.get(TOKEN_HEADER, "")).encode(), self._token.encode()):
            return "The X-Console-Token header must be the token of GET /console/api/session."
        return None

    def _open(self) -> "ConsoleApplication":
        """The first visit imports the console and switches the recorder on."""
        with self._lock:
            if self._application is None:
                from backend.local.console.application import ConsoleApplication

                self._application = ConsoleApplication(self._parts, self.url)
            self._parts.recorder.start()
            return self._application


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

_HEADERS = {**SECURITY, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


def json_answer(content: Any, status: str = "200 OK") -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(content, ensure_ascii=False).encode()


def _refuse(message: str) -> Answer:
    return json_answer({"message": message}, "403 Forbidden")
