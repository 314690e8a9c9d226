"""Decades as they are spoken of, folded."""

SPOKEN_ERAS: dict[str, int] = {
    "twenties": 2,
    "thirties": 3,
    "forties": 4,
    "fifties": 5,
    "sixties": 6,
    "seventies": 7,
    "eighties": 8,
    "nineties": 9,
    "cincuenta": 5,
    "sesenta": 6,
    "setenta": 7,
    "ochenta": 8,
    "noventa": 9,
    "sessenta": 6,
    "oitenta": 8,
}
"""Word -> the decade's digit in the twentieth century."""
