"""`python -m tests.consumers [--full] [NAME...]`: every consumer reads our document afresh and calls the service.

Ends 1 when one of them fails, warns, or does not call what it should. What is missing on this machine is skipped,
except where CI is set.

Two run at a time: those that call the service come one after the other, so that each call is known to be theirs;
next to them those that only read the document.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.consumers.consumer import Consumer
from tests.consumers.consumers import ALL
from tests.consumers.tools import Broken, missing
from tests.consumers.world import OUT, World, world


@dataclass(frozen=True, slots=True)
class Row:
    consumer: Consumer
    made: str = ""
    calls: int = 0
    operations: int = 0
    warnings: tuple[str, ...] = ()
    seconds: float = 0
    problem: str = ""
    skipped: str = ""

    @property
    def good(self) -> bool:
        return not self.problem and not self.warnings


def main() -> int:
    parser = argparse.ArgumentParser(description="Lets other people's tools loose on our OpenAPI document.")
    parser.add_argument("--full", action="store_true", help="the slow ones too")
    parser.add_argument("names", nargs="*", help="only consumers whose name holds one of these")
    asked = parser.parse_args()
    chosen = [each for each in ALL if asked.full or not each.slow or asked.names]
    chosen = [each for each in chosen if not asked.names or any(name in each.name for name in asked.names)]
    if not chosen:
        parser.error(f"no consumer is named so; there are: {', '.join(each.name for each in ALL)}")
    with world() as there:
        rows = consume_all(chosen, there)
    sys.stdout.write(table(rows) + "\n")
    for row in rows:
        for line in (row.problem, *row.warnings):
            if line:
                sys.stderr.write(f"\n{row.consumer.name}: {line}\n")
    return 0 if all(row.good for row in rows) else 1


def consume_all(chosen: Sequence[Consumer], there: World) -> list[Row]:
    """The rows in the order of the consumers."""
    with ThreadPoolExecutor(1) as callers, ThreadPoolExecutor(1) as readers:
        begun = [
            (callers if each.calls else readers).submit(consumed, each, there, number)
            for number, each in enumerate(chosen)
        ]
    return [each.result() for each in begun]


def consumed(consumer: Consumer, there: World, number: int) -> Row:
    """Lets one of them loose, in an empty folder, as a user of its own."""
    sys.stderr.write(f"  {consumer.name} ...\n")
    lacking = missing(consumer.needs)
    if lacking:
        reason = f"not on this machine: {', '.join(lacking)}"
        return Row(consumer, problem=reason) if os.environ.get("CI") else Row(consumer, skipped=reason)
    folder = OUT / "".join(letter if letter.isalnum() else "-" for letter in consumer.name).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if consumer.calls:
        there.calls.take()
    began = time.monotonic()
    try:
        outcome = consumer.consume(there, folder, there.environment(f"consumer-{number}"))
    except Broken as broken:
        return Row(consumer, seconds=time.monotonic() - began, problem=str(broken))
    called = there.calls.take() if consumer.calls else []
    return Row(
        consumer,
        made=outcome.made,
        calls=len(called),
        operations=len(set(called)),
        warnings=tuple(outcome.warnings),
        seconds=time.monotonic() - began,
        problem=_left_out(consumer, there, set(called)),
    )


def _left_out(consumer: Consumer, there: World, called: set[str]) -> str:
    """What a consumer should have called and did not."""
    if consumer.calls and not called:
        return "it called nothing"
    if not consumer.every_operation:
        return ""
    uncalled = there.operations_of_agents() - called
    return f"not called: {', '.join(sorted(uncalled))}" if uncalled else ""


def table(rows: Sequence[Row]) -> str:
    lines = [("consumer", "version", "generated or listed", "calls", "operations", "warnings", "seconds", "")]
    for row in rows:
        verdict = f"skipped: {row.skipped}" if row.skipped else "ok" if row.good else "FAILED"
        calls = (str(row.calls), str(row.operations)) if row.consumer.calls else ("-", "-")
        figures = (*calls, str(len(row.warnings)), f"{row.seconds:.1f}")
        lines.append((row.consumer.name, row.consumer.version, row.made, *figures, verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
