"""A laptop of its own, whose recorder is on, and a client of its console."""

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from backend.local.faults import FaultProxy
from backend.local.laptop import Laptop
from tests.conftest import SETTINGS, Answer, Client, start_laptop
from tests.time_limits import scaled

JSON = dict[str, Any]


class ConsoleClient:
    """Calls the console as its page does."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self._parts = urlsplit(laptop.url)
        self.token = self.get("session")["token"]

    def get(self, path: str, **query: str) -> Any:
        asked = f"/console/api/{path}" + (f"?{urlencode(query)}" if query else "")
        return self._read(self.call("GET", asked))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-Console-Token": self.token, "Content-Type": "application/json"}
        return self._read(self.call(method, f"/console/api/{path}", json.dumps(body).encode(), headers))

    def call(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """A request with these headers and no others of its own choice."""
        connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=scaled(60))
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Status and message of what is refused."""
        headers = {"X-Console-Token": self.token}
        answer = self.call(method, f"/console/api/{path}", json.dumps(body).encode(), headers)
        return answer.status, answer.json["message"]

    def trace_of(self, answer: Answer, *, until: Callable[[JSON], bool] = lambda _: True) -> JSON:
        """What the console tells of a request, once it tells what is waited for."""
        deadline = time.monotonic() + scaled(30)
        while True:
            found: JSON = self.get(f"requests/{answer.headers['x-amzn-requestid']}")
            if until(found):
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.05)

    @staticmethod
    def _read(answer: Answer) -> Any:
        assert answer.status == 200, answer.body
        return answer.json


def is_done(trace: JSON) -> bool:
    """Whether the message of a request's job is deleted."""
    return "DeleteMessage" in [row.get("action") for row in trace["rows"]]


def calls_of(trace: JSON) -> list[JSON]:
    return [row for row in trace["rows"] if row["kind"] == "call"]


@pytest.fixture(scope="package")
def proxy() -> Iterator[FaultProxy]:
    """Between the service and the stand-ins: it counts calls, and knows nothing of the console."""
    with FaultProxy() as running:
        yield running


@pytest.fixture(scope="package")
def laptop(proxy: FaultProxy) -> Iterator[Laptop]:
    aws, bedrock, kie = (proxy.listen("http://127.0.0.1:9") for _ in range(3))
    prices = {"us.anthropic.claude-sonnet-4-6": {"input": 3, "output": 15}, "stability.": {"image": 0.065}}
    settings = {
        **SETTINGS,
        "AWS_ENDPOINT_URL": aws,
        "AWS_ENDPOINT_URL_BEDROCK": bedrock,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock,
        "KIE_BASE_URL": kie,
        "FETCH_ALLOWED_HOSTS": urlsplit(kie).netloc,
        "MODEL_PRICES": json.dumps(prices),
        "LOG_LEVEL": "INFO",
    }
    with start_laptop(settings) as running:
        proxy.point(aws, running.cloud.endpoint)
        proxy.point(bedrock, running.bedrock.url)
        proxy.point(kie, running.kie.url, rewritten={running.kie.url: "{url}"})
        yield running


@pytest.fixture(scope="package")
def client(laptop: Laptop) -> Client:
    return Client(laptop)


@pytest.fixture(scope="package")
def console(laptop: Laptop) -> ConsoleClient:
    return ConsoleClient(laptop)
