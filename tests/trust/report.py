"""The tables: cells tried, cells held, and each that failed."""

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.trust.known import Baseline

INTRODUCTION = """\
A cell is one scenario with one fault at one of its calls to DynamoDB, S3, SQS, Cognito, Bedrock or KIE, one kill of the
process before or after that call, or one round of a race. After it the caller repeats the request, the queue delivers
again, the owner reads, and then the stores are read directly. `backend/local/faults/plan.py` describes the faults,
`tests/trust/scenarios.py` the scenarios and `tests/trust/invariants.py` what must hold.

An attack is one operation or MCP tool with one bad credential, or with somebody else's good one, by one front: the
gateway before the Lambda function, or the container. It fails as it should when it is refused and told nothing."""
MOST_SHOWN = 60
"""Failing lines on the screen; the file has them all."""


@dataclass(frozen=True, slots=True)
class Result:
    id: str
    """Parts between bars: scenario, fault and place; or attack, front, credential and target."""
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    results: Sequence[Result]
    seconds: float

    @property
    def cells(self) -> list[Result]:
        return [each for each in self.results if not each.id.startswith("attack | ")]

    @property
    def attacks(self) -> list[Result]:
        return [each for each in self.results if each.id.startswith("attack | ")]


def show(measured: Measured, known: Baseline, console: Console) -> None:
    for title, results, part in (("scenario", measured.cells, 0), ("attacks by", measured.attacks, 1)):
        if results:
            console.print(_table(title, results, part))
    failing = [each for each in measured.results if each.broken]
    for each in sorted(failing, key=lambda result: result.id)[:MOST_SHOWN]:
        mark = "[dim](known)[/] " if known.find(each.id) else ""
        console.print(f"[red]✗[/] {mark}{escape(each.id)}: {escape('; '.join(each.broken))}", soft_wrap=True)
    if len(failing) > MOST_SHOWN:
        console.print(f"... and {len(failing) - MOST_SHOWN} more")
    for results, noun in ((measured.cells, "cells"), (measured.attacks, "attacks")):
        console.print(_sentence(results, noun))
    rate = len(measured.results) / measured.seconds
    console.print(f"{measured.seconds:.0f} s, {rate:.1f} a second")


def tell_surprises(results: Sequence[Result], known: Baseline, console: Console) -> int:
    """1 when something fails that is not known to, or holds although it is known to fail always; else 0."""
    new, mended = known.surprises({each.id: bool(each.broken) for each in results})
    for cell in new:
        console.print(f"[red]fails and is not in known.txt:[/] {escape(cell)}", soft_wrap=True)
    for entry in mended:
        console.print(f"[red]is in known.txt and holds; take it out:[/] {escape(entry)}", soft_wrap=True)
    return 1 if new or mended else 0


def write(measured: Measured, known: Baseline, path: Path) -> None:
    path.write_text("\n".join(_lines(measured, known)) + "\n")


def _lines(measured: Measured, known: Baseline) -> Iterator[str]:
    yield from ("# Trust", "", f"Measured by `make trust` on {datetime.now(UTC):%Y-%m-%d}, commit `{_commit()}`.", "")
    yield from (INTRODUCTION, "")
    yield from ("## Faults, kills and races", "", f"**{_sentence(measured.cells, 'cells')}**", "")
    yield from _markdown_table("scenario", measured.cells, 0)
    yield from _markdown_table("fault", [each for each in measured.cells if not each.id.startswith("race")], 1)
    yield from ("## Attacks", "", f"**{_sentence(measured.attacks, 'attacks')}**", "")
    yield from _markdown_table("front", measured.attacks, 1)
    yield from _markdown_table("credential", [each for each in measured.attacks if each.broken], 2)
    failing = [each for each in measured.results if each.broken]
    if failing:
        yield from ("## What fails, by kind", "", "| broken invariant | cells | for example |", "| --- | ---: | --- |")
        for kind, cells in group_by_kind(failing):
            yield f"| {_escape_cell(kind)} | {len(cells)} | {_escape_cell(cells[0])} |"
        yield from ("", "## Failing cells", "")
        for each in sorted(measured.cells, key=lambda result: result.id):
            if each.broken:
                yield f"- {each.id}: {'; '.join(each.broken).splitlines()[0]}"


def group_by_kind(failing: Sequence[Result]) -> list[tuple[str, list[str]]]:
    """Failing cells by what is broken, ids left out; the largest group first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for each in failing:
        for sentence in each.broken:
            groups[re.sub(r"\b[a-z]+_[0-9A-Z]{26}\b", "...", sentence.splitlines()[0])].append(each.id)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _table(title: str, results: Sequence[Result], part: int) -> Table:
    shown = Table(title, "tried", "held", "failed", box=None, header_style="bold")
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, tried, failed in _count_by_part(results, part):
        shown.add_row(escape(name), str(tried), str(tried - failed), f"[red]{failed}[/]" if failed else "0")
    return shown


def _markdown_table(title: str, results: Sequence[Result], part: int) -> Iterator[str]:
    rows = _count_by_part(results, part)
    if rows:
        yield from (f"| {title} | tried | held | failed |", "| --- | ---: | ---: | ---: |")
        yield from (f"| {_escape_cell(name)} | {tried} | {tried - failed} | {failed} |" for name, tried, failed in rows)
        yield ""


def _escape_cell(text: str) -> str:
    return text.replace("|", "/")


def _sentence(results: Sequence[Result], noun: str) -> str:
    failed = sum(bool(each.broken) for each in results)
    return f"{len(results)} {noun} tried, {len(results) - failed} held, {failed} failed."


def _count_by_part(results: Sequence[Result], part: int) -> list[tuple[str, int, int]]:
    """(name, tried, failed) by a part of the ids."""
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for each in results:
        name = each.id.split(" | ")[part]
        tried[name] += 1
        failed[name] += bool(each.broken)
    return [(name, tried[name], failed[name]) for name in sorted(tried)]


def _commit() -> str:
    answer = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"
