"""Whatever hangs behind the service, the caller has an answer in time, and pays for nothing twice.

`python -m benchmarks deadlines` prints the whole table, with all of the gateway's 29 s.
"""

from typing import Any

import pytest

from backend.api.routes import OPERATIONS
from backend.local.laptop import Laptop
from tests.hanging import ASKS, DEPENDENCIES, MODES, Cell, Stage, column

SLACK = 10.0
"""Seconds, for a machine that does many other things. Before there was a budget, each of these took 10 to 50 s."""
SECONDS = {"image": 18.0, "text": 10.0}
"""Of the invocation; a picture is not begun in the last five."""


@pytest.fixture(scope="module")
def stage(laptop: Laptop) -> Stage:
    return Stage(laptop)


def assert_in_time(cells: list[Cell], seconds: float) -> None:
    assert [cell for cell in cells if cell.seconds > seconds + SLACK] == []
    # what is refused before anything is asked shows nothing
    assert [cell for cell in cells if '"internal_error"' in cell.detail or cell.status == 422] == []


@pytest.mark.parametrize("dependency", [name for name in DEPENDENCIES if name != "DynamoDB"])
def test_a_dependency_that_never_answers(stage: Stage, dependency: str) -> None:
    """Everyone who asks it hears of it in time; what costs was asked once by each."""
    seconds = SECONDS.get(dependency, 8.0)
    cells, seen = column(stage, dependency, "silent", seconds, ASKS[dependency])
    assert_in_time(cells, seconds)
    assert seen, "nobody asked it"
    if DEPENDENCIES[dependency].paid:
        assert len(seen) <= len(cells), "somebody asked twice"


def test_tables_that_never_answer(stage: Stage) -> None:
    """Every operation, as nearly all of them ask a table first."""
    cells, seen = column(stage, "DynamoDB", "silent", 4.0)
    assert_in_time(cells, 4.0)
    assert {cell.row.partition(" ")[0] for cell in cells} >= {op.operation_id for op in OPERATIONS}
    assert len(seen) > len(OPERATIONS)
    assert {cell.status for cell in cells if cell.row.startswith(("get", "list", "create", "update"))} >= {503}


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "silent"])
@pytest.mark.parametrize("dependency", ["DynamoDB", "text", "image", "KIE", "JWKS"])
def test_a_dependency_that_does_not_come_to_an_end(stage: Stage, dependency: str, mode: str) -> None:
    """Headers and then nothing, or a byte now and then: a timeout for each read would never be over."""
    seconds = SECONDS.get(dependency, 8.0)
    rows = ["getMe", "createProduct"] if dependency == "DynamoDB" else ASKS[dependency][:2]
    cells, seen = column(stage, dependency, mode, seconds, rows)
    assert_in_time(cells, seconds)
    assert seen, "nobody asked it"
    if DEPENDENCIES[dependency].paid:
        assert len(seen) <= len(cells), "somebody asked twice"


@pytest.mark.parametrize("name", ["chat", "chat stream"])
def test_an_answer_that_takes_too_long_is_given_as_far_as_it_came(
    laptop: Laptop, stage: Stage, faults: Any, name: str
) -> None:
    """200, with its own reason to stop; the words that came are paid for, and not lost."""
    faults.add(operation="ConverseStream", delta_delay_ms=1500)
    (row,) = (each for each in stage.rows() if each.name == name)
    cell = stage.run(row, "text", "slow", laptop.services, 8.0)
    assert cell.status == 200, cell.detail
    assert '"stop_reason":"time_limit"' in cell.detail.replace(": ", ":")
    assert cell.seconds < 8.0 + SLACK
