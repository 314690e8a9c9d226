"""The tables: cells tried, cells held, and each that failed."""

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.trust.known import Known
from tests.trust.lanes import Outcome


def table(outcomes: Sequence[Outcome]) -> Table:
    shown = Table("scenario", "tried", "held", "failed", box=None, header_style="bold")
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, tried, failed in _by_scenario(outcomes):
        shown.add_row(escape(name), str(tried), str(tried - failed), f"[red]{failed}[/]" if failed else "0")
    return shown


def failing_lines(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> Iterator[str]:
    for each in sorted(outcomes, key=lambda outcome: outcome.task.id):
        if each.broken:
            mark = "[dim]known[/] " if each.task.id in known else ""
            yield f"[red]✗[/] {mark}{escape(each.task.id)}: {escape('; '.join(each.broken))}"


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    failed = sum(bool(each.broken) for each in outcomes)
    rate = len(outcomes) / seconds
    return f"{len(outcomes)} cells tried, {len(outcomes) - failed} held, {failed} failed; {seconds:.0f} s, {rate:.1f} cells a second"


def tell_surprises(outcomes: Sequence[Outcome], known: Mapping[str, Known], console: Console) -> int:
    """1 when a cell fails that is not known to, or holds although it is known to fail always; else 0."""
    failing = {each.task.id for each in outcomes if each.broken}
    tried = {each.task.id for each in outcomes}
    new = sorted(failing - set(known))
    mended = sorted(cell for cell, each in known.items() if cell in tried - failing and not each.sometimes)
    for cell in new:
        console.print(f"[red]not in known.txt and failing:[/] {escape(cell)}", soft_wrap=True)
    for cell in mended:
        console.print(f"[red]in known.txt and holding; take it out:[/] {escape(cell)}", soft_wrap=True)
    return 1 if new or mended else 0


def group_by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """Failing cells by what is broken, numbers and ids left out; the largest group first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for each in outcomes:
        for sentence in each.broken:
            groups[_general_form(sentence)].append(each.task.id)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def write(outcomes: Sequence[Outcome], path: Path, attacks: str = "") -> None:
    failed = sum(bool(each.broken) for each in outcomes)
    lines = [
        "# Trust",
        "",
        f"Measured by `make trust` on {datetime.now(UTC):%Y-%m-%d}, commit `{_commit()}`.",
        "",
        "Each cell is one scenario with one fault at one of its calls to DynamoDB, S3, SQS, Cognito, Bedrock or KIE, one",
        "kill of the process before or after that call, or one round of a race. After it the caller repeats, the queue",
        "delivers again, the owner reads, and the stores are read directly. README of the faults: `backend/local/faults/plan.py`;",
        "invariants: `tests/trust/invariants.py`.",
        "",
        f"**{len(outcomes)} cells tried, {len(outcomes) - failed} held, {failed} failed.**",
        "",
        "| scenario | tried | held | failed |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {name} | {tried} | {tried - bad} | {bad} |" for name, tried, bad in _by_scenario(outcomes)),
        "",
        "| fault | tried | held | failed |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {name} | {tried} | {tried - bad} | {bad} |" for name, tried, bad in _counted(outcomes, 1)),
        "",
    ]
    if failed:
        lines += ["## What fails, by kind", "", "| broken invariant | cells | for example |", "| --- | ---: | --- |"]
        lines += [f"| {kind} | {len(cells)} | {cells[0].replace('|', '/')} |" for kind, cells in group_by_kind(outcomes).items()]
        lines += ["", "## Failing cells", ""]
        lines += [f"- {each.task.id}: {'; '.join(each.broken).splitlines()[0]}" for each in _failing(outcomes)]
        lines.append("")
    path.write_text("\n".join(lines) + attacks)


def _failing(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted((each for each in outcomes if each.broken), key=lambda each: each.task.id)


def _by_scenario(outcomes: Sequence[Outcome]) -> list[tuple[str, int, int]]:
    return _counted(outcomes, 0)


def _counted(outcomes: Sequence[Outcome], part: int) -> list[tuple[str, int, int]]:
    """(name, tried, failed) by a part of the cells' ids: 0 is the scenario, 1 the fault."""
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for each in outcomes:
        name = each.task.id.split(" | ")[part]
        tried[name] += 1
        failed[name] += bool(each.broken)
    return [(name, tried[name], failed[name]) for name in sorted(tried)]


def _general_form(sentence: str) -> str:
    """`POST /create -> 409 conflict` stays; ids and file names go."""
    return re.sub(r"(prd|lst|conv|msg|job|up|ech)_[0-9A-Z]{26}", "...", sentence.splitlines()[0])


def _commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
