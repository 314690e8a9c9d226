"""The baseline: cells that are known to fail, each with its reason, in known.txt.

A line is `cell :: reason`; one that begins with `? ` fails only sometimes. A part of a cell that is `*` stands for any.
Empty lines and those that begin with `#` are comments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "known.txt"


@dataclass(frozen=True, slots=True)
class Known:
    reason: str
    sometimes: bool


@dataclass(frozen=True, slots=True)
class Baseline:
    entries: Mapping[str, Known]
    """By cell, or by pattern."""

    def find(self, cell: str) -> str | None:
        """The entry for a cell, None when it is not known to fail."""
        if cell in self.entries:
            return cell
        return next((entry for entry in self.entries if _fits(entry, cell)), None)

    def surprises(self, outcomes: Mapping[str, bool]) -> tuple[list[str], list[str]]:
        """Cells that fail unexpectedly, and entries of which nothing fails. `outcomes`: whether each cell failed."""
        found = {cell: self.find(cell) for cell in outcomes}
        new = sorted(cell for cell, failed in outcomes.items() if failed and found[cell] is None)
        failing = {entry for cell, entry in found.items() if outcomes[cell]}
        held = {entry for entry in found.values() if entry is not None} - failing
        return new, sorted(entry for entry in held if not self.entries[entry].sometimes)


def read_known(path: Path = FILE) -> Baseline:
    found = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        cell, separator, reason = line.strip().partition(" :: ")
        if separator and not cell.startswith("#"):
            found[cell.removeprefix("? ")] = Known(reason, cell.startswith("? "))
    return Baseline(found)


def write_known(failing: Mapping[str, str], path: Path = FILE) -> None:
    """Replaces the list by cells and reasons. Comments, and entries that still stand for a failing cell, stay."""
    before = read_known(path)
    head = [line for line in path.read_text().splitlines() if line.startswith("#")] if path.exists() else []
    kept = {entry for cell in failing if (entry := before.find(cell)) is not None}
    lines = [
        f"{'? ' if before.entries[each].sometimes else ''}{each} :: {before.entries[each].reason}" for each in kept
    ]
    lines += [f"{cell} :: {reason}" for cell, reason in failing.items() if before.find(cell) is None]
    path.write_text("\n".join([*head, *sorted(lines, key=lambda line: line.removeprefix("? "))]) + "\n")


def _line(entry: str, known: Known) -> str:
    return f"{'? ' if known.sometimes else ''}{entry} :: {known.reason}"


def _fits(entry: str, cell: str) -> bool:
    parts, given = entry.split(" | "), cell.split(" | ")
    return len(parts) == len(given) and all(part in ("*", found) for part, found in zip(parts, given, strict=True))
