"""Texts and numbers within a schema's limits, the nearest to a given value first."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from backend.local.bedrock.agent.pattern_text import matching_texts
from backend.local.bedrock.wire import JSON

MISSING: Any = object()
"""No value was given."""
_FORMATS = {
    "date": "2026-01-{:02}",
    "date-time": "2026-01-{:02}T12:00:00Z",
    "time": "12:00:{:02}Z",
    "duration": "P{}D",
    "email": "person{}@example.com",
    "idn-email": "person{}@example.com",
    "uri": "https://example.com/{}",
    "uri-reference": "https://example.com/{}",
    "iri": "https://example.com/{}",
    "url": "https://example.com/{}",
    "hostname": "host{}.example.com",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "uuid": "00000000-0000-4000-8000-0000000000{:02}",
    "json-pointer": "/{}",
    "regex": "a{}",
}
LONGEST = 100_000
"""Characters: a schema that asks for more is not met."""


def texts(schema: JSON, value: Any, text: str, variant: int) -> Iterator[str]:
    """The value, cut to length; then what can be found in it, examples, and what pattern and format make up."""
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", LONGEST)
    pattern = schema.get("pattern")
    said = text if value is MISSING or value is None else str(value)
    if not variant and (said.strip() or not shortest or value is not MISSING):
        yield said[:longest]
    if pattern is not None:
        if not variant:
            yield from _find_matches(pattern, said)
        yield from (str(each) for each in (schema.get("default"), *schema.get("examples", [])) if each is not None)
        yield from matching_texts(pattern, min(shortest, LONGEST), variant)
    if "format" in schema:
        yield _FORMATS.get(schema["format"], "{}").format(variant + 1)
    suffix = str(variant) if variant else ""
    base = (said.strip() or "a")[: max(0, longest - len(suffix))] + suffix
    yield base.ljust(min(shortest, LONGEST), ".")[:longest]


def _find_matches(pattern: str, text: str) -> Iterator[str]:
    """Parts of a text that match by themselves: `^[a-z]{2}_\\d+$` in `delete ab_12, please` -> `ab_12`."""
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    yield from (part for part in re.findall(r"[^\s,;!?\"“”«»()]+", text) if compiled.search(part))


def numbers(schema: JSON, value: Any, variant: int, *, whole: bool) -> Iterator[float]:
    """The value, or 0, moved into the limits and onto a multiple."""
    lowest, highest = _limits(schema)
    step = Fraction(str(schema["multipleOf"])) if "multipleOf" in schema else Fraction(1) if whole else None
    if whole and step is not None:
        step = Fraction(math.lcm(step.numerator, 1), 1) if step.denominator != 1 else step
    given = value if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) else 0
    aimed = max(lowest, min(highest, given))
    for exact in _near(aimed, lowest, highest, step, variant):
        yield int(exact) if whole or (exact.denominator == 1 and isinstance(given, int)) else float(exact)


def _limits(schema: JSON) -> tuple[float, float]:
    lowest = max(schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf))
    highest = min(schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf))
    return lowest, highest


def _near(aimed: float, lowest: float, highest: float, step: Fraction | None, variant: int) -> Iterator[Fraction]:
    """What is tried in order: the aim, its neighbours on the grid, and inside the limits where those are excluded."""
    exact = Fraction(aimed)
    if step is None:
        width = (
            Fraction(highest) - Fraction(lowest) if math.isfinite(lowest) and math.isfinite(highest) else Fraction(8)
        )
        part = width / 8
        yield from (exact + part * (variant + more) / (variant + 2) for more in range(2))
        yield from (exact - part * (variant + more) / (variant + 2) for more in range(2))
        return
    on_grid = round(exact / step) * step
    for away in range(variant, variant + 3):
        yield on_grid + away * step
        yield on_grid - away * step
