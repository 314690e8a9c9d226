"""Whatever hangs behind the service, the caller has an answer in time, and pays for nothing twice.

`python -m benchmarks deadlines` prints the whole table, with all of the gateway's 29 s.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from backend.api.routes import OPERATIONS
from backend.local.laptop import Laptop
from tests.hanging import ASKS, DEPENDENCIES, MODES, Cell, Stage, column
from tests.time_limits import scaled

SLACK = scaled(10.0)
"""Seconds. Before there was a budget, each of these took 10 to 50 s."""
SECONDS = {"image": 18.0, "text": 10.0, "DynamoDB": 4.0}
"""Of the invocation, by default 8; a picture is not begun in the last five."""
COLUMNS, CELLS = 8, 16
"""At once, and of a column: they wait and do little else, but each begins with some work."""
ALL = [
    *((name, "silent") for name in DEPENDENCIES if name != "DynamoDB"),
    *((name, mode) for name in ("DynamoDB", "text", "image", "KIE", "JWKS") for mode in MODES if mode != "silent"),
]

Columns = Mapping[tuple[str, str], "Future[tuple[list[Cell], list[str]]]"]


@pytest.fixture(scope="module")
def stage(laptop: Laptop) -> Stage:
    return Stage(laptop)


@pytest.fixture(scope="module")
def columns(stage: Stage) -> Iterator[Columns]:
    """Columns at the same time, the longest first."""

    def begin(name: str, mode: str, rows: Sequence[str] | None) -> "Future[tuple[list[Cell], list[str]]]":
        return pool.submit(column, stage, name, mode, seconds_for(name), rows, CELLS)

    few = {"DynamoDB": ["getMe", "createProduct"], **{name: asks[:2] for name, asks in ASKS.items()}}
    every = {"DynamoDB": None, **ASKS}
    names = sorted([("DynamoDB", "silent"), *ALL], key=lambda each: -seconds_for(each[0]))
    with ThreadPoolExecutor(COLUMNS) as pool:
        yield {each: begin(*each, (every if each[1] == "silent" else few)[each[0]]) for each in names}


def seconds_for(dependency: str) -> float:
    return SECONDS.get(dependency, 8.0)


def assert_in_time(dependency: str, cells: list[Cell]) -> None:
    assert [cell for cell in cells if cell.seconds > seconds_for(dependency) + SLACK] == []
    # what is refused before anything is asked shows nothing
    assert [cell for cell in cells if '"internal_error"' in cell.detail or cell.status == 422] == []


@pytest.mark.parametrize(("dependency", "mode"), ALL)
def test_a_dependency_that_does_not_come_to_an_end(stage: Stage, columns: Columns, dependency: str, mode: str) -> None:
    """Never an answer; or headers and then nothing; or a byte now and then: a timeout for each read never ends.

    Everyone who asks it hears of it in time; what costs was asked once by each.
    """
    cells, seen = columns[dependency, mode].result()
    assert_in_time(dependency, cells)
    if not seen:  # on a busy machine the time may be over before: once more, with four times of it
        cells, seen = column(stage, dependency, mode, 4 * seconds_for(dependency), ASKS.get(dependency), CELLS)
    assert seen, "nobody asked it"
    if DEPENDENCIES[dependency].paid:
        assert len(seen) <= len(cells), "somebody asked twice"


def test_tables_that_never_answer(columns: Columns) -> None:
    """Every operation, as nearly all of them ask a table first."""
    cells, seen = columns["DynamoDB", "silent"].result()
    assert_in_time("DynamoDB", cells)
    assert {cell.row.partition(" ")[0] for cell in cells} >= {op.operation_id for op in OPERATIONS}
    assert len(seen) > len(OPERATIONS)
    assert {cell.status for cell in cells if cell.row.startswith(("get", "list", "create", "update"))} >= {503}


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
