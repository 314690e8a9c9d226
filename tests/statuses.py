"""Which statuses the document promises: the test client compares each answer with them."""

import json
import re
from functools import cache
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs/openapi.json"
Methods = dict[str, set[int]]


def check_status(method: str, url: str, status: int) -> None:
    """An operation of the document answers only with statuses that it documents."""
    path = url.partition("?")[0]
    methods = next((methods for pattern, methods in _documented() if pattern.fullmatch(path)), {})
    documented = methods.get(method)
    told = f"{method} {path} answers {status}, and documents {sorted(documented or ())}"
    assert documented is None or status in documented, told


@cache
def _documented() -> list[tuple[re.Pattern[str], Methods]]:
    """Each path with the statuses of its methods, those without parameters first."""
    paths = json.loads(DOCUMENT.read_bytes())["paths"]
    return [(_pattern_of(path), _methods_of(paths[path])) for path in sorted(paths, key=lambda each: "{" in each)]


def _pattern_of(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _methods_of(described: dict[str, dict[str, dict[str, object]]]) -> Methods:
    return {method.upper(): {int(status) for status in each["responses"]} for method, each in described.items()}
