"""A small client of the API, for the command line: sign in, call, fetch a file."""

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

SERVICE = "dreamforge-api"


class ApiError(RuntimeError):
    """The API refused, or is not there. The message is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Called:
    content: dict[str, Any]
    ms: float
    steps: dict[str, float] = field(default_factory=dict)
    """Milliseconds of each step, as the header Server-Timing tells."""


class ApiClient:
    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._token: str | None = None
        # a proxy that is set for the outside has no business between two programs of one machine
        self._opener = (
            build_opener(ProxyHandler({})) if "//127.0.0.1" in url or "//localhost" in url else build_opener()
        )

    def is_dreamforge(self) -> bool:
        """Whether a DreamForge answers at this URL."""
        try:
            return self.call("GET", "/").content.get("service") == SERVICE
        except ApiError:
            return False

    def sign_in(self, username: str, password: str) -> dict[str, Any]:
        tokens = self.call("POST", "/auth/login", {"username": username, "password": password}).content
        if "id_token" not in tokens:
            raise ApiError(f"Cognito wants {tokens['challenge']['name']} first; answer that, then sign in again.")
        self._token = tokens["id_token"]
        return tokens

    def call(self, method: str, path: str, body: Any = None) -> Called:
        """One call; `ApiError` with the API's own message when it refuses."""
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        began = time.perf_counter()
        answer, sent = self._open(Request(self.url + path, data, headers, method=method))  # noqa: S310 - our own URL
        try:
            content = json.loads(answer) if answer else {}
        except ValueError:
            raise ApiError(
                f"{self.url}{path} answers, but not as DreamForge does. Is something else running there?"
            ) from None
        return Called(content, (time.perf_counter() - began) * 1000, _steps(sent.get("Server-Timing") or ""))

    def fetch(self, url: str) -> bytes:
        """A file by its presigned URL; no token goes along."""
        return self._open(Request(url))[0]  # noqa: S310 - a URL that the API gave

    def _open(self, request: Request) -> tuple[bytes, Any]:
        try:
            with self._opener.open(request, timeout=60) as response:
                return response.read(), response.headers
        except HTTPError as error:
            raise ApiError(_said(error)) from None
        except (URLError, OSError, HTTPException) as error:
            raise ApiError(f"{request.full_url} does not answer ({error}).") from None


def _said(error: HTTPError) -> str:
    with error:
        content = error.read()
    try:
        problem = json.loads(content)
        return f"{error.code} {problem['error']}: {problem['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"


def _steps(header: str) -> dict[str, float]:
    """`interpret;dur=12.1, design;dur=480.0` -> {"interpret": 12.1, "design": 480.0}."""
    parts = (part.strip().partition(";dur=") for part in header.split(",") if ";dur=" in part)
    return {name: float(ms) for name, _, ms in parts}
