"""What tests of operations that ask a model have in common: good briefs, broken ones, and counting paid calls."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backend.local.laptop import Laptop

BRIEF: dict[str, Any] = {
    "title": "Quiet Harbour",
    "description": "Boats asleep in the first light. A calm picture for a bright room.",
    "kind": "poster",
    "style": "flat illustration",
    "mood": "calm",
    "palette": ["#F3E9DC", "#1D3557", "#E76F51"],
    "keywords": ["harbour", "boat", "dawn"],
    "tags": ["harbour", "sea"],
    "language": "en",
    "price_cents": 2400,
    "design_prompt": "A harbour at dawn with sleeping boats, flat colours, soft light.",
}
BROKEN_BRIEF = {**BRIEF, "palette": ["red"], "price_cents": "cheap"}


class Paid:
    """The calls that the models got: `{"ConverseStream": 1, "InvokeModel": 1}`."""

    def __init__(self) -> None:
        self.operations: Counter[str] = Counter()
        self.models: list[str] = []


@contextmanager
def paid(laptop: Laptop) -> Iterator[Paid]:
    """Counts what reaches the Bedrock stand-in meanwhile; counting tokens costs nothing."""
    found = Paid()
    before = len(laptop.bedrock.calls)
    yield found
    calls = [call for call in laptop.bedrock.calls[before:] if call.operation != "CountTokens"]
    found.operations.update(call.operation for call in calls)
    found.models += [call.model for call in calls]
