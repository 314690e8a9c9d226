"""Small valid things that tests are made of, and stand-ins for what lies behind the domain."""

import base64
import struct
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from backend.adapters.calls.transport import Limits, use_budget
from backend.adapters.dynamodb.cursors import Cursors
from backend.domain.products.brief import Brief
from backend.domain.products.models import Listing, StoredProduct
from backend.domain.products.ports import ProductListing
from backend.domain.shared.budget import Budget
from backend.domain.shared.ids import new_id
from backend.local.bedrock import Picture, PromptPassage
from tests.time_limits import scaled

NOW = "2026-11-21T12:00:00.000Z"
CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
NOVA = "us.amazon.nova-lite-v1:0"
LLAMA = "us.meta.llama3-3-70b-instruct-v1:0"

BRIEF: dict[str, Any] = {
    "title": "Colombia en flor",
    "description": "Un póster de la cordillera y sus orquídeas.",
    "kind": "poster",
    "style": "mid-century",
    "mood": "alegre",
    "palette": ["#FCD116", "#003893", "#CE1126"],
    "keywords": ["orquídea", "montaña"],
    "tags": ["colombia", "viajes"],
    "language": "es",
    "price_cents": 2500,
    "design_prompt": "Mountains and orchids, flat shapes.",
}


def brief(**changes: Any) -> Brief:
    return Brief.model_validate({**BRIEF, **changes})


def offer(
    owner: str, *, product: Mapping[str, Any] | None = None, listing: Mapping[str, Any] | None = None
) -> ProductListing:
    """A draft with an active listing; `product` and `listing` are fields that differ."""
    ids = {"product_id": new_id("prd"), "listing_id": new_id("lst"), "owner_id": owner}
    times = {"created_at": NOW, "updated_at": NOW}
    told = brief()
    made: dict[str, Any] = {
        **ids,
        **times,
        "title": told.title,
        "description": told.description,
        "kind": "poster",
        "tags": told.tags,
        "status": "draft",
        "media_keys": [f"assets/{owner}/generated/poster_1.png"],
        "brief": told,
        **(product or {}),
    }
    ids = {name: made[name] for name in ids}
    offered = {**ids, **times, "price_cents": 2500, "currency": "USD", "status": "active", "metadata": {"stage": "dev"}}
    return ProductListing(StoredProduct.model_validate(made), Listing.model_validate({**offered, **(listing or {})}))


def budget(seconds: float = 60) -> Budget:
    """Time enough, as it seems to anyone who is given it."""
    return Budget.of(seconds)


def cursors() -> Cursors:
    return Cursors(lambda: b"k" * 32)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, colour: int = 0) -> bytes:
    """A PNG of one grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([colour]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def png_base64() -> str:
    return base64.b64encode(png(2, 2)).decode()


class Mind:
    """Behind the Bedrock stand-in in place of the designer: quick, and keeps what it was asked to draw."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int, int]] = []

    def brief(self, idea: str, kind: str | None, language: str | None) -> Mapping[str, Any]:
        return {**BRIEF, "title": idea[:80], "kind": kind or "poster", "language": language or "es"}

    def answer(self, question: str, passages: Sequence[PromptPassage]) -> str:
        return f"You asked: {question}" + "".join(f" [{p.source}]" for p in passages)

    def picture(self, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        self.drawn.append((prompt, width, height))
        return Picture(png(width, height), seed or 7)

    def restyle(self, source: bytes, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        return self.picture(prompt, width, height, seed)


class Counting:
    """A boto3 client that counts its calls by operation, and keeps their requests.

    `before["query"]` is called before each Query with its number, from 1; what it raises is raised.
    """

    def __init__(self, client: Any, before: Mapping[str, Callable[[int], None]] | None = None) -> None:
        self._client = client
        self._before = before or {}
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)
        if not callable(operation):
            return operation

        def call(*args: Any, **request: Any) -> Any:
            self.calls[name] += 1
            self.requests.append((name, request))
            if name in self._before:
                self._before[name](self.calls[name])
            return operation(*args, **request)

        return call


class Scripted:
    """A client whose every operation answers with the next of `answers`, and then always with the last one.

    An exception is raised, a function called.
    """

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        def call(**request: Any) -> Any:
            self.requests.append((name, request))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if isinstance(answer, Exception):
                raise answer
            return answer() if callable(answer) else answer

        return call


def eventually(holds: Callable[[], bool], *, seconds: float = 10) -> None:
    """Waits until something holds that another thread brings about."""
    end = time.monotonic() + scaled(seconds)
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


def refused(code: str, message: str = "No.", **more: Any) -> ClientError:
    """What boto3 raises for an error that AWS answers with."""
    return ClientError({"Error": {"Code": code, "Message": message}, **more}, "Operation")


def bedrock_client(
    url: str, *, model: str = "", read_timeout: float = 10, tries: int = 1, region: str | None = None
) -> Any:
    """With the service's own connections, in a region that has the model; without one in us-west-2."""
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=url,
        region_name=region or ("us-east-1" if "nova-canvas" in model else "us-west-2"),
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": tries, "mode": "standard"}),
    )
    return use_budget(client, Limits(answer=read_timeout))
