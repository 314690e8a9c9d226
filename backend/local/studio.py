"""The studio's files, served at /studio/ in front of the API: what a bucket does on AWS.

They are static: the page calls the API as any other client does. `config.json` alone is written here, as
scripts/publish_studio.sh writes it for a bucket.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from backend.framework.middleware.headers import SECURITY
from backend.local.demo import DEMO_PASSWORD, DEMO_USERS
from backend.local.serving import App

FOLDER = Path(__file__).parents[2] / "web"
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
"""File ending -> Content-Type. Files with other endings are not served."""

Found = tuple[str, bytes]
"""Content-Type and content."""
Headers = list[tuple[str, str]]


class Studio:
    """A WSGI middleware: /studio/... is answered with files, everything else by the API.

    A path is looked up among the files that are there, so none can lead out of the folder.
    """

    def __init__(self, api: App, *, cloud: str, client_id: str, stage: str, folder: Path = FOLDER) -> None:
        """`cloud` is where presigned URLs and Cognito are, such as http://127.0.0.1:5000; `client_id` Cognito's.

        `stage` is the API's; a path may begin with it.
        """
        self._api = api
        self._roots = ("/studio", f"/{stage}/studio")
        self._files = {f"/{file.relative_to(folder).as_posix()}": file for file in _list_files(folder)}
        self._headers = {
            **SECURITY,
            "Content-Security-Policy": policy(cloud),
            "Cache-Control": "no-cache",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        # no `api_url`: the API is one level above the page; `place` lets it say where the demo users are shown
        self._config = {
            "cognito_url": f"{cloud}/",
            "client_id": client_id,
            "demo": {"username": next(iter(DEMO_USERS)), "password": DEMO_PASSWORD},
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = unquote(urlsplit(environ["RAW_URI"]).path)
        root = next((root for root in self._roots if path == root or path.startswith(f"{root}/")), None)
        if root is None:
            return self._api(environ, start_response)
        status, headers, body = self._answer(environ, path.removeprefix(root))
        start_response(status, [*self._headers.items(), *headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: Mapping[str, Any], name: str) -> tuple[str, Headers, bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _plain_text("405 Method Not Allowed", "This is a page: GET it.", ("Allow", "GET, HEAD"))
        if name == "":
            # relative, because the path may begin with a stage
            return _plain_text("308 Permanent Redirect", "The page is at studio/.", ("Location", "studio/"))
        found = self._find(name)
        if found is None:
            return _plain_text("404 Not Found", "There is no such file. The page is at /studio/.")
        kind, content = found
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            return "304 Not Modified", [("ETag", tag)], b""
        return "200 OK", [("Content-Type", kind), ("ETag", tag)], content

    def _find(self, name: str) -> Found | None:
        if name == "/config.json":
            return TYPES[".json"], json.dumps(self._config).encode()
        file = self._files.get("/index.html" if name == "/" else name)
        # read each time: a change to the page needs only a reload
        return None if file is None or not file.is_file() else (TYPES[file.suffix], file.read_bytes())


def policy(cloud: str) -> str:
    """What the page may do: load its own files, call this API, and show and upload pictures at `cloud`."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src 'self' blob: {cloud}",
            f"connect-src 'self' {cloud}",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _list_files(folder: Path) -> Iterable[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and file.suffix in TYPES)


def _plain_text(status: str, message: str, *headers: tuple[str, str]) -> tuple[str, Headers, bytes]:
    return status, [("Content-Type", TYPES[".txt"]), *headers], f"{message}\n".encode()
