"""What a request cost: which models were asked, and for how much. Filled by the clients, read by log and answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.forge.models import Usage
from backend.forge.prices import NO_PRICES, Prices
from backend.forge.text_allowance import TextAccount


@dataclass(slots=True)
class Meter:
    """One for each request; handed down explicitly."""

    prices: Prices = NO_PRICES
    models: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    images: int = 0
    steps: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each step of the pipeline took."""
    account: TextAccount | None = None
    """What text models are charged to; None where nothing limits them."""
    cost: float | None = None
    """US dollars, as far as prices are known; None when none is."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.steps[name] = round((time.perf_counter() - began) * 1000, 1)

    def server_timing(self) -> str:
        """The steps as the header Server-Timing shows them: `interpret;dur=12.1, design;dur=480.0`."""
        return ", ".join(f"{name};dur={ms}" for name, ms in self.steps.items())

    @contextmanager
    def text_call(self, most: int) -> Iterator[None]:
        """Around a call of a text model that uses `most` tokens at the most.

        `TooManyRequests` when the caller's allowance does not have them; what the call used is charged at its end.
        """
        if self.account is None:
            yield
            return
        settle, before = self.account.reserve(most), self.usage.total
        try:
            yield
        finally:
            settle(self.usage.total - before)

    def text(self, model: str, usage: Usage) -> None:
        self.models.append(model)
        self.usage = self.usage + usage
        self._spend(self.prices.tokens(model, usage))

    def image(self, model: str) -> None:
        self.models.append(model)
        self.images += 1
        self._spend(self.prices.picture(model))

    def summary(self) -> dict[str, object]:
        """For the log line; empty when no model was asked."""
        if not self.models:
            return {}
        cost = {} if self.cost is None else {"estimated_cost": round(self.cost, 6)}
        return {
            "models": list(dict.fromkeys(self.models)),
            "model_calls": len(self.models),
            **self.usage.model_dump(),
            "images": self.images,
            **cost,
        }

    def _spend(self, dollars: float | None) -> None:
        if dollars is not None:
            self.cost = (self.cost or 0.0) + dollars
