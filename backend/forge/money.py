"""Amounts in words."""

_NO_MINOR_UNITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def spelled(minor_units: int, currency: str) -> str:
    """`spelled(1500, "USD")` -> `15.00 USD`; `spelled(1500, "JPY")` -> `1500 JPY` (ISO 4217 minor units)."""
    digits = 0 if currency in _NO_MINOR_UNITS else 3 if currency in _THOUSANDTHS else 2
    return f"{minor_units / 10**digits:.{digits}f} {currency}"
