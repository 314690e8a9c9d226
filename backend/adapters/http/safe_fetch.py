"""Pictures from addresses that somebody else names, fetched without being led inside.

A server that opens any URL it is given opens its own metadata service, its own databases and its neighbours' too. So:
https only, port 443 only, and every address that the name stands for must be public. The connection goes to the very
address that was checked, for a name can stand for another one a moment later; certificate, SNI and Host are the name's.
Redirects are followed by hand and checked like the first URL. Size and time have an end, and what comes must be a
picture by its content.
"""

import ipaddress
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from backend.domain.shared.budget import current
from backend.domain.shared.errors import Invalid
from backend.domain.uploads.sniffing import is_sane, picture_size, sniff

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPConnection, HTTPResponse

MAX_BYTES = 10 * 1024 * 1024
SECONDS = 15.0
MAX_REDIRECTS = 3
MAX_URL = 2048

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
"""(host, port) -> all of its addresses, as text."""
Dial = Callable[[str, int, float], socket.socket]
"""(address, port, seconds) -> a connection."""

_STEP = 65_536
_REDIRECTS = (301, 302, 303, 307, 308)
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
"""A name of at least two labels whose last begins with a letter: neither `localhost` nor an address in disguise."""
_HEADERS = {"Accept": "image/png, image/jpeg, image/webp", "Accept-Encoding": "identity", "User-Agent": "DreamForge"}

_V4_SPECIAL = [
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 "
        "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
]
_V6_PUBLIC = ipaddress.IPv6Network("2000::/3")
_V6_SPECIAL = [
    ipaddress.IPv6Network(each) for each in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
]
"""Protocol assignments (Teredo, ORCHID), documentation, 6to4: some of them carry an IPv4 address inside."""


class FetchRefused(Invalid):
    """This URL is not fetched, or what is there is not what was asked for."""


class FetchFailed(FetchRefused):
    """Nobody answered, or not as expected; it may go well another time."""


