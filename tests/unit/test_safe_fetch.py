"""Addresses of somebody else's choosing: what is fetched, and what is never even asked."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.http.safe_fetch import FetchFailed, FetchRefused, SafeFetch, is_public
from tests.files import FILES, gif, pdf
from tests.makers import png
from tests.time_limits import scaled

PUBLIC = "93.184.216.34"
PICTURE = png(8, 6)


@dataclass
class Site:
    """Behind `pictures.example`: what it answers, and what it was asked."""

    port: int
    trust: ssl.SSLContext
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """(Host, path) of each request."""
    names: list[str | None] = field(default_factory=list)
    """The name in each TLS greeting."""
    slow: float = 0.0
    """Seconds between two bytes of an answer."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An https server with a certificate for `pictures.example`."""
    folder = tmp_path_factory.mktemp("tls")
    certificate = certified(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site = Site(0, ssl.create_default_context(cafile=str(certificate)))
    context.sni_callback = lambda _, name, __: site.names.append(name)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path))
            status, headers, body = site.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if site.slow:
                    for byte in body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(site.slow)
                else:
                    self.wfile.write(body)
            except OSError:
                return  # the client has had enough

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Nothing: some of these clients disconnect in the middle of a greeting."""

        def finish_request(self, request: Any, client_address: Any) -> None:
            with context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)

    with Server(("127.0.0.1", 0), Handler) as running:
        site.port = running.server_address[1]
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        running.shutdown()
        thread.join()


@pytest.fixture
def site(server: Site) -> Site:
    server.pages = {"/a.png": (200, {}, PICTURE)}
    server.asked, server.names, server.slow = [], [], 0.0
    return server


def certified(folder: Path) -> Path:
    """A file with a key and a certificate for pictures.example that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pictures.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("pictures.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


class Dialler:
    """Takes note of the addresses that are called, and puts every call through to one site, or to nobody."""

    def __init__(self, site: Site | None = None) -> None:
        self.called: list[tuple[str, int]] = []
        self._site = site

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.called.append((address, port))
        if self._site is None:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self._site.port), timeout=seconds)


def resolving(**names: list[str]) -> Callable[[str, int], list[str]]:
    """A resolver that knows `pictures_example=[...]`, and that every other name is public."""
    return lambda host, _: names.get(host.replace(".", "_"), [PUBLIC])


def fetch(site: Site, url: str = "https://pictures.example/a.png", **options: Any) -> bytes:
    options = {"dial": Dialler(site), "resolve": resolving(), "trust": site.trust, "seconds": 5.0, **options}
    return SafeFetch(**options)(url)


def refused(url: str, *, resolve: Callable[[str, int], list[str]] | None = None) -> str:
    """What is said of a URL that must be refused before anybody is called."""
    dialler = Dialler()
    with pytest.raises(FetchRefused) as raised:
        SafeFetch(dial=dialler, resolve=resolve or resolving())(url)
    assert dialler.called == []
    return raised.value.message


# ---- what is fetched


def test_a_picture(site: Site) -> None:
    """A picture at a public https address is fetched."""
    assert fetch(site) == PICTURE


def test_the_checked_address_is_the_one_called(site: Site) -> None:
    """The name is looked up once: what it stands for a moment later does not matter."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    dialler = Dialler(site)
    fetch(site, dial=dialler, resolve=lambda *_: next(answers))
    assert dialler.called == [(PUBLIC, 443)]


def test_host_and_certificate_are_the_names(site: Site) -> None:
    """Although an address is called, SNI, certificate and Host are the name's."""
    fetch(site, "https://pictures.example/a.png")
    assert site.names == ["pictures.example"]
    assert site.asked == [("pictures.example", "/a.png")]


def test_another_names_certificate(site: Site) -> None:
    """A site that cannot prove its name is not believed."""
    with pytest.raises(FetchFailed):
        fetch(site, "https://other.example/a.png")


def test_the_next_address(site: Site) -> None:
    """Where the first of several addresses does not answer, the next is called."""
    put_through = Dialler(site)

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        if address == "1.1.1.1":
            raise ConnectionRefusedError
        return put_through(address, port, seconds)

    assert fetch(site, dial=dial, resolve=resolving(pictures_example=["1.1.1.1", PUBLIC])) == PICTURE


def test_the_query_is_sent_and_the_fragment_is_not(site: Site) -> None:
    """As a browser does."""
    site.pages["/a.png?size=2"] = (200, {}, PICTURE)
    fetch(site, "https://pictures.example/a.png?size=2#top")
    assert site.asked[0][1] == "/a.png?size=2"


