"""Amounts in words."""

import pytest

from backend.domain.shared.money import format_price


@pytest.mark.parametrize(
    ("minor_units", "currency", "words"),
    [
        (1500, "USD", "15.00 USD"),
        (5, "EUR", "0.05 EUR"),
        (0, "USD", "0.00 USD"),
        (1500, "JPY", "1500 JPY"),
        (1500, "CLP", "1500 CLP"),
        (1500, "KWD", "1.500 KWD"),
        (100_000_000, "COP", "1000000.00 COP"),
        (99_999_999, "BRL", "999999.99 BRL"),
    ],
)
def test_spells_an_amount_with_its_currency(minor_units: int, currency: str, words: str) -> None:
    """Minor units become an amount with as many digits as ISO 4217 gives the currency."""
    assert format_price(minor_units, currency) == words
