"""Whatever hangs behind the service, the caller has an answer in time, and pays for nothing twice.

`python -m benchmarks deadlines` prints the whole table, with all of the gateway's 29 s.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from backend.api.routes import OPERATIONS
from backend.local.laptop import Laptop
from tests.hanging import ALL_ROWS, ASKS, DEPENDENCIES, MODES, Cell, Row, Stage, column
from tests.time_limits import Slowness, longer_and_longer

SLACK = 10.0
"""Seconds, on an idle machine. Before there was a budget, each of these took 10 to 50 s."""
SECONDS = {"image": 18.0, "text": 10.0, "DynamoDB": 4.0}
"""Of the invocation, by default 8; a picture is not begun in the last five."""
COLUMNS, CELLS = 8, 16
"""At once, and of a column: they wait and do little else, but each begins with some work."""
EVERY = {"DynamoDB": ALL_ROWS, **ASKS}
FEW = {"DynamoDB": ["getMe", "createProduct"], **{name: asks[:2] for name, asks in ASKS.items()}}
ALL = [
    *((name, "silent", EVERY[name]) for name in DEPENDENCIES),
    *((name, mode, FEW[name]) for name in ("DynamoDB", "text", "image", "KIE", "JWKS") for mode in MODES[1:]),
]


class Column(NamedTuple):
    """What became of the callers of a dependency that hangs."""

    cells: list[Cell]
    seen: list[str]
    """The paths at which it hung."""
    problems: list[str]


@pytest.fixture(scope="module")
def stage(laptop: Laptop) -> Stage:
    return Stage(laptop)


def try_column(stage: Stage, name: str, mode: str, rows: Sequence[Row], factor: float) -> Column:
    """With `factor` times the seconds of the dependency."""
    seconds = factor * SECONDS.get(name, 8.0)
    with Slowness() as slowness:
        cells, seen = column(stage, name, mode, seconds, rows, CELLS)
    return Column(cells, seen, find_problems(name, cells, len(seen), seconds + SLACK * slowness.factor))


def asking(name: str, cells: list[Cell]) -> int:
    """How many calls reach the dependency at least: one by each, but of DynamoDB's callers some ask nothing of it."""
    return len(cells) if name in ASKS else min(len(cells), len(OPERATIONS))


def find_problems(name: str, cells: list[Cell], seen: int, limit: float) -> list[str]:
    problems = [f"too late: {cell.row} after {cell.seconds:.1f} s" for cell in cells if cell.seconds > limit]
    # what is refused before anything is asked shows nothing
    problems += [f"not asked: {cell.row}" for cell in cells if cell.status == 422 or "UnsupportedEvent" in cell.detail]
    problems += [f"internal error: {cell.row}" for cell in cells if '"internal_error"' in cell.detail]
    if seen < asking(name, cells):
        problems.append(f"{seen} calls, and {len(cells)} ought to ask")
    if DEPENDENCIES[name].paid and seen > len(cells):
        problems.append("somebody asked twice, and pays twice")
    return problems


@pytest.mark.long
def test_a_dependency_that_does_not_come_to_an_end(stage: Stage) -> None:
    """Never an answer; or headers and then nothing; or a byte now and then: a timeout for each read never ends.

    Everyone who asks it hears of it in time; what costs was asked once by each. One test, since all of them wait at the
    same time, the longest first, when what they work on is there. Where the time of one was over before everyone had
    asked, it is tried again alone, with more of it.
    """
    first, *more = longer_and_longer()
    ordered = sorted(ALL, key=lambda each: -SECONDS.get(each[0], 8.0))
    ready = [(name, mode, stage.rows(rows)) for name, mode, rows in ordered]
    with ThreadPoolExecutor(COLUMNS) as pool:
        began = {each[:2]: pool.submit(try_column, stage, *each, first) for each in ready}
        columns = {each: column.result() for each, column in began.items()}
    for name, mode, rows in ordered:
        for factor in more:
            if len(columns[name, mode].seen) < asking(name, columns[name, mode].cells):
                columns[name, mode] = try_column(stage, name, mode, stage.rows(rows), factor)
    assert {each: column.problems for each, column in columns.items() if column.problems} == {}

    cells = columns["DynamoDB", "silent"].cells
    assert {cell.row.partition(" ")[0] for cell in cells} >= {op.operation_id for op in OPERATIONS}
    assert {cell.status for cell in cells if cell.row.startswith(("get", "list", "create", "update"))} >= {503}


@pytest.mark.parametrize("name", ["chat", "chat stream"])
def test_an_answer_that_takes_too_long_is_given_as_far_as_it_came(
    laptop: Laptop, stage: Stage, faults: Any, name: str
) -> None:
    """200, with its own reason to stop; the words that came are paid for, and not lost."""
    for factor in longer_and_longer():
        faults.clear()
        faults.add(operation="ConverseStream", delta_delay_ms=int(1500 * factor))
        (row,) = stage.rows([name])
        with Slowness() as slowness:
            cell = stage.run(row, "text", "slow", laptop.services, 8.0 * factor)
        if cell.status == 200:
            break
    assert cell.status == 200, cell.detail
    assert '"stop_reason":"time_limit"' in cell.detail.replace(": ", ":")
    assert cell.seconds < 8.0 * factor + SLACK * slowness.factor
