"""What requests consume, and what that costs where prices are known.

Models are priced by MODEL_PRICES. For the rest DREAMFORGE_PRICES names a JSON file with US dollars:

    {"read_units": 0.125, "write_units": 0.625, "s3_writes": 5.0, "s3_reads": 0.4, "sqs": 0.4,
     "requests": 3.5, "kie_picture": 0.05}

Each but `kie_picture` is for a million. What has no price adds nothing, and is named as such.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from backend.domain.shared.prices import Prices
from backend.domain.shared.usage import Usage
from backend.local.console.facts import CallFacts

MILLION = 1_000_000
UNITS = ("read_units", "write_units", "s3_writes", "s3_reads", "sqs", "requests")
PER_PIECE = ("kie_picture",)


class PriceFileError(Exception):
    """The file cannot be used; the message says why."""


def read_price_file(file: Path | None) -> dict[str, float]:
    """{} without a file. `PriceFileError` for one that is none, or has names or values that mean nothing."""
    if file is None:
        return {}
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise PriceFileError(f"DREAMFORGE_PRICES: {file} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise PriceFileError(f"DREAMFORGE_PRICES: {file} is no JSON object.")
    for name, value in found.items():
        if name not in (*UNITS, *PER_PIECE) or not isinstance(value, int | float) or value < 0:
            known = ", ".join((*UNITS, *PER_PIECE))
            raise PriceFileError(f"DREAMFORGE_PRICES: {name}: {value!r} is no price. There are {known}.")
    return {name: float(value) for name, value in found.items()}


@dataclass(slots=True)
class Consumption:
    """Of one request with its jobs, or of one call."""

    calls: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    s3_writes: int = 0
    s3_reads: int = 0
    sqs: int = 0
    bytes_out: int = 0
    """Sent to AWS."""
    bytes_in: int = 0
    """Received from AWS."""
    input_tokens: int = 0
    output_tokens: int = 0
    pictures: int = 0
    dollars: float | None = None
    """None where nothing of it has a price."""
    unpriced: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class PriceList:
    """Prices of models by `MODEL_PRICES`, and of everything else by a file."""

    def __init__(self, models: Prices, others: Mapping[str, float]) -> None:
        self._models = models
        self._others = others

    def sum_up(self, calls: Iterable[tuple[CallFacts, int, int]], requests: int = 0) -> Consumption:
        """`calls` are facts with the bytes sent and received; `requests` are those to API Gateway."""
        whole = Consumption()
        for facts, sent, received in calls:
            whole.calls += 1
            whole.bytes_out += sent
            whole.bytes_in += received
            self._count(whole, facts)
        self._add(whole, "requests", requests)
        for name in ("read_units", "write_units", "s3_writes", "s3_reads", "sqs"):
            self._add(whole, name, getattr(whole, name))
        return whole

    def _count(self, whole: Consumption, facts: CallFacts) -> None:
        whole.read_units += facts.reads
        whole.write_units += facts.writes
        whole.input_tokens += facts.input_tokens
        whole.output_tokens += facts.output_tokens
        whole.pictures += facts.pictures
        if facts.service == "s3":
            writes = facts.action.startswith(("Put", "Copy", "Post", "List"))
            whole.s3_writes += writes
            whole.s3_reads += facts.action.startswith(("Get", "Head"))
        whole.sqs += facts.service == "sqs"
        if facts.service == "kie" and facts.pictures:
            self._spend(whole, "kie_picture", self._others.get("kie_picture"))
        if facts.service == "bedrock" and (facts.input_tokens or facts.output_tokens) and facts.action != "CountTokens":
            used = Usage(input_tokens=facts.input_tokens, output_tokens=facts.output_tokens)
            self._spend(whole, facts.resource, self._models.tokens(facts.resource, used))
        if facts.service == "bedrock" and facts.pictures:
            price = self._models.picture(facts.resource)
            self._spend(whole, facts.resource, None if price is None else price * facts.pictures)

    def _add(self, whole: Consumption, name: str, amount: float) -> None:
        if amount:
            price = self._others.get(name)
            self._spend(whole, name, None if price is None else price * amount / MILLION)

    @staticmethod
    def _spend(whole: Consumption, name: str, dollars: float | None) -> None:
        if dollars is not None:
            whole.dollars = (whole.dollars or 0.0) + dollars
        elif name not in whole.unpriced:
            whole.unpriced.append(name)
