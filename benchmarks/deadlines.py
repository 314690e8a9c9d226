"""How long a caller waits when a dependency hangs: every operation, every dependency, all of the gateway's time."""

import logging
from collections.abc import Sequence

from backend.domain.shared.budget import GATEWAY_SECONDS
from backend.local.laptop import Laptop
from benchmarks.table import show
from tests.hanging import ALL_ROWS, DEPENDENCIES, Cell, Stage, column

LATEST = GATEWAY_SECONDS - 1
"""Seconds; what a caller of the API waits at most."""
AT_ONCE = 16
"""Cells wait and do little else."""


def run() -> None:
    cells: list[Cell] = []
    paid: dict[str, int] = {}
    with Laptop.start(log_to=logging.NullHandler(), settings={"RATE_LIMIT_REQUESTS": "1000000"}) as laptop:
        stage = Stage(laptop)
        for name, dependency in DEPENDENCIES.items():
            found, seen = column(stage, name, "silent", GATEWAY_SECONDS, stage.rows(ALL_ROWS), threads=AT_ONCE)
            cells += found
            if dependency.paid:
                paid[name] = len(seen)
    _show(cells, paid)


def _show(cells: Sequence[Cell], paid: dict[str, int]) -> None:
    seconds = {(cell.row, cell.dependency): cell.seconds for cell in cells}
    rows = []
    for row in dict.fromkeys(cell.row for cell in cells):
        waits = [seconds.get((row, name)) for name in DEPENDENCIES]
        rows.append([row, *("" if each is None else f"{each:.1f}" for each in waits)])
    worst = max(cells, key=lambda cell: cell.seconds)
    show("Seconds until the answer when a dependency never answers", ["", *DEPENDENCIES], rows)
    print(f"\nThe longest: {worst.seconds:.1f} s ({worst.row}, {worst.dependency}); the limit is {LATEST:.0f} s.")
    for name, count in paid.items():
        long = sum(cell.dependency == name and cell.seconds > LATEST / 2 for cell in cells)
        print(f"Paid calls of {name}: {count}, by {long} operations that waited for it.")
    if worst.seconds > LATEST:
        raise SystemExit(1)
