"""Requests to a server of the laptop, one at a time, whose redirects are not followed."""

import json
import re
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.time_limits import scaled


@dataclass(frozen=True, slots=True)
class HttpReply:
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    cookies: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def path(self) -> str:
        """The path of where it leads."""
        return urlsplit(self.location).path

    @property
    def base(self) -> str:
        """Where it leads, without the query."""
        return self.location.partition("?")[0]

    @property
    def told(self) -> dict[str, str]:
        """The query of where it leads."""
        return dict(parse_qsl(urlsplit(self.location).query))

    @property
    def action(self) -> str:
        """Where the page's form goes."""
        return self._found(r'action="([^"]+)"')

    @property
    def csrf(self) -> str:
        """What the page's form proves itself with."""
        return self._found(r'name="_csrf" value="([^"]+)"')

    def _found(self, pattern: str) -> str:
        match = re.search(pattern, self.text)
        assert match is not None, self.text
        return unescape(match[1])


def request(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> HttpReply:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=scaled(30))
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        cookies: SimpleCookie = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie") or ():
            cookies.load(line)
        named = {name.lower(): value for name, value in answer.getheaders()}
        return HttpReply(
            answer.status, named, {name: each.value for name, each in cookies.items()}, answer.read().decode()
        )
    finally:
        connection.close()
