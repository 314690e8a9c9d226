"""Checks that docs/decisions.md is numbered 1, 2, 3, ..., dated, and indexed.

    python scripts/check_decisions.py           exits 1 and says what is wrong
    python scripts/check_decisions.py --write   numbers entries that have no number, and writes the index

An entry begins with `## <number>. <date> — <title>`. One that a later decision replaces has a second line
`Superseded by [<number>](#...).` or `Superseded in part by ...`; --write fills in the address from the number.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs/decisions.md"
HEADING = re.compile(r"^## (?:(\d+)\. )?(.*?) — (.+)$")
SUPERSEDED = re.compile(r"^(Superseded (?:in part )?by) \[(\d+)\](?:\(#.*\))?\.$", re.MULTILINE)
INDEX = re.compile(r"<!-- index -->\n(.*?)<!-- end of index -->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decision:
    number: int | None
    dated: str
    title: str
    superseded: str
    """"Superseded by" or "Superseded in part by"; empty where no later decision replaces this one."""
    successor: int

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.dated} — {self.title}"

    @property
    def anchor(self) -> str:
        """As GitHub makes it: `1. 2026-11-21 — A "brief"` -> `1-2026-11-21--a-brief`"""
        return re.sub(r"[^\w\- ]", "", self.heading.lower()).replace(" ", "-")


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    parser = argparse.ArgumentParser(description="Checks the numbers, dates and index of the decisions.")
    parser.add_argument("--write", action="store_true", help="number new entries and write the index")
    if parser.parse_args(arguments).write:
        file.write_text(rewrite(file.read_text()))
    problems = list(find_problems(file.read_text()))
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def read_decisions(text: str) -> list[Decision]:
    decisions = []
    for section in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        heading = HEADING.match(section.splitlines()[0])
        number, dated, title = heading.groups() if heading else (None, "", section.splitlines()[0])
        replaced = SUPERSEDED.search(section)
        superseded, successor = (replaced[1], int(replaced[2])) if replaced else ("", 0)
        decisions.append(Decision(int(number) if number else None, dated, title, superseded, successor))
    return decisions


def find_problems(text: str) -> Iterator[str]:
    decisions = read_decisions(text)
    numbers = [decision.number for decision in decisions]
    last = 0
    for decision in decisions:
        if decision.number is None or decision.number <= last:
            yield f"{decision.title}: number {decision.number} is missing, or not above {last}. Run with --write."
        last = decision.number or last
        if not _is_date(decision.dated):
            yield f"{decision.title}: write the heading as '## {last}. 2026-11-29 — title'."
        if decision.superseded and not (decision.successor in numbers and decision.successor > last):
            yield f"{decision.title}: {decision.successor} is no later decision."
    if rewrite(text) != text and None not in numbers:
        yield "The index or a link is not current. Run: python scripts/check_decisions.py --write"


def _is_date(text: str) -> bool:
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


def rewrite(text: str) -> str:
    """The text with numbers for all entries, the index, and the addresses of superseding entries.

    Entries are in the order of their numbers, wherever a merge put them; one without a number goes to the end. Numbers
    once given stay, so there can be gaps between those of branches that were written at the same time.
    """
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    numbers = {section: _number_of(section) for section in sections}
    ready = sorted(
        (section for section in sections if numbers[section] is not None), key=lambda each: numbers[each] or 0
    )
    new = [section for section in sections if numbers[section] is None]
    count = max((decision.number or 0 for decision in read_decisions(text)), default=0)
    ready += [section.replace("## ", f"## {number}. ", 1) for number, section in enumerate(new, count + 1)]
    numbered = head + "\n\n".join(section.strip() for section in ready) + "\n"
    decisions = read_decisions(numbered)
    anchors = {decision.number: decision.anchor for decision in decisions}
    linked = SUPERSEDED.sub(lambda found: f"{found[1]} [{found[2]}](#{anchors.get(int(found[2]), '')}).", numbered)
    index = "".join(_index_line(decision) for decision in decisions)
    return INDEX.sub(lambda _: f"<!-- index -->\n{index}<!-- end of index -->", linked)


def _number_of(section: str) -> int | None:
    """None of a new entry. A heading without a title is a problem of its own; its section comes first."""
    heading = HEADING.match(section.splitlines()[0])
    number = heading[1] if heading else "0"
    return int(number) if number else None


def _index_line(decision: Decision) -> str:
    replaced = f" ({decision.superseded.lower()} {decision.successor})" if decision.superseded else ""
    return f"{decision.number}. [{decision.title}](#{decision.anchor}){replaced}\n"


if __name__ == "__main__":
    sys.exit(main())
