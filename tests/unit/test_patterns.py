"""Patterns over what callers send: what they let through, and that a long text costs no more than its length."""

import importlib
import inspect
import json
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import backend.adapters
import backend.api
import backend.bootstrap
import backend.domain
from backend.api.handlers.products import ProductPatch
from backend.domain.shared.fields import LABEL, VISIBLE, without_bidi

ROOT = Path(__file__).parents[2]
LENGTH, FACTOR = 2_000, 8
LINEAR_WITH_ROOM = 3 * FACTOR
"""A linear pattern costs 8 times as much for 8 times the text, a quadratic one 64 times."""
NOTICEABLE = 0.004
"""Seconds below which a pattern is quick enough whatever it does."""
PIECES = [
    "a",
    "A",
    "0",
    " ",
    "\t",
    "\n",
    "-",
    ".",
    "/",
    ",",
    ";",
    "=",
    "[",
    "{",
    "%",
    '"',
    ":",
    "é",
    "\u200b",
    "\u202e",
    "a ",
    "a.",
    "; ",
    "0a",
]


def compiled() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Every pattern that a module of the service has, as it uses it, and every one in the OpenAPI document."""
    for package in (backend.adapters, backend.api, backend.bootstrap, backend.domain):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    anywhere = re.search(rf"\b{name}\.(search|sub|split|find\w+)\(", inspect.getsource(module))
                    yield f"{found.name}.{name}", value.search if anywhere else value.fullmatch
    document = json.loads((ROOT / "docs/openapi.json").read_text())
    for pattern in sorted(set(_patterns(document))):
        yield pattern, re.compile(pattern).search


def _patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for each in node.values():
            yield from _patterns(each)
    elif isinstance(node, list):
        for each in node:
            yield from _patterns(each)


def seconds(search: Callable[[str], Any], text: str) -> float:
    """Of this thread alone, and the best of three: what else the machine does only adds to it."""
    times = []
    for _ in range(3):
        began = time.thread_time()
        search(text)
        times.append(time.thread_time() - began)
    return min(times)


PATTERNS = dict(compiled())


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_costs_more_than_the_length_of_the_text(name: str) -> None:
    """Repetitions of what it may like, then what it does not: eight times as long costs no 24 times as much."""
    for piece in PIECES:
        for end in ("\x00", "!", ""):
            long = seconds(PATTERNS[name], piece * (LENGTH * FACTOR) + end)
            if long > NOTICEABLE:
                assert long < LINEAR_WITH_ROOM * seconds(PATTERNS[name], piece * LENGTH + end), (piece, end)


INVISIBLE = [
    "\u200b",
    "\u2060\u2060",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "\u2800",
    "\u115f",
    "\u180e",
    "\u00a0",
    "\u3000",
    " \t\n",
    "\u200e\u200f",
    "\ufe0f",
]
TURNING = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
GOOD = ["a", " a ", "Año\u200d", "\u200fשלום", "نص\u200c", "👩\u200d🚀", "富士山", "a\nb", "-"]


@pytest.mark.parametrize("title", [*INVISIBLE, *TURNING, *(f"abc{each}def" for each in TURNING), "a\x00", "\x7f"])
def test_titles_that_deceive_are_refused(title: str) -> None:
    """Nothing to be seen, or a text that is shown in another order than it has."""
    with pytest.raises(ValidationError):
        ProductPatch.model_validate({"title": title})
    assert not re.search(LABEL, title)


@pytest.mark.parametrize("title", GOOD)
def test_titles_in_any_script_are_taken(title: str) -> None:
    """Joiners and marks that scripts and emoji need are no deceit."""
    assert ProductPatch.model_validate({"title": title}).title == title
    assert re.search(LABEL, title)
    assert re.search(VISIBLE, title)


@pytest.mark.parametrize("text", INVISIBLE)
def test_text_that_nobody_sees_is_none(text: str) -> None:
    """In any field that wants text."""
    assert not re.search(VISIBLE, text)
    assert re.search(VISIBLE, f"{text}a{text}")


def test_a_models_title_loses_what_turns_it() -> None:
    """The idea may have had it; the brief is not refused for that."""
    assert without_bidi("a\u202eb\u2068c\u2069\u200f") == "abc\u200f"
