"""backend/domain/shared/prices.py and MODEL_PRICES: what calls of models cost."""

import json

import pytest

from backend.bootstrap.config import ConfigurationError, Settings
from backend.domain.shared.meter import Meter
from backend.domain.shared.prices import Price, Prices
from backend.domain.shared.usage import Usage
from tests.unit.test_settings import NEEDED

SPENT = Usage(input_tokens=1_000_000, output_tokens=200_000, cached_tokens=500_000)


def prices(**by_prefix: Price) -> Prices:
    return Prices(by_prefix)


def refused(text: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_env({**NEEDED, "MODEL_PRICES": text})
    return str(raised.value)


def test_tokens_cost_by_the_million() -> None:
    """Input, output and what came from the cache, each at its price."""
    assert prices(m=Price(input=4, output=10, cached=1)).tokens("m-1", SPENT) == pytest.approx(4 + 2 + 0.5)


def test_the_cache_without_a_price_costs_what_input_does() -> None:
    """The most that it can cost: an estimate is better too high."""
    assert prices(m=Price(input=4, output=10)).tokens("m-1", SPENT) == pytest.approx(4 + 2 + 2)


def test_a_picture_costs_its_price() -> None:
    """One call, one picture."""
    assert prices(s=Price(image=0.25)).picture("s.core") == 0.25


def test_the_longest_beginning_counts() -> None:
    """A family has a price, and one of its models another."""
    known = Prices({"us.": Price(image=1), "us.one": Price(image=2), "us.on": Price(image=3)})
    assert [known.picture(model) for model in ("us.one-v1", "us.other")] == [2, 1]


def test_a_model_without_a_price_has_none() -> None:
    """Unknown, or known for something else only: None, not zero."""
    known = prices(m=Price(input=1, output=1), s=Price(image=1))
    assert (known.tokens("x", SPENT), known.picture("x")) == (None, None)
    assert (known.tokens("s", SPENT), known.picture("m")) == (None, None)


def test_there_is_no_price_that_nobody_gave() -> None:
    """Without MODEL_PRICES nothing is estimated."""
    settings = Settings.from_env(NEEDED)
    assert settings.prices.tokens(settings.text_model, SPENT) is None
    assert settings.prices.picture(settings.image_model) is None


def test_a_meter_adds_up_what_is_known() -> None:
    """A model without a price adds nothing."""
    meter = Meter(prices(m=Price(input=1, output=1), s=Price(image=0.25)))
    meter.text("m", Usage(input_tokens=250_000))
    meter.text("unknown", SPENT)
    meter.image("s")
    assert meter.summary()["estimated_cost"] == 0.5


def test_a_meter_that_knows_no_price_says_nothing() -> None:
    """Nobody is to take an unknown cost for none."""
    meter = Meter()
    meter.text("m", SPENT)
    assert "estimated_cost" not in meter.summary()


def test_a_call_that_is_free_costs_nothing() -> None:
    """A price of 0 is a price."""
    meter = Meter(prices(m=Price(input=0, output=0)))
    meter.text("m", SPENT)
    assert meter.summary()["estimated_cost"] == 0


def test_prices_come_from_the_settings() -> None:
    """JSON: the beginning of a model's id, and its prices."""
    text = json.dumps({"us.a": {"input": 3, "output": 15.5, "cached": 0.3}, "flux-2/": {"image": 0.02}})
    found = Settings.from_env({**NEEDED, "MODEL_PRICES": text}).prices
    assert found.tokens("us.a-1", SPENT) == pytest.approx(3 + 3.1 + 0.15)
    assert found.picture("flux-2/pro-image-to-image") == 0.02


@pytest.mark.parametrize(
    "text",
    [
        "cheap",
        "[]",
        '"us.a"',
        '{"us.a": 3}',
        '{"us.a": {}}',
        '{"us.a": {"input": 3}}',
        '{"us.a": {"output": 3, "image": 1}}',
        '{"us.a": {"cached": 3}}',
        '{"us.a": {"image": -1}}',
        '{"us.a": {"image": "1"}}',
        '{"us.a": {"image": true}}',
        '{"us.a": {"image": NaN}}',
        '{"us.a": {"image": Infinity}}',
        '{"us.a": {"image": 1, "video": 2}}',
        '{"": {"image": 1}}',
    ],
)
def test_prices_that_are_none_stop_the_start(text: str) -> None:
    """The message names the variable, in one line."""
    message = refused(text)
    assert "MODEL_PRICES" in message
    assert "\n" not in message
