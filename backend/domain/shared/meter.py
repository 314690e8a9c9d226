"""What a request cost: which models were asked, and for how much. Filled by the clients, read by log and answer."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from backend.domain.shared.prices import NO_PRICES, Prices

if TYPE_CHECKING:
    from backend.domain.shared.usage import Usage


NOTHING: Mapping[str, object] = {}


class TokenAccount(Protocol):
    """What the text models of a request are charged to."""

    def reserve(self, tokens: int) -> Callable[[int], None]:
        """Reserves tokens; what it returns is called once with the tokens that were used."""


class Meter:
    """One for each request; handed down explicitly."""

    account: TokenAccount | None = None
    """What text models are charged to; None where nothing limits them."""
    images = 0
    failures = 0
    """Failures of models that a caller or a job was told of, or had to do without."""
    retries = 0
    """Calls of models that were repeated, or sent to a fallback model."""
    access_faults = 0
    """Calls of models that the account may not use."""
    config_faults = 0
    """Calls of models that refused how they were asked, or are gone."""
    cost: float | None = None
    """US dollars, as far as prices are known; None when none is."""
    _usage: "Usage | None" = None

    def __init__(self, prices: Prices = NO_PRICES, account: TokenAccount | None = None) -> None:
        self.prices = prices
        self.models: list[str] = []
        self.steps: dict[str, float] = {}
        """Milliseconds that each step of the pipeline took."""
        self.reservations: list[Callable[[int], None]] = []
        """Each takes the tokens that were used of what it reserved."""
        if account is not None:
            self.account = account

    @property
    def usage(self) -> "Usage":
        """The tokens of all calls of text models."""
        if self._usage is None:
            from backend.domain.shared.usage import Usage

            self._usage = Usage()
        return self._usage

    def step(self, name: str) -> "Step":
        """`with meter.step("design"):` notes how long it takes."""
        return Step(self.steps, name)

    def reserve_text(self, most: int) -> None:
        """Before a call of a text model that uses `most` tokens at the most.

        `TooManyRequests` when the caller's allowance does not have them. `settle` charges what was used instead.
        """
        if self.account is not None:
            self.reservations.append(self.account.reserve(most))

    def settle(self) -> None:
        """At the end of the request or job; a second time does nothing."""
        used = self.usage.total if self.reservations else 0
        while self.reservations:
            self.reservations.pop()(used)
            used = 0

    def text(self, model: str, usage: "Usage") -> None:
        self.models.append(model)
        self._usage = self.usage + usage
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

    def summary(self) -> Mapping[str, object]:
        """For the log line; empty when no model was asked and none failed."""
        if not (self.models or self.failures or self.retries or self.access_faults or self.config_faults):
            return NOTHING
        found = self._answers() if self.models else {}
        if self.failures or self.retries or self.access_faults or self.config_faults:
            faults = {
                "model_failures": self.failures,
                "model_retries": self.retries,
                "model_access_faults": self.access_faults,
                "model_config_faults": self.config_faults,
            }
            found |= {name: count for name, count in faults.items() if count}
        return found

    def _answers(self) -> dict[str, object]:
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


class Step:
    """A step of the pipeline, while it is done."""

    __slots__ = ("_began", "_name", "_steps")

    def __init__(self, steps: dict[str, float], name: str) -> None:
        self._steps = steps
        self._name = name

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._steps[self._name] = round((time.perf_counter() - self._began) * 1000, 1)
