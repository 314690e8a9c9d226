"""The stand-in with a mind that is easy to see through, driven by plain boto3."""

import contextlib
import http.client
import json
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import boto3
import pytest
from botocore.config import Config

from backend.local.bedrock import Account, BedrockStandIn, Picture, PromptPassage
from tests.time_limits import scaled

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
REGION = "us-west-2"
AMAZON_IMAGES = ("amazon.nova-canvas", "amazon.titan-image")
WHEN_AMAZON_DREW = date(2025, 12, 1)
"""Before the end of life of Nova Canvas and Titan Image, which were served in us-east-1."""
AUTHORIZATION = (
    f"AWS4-HMAC-SHA256 Credential=test/20261128/{REGION}/bedrock/aws4_request, SignedHeaders=host, Signature=0"
)


def png(width: int, height: int, colour: int = 0) -> bytes:
    """A PNG of one grey."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([colour]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class FakeMind:
    """Says back what it was asked, and keeps what it was asked to draw."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int, int, int | None]] = []
        self.lock = threading.Lock()

    def brief(self, idea: str, kind: str | None, language: str | None) -> Mapping[str, Any]:
        if idea == "break":
            raise RuntimeError("the mind broke")
        return {
            "title": idea.title(),
            "kind": kind or "poster",
            "language": language or "en",
            "palette": ["#102030", "#405060", "#708090", "#a0b0c0", "#d0e0f0"],
            "price_cents": 2500,
            "tags": ["one", "two"],
        }

    def answer(self, question: str, passages: Sequence[PromptPassage]) -> str:
        known = "".join(f" [{p.source}|{p.title}] {p.text}" for p in passages)
        return f"You asked: {question}{known}"

    def picture(self, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        with self.lock:
            self.drawn.append((prompt, width, height, seed))
        return Picture(png(width, height, (seed or 0) % 256), seed or 7)

    def restyle(self, source: bytes, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        return self.picture(prompt, width, height, seed or zlib.crc32(source))


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[BedrockStandIn, FakeMind]]:
    mind = FakeMind()
    with BedrockStandIn(mind, guardrail_words=["napalm"], filtered_words=["gore"]) as bedrock:
        yield bedrock, mind


@pytest.fixture(scope="session")
def earlier(server: tuple[BedrockStandIn, FakeMind]) -> Iterator[BedrockStandIn]:
    """The same on a day on which Amazon's image models were active."""
    with BedrockStandIn(server[1], filtered_words=["gore"], account=Account(today=WHEN_AMAZON_DREW)) as bedrock:
        yield bedrock


@pytest.fixture
def standin(server: tuple[BedrockStandIn, FakeMind]) -> Iterator[BedrockStandIn]:
    yield server[0]
    server[0].faults.clear()


@pytest.fixture
def mind(server: tuple[BedrockStandIn, FakeMind]) -> FakeMind:
    server[1].drawn.clear()
    return server[1]


@pytest.fixture(scope="session")
def connect() -> Callable[..., Any]:
    def connect(url: str, **more: Any) -> Any:
        """`checked=False` leaves it to the server to find what is wrong."""
        checked, region = more.pop("checked", True), more.pop("region", REGION)
        return boto3.client(
            "bedrock-runtime",
            endpoint_url=url,
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=checked, **more),
        )

    return connect


@pytest.fixture(scope="session")
def shared_client(server: tuple[BedrockStandIn, FakeMind], connect: Callable[..., Any]) -> Any:
    return connect(server[0].url, checked=False)


@pytest.fixture
def client(standin: BedrockStandIn, shared_client: Any) -> Any:
    """Without boto3's own checks, so that requests reach the server as they are."""
    return shared_client


@pytest.fixture
def ask(client: Any) -> Callable[..., Any]:
    def ask(text: str = "Hello", **more: Any) -> Any:
        """One user message to Claude."""
        request = {"modelId": CLAUDE, "messages": [{"role": "user", "content": [{"text": text}]}]}
        return client.converse(**(request | more))

    return ask


@pytest.fixture(scope="session")
def amazon_client(earlier: BedrockStandIn, connect: Callable[..., Any]) -> Any:
    return connect(earlier.url, checked=False, region="us-east-1")


@pytest.fixture
def invoke(client: Any, amazon_client: Any) -> Callable[..., Any]:
    def invoke(model: str, body: Any) -> Any:
        """The parsed answer to a body of an image model's."""
        served_by = amazon_client if model.startswith(AMAZON_IMAGES) else client
        return json.loads(served_by.invoke_model(modelId=model, body=json.dumps(body))["body"].read())

    return invoke


@pytest.fixture
def post(standin: BedrockStandIn) -> Callable[..., tuple[int, Mapping[str, str], bytes]]:
    """Status, headers and body of a raw request, for what boto3 would not send."""

    def post(
        path: str, body: bytes = b"", method: str = "POST", **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection = http.client.HTTPConnection(standin.url.removeprefix("http://"), timeout=scaled(10))
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Authorization": AUTHORIZATION} | headers)
            response = connection.getresponse()
            return response.status, dict(response.headers.items()), response.read()

    return post
