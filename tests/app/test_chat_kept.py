"""The last event of a chat's stream says whether the turn is stored, also when the store's answer gets lost."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.local.laptop import Laptop, in_environment
from backend.local.serving import HEADERS_KEY, Serving
from tests.app.document import assert_fits
from tests.app.test_chat_stream import conversations, event_for, events_of
from tests.conftest import Client
from tests.time_limits import scaled

HOP = ("connection", "transfer-encoding", "content-length", "expect", "date")


class LossyStore:
    """A proxy before DynamoDB that carries out a transaction once, or not at all, and loses its answer."""

    def __init__(self, laptop: Laptop, *, carries_out: bool, reads: bool) -> None:
        self._cloud = urlsplit(laptop.cloud.endpoint)
        self._messages = laptop.environment["DDB_TABLE_MESSAGES"]
        self._carries_out = carries_out
        self._reads = reads
        self._tokens: set[str] = set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[2]
        asked = json.loads(body)
        if operation == "TransactWriteItems":
            token = asked["ClientRequestToken"]
            if self._carries_out and token not in self._tokens:
                self._forward(environ, body)
            self._tokens.add(token)
            raise ConnectionAbortedError
        if operation == "GetItem" and asked["TableName"] == self._messages and not self._reads:
            raise ConnectionAbortedError
        status, headers, answer = self._forward(environ, body)
        start_response(f"{status} OK", [*headers, ("Content-Length", str(len(answer)))])
        return [answer]

    def _forward(self, environ: dict[str, Any], body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(self._cloud.hostname or "", self._cloud.port, timeout=scaled(30))
        headers = {name: value for name, value in environ[HEADERS_KEY] if name.lower() not in HOP}
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        content = answer.read()
        connection.close()
        return answer.status, kept, content


@pytest.fixture
def asked(laptop: Laptop, client: Client, ana: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The last event of a new conversation's stream, before a store with the parameters given."""
    with Serving(LossyStore(laptop, **request.param)) as store:
        with in_environment({**laptop.environment, "AWS_ENDPOINT_URL_DYNAMODB": store.url}):
            services = Services(Settings.from_env())
            services.connect()
        answer = LambdaHandler(services)(event_for(laptop, client.user_id(ana)), None)
        yield events_of(answer["body"].encode())


@pytest.mark.parametrize("asked", [{"carries_out": True, "reads": True}], indirect=True)
def test_a_turn_that_is_stored_ends_well(client: Client, asked: list[Any], ana: str) -> None:
    """Although the store's answer was lost: the turn is found there, and the stream does not deny it."""
    assert (asked[-1].name, asked[-1].data.get("kept")) == ("end", True)
    assert conversations(client, ana) == 1


@pytest.mark.parametrize("asked", [{"carries_out": False, "reads": True}], indirect=True)
def test_a_turn_that_is_not_stored_is_reported(client: Client, asked: list[Any], ana: str) -> None:
    """The answer was complete, and the last event says that it is not kept."""
    error = asked[-1]
    assert (error.name, error.data["error"]) == ("error", "turn_not_kept")
    assert "not stored" in error.data["message"]
    assert_fits({"$ref": "#/components/schemas/ApiError"}, error.data)
    assert conversations(client, ana) == 0


@pytest.mark.parametrize("asked", [{"carries_out": True, "reads": False}], indirect=True)
def test_what_nobody_knows_is_not_claimed(client: Client, asked: list[Any], ana: str) -> None:
    """Neither that it is stored, nor that it is not."""
    assert (asked[-1].name, asked[-1].data["error"]) == ("error", "turn_outcome_unknown")
    assert conversations(client, ana) == 1
