"""A small client of the API, for the command line: sign in, call, fetch a file."""

import json
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

SERVICE = "dreamforge-api"
PATIENCE_SECONDS = 60.0
PROBE_SECONDS = 2.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_STEP = re.compile(r"([\w-]+);dur=(\d+(?:\.\d+)?)")

START_IT = "Is it running? `make serve` starts it; `dreamforge doctor` looks for what is missing."
NAME_IT = "Name the API with --url or API_URL, such as http://127.0.0.1:9000."
WHO = "Say who with --user and --password. On the laptop, `dreamforge serve` shows its users and their password."
REPEAT = "Fix that and try again."
LATER = "Try again in a minute."
UNKNOWN = "Try again; if it stays, check whether --url or API_URL names a DreamForge."


class ApiError(RuntimeError):
    """The API refused, or is not there. The message says what happened, `advice` what to do about it."""

    def __init__(self, message: str, advice: str, *, inside: bool = False) -> None:
        """`inside`: the service itself failed, so that its log says more."""
        super().__init__(message)
        self.advice = advice
        self.inside = inside


@dataclass(frozen=True, slots=True)
class CallResult:
    content: dict[str, Any]
    ms: float
    steps: dict[str, float] = field(default_factory=dict)
    """Milliseconds of each step, as the header Server-Timing tells."""


class ApiClient:
    """Calls one API. `ApiError` for whatever goes wrong."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._token: str | None = None
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ApiError(f"{url} is not the URL of an API.", NAME_IT)
        # a proxy that is set for the outside has no business between two programs of one machine
        self._opener = build_opener(*([ProxyHandler({})] if parts.hostname in _LOOPBACK else []))

    def is_dreamforge(self) -> bool:
        """Whether a DreamForge answers at this URL, soon."""
        try:
            return self.call("GET", "/", patience=PROBE_SECONDS).content.get("service") == SERVICE
        except ApiError:
            return False

    def sign_in(self, username: str, password: str) -> dict[str, Any]:
        """Cognito's tokens; the calls that follow are made with them."""
        tokens = self.call("POST", "/auth/login", {"username": username, "password": password}).content
        if "id_token" not in tokens:
            challenge = tokens.get("challenge", {}).get("name", "another step")
            raise ApiError(f"Cognito wants {challenge} of {username} first.", "Answer that, then sign in again.")
        self._token = tokens["id_token"]
        return tokens

    def call(self, method: str, path: str, body: Any = None, *, patience: float = PATIENCE_SECONDS) -> CallResult:
        """One call, its answer a JSON object or nothing. `patience` in seconds."""
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        began = time.perf_counter()
        request = Request(self.url + path, data, headers, method=method)  # noqa: S310 (the scheme was checked)
        answer, sent = self._open(request, patience)
        ms = (time.perf_counter() - began) * 1000
        return CallResult(_content(answer, request.full_url), ms, _steps(sent.get("Server-Timing") or ""))

    def fetch(self, url: str) -> bytes:
        """A file by its presigned URL; no token goes along."""
        return self._open(Request(url), PATIENCE_SECONDS)[0]  # noqa: S310 (a URL that the API gave)

    def _open(self, request: Request, patience: float) -> tuple[bytes, Any]:
        try:
            with self._opener.open(request, timeout=patience) as response:
                return response.read(), response.headers
        except HTTPError as error:
            raise _refusal(error) from None
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise ApiError(f"{_without_query(request.full_url)} does not answer: {_reason(error)}.", START_IT) from None


def _content(answer: bytes, url: str) -> dict[str, Any]:
    try:
        content = json.loads(answer or b"{}")
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise ApiError(f"{_without_query(url)} answers, but not as DreamForge does.", NAME_IT)
    return content


def _refusal(error: HTTPError) -> ApiError:
    """`401 unauthorized: User name or password is wrong.`; of a 422, what is wrong with each field."""
    with error:
        answer = error.read()
    try:
        problem = json.loads(answer)
        faults = " ".join(f"{each['field']}: {each['message']}." for each in problem.get("details", ()))
        message = f"{error.code} {problem['error']}: {faults or problem['message']}"
        known_as = problem["request_id"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ApiError(f"{_without_query(error.url)} answers {error.code} {error.reason}.", UNKNOWN)
    if error.code >= 500:
        return ApiError(message, f"{LATER} The service's log knows it as request {known_as}.", inside=True)
    return ApiError(message, WHO if error.code == 401 else REPEAT)


def _reason(error: Exception) -> str:
    """`<urlopen error [Errno 111] Connection refused>` -> `Connection refused`"""
    cause = getattr(error, "reason", error)
    return str(getattr(cause, "strerror", None) or cause or type(error).__name__)


def _without_query(url: str) -> str:
    """The query of a presigned URL is a key."""
    return url.partition("?")[0]


def _steps(header: str) -> dict[str, float]:
    """`interpret;dur=12.1, design;dur=480.0` -> {"interpret": 12.1, "design": 480.0}."""
    return {name: float(ms) for name, ms in _STEP.findall(header)}
