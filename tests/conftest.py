"""The laptop, started once for a test run, and a client that comes in by its front door."""

import gc
import json
import logging
import os
import secrets
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import botocore.session
import pytest
from botocore.loaders import create_loader
from hypothesis import HealthCheck, settings

from backend.domain.shared.budget import GATEWAY_SECONDS
from backend.local.dynamodb import StoreFault
from backend.local.fault_list import FaultList
from backend.local.laptop import Laptop
from tests.statuses import check_status
from tests.time_limits import scaled

settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("tests")

# Each session of boto3 reads its descriptions of AWS again, for half a second; the sessions of a test run share them.
botocore.session.create_loader = cache(create_loader)

PASSWORD = "Correct-Horse-9-Battery"


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: with fewer, two idle cores do nothing for a third of the time, as many tests wait."""
    return 2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--dynalite", action="store_true", help="run the repositories' tests on dynalite, and no others")


@pytest.hookimpl(trylast=True)  # after pytest's own reordering by fixtures
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "shared_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.deploy)
    if config.getoption("--dynalite"):
        others = [item for item in items if "store" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    _deal_long_ones(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _deal_long_ones(items: list[pytest.Item], workers: int) -> None:
    """Each worker gets a run of tests of equal length (`--dist worksteal`): long ones are put where these begin."""
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    dealt: list[pytest.Item] = []
    for worker in range(workers):
        first = long[worker::workers]
        size = (len(items) - len(dealt)) // (workers - worker)
        count = max(size - len(first), 0)
        dealt += [*first, *short[:count]]
        del short[:count]
    items[:] = [*dealt, *short]


def pytest_configure() -> None:
    """What is made while tests are collected stays: to look for garbage meanwhile takes a fifth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules are not looked through again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Calls the API over HTTP: through the gateway, its authorizer, and the Lambda handler behind them.

    `client.post("/create", {"q": "..."}, as_user="ana")` signs ana in, making the user if there is none.
    """

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        self._tokens: dict[str, str] = {}
        self.url = laptop.url

    def get(
        self, path: str, *, as_user: str | None = None, headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        """`get("/products", as_user="ana", owner="me")`."""
        asked = f"{path}?{urlencode(query, doseq=True)}" if query else path
        return self.call("GET", asked, as_user=as_user, headers=headers)

    def post(
        self, path: str, body: Any, *, as_user: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        return self.call("POST", path, body, as_user=as_user, headers=headers)

    def patch(self, path: str, body: Any, *, as_user: str | None = None) -> Answer:
        return self.call("PATCH", path, body, as_user=as_user)

    def delete(self, path: str, *, as_user: str | None = None) -> Answer:
        return self.call("DELETE", path, as_user=as_user)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        as_user: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`body` is sent as it is when it is bytes, as JSON otherwise."""
        sent = dict(headers or {})
        if as_user is not None:
            sent["Authorization"] = self.token(as_user)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=scaled(60))
        try:
            connection.request(method, quote(path, safe="/%?=&:+,~-._*!$'()@;[]"), body, sent)
            response = connection.getresponse()
            lower = {name.lower(): value for name, value in response.getheaders()}
            check_status(method, path, response.status)
            return Answer(response.status, lower, response.read())
        finally:
            connection.close()

    def create(self, as_user: str, **body: Any) -> Any:
        """A product of that user's, made through POST /create; the Creation. Of one seed, to be drawn once."""
        answer = self.post("/create", {"q": "A quiet harbour at dawn", "seed": 1, **body}, as_user=as_user)
        assert answer.status == 201, answer.body
        return answer.json

    def user_id(self, username: str) -> str:
        """The `sub` of a user, who is made if there is none."""
        payload = self.token(username).split(".")[1]
        return str(json.loads(urlsafe_b64decode(payload + "=="))["sub"])

    def token(self, username: str) -> str:
        """The IdToken of a user, who is made if there is none; `boss` is an admin."""
        if username not in self._tokens:
            groups = ("admin",) if username.startswith("boss") else ()
            self._laptop.cloud.ensure_user(username, PASSWORD, f"{username}@example.com", groups)
            self._tokens[username] = self._laptop.cloud.token(username, PASSWORD)["IdToken"]
        return self._tokens[username]


