"""What a request cost: which models were asked, and for how much. Filled by the clients, read by log and answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.forge.models import Usage
from backend.forge.prices import NO_PRICES, Prices


@dataclass(slots=True)
class Meter:
    """One for each request; handed down explicitly."""

    prices: Prices = NO_PRICES
    models: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    images: int = 0
    failures: int = 0
    """Failures of models that a caller or a job was told of, or had to do without."""
    steps: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each step of the pipeline took."""
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

    def text(self, model: str, usage: Usage) -> None:
        self.models.append(model)
        self.usage = self.usage + usage
        self._spend(self.prices.tokens(model, usage))

    def image(self, model: str) -> None:
        self.models.append(model)
        self.images += 1
        self._spend(self.prices.picture(model))

    def count_failure(self, error: str) -> None:
        """`error` is the name of one; those of models begin with `model_`."""
        self.failures += error.startswith("model_")

    def summary(self) -> dict[str, object]:
        """For the log line; empty when no model was asked and none failed."""
        failures: dict[str, object] = {"model_failures": self.failures} if self.failures else {}
        if not self.models:
            return failures
        cost = {} if self.cost is None else {"estimated_cost": round(self.cost, 6)}
        return {
            "models": list(dict.fromkeys(self.models)),
            "model_calls": len(self.models),
            **self.usage.model_dump(),
            "images": self.images,
            **failures,
            **cost,
        }

    def _spend(self, dollars: float | None) -> None:
        if dollars is not None:
            self.cost = (self.cost or 0.0) + dollars