def test_redirects(site: Site) -> None:
    """Up to three are followed, relative ones too."""
    site.pages |= {f"/{n}": (302, {"Location": f"/{n - 1}"}, b"") for n in (2, 3)}
    site.pages["/1"] = (301, {"Location": "https://pictures.example/a.png"}, b"")
    assert fetch(site, "https://pictures.example/3") == PICTURE


def test_one_redirect_too_many(site: Site) -> None:
    """A fourth is not followed."""
    site.pages["/loop"] = (307, {"Location": "/loop"}, b"")
    with pytest.raises(FetchRefused, match="more than 3 redirects"):
        fetch(site, "https://pictures.example/loop")
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/latest",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://inside.example/",
        "http://pictures.example/a.png",
        "file:///etc/passwd",
        "//127.0.0.1/",
        "gopher://pictures.example/",
    ],
)
def test_redirects_inside(site: Site, location: str) -> None:
    """A redirect is checked like the first URL, and its target is never called."""
    site.pages["/away"] = (302, {"Location": location}, b"")
    dialler = Dialler(site)
    with pytest.raises(FetchRefused):
        fetch(site, "https://pictures.example/away", dial=dialler, resolve=resolving(inside_example=["10.0.0.5"]))
    assert dialler.called == [(PUBLIC, 443)]


def test_a_redirect_to_nowhere(site: Site) -> None:
    """A redirect has to say where."""
    site.pages["/away"] = (302, {}, b"")
    with pytest.raises(FetchRefused):
        fetch(site, "https://pictures.example/away")


# ---- what comes back


