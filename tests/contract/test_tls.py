"""backend/adapters/calls/transport.py over TLS: the certificates of the authorities are read once, and still count."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import SSLError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.adapters.calls.transport import Limits, use_budget
from tests.time_limits import scaled


class Authority(NamedTuple):
    """A certificate authority: its file, and a server's file with certificate and key for `localhost`."""

    certificate: Path
    server: Path


def make_authority(folder: Path, name: str) -> Authority:
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)

    def build(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))

    usage = x509.BasicConstraints(ca=True, path_length=None)
    authority = build(issuer, authority_key).add_extension(usage, critical=True).sign(authority_key, hashes.SHA256())
    localhost = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    server = build(subject, server_key).add_extension(localhost, critical=False).sign(authority_key, hashes.SHA256())
    private = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made = Authority(folder / f"{name}.pem", folder / f"{name}-server.pem")
    made.certificate.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    made.server.write_bytes(server.public_bytes(serialization.Encoding.PEM) + private)
    return made


class NoTables(BaseHTTPRequestHandler):
    """DynamoDB without a table."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"TableNames": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to read."""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("known"), "known")


@pytest.fixture(scope="module")
def port(known: Authority) -> Iterator[int]:
    """Of a server whose certificate is for `localhost`, by the known authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known.server)

    class Server(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that closes the connection is what the tests want."""

    server = Server(("127.0.0.1", 0), NoTables)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def list_tables(host: str, port: int, authority: Path) -> list[str]:
    client = boto3.session.Session("k", "s", region_name="us-west-2").client(
        "dynamodb",
        endpoint_url=f"https://{host}:{port}",
        verify=str(authority),
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )
    names: list[str] = use_budget(client, Limits(answer=scaled(10))).list_tables()["TableNames"]
    client.close()
    return names


def test_a_server_that_the_authority_vouches_for_is_called(port: int, known: Authority) -> None:
    """Twice: the second client shares what was read."""
    assert [list_tables("localhost", port, known.certificate) for _ in range(2)] == [[], []]


def test_another_authority_is_refused(port: int, known: Authority, tmp_path: Path) -> None:
    """Also after a client that trusts the right one."""
    list_tables("localhost", port, known.certificate)
    with pytest.raises(SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        list_tables("localhost", port, make_authority(tmp_path, "unknown").certificate)


def test_another_host_is_refused(port: int, known: Authority) -> None:
    """The certificate is for `localhost`, which is not the address that is called here."""
    list_tables("localhost", port, known.certificate)
    with pytest.raises(SSLError, match=r"127\.0\.0\.1"):
        list_tables("127.0.0.1", port, known.certificate)
