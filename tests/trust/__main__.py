"""`python -m tests.trust`: tries every cell and attack. `--sample N --seed S` tries some, against the baseline."""

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.trust import report
from tests.trust.attacks import FRONTS, AttackPart
from tests.trust.known import FILE, read_known, write_known
from tests.trust.lanes import Lanes, Outcome, Task, default_lanes
from tests.trust.races import RACES
from tests.trust.report import Result
from tests.trust.scenarios import SCENARIOS

ATTACK_PARTS = 4
"""Into how many tasks the attacks by one front are cut, so that lanes share them."""
TELL_SECONDS = 30
"""How often a run that nobody watches says how far it is."""
console = Console(highlight=False)


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))  # so that the lanes are ended too
    began = time.monotonic()
    results = list(_try_all(options))
    measured = report.Measured(results, time.monotonic() - began)
    known = read_known(options.known)
    report.show(measured, known, console)
    if options.write_known:
        write_known({each.id: each.broken[0] for each in results if each.broken}, options.known)
    if options.report:
        report.write(measured, known, options.report)
    if options.sample or options.baseline:
        return report.tell_surprises(results, known, console)
    return 1 if any(each.broken for each in results) else 0


def _try_all(options: argparse.Namespace) -> Iterator[Result]:
    with Lanes(options.lanes) as lanes, _progress() as progress:
        clean = [
            Task("record", f"{each.name} | none | clean run", each.name)
            for each in SCENARIOS
            if options.only in each.name
        ]
        recorded = list(_run(lanes, clean, progress, "clean runs"))
        yield from _results(recorded)
        tasks = [Task("cell", cell.id, cell) for outcome in recorded for cell in outcome.cells]
        tasks += [
            Task("race", f"race | {each.name} | round {number + 1}", each.name)
            for each in RACES
            for number in range(each.rounds)
            if options.only in f"race {each.name}"
        ]
        yield from _results(_run(lanes, _choose(tasks, options), progress, "cells", options.log))
        yield from _results(_run(lanes, _attacks(options), progress, "attacks", options.log))


def _results(outcomes: Iterator[Outcome] | Sequence[Outcome]) -> Iterator[Result]:
    for outcome in outcomes:
        if outcome.task.kind != "attacks" or outcome.broken:
            yield Result(outcome.task.id, outcome.broken)
        for each in outcome.attacks:
            yield Result(each.id, (each.broken,) if each.broken else ())


def _choose(tasks: Sequence[Task], options: argparse.Namespace) -> list[Task]:
    """All, or a sample that depends on the seed and the cells there are; in an order that mixes scenarios."""
    ordered = sorted(tasks, key=lambda each: each.id)
    return random.Random(options.seed).sample(ordered, min(options.sample or len(ordered), len(ordered)))


def _attacks(options: argparse.Namespace) -> list[Task]:
    if options.only and options.only not in "attacks":
        return []
    parts = 1 if options.sample else ATTACK_PARTS
    return [
        Task("attacks", f"attack | {front} | part {part}", AttackPart(front, part, parts, options.sample, options.seed))
        for front in FRONTS
        for part in range(parts)
    ]


def _run(
    lanes: Lanes, tasks: Sequence[Task], progress: Progress, name: str, log: Path | None = None
) -> Iterator[Outcome]:
    bar, failed, told = progress.add_task(name, total=len(tasks), failed=0), 0, time.monotonic()
    for done, outcome in enumerate(lanes.run(tasks), 1):
        failed += bool(outcome.broken) + sum(each.broken is not None for each in outcome.attacks)
        progress.update(bar, advance=1, failed=failed)
        if not console.is_terminal and time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            console.print(f"{name}: {done} of {len(tasks)}, {failed} failing")
        if log is not None:
            _write_line(log, outcome)
        yield outcome


def _write_line(log: Path, outcome: Outcome) -> None:
    failed = [[each.id, each.broken] for each in outcome.attacks if each.broken]
    line = [outcome.task.id, outcome.broken, round(outcome.seconds, 2), len(outcome.attacks), failed]
    with log.open("a") as file:
        file.write(json.dumps(line) + "\n")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<11}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[red]{task.fields[failed]} failing"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust", description="Tries faults, kills, races and attacks."
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N cells and 2 N attacks, against known.txt")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which sample")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="what has TEXT in its name: a scenario, race, attacks"
    )
    parser.add_argument("--lanes", type=int, default=default_lanes(), help="processes side by side")
    parser.add_argument("--baseline", action="store_true", help="compare everything with known.txt")
    parser.add_argument("--known", type=Path, default=FILE, help="another list of known failures")
    parser.add_argument("--write-known", action="store_true", help="renew known.txt by what fails now")
    parser.add_argument("--report", type=Path, help="write the tables to this file as Markdown")
    parser.add_argument("--log", type=Path, help="append each outcome to this file as a line of JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