def start_laptop(settings: Mapping[str, str] | None = None, **options: Any) -> Laptop:
    """A laptop that logs nothing, and whose gateway waits as long as this machine may need."""
    given = {"log_to": logging.NullHandler(), "seconds": scaled(GATEWAY_SECONDS), **options}
    return Laptop.start(settings=settings, **given)


SETTINGS = {"RATE_LIMIT_REQUESTS": "1000000", "RATE_LIMIT_WINDOW": "86400", "COGNITO_DOMAIN": "https://sign-in.example"}


@pytest.fixture(scope="session")
def laptop() -> Iterator[Laptop]:
    # tests of the limit have a laptop of their own
    with start_laptop(SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def client(laptop: Laptop) -> Client:
    return Client(laptop)


OTHER_SETTINGS = {
    "CORS_ALLOW_ORIGINS": "https://shop.example, https://studio.example",
    "DAILY_GENERATIONS": "3",
    "BEDROCK_TEXT_FALLBACK_IDS": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "BEDROCK_GUARDRAIL_ID": "gr0000000001@1",
    "LLM_CACHE_PROMPT": "true",
    "COGNITO_DOMAIN": "",
}


@pytest.fixture(scope="session")
def other_laptop(laptop: Laptop) -> Iterator[Laptop]:
    """A second laptop with `OTHER_SETTINGS`: listed origins, three generations a day, a fallback model, a guardrail."""
    with start_laptop(OTHER_SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def other_client(other_laptop: Laptop) -> Client:
    return Client(other_laptop)


def _find_levels() -> dict[str, tuple[int, bool]]:
    """Level and propagation of each logger but `backend`, which belongs to the service that started last."""
    loggers = logging.root.manager.loggerDict
    return {
        name: (logger.level, logger.propagate)
        for name, logger in loggers.items()
        if isinstance(logger, logging.Logger) and name != "backend"
    }


@pytest.fixture(autouse=True, scope="module")
def _loggers_stay() -> Iterator[None]:
    """A file of tests that silences a logger, and leaves it so, makes others fail or pass by their order."""
    before = _find_levels()
    yield
    after = _find_levels()
    assert {name: after[name] for name in before} == before


@pytest.fixture
def ana() -> str:
    """A user of this test's own, so that no test sees what another made."""
    return f"ana-{secrets.token_hex(4)}"


@pytest.fixture
def ben() -> str:
    return f"ben-{secrets.token_hex(4)}"


@pytest.fixture
def faults(laptop: Laptop, client: Client) -> Iterator[Any]:
    """The faults of the Bedrock stand-in, emptied afterwards."""
    yield from _faults_of(laptop, client)


@pytest.fixture
def store_faults(laptop: Laptop) -> Iterator[FaultList[StoreFault]]:
    """The faults of the DynamoDB stand-in, emptied afterwards."""
    laptop.cloud.dynamodb.faults.clear()
    yield laptop.cloud.dynamodb.faults
    laptop.cloud.dynamodb.faults.clear()


@pytest.fixture
def other_faults(other_laptop: Laptop, other_client: Client) -> Iterator[Any]:
    """The same for the second laptop."""
    yield from _faults_of(other_laptop, other_client)


def _wait_for_idle_workers(laptop: Laptop, seconds: float = 20) -> None:
    """Until no job is waiting or in hand: one that an earlier test left would meet this test's faults."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    sqs, url = laptop.cloud.client("sqs"), laptop.cloud.jobs_queue.url
    deadline = time.monotonic() + scaled(seconds)
    while time.monotonic() < deadline:
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        if all(int(counts[name]) == 0 for name in names):
            return
        time.sleep(0.05)
    raise AssertionError(f"jobs are still going on: {counts}")


def _faults_of(laptop: Laptop, client: Client) -> Iterator[Any]:
    _wait_for_idle_workers(laptop)
    laptop.bedrock.faults.clear()
    yield laptop.bedrock.faults
    laptop.bedrock.faults.clear()
    laptop.services.image.breaker.note_success()
    # an answer that is good again keeps the circuit breaker from opening on the failures of several tests
    client.post("/interpret", {"q": "a lighthouse"}, as_user="all-is-well")
