"""Presigned forms as a browser sends them."""

import http.client
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from tests.conftest import Answer
from tests.time_limits import scaled


def sent(
    url: str,
    fields: Mapping[str, str],
    content: bytes,
    *,
    filename: str = "blob",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """multipart/form-data: the fields, and then the file."""
    boundary = f"----form{secrets.token_hex(12)}"
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(30))
    try:
        told = {**(headers or {}), "Content-Type": f"multipart/form-data; boundary={boundary}"}
        connection.request("POST", parts.path or "/", body, told)
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, response.read())
    finally:
        connection.close()