@pytest.mark.parametrize("content", [pdf(), b"<html>", b"", FILES["audio/mpeg"], gif(9000, 9000), b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture(site: Site, content: bytes) -> None:
    """Only a picture of a sane size is taken, whatever its declared type."""
    site.pages["/a.png"] = (200, {"Content-Type": "image/png"}, content)
    with pytest.raises(FetchRefused):
        fetch(site)


def test_announced_too_large(site: Site) -> None:
    """What says that it is too large is not read."""
    site.pages["/a.png"] = (200, {}, PICTURE + b"\0" * 1000)
    with pytest.raises(FetchRefused, match="more than 500 bytes"):
        fetch(site, limit=500)


def test_endless(site: Site) -> None:
    """What does not say its length is read up to the limit only."""
    chunk = b"%x\r\n" % 65_536 + b"\0" * 65_536 + b"\r\n"
    site.pages["/a.png"] = (200, {"Transfer-Encoding": "chunked", "Content-Length": ""}, chunk * 40)
    with pytest.raises(FetchRefused, match="more than"):
        fetch(site, limit=100_000)


def test_packed(site: Site) -> None:
    """Nothing is unpacked: a small file can unpack to a large one."""
    site.pages["/a.png"] = (200, {"Content-Encoding": "gzip"}, PICTURE)
    with pytest.raises(FetchRefused, match="compressed"):
        fetch(site)


def test_broken_off(site: Site) -> None:
    """Less than was announced is not a picture."""
    site.pages["/a.png"] = (200, {"Content-Length": str(len(PICTURE) + 9), "Connection": "close"}, PICTURE)
    with pytest.raises(FetchFailed):
        fetch(site)


def test_a_byte_now_and_then(site: Site) -> None:
    """The time is for the whole, so that a site cannot hold on to us byte by byte."""
    site.slow = 0.2
    began = time.monotonic()
    with pytest.raises(FetchFailed):
        fetch(site, seconds=0.4)
    assert time.monotonic() - began < scaled(10)


@pytest.mark.parametrize(("status", "passing"), [(404, False), (403, False), (500, True), (503, True), (429, True)])
def test_statuses(site: Site, status: int, passing: bool) -> None:
    """Anything but 200 is refused; what may be better later says so."""
    site.pages["/a.png"] = (status, {}, PICTURE)
    with pytest.raises(FetchRefused) as raised:
        fetch(site)
    assert isinstance(raised.value, FetchFailed) is passing


def test_nobody_answers(site: Site) -> None:
    """A host that cannot be reached may be reached another time."""
    with pytest.raises(FetchFailed):
        fetch(site, dial=Dialler())


def test_a_name_that_is_not_known() -> None:
    """Neither may one that no resolver knows: such names end in `invalid` for certain."""
    with pytest.raises(FetchFailed):
        SafeFetch(dial=Dialler())("https://nowhere.invalid/")


# ---- what is never called


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a.png",
        "ftp://pictures.example/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//pictures.example/a.png",
        "pictures.example/a.png",
        "",
        "https://",
        "https:///a.png",
        "https://pictures.example:8443/",
        "https://pictures.example:22/",
        "https://pictures.example:99999/",
        "https://user@pictures.example/",
        "https://user:pass@pictures.example/",
        "https://pictures.example\\@127.0.0.1/",
        "https://pictures.example /",
        "https://pictures.example/\r\nX-Injected: 1",
        "https://pictures.example/\t",
        "https://pic\u200btures.example/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://pictures.example/" + "a" * 2048,
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    """Only plain https URLs, on the usual port, that name no user."""
    refused(url)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "metadata",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "127.0.0.01",
        "127.0.0.0x1",
        "1.2.3.4.5",
        "pictures.example.1",
        "-a.example",
        "a..example",
        "[::1",
        "[127.0.0.1]",
        "[fe80::1%25eth0]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_hosts_that_are_refused(host: str) -> None:
    """Addresses in disguise, and names that only mean something inside."""
    refused(f"https://{host}/", resolve=lambda *_: [PUBLIC])


def test_one_private_address_among_public_ones() -> None:
    """One bad address spoils a name: nobody knows which one a connection would take."""
    message = refused("https://pictures.example/", resolve=lambda *_: [PUBLIC, "10.0.0.1"])
    assert "10.0.0.1" not in message


PRIVATE = [
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 "
        "198.18.0.0/15 224.0.0.0/4 240.0.0.0/4 ::1/128 ::/128 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::ffff:0:0/96 "
        "64:ff9b::/96 100::/64 2001::/32 2001:db8::/32 2002::/16"
    ).split()
]


@st.composite
def private_addresses(draw: st.DrawFn) -> str:
    network = draw(st.sampled_from(PRIVATE))
    address = network[draw(st.integers(0, network.num_addresses - 1))]
    return draw(st.sampled_from([str(address), address.exploded]))


@given(private_addresses())
def test_private_addresses(address: str) -> None:
    """No address that is not public is called, whether a URL names it or a name stands for it."""
    assert not is_public(address)
    refused(f"https://[{address}]/" if ":" in address else f"https://{address}/")
    refused("https://pictures.example/", resolve=lambda *_: [address])


@st.composite
def disguises(draw: st.DrawFn) -> str:
    """An IPv4 address as inet_aton reads it: fewer parts, each decimal, octal or hexadecimal."""
    whole = draw(st.integers(0, 2**32 - 1))
    count = draw(st.integers(1, 4))
    heads = [whole >> 24 & 255, whole >> 16 & 255, whole >> 8 & 255][: count - 1]
    parts = [*heads, whole & (2 ** (8 * (5 - count)) - 1)]
    forms = [draw(st.sampled_from(["{}", "0{:o}", "0x{:x}"])) for _ in parts]
    return ".".join(form.format(part) for form, part in zip(forms, parts, strict=True))


@given(disguises())
def test_disguised_addresses(host: str) -> None:
    """A number is only an address in the one spelling that nobody reads differently."""
    try:
        plain = str(ipaddress.IPv4Address(host))
    except ValueError:
        plain = ""
    if plain and is_public(plain):
        return
    refused(f"https://{host}/", resolve=lambda *_: [PUBLIC])


@given(st.ip_addresses(v=4).filter(lambda address: address.is_global and not address.is_multicast))
def test_public_addresses_are_called(address: ipaddress.IPv4Address) -> None:
    """What is public is called, at its own address."""
    if not is_public(str(address)):
        return  # a few are reserved and routed all the same
    dialler = Dialler()
    with pytest.raises(FetchFailed):
        SafeFetch(dial=dialler)(f"https://{address}/")
    assert dialler.called == [(str(address), 443)]


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """No text makes it call an address that is not public, or raise anything else."""
    dialler = Dialler()
    for url in (text, f"https://{text}", f"https://{text}/a.png"):
        with pytest.raises(FetchRefused):
            SafeFetch(dial=dialler, resolve=resolving())(url)
    assert all(is_public(address) for address, _ in dialler.called)


# ---- the laptop's stand-ins


def plain_site(content: bytes) -> tuple[socket.socket, str]:
    """A server that answers one request over http, and its `host:port`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)

    threading.Thread(target=serve, daemon=True).start()
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"


def test_an_allowed_host() -> None:
    """A host and port that are allowed may be asked over http, at whatever address."""
    listener, host = plain_site(PICTURE)
    with listener:
        assert SafeFetch(allowed_hosts=[host])(f"http://{host}/a.png") == PICTURE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://127.0.0.1/", "https://127.0.0.1/", "http://x@127.0.0.1:80/"]
)
def test_only_the_allowed_host(url: str) -> None:
    """Its neighbours stay closed, as does everything where nothing is allowed."""
    dialler = Dialler()
    for allowed in ((), ("127.0.0.1:80",)):
        with pytest.raises(FetchRefused):
            SafeFetch(allowed_hosts=allowed, dial=dialler)(url)
    assert dialler.called == []
