"""The time that is left, as one value."""

import ast
import threading
import time
from pathlib import Path

import pytest

from backend.domain.shared.budget import GATEWAY_SECONDS, Budget, TimeUp, current, find_active
from backend.framework.adapters.lambda_proxy import request_of
from tests.makers import budget
from tests.time_limits import scaled


def test_it_runs_out() -> None:
    """What is left gets less, and never less than nothing."""
    given = Budget.of(scaled(0.05))
    assert 0 < given.remaining() <= scaled(0.05)
    time.sleep(scaled(0.06))
    assert (given.remaining(), given.allows(0.01)) == (0.0, False)
    with pytest.raises(TimeUp):
        given.require(0.01)


def test_a_timeout_is_never_zero() -> None:
    """A socket takes 0 for "do not wait"."""
    assert 0 < Budget.of(-5).timeout(3) < 1
    assert budget(60).timeout(3) == 3


def test_what_is_kept_back_is_a_small_share_of_little() -> None:
    """Of 29 s two are kept, of one not all of it."""
    long, short = Budget.of(29), Budget.of(1)
    assert long.ends_at - long.reserve(2).ends_at == pytest.approx(2)
    assert short.ends_at - short.reserve(2).ends_at == pytest.approx(0.1, abs=0.02)


def test_a_budget_is_only_ever_made_shorter() -> None:
    """A part of it has no more time than all of it."""
    assert Budget.of(2).within(60).remaining() <= 2
    assert budget(60).once(1).remaining() <= 1


def test_it_is_active_in_its_thread_only() -> None:
    """Two requests at once do not see each other's time."""
    seen: list[Budget] = []
    given = budget(5)
    with given.active():
        assert current() == given
        other = threading.Thread(target=lambda: seen.append(current()))
        other.start()
        other.join()
    assert seen[0] != given
    assert seen[0].remaining() == pytest.approx(GATEWAY_SECONDS, abs=3)


def test_it_is_active_inside_of_its_block_only() -> None:
    """After it the one around it counts again, also after an error; outside of all there is none."""
    outer, inner = budget(5), budget(3)
    assert find_active() is None
    with outer.active():
        with inner.active():
            assert find_active() is inner
        assert find_active() is outer
        with pytest.raises(TimeUp), inner.active():
            raise TimeUp
        assert find_active() is outer
    assert find_active() is None


@pytest.mark.parametrize(("age", "expected"), [(8, 21), (0, 29), (3600, 29)])
def test_a_cold_start_is_taken_off(age: int, expected: float) -> None:
    """The gateway waits from when the request came, Lambda's clock begins after the start of the environment."""
    context = {"requestTimeEpoch": int((time.time() - age) * 1000)}
    request = request_of({"httpMethod": "GET", "path": "/", "requestContext": context}, None)
    assert Budget(request.ends_at).remaining() == pytest.approx(expected, abs=2)


def test_no_time_is_without_end() -> None:
    """In the service's code nothing has a deadline that is a bare number, or none at all."""
    for path in (each for each in Path("backend").glob("**/*.py") if "local" not in each.parts):
        tree = ast.parse(path.read_text())
        names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        assert not names & {"deadline", "read_timeout", "timeout"} or path.name in ("safe_fetch.py", "budget.py"), path
        assert not [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node).replace('"', "'") == "float('inf')"
        ], path