@dataclass(frozen=True, slots=True)
class _Target:
    """One hop, checked."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


class SafeFetch:
    def __init__(
        self,
        *,
        allowed_hosts: Collection[str] = (),
        limit: int = MAX_BYTES,
        seconds: float = SECONDS,
        resolve: Resolve | None = None,
        dial: Dial | None = None,
        trust: "ssl.SSLContext | None" = None,
    ) -> None:
        """`allowed_hosts` are `host:port` that may be asked whatever their address, by http too: a laptop's stand-ins.

        `limit` is in bytes, `seconds` are for all hops together, less where the budget is; `trust` decides on
        certificates.
        """
        self._allowed = frozenset(each.lower() for each in allowed_hosts)
        self._limit = limit
        self._seconds = seconds
        self._resolve = resolve or _resolve
        self._dial = dial or _dial
        self._trust = trust

    def __call__(self, url: str) -> bytes:
        """The picture at a URL. Raises `FetchRefused`, and `FetchFailed` where another try may go better."""
        content = self._fetch(url, current().within(self._seconds).ends_at)
        found = sniff(content)
        if found is None or found.kind != "image":
            raise FetchRefused("The file at the URL is not a PNG, JPEG, WebP or GIF picture.")
        if not is_sane(picture_size(content)):
            raise FetchRefused("The picture at the URL is too large, or its header cannot be read.")
        return content

    def _fetch(self, url: str, deadline: float) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            target = self._check(url)
            answer = self._ask(target, deadline)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(target.url, answer)
        raise FetchRefused(f"The URL has more than {MAX_REDIRECTS} redirects.")

    def _check(self, url: str) -> _Target:
        if len(url) > MAX_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
            raise FetchRefused("Invalid URL.")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").removesuffix("."), parts.port
        except ValueError:
            raise FetchRefused("Invalid URL.") from None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if "@" in parts.netloc:
            raise FetchRefused("The URL must not contain a user name.")
        if f"{host}:{port}" in self._allowed and parts.scheme in ("http", "https") and port is not None:
            return _Target(url, parts.scheme, host, port, path, tuple(self._resolve(host, port)))
        if parts.scheme != "https" or port not in (None, 443):
            raise FetchRefused("Only https URLs on port 443 are allowed.")
        return _Target(url, "https", host, 443, path, self._public_addresses(host))

    def _public_addresses(self, host: str) -> tuple[str, ...]:
        """All addresses of a host, if each is public. One that is not spoils the others: which would be taken?"""
        literal = literal_address(host)
        if literal is None and not _NAME.fullmatch(host):
            raise FetchRefused("The URL's host is not a public host name.")
        addresses = [str(literal)] if literal else list(self._resolve(host, 443))
        if not addresses:
            raise FetchFailed("The URL's host does not exist.")
        if not all(is_public(each) for each in addresses):
            raise FetchRefused("The URL's host does not have a public address.")
        return tuple(addresses)

    def _ask(self, target: _Target, deadline: float) -> bytes | str:
        """The content, or where it is said to be."""
        from http.client import HTTPException

        connection = self._connect(target, deadline)
        watch = threading.Timer(max(0.0, deadline - time.monotonic()), _close_socket, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            with closing(connection):
                connection.request("GET", target.path, headers={**_HEADERS, "Host": urlsplit(target.url).netloc})
                with closing(connection.getresponse()) as response:
                    return self._answer(response, deadline)
        except (OSError, HTTPException) as error:
            raise FetchFailed("The URL's server sent an invalid response.") from error
        finally:
            watch.cancel()

    def _connect(self, target: _Target, deadline: float) -> "HTTPConnection":
        """A connection for the target's name to one of the addresses that were checked for it."""
        from http.client import HTTPConnection

        connection = HTTPConnection(target.host, target.port)
        connection.auto_open = 0  # it must never look the name up itself
        problem: OSError | None = None
        for address in target.addresses:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                plain = self._dial(address, target.port, left)
                plain.settimeout(left)
                connection.sock = self._secure(plain, target)
                return connection
            except OSError as error:
                problem = error
        raise FetchFailed("The URL's server is unreachable.") from problem

    def _secure(self, plain: socket.socket, target: _Target) -> socket.socket:
        if target.scheme == "http":
            return plain
        if self._trust is None:
            import ssl

            self._trust = ssl.create_default_context()
        try:
            return self._trust.wrap_socket(plain, server_hostname=target.host)
        except OSError:
            plain.close()
            raise

    def _answer(self, response: "HTTPResponse", deadline: float) -> bytes | str:
        if response.status in _REDIRECTS:
            location = response.headers.get("Location")
            if location is None:
                raise FetchRefused("The URL's server redirects without a Location.")
            return location
        if response.status != 200:
            passing = response.status >= 500 or response.status in (408, 429)
            raise (FetchFailed if passing else FetchRefused)(f"The URL's server responds with {response.status}.")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise FetchRefused("The URL's content is compressed.")
        if response.length is not None and response.length > self._limit:
            raise self._too_large()
        return self._read(response, response.length, deadline)

    def _read(self, response: "HTTPResponse", announced: int | None, deadline: float) -> bytes:
        content = bytearray()
        while part := response.read(_STEP):
            content += part
            if len(content) > self._limit:
                raise self._too_large()
        if time.monotonic() > deadline:
            raise FetchFailed("The URL's server is too slow.")
        if announced is not None and len(content) < announced:
            raise FetchFailed("The connection closed before the end of the URL's content.")
        return bytes(content)

    def _too_large(self) -> FetchRefused:
        return FetchRefused(f"The file at the URL has more than {self._limit} bytes.")


def literal_address(host: str) -> Address | None:
    """The address that a host is, in its one proper spelling: `127.1`, `0x7f000001` and `2130706433` are none."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, and to one host there."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not any(found in network for network in _V4_SPECIAL)
    if found.scope_id is not None:
        return False
    return found in _V6_PUBLIC and found.is_global and not any(found in network for network in _V6_SPECIAL)


def _resolve(host: str, port: int) -> list[str]:
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchFailed("The URL's host does not exist.") from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _dial(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=min(seconds, 5.0))


def _close_socket(sock: socket.socket) -> None:
    """Ends a fetch whose time is over, wherever it waits: a byte now and then would keep it waiting without end."""
    with suppress(OSError):  # it may have ended by itself
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # TLS is left as it is: the other thread is using it
