"""What a person does with a client: the same steps for every generated one. It knows no client, and no HTTP.

Run by the scripts next to it, in the client's own environment. `API_URL` is a service that may be called without
limit, `LIMITED_URL` one that refuses soon; both know `API_USER` with `API_PASSWORD`.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.request import urlopen
from uuid import uuid4

NOTHING = "prd_" + "0" * 26
PATIENCE = 60
"""Seconds that a job may take."""


@dataclass(frozen=True)
class Refusal:
    """An error as a client gives it."""

    status: int
    error: str
    fields: list[str] = field(default_factory=list)
    retry_after: int = 0


@dataclass(frozen=True)
class Page:
    ids: list[str]
    next_token: str | None


@dataclass(frozen=True)
class Job:
    state: str
    urls: list[str]


class Client(Protocol):
    """What the scenario asks of a client. Each method makes one call."""

    def close(self) -> None:
        """Lets its connections go."""

    def sign_in(self, username: str, password: str) -> None:
        """Further calls are made as this user."""

    def create(self, idea: str, price_cents: int, key: str) -> str:
        """The product's id; `key` is the Idempotency-Key."""

    def products(self, limit: int, token: str | None) -> Page:
        """The caller's own."""

    def upload(self, name: str, content: bytes) -> str:
        """The SHA-256 that the service tells."""

    def generate(self, prompt: str) -> str:
        """The job's id."""

    def job(self, job_id: str) -> Job: ...

    def chat(self, message: str) -> tuple[str, list[str]]:
        """The answer, and its sources."""

    def missing(self, product_id: str) -> Refusal:
        """Asks for a product that is not there."""

    def wrong_prices(self, lowest: int, highest: int) -> Refusal:
        """Searches the storefront for prices from more to less."""

    def refused_status(self) -> Refusal | None:
        """Asks for the status; None when that goes well."""


def run(connect: Callable[[str], Client]) -> None:
    """The whole scenario. `connect` makes a client for a URL."""
    with closing(connect(os.environ["API_URL"])) as client:
        everything(client)
    with closing(connect(os.environ["LIMITED_URL"])) as client:
        ask_too_often(client)


def everything(client: Client) -> None:
    client.sign_in(os.environ["API_USER"], os.environ["API_PASSWORD"])
    made = [create_twice(client, idea) for idea in ("Un café en la montaña", "A quiet harbour at dawn")]
    page_through(client, made)
    upload(client)
    follow_a_job(client)
    answer, sources = client.chat("¿Qué pósteres de café hay?")
    assert answer
    assert any(source.startswith(("product:", "catalog:")) for source in sources), sources
    refusals(client)


def create_twice(client: Client, idea: str) -> str:
    """The second call has the same key: it makes nothing new."""
    key = str(uuid4())
    first, second = (client.create(idea, 1500, key) for _ in range(2))
    assert first.startswith("prd_")
    assert first == second, "the same Idempotency-Key made two products"
    return first


def page_through(client: Client, made: list[str]) -> None:
    """One product a page; each comes once, the newest first."""
    found: list[str] = []
    token: str | None = None
    while not found or token:
        page = client.products(1, token)
        assert len(page.ids) <= 1
        found += page.ids
        token = page.next_token
    assert found == made[::-1], (found, made)


def upload(client: Client) -> None:
    content = Path(os.environ["PICTURE"]).read_bytes()
    assert client.upload("picture.png", content) == hashlib.sha256(content).hexdigest()


def follow_a_job(client: Client) -> None:
    """Until the picture is there, which opens without a token."""
    job_id = client.generate("A lighthouse in a storm, flat colours")
    deadline = time.monotonic() + PATIENCE
    while (job := client.job(job_id)).state not in ("success", "fail"):
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
    assert job.state == "success", job
    with urlopen(job.urls[0]) as picture:  # presigned, so of the store rather than of the client
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"


def refusals(client: Client) -> None:
    missing = client.missing(NOTHING)
    assert (missing.status, missing.error) == (404, "not_found"), missing
    wrong = client.wrong_prices(2000, 1000)
    assert (wrong.status, wrong.error) == (422, "validation_failed"), wrong
    assert wrong.fields == ["min_price_cents"], wrong


def ask_too_often(client: Client) -> None:
    client.sign_in(os.environ["API_USER"], os.environ["API_PASSWORD"])
    for _ in range(200):
        refusal = client.refused_status()
        if refusal is not None:
            assert (refusal.status, refusal.error) == (429, "too_many_requests"), refusal
            assert 1 <= refusal.retry_after <= 62, refusal  # the window of 60 s, and the slice of it that now is in
            return
    raise AssertionError("200 calls in a row were all answered")
