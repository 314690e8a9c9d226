"""What a request cost: which models were asked, and for how much. Filled by the clients, read by log and answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from backend.domain.shared.prices import NO_PRICES, Prices
from backend.domain.shared.usage import Usage


class TokenAccount(Protocol):
    """What the text models of a request are charged to."""

    def reserve(self, tokens: int) -> Callable[[int], None]:
        """Reserves tokens; what it returns is called once with the tokens that were used."""


@dataclass(slots=True)
class Meter:
    """One for each request; handed down explicitly."""

    prices: Prices = NO_PRICES
    models: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    images: int = 0
    failures: int = 0
    """Failures of models that a caller or a job was told of, or had to do without."""
    retries: int = 0
    """Calls of models that were repeated, or sent to a fallback model."""
    access_faults: int = 0
    """Calls of models that the account may not use."""
    config_faults: int = 0
    """Calls of models that refused how they were asked, or are gone."""
    steps: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each step of the pipeline took."""
    account: TokenAccount | None = None
    """What text models are charged to; None where nothing limits them."""
    reservations: list[Callable[[int], None]] = field(default_factory=list)
    """Each takes the tokens that were used of what it reserved."""
    cost: float | None = None
    """US dollars, as far as prices are known; None when none is."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.steps[name] = round((time.perf_counter() - began) * 1000, 1)

    def reserve_text(self, most: int) -> None:
        """Before a call of a text model that uses `most` tokens at the most.

        `TooManyRequests` when the caller's allowance does not have them. `settle` charges what was used instead.
        """
        if self.account is not None:
            self.reservations.append(self.account.reserve(most))

    def settle(self) -> None:
        """At the end of the request or job; a second time does nothing."""
        used = self.usage.total
        while self.reservations:
            self.reservations.pop()(used)
            used = 0

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

    def count_retry(self) -> None:
        self.retries += 1

    def fault(self, *, access: bool = False, configuration: bool = False) -> None:
        """Counts a call whose failure only the operator can fix."""
        self.access_faults += access
        self.config_faults += configuration

    def summary(self) -> dict[str, object]:
        """For the log line; empty when no model was asked and none failed."""
        faults = {
            "model_failures": self.failures,
            "model_retries": self.retries,
            "model_access_faults": self.access_faults,
            "model_config_faults": self.config_faults,
        }
        return {**self._answers(), **{name: count for name, count in faults.items() if count}}

    def _answers(self) -> dict[str, object]:
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
