"""No test waits for a number of seconds that a slow machine would exceed."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import time_limits
from tests.time_limits import Slowness

TESTS = Path(__file__).parents[1]
ELSEWHERE = ("tests/consumers/python", "tests/consumers/mcp/python", "tests/consumers/frameworks/scripts")
"""Programs of environments that lack this project's tests."""
OTHERS = {"start", "function", "get"}
"""Calls that give a limit to what is tested (a gateway, a function), or read a queue again when it is over."""


WAITS = {"wait", "join", "result", "settimeout"}


def is_seconds(value: ast.AST) -> bool:
    """Parts of a second are what a test is about: a short pause, a socket that is read for what is there."""
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value >= 1


def find_bare_limits(tree: ast.AST) -> Iterator[ast.AST]:
    """`timeout=30`, `time.monotonic() + 30`, `process.wait(30)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            limits = [each.value for each in node.keywords if each.arg == "timeout" and name not in OTHERS]
            limits += node.args if name in WAITS and len(node.args) == 1 else []
            yield from (value for value in limits if is_seconds(value))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and is_seconds(node.right):
            yield from [node.right] if ast.unparse(node.left) == "time.monotonic()" else []


def test_every_limit_is_scaled() -> None:
    """`scaled(30)`, or what a test is about."""
    files = [file for file in TESTS.rglob("*.py") if not any(part in file.as_posix() for part in ELSEWHERE)]
    found = [
        f"{file.relative_to(TESTS)}:{getattr(node, 'lineno', 0)}"
        for file in files
        for node in find_bare_limits(ast.parse(file.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("run(a, timeout=30)", 1),
        ("until = time.monotonic() + 5", 1),
        ("run(a, timeout=scaled(30))", 0),
        ("start(handler, timeout=0.05)", 0),
        ("run(a, timeout=None)", 0),
        ("process.wait(10)", 1),
        ("stop.wait(0.1)", 0),
    ],
)
def test_a_bare_limit_is_found(line: str, count: int) -> None:
    """And nothing else is taken for one."""
    assert len(list(find_bare_limits(ast.parse(line)))) == count


def test_slowness_is_measured_while_something_runs() -> None:
    """Again and again until the block ends: the mean of all of them counts."""
    measured = threading.Semaphore(0)
    factors = iter([1.0, 4.0, 4.0])

    def measure() -> float:
        measured.release()
        return next(factors, 3.0)

    with Slowness(measure) as slowness:
        for _ in range(4):
            assert measured.acquire(timeout=time_limits.scaled(30))
    assert 1 < slowness.factor < 4


def test_the_factor_is_never_below_one() -> None:
    """A fast machine waits as long as an idle one of the usual kind; a stuck test ends at some time."""
    assert 1 <= time_limits.FACTOR <= time_limits.LARGEST
    assert 30 * time_limits.FACTOR <= time_limits.scaled(30) <= 30 * time_limits.LARGEST
