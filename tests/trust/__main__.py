"""`python -m tests.trust`: tries every cell. `--sample N --seed S` tries some of them against the baseline."""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.trust import report
from tests.trust.known import read_known, write_known
from tests.trust.lanes import Lanes, Outcome, Task, default_lanes
from tests.trust.races import RACES
from tests.trust.scenarios import SCENARIOS

console = Console(highlight=False)


def main() -> int:
    options = _options()
    began = time.monotonic()
    outcomes = _try_cells(options)
    seconds = time.monotonic() - began
    known = read_known()
    console.print(report.table(outcomes))
    for line in report.failing_lines(outcomes, known):
        console.print(line, soft_wrap=True)
    console.print(report.summary(outcomes, seconds))
    if options.write_known:
        write_known({each.task.id: "; ".join(each.broken).split("\n")[0] for each in outcomes if each.broken})
    if options.report:
        report.write(outcomes, options.report)
    if options.sample or options.baseline:
        return report.tell_surprises(outcomes, known, console)
    return 1 if any(each.broken for each in outcomes) else 0


def _try_cells(options: argparse.Namespace) -> list[Outcome]:
    with Lanes(options.lanes) as lanes, _progress() as progress:
        scenarios = [each for each in SCENARIOS if options.only in each.name]
        recorded = _run(lanes, [Task("record", f"{each.name} | none | clean run", each.name) for each in scenarios], progress, "clean runs")
        tasks = [Task("cell", cell.id, cell) for outcome in recorded for cell in outcome.cells]
        races = [Task("race", f"race | {each.name} | round {n + 1}", each.name) for each in RACES for n in range(each.rounds)]
        tasks += [each for each in races if options.only in each.what or not options.only]
        chosen = _choose(tasks, options)
        return recorded + _run(lanes, chosen, progress, "cells", options.log)


def _choose(tasks: Sequence[Task], options: argparse.Namespace) -> list[Task]:
    """All, or a sample that depends on the seed and the cells there are; in an order that mixes scenarios."""
    ordered = sorted(tasks, key=lambda each: each.id)
    mixed = random.Random(options.seed)
    return mixed.sample(ordered, min(options.sample or len(ordered), len(ordered)))


def _run(lanes: Lanes, tasks: Sequence[Task], progress: Progress, name: str, log: Path | None = None) -> list[Outcome]:
    bar, failed, found = progress.add_task(name, total=len(tasks), failed=0), 0, []
    for outcome in lanes.run(tasks):
        found.append(outcome)
        failed += bool(outcome.broken)
        progress.update(bar, advance=1, failed=failed)
        if log is not None:
            with log.open("a") as file:
                file.write(json.dumps([outcome.task.id, outcome.broken, round(outcome.seconds, 2)]) + "\n")
    return found


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn(), TextColumn("[red]{task.fields[failed]} failing"),
        TimeElapsedColumn(), TimeRemainingColumn(), console=console, disable=not sys.stdout.isatty(),
    )  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description="Tries faults, kills, races and attacks.")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try N cells only, against the baseline")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which sample")
    parser.add_argument("--only", default="", metavar="TEXT", help="scenarios whose name contains TEXT")
    parser.add_argument("--lanes", type=int, default=default_lanes(), help="processes side by side")
    parser.add_argument("--baseline", action="store_true", help="compare all cells with known.txt")
    parser.add_argument("--write-known", action="store_true", help="replace known.txt by what fails now")
    parser.add_argument("--report", type=Path, help="write the tables to this file as Markdown")
    parser.add_argument("--log", type=Path, help="append each outcome to this file as a line of JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
