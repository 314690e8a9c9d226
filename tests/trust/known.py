"""The baseline: cells that are known to fail, each with its reason, in known.txt.

A line is `cell :: reason`; one that begins with `? ` fails only sometimes. Empty lines and those after `#` are comments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "known.txt"


@dataclass(frozen=True, slots=True)
class Known:
    reason: str
    sometimes: bool


def read_known(path: Path = FILE) -> dict[str, Known]:
    found = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        cell, separator, reason = line.strip().partition(" :: ")
        if separator and not cell.startswith("#"):
            found[cell.removeprefix("? ")] = Known(reason, cell.startswith("? "))
    return found


def write_known(failing: Mapping[str, str], path: Path = FILE) -> None:
    """Replaces the list. Comments at its head stay, and a reason that was given before."""
    before = read_known(path)
    head = [line for line in path.read_text().splitlines() if line.startswith("#")] if path.exists() else []
    lines = []
    for cell, reason in sorted(failing.items()):
        known = before.get(cell)
        mark = "? " if known and known.sometimes else ""
        lines.append(f"{mark}{cell} :: {known.reason if known else reason}")
    path.write_text("\n".join([*head, *lines]) + "\n")
