"""What a model's call costs, by the prices that MODEL_PRICES gives.

No price is written down here: they differ by region and by the way a model is reached, and they change. What
MODEL_PRICES does not name has no price, and adds nothing to an estimate.
"""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend.domain.shared.usage import Usage

MILLION = 1_000_000


class Price:
    """US dollars: for a million tokens, and for a picture."""

    __slots__ = ("cached", "image", "input", "output")

    def __init__(
        self,
        *,
        input: float | None = None,
        output: float | None = None,
        cached: float | None = None,
        image: float | None = None,
    ) -> None:
        self.input = input
        self.output = output
        self.cached = cached
        """Input that was read from the prompt cache; without a price of its own it costs what other input does."""
        self.image = image


class Prices:
    """Prices by the beginning of a model's id; the longest that fits counts."""

    def __init__(self, by_prefix: Mapping[str, Price]) -> None:
        self._by_prefix = dict(sorted(by_prefix.items(), key=lambda item: -len(item[0])))

    def tokens(self, model: str, usage: "Usage") -> float | None:
        """What a call of a text model cost; None when its price is not known."""
        price = self._of(model)
        if price is None or price.input is None or price.output is None:
            return None
        # Bedrock counts what comes from the cache apart from the other input
        cached = price.input if price.cached is None else price.cached
        dollars = usage.input_tokens * price.input + usage.output_tokens * price.output + usage.cached_tokens * cached
        return dollars / MILLION

    def picture(self, model: str) -> float | None:
        """What a picture cost; None when its price is not known."""
        price = self._of(model)
        return None if price is None else price.image

    def _of(self, model: str) -> Price | None:
        return next((price for prefix, price in self._by_prefix.items() if model.startswith(prefix)), None)


NO_PRICES = Prices({})


def read_prices(text: object) -> Prices:
    """`{"us.amazon.nova-": {"input": 1, "output": 2, "cached": 0.5}, "stability.": {"image": 0.1}}` -> Prices

    A ValueError says what is wrong, and no value.
    """
    try:
        content = json.loads(str(text))
    except ValueError:
        raise ValueError("is not JSON") from None
    if not isinstance(content, dict) or not all(content):
        raise ValueError("must be an object: the beginning of a model's id, and its prices")
    return Prices({prefix: _price(given) for prefix, given in content.items()})


def _price(given: Any) -> Price:
    names = ("input", "output", "cached", "image")
    if not isinstance(given, dict) or not given.keys() <= set(names) or not all(map(_is_dollars, given.values())):
        raise ValueError(f"each model's prices are an object of numbers named {', '.join(names)}")
    if ("input" in given) != ("output" in given) or not given.keys() & {"input", "image"}:
        raise ValueError("each model needs input and output, or image, or all of them")
    return Price(**given)


def _is_dollars(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
