"""Calls to the deployed API as any program would make them."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60
_BOUNDARY = "----proof"
_FORM_HEAD = (
    f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="picture.png"\r\n'
    "Content-Type: image/png\r\n\r\n"
).encode()


@dataclass(frozen=True, slots=True)
class DeployedAnswer:
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def by_gateway(self) -> bool:
        """Whether API Gateway gave it by itself, without the function."""
        return "x-amzn-errortype" in self.headers


class DeployedCaller:
    """`url` with the stage. Plain HTTP to this machine, whatever proxy the environment names."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        form: bytes | None = None,
    ) -> DeployedAnswer:
        """`body` is sent as JSON, `form` as the file of a multipart form."""
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        content = json.dumps(body).encode() if body is not None else None
        if content is not None:
            sent["Content-Type"] = "application/json"
        if form is not None:
            sent["Content-Type"] = f"multipart/form-data; boundary={_BOUNDARY}"
            content = _FORM_HEAD + form + f"\r\n--{_BOUNDARY}--\r\n".encode()
        connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, self._parts.path + path, content, sent)
            response = connection.getresponse()
            lower = {name.lower(): value for name, value in response.getheaders()}
            return DeployedAnswer(response.status, lower, response.read())
        finally:
            connection.close()
