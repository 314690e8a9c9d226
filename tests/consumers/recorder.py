"""A proxy that writes down what passes: requests and answers, for those who compare them with the document."""

import base64
import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from tests.time_limits import scaled

ENDS_HERE = ("connection", "keep-alive", "transfer-encoding")


Headers = list[tuple[str, str]]
Answered = tuple[int, str, Headers, bytes]
"""Status, reason, headers, body."""


class Recorder(ThreadingHTTPServer):
    """`target` is the service; each exchange becomes a line of JSON in `file`, with bodies in base64.

    With a `validator`, a proxy that answers with a report of its own where a call breaks the document, requests go
    through it if `validated(method, path, body)`; one that it reports is sent to the service as well, for its answer.
    """

    daemon_threads = True

    def __init__(
        self,
        target: str,
        file: Path,
        validator: str = "",
        validated: Callable[[str, str, bytes], bool] = lambda _method, _path, _body: False,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.target = urlsplit(target).netloc
        self.validator = urlsplit(validator).netloc
        self.validated = validated
        self._file = file
        self._writing = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def write(self, **exchange: Any) -> None:
        with self._writing, self._file.open("a") as file:
            file.write(json.dumps(exchange) + "\n")


@contextmanager
def recording(target: str, file: Path, **validation: Any) -> Iterator[Recorder]:
    """Serves until the block ends. `validation` is what a `Recorder` takes of it."""
    with Recorder(target, file, **validation) as recorder:
        serving = Thread(target=recorder.serve_forever, daemon=True)
        serving.start()
        try:
            yield recorder
        finally:
            recorder.shutdown()
            serving.join()


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        report = ""
        if self.server.validated(self.command, self.path, body):
            answered = self._ask(self.server.validator, body)
            if is_report(answered):
                report = answered[3].decode()
                answered = self._ask(self.server.target, body)
        else:
            answered = self._ask(self.server.target, body)
        status, reason, headers, given = answered
        self.send_response_only(status, reason)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(given)))
        self.end_headers()
        self.wfile.write(given)
        self.server.write(
            method=self.command,
            path=self.path,
            headers=list(self.headers.items()),
            body=base64.b64encode(body).decode(),
            status=status,
            answer_headers=headers,
            answer=base64.b64encode(given).decode(),
            report=report,
        )

    def _ask(self, place: str, body: bytes) -> Answered:
        connection = http.client.HTTPConnection(place, timeout=scaled(60))
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        given = answer.read()
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in ENDS_HERE]
        connection.close()
        return answer.status, answer.reason, headers, given

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = _pass_on

    def log_message(self, *_: object) -> None:
        """The file has it."""


def is_report(answered: Answered) -> bool:
    """Whether it is prism that answers, and not the service."""
    return b"https://stoplight.io/prism/errors#" in answered[3]
