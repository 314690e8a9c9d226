"""What a consumer is let loose on: two laptops, the documents, a picture, and an account of the calls that came in."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from backend.local.documents import openapi_text
from backend.local.laptop import Laptop
from tests.conftest import start_laptop
from tests.consumers.tools import ROOT
from tests.makers import png

OUT = ROOT / "out" / "consumers"
PASSWORD = "Correct-Horse-9-Battery"
DEMO = ("demo", "Dream-Forge-2026")
"""The user of `dreamforge serve`, as whom the examples of docs/clients.md sign in."""
GENEROUS = {
    "RATE_LIMIT_REQUESTS": "1000000",
    "DAILY_GENERATIONS": "100000",
    "COGNITO_DOMAIN": "https://sign-in.example.com",
}
"""Nobody waits, and the documents of sign-in are there."""
LIMITED = {"RATE_LIMIT_REQUESTS": "40"}
"""Calls in a minute: enough for every consumer to sign in from one address, few enough to be refused soon."""


class Calls(logging.Handler):
    """Counts requests by the service's own log, so that it does not matter what a client believes to have done."""

    def __init__(self) -> None:
        super().__init__()
        self._lock_of_operations = Lock()
        self._operations: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        operation = getattr(record, "operation", None)
        if record.getMessage() == "request" and isinstance(operation, str):
            with self._lock_of_operations:
                self._operations.append(operation)

    def take(self) -> list[str]:
        """The operations that were called since the last time."""
        with self._lock_of_operations:
            taken, self._operations = self._operations, []
        return taken


@dataclass(frozen=True, slots=True)
class World:
    laptop: Laptop
    limited: Laptop
    calls: Calls
    document: Path
    agent_document: Path
    picture: Path

    def operations(self) -> set[str]:
        """The ids of all operations."""
        return _operations(self.document)

    def operations_of_agents(self) -> set[str]:
        """The ids of the operations in the agents' document."""
        return _operations(self.agent_document)

    def token(self, username: str) -> str:
        return str(self.laptop.cloud.token(username, PASSWORD)["IdToken"])

    def environment(self, username: str) -> dict[str, str]:
        """What a consumer gets, with a user of its own who has nothing yet."""
        self.laptop.cloud.ensure_user(*DEMO, "demo@example.com", ())
        for laptop in (self.laptop, self.limited):
            laptop.cloud.ensure_user(username, PASSWORD, f"{username}@example.com", ())
        return {
            **os.environ,
            "API_URL": self.laptop.url,
            "LIMITED_URL": self.limited.url,
            "API_USER": username,
            "API_PASSWORD": PASSWORD,
            "PICTURE": str(self.picture),
        }


@contextmanager
def world() -> Iterator[World]:
    OUT.mkdir(parents=True, exist_ok=True)
    calls = Calls()
    before = dict(os.environ)
    with (
        start_laptop(GENEROUS, log_to=calls) as laptop,
        start_laptop(LIMITED, log_to=calls) as limited,
    ):
        # the laptops name their endpoints in this process's environment; a consumer is to know nothing of them
        named = dict(os.environ)
        os.environ.clear()
        os.environ.update(before)
        try:
            yield World(
                laptop,
                limited,
                calls,
                _kept("openapi.json", openapi_text("full", laptop.url)),
                _kept("openapi.agent.json", openapi_text("agent", laptop.url)),
                _picture(),
            )
        finally:
            os.environ.update(named)


def _operations(document: Path) -> set[str]:
    paths = json.loads(document.read_text())["paths"]
    return {each["operationId"] for methods in paths.values() for each in methods.values()}


def _kept(name: str, text: str) -> Path:
    (OUT / name).write_text(text)
    return OUT / name


def _picture() -> Path:
    (OUT / "picture.png").write_bytes(png(64, 48))
    return OUT / "picture.png"
