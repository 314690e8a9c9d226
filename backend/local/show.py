"""What the command line shows. What is going on goes to standard error; what was asked for to standard output."""

import json
import os
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from backend.domain.shared.money import format_price

PIPED_WIDTH = 120
"""Columns where there is no terminal that has a width of its own, and COLUMNS names none."""
NARROW = 70
"""With fewer columns than this, what belongs to a name stands below it."""
NAME_WIDTH, TEXT_WIDTH, TIME_WIDTH = 10, 58, 8


def _console(stream: IO[str], *, stderr: bool) -> Console:
    known = stream.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(stderr=stderr, highlight=False, width=None if known else PIPED_WIDTH)


console = _console(sys.stderr, stderr=True)
output = _console(sys.stdout, stderr=False)


@contextmanager
def step(name: str, doing: str) -> Iterator[None]:
    """Says what is being done, then that it is done, or that it failed, and how long it took."""
    began = time.perf_counter()
    try:
        with show_progress(f"{name:<{NAME_WIDTH}} {doing}"):
            yield
    except BaseException:
        report_step(name, doing, _milliseconds_since(began), ok=False)
        raise
    report_step(name, doing, _milliseconds_since(began))


@contextmanager
def show_progress(doing: str) -> Iterator[None]:
    """Something moves as long as it takes, where somebody watches."""
    if not console.is_terminal:
        yield
        return
    status = Text(doing, no_wrap=True, overflow="ellipsis")
    status.truncate(console.width - 2, overflow="ellipsis")
    with console.status(status):
        yield


def report_step(name: str, what: str, ms: float, *, ok: bool = True) -> None:
    """`✓ design     2 files by stability.stable-image-core-v1:1      480 ms`; more lines where that is too wide."""
    mark = "[green]✓[/]" if ok else "[red]✗[/]"
    duration = f"[dim]{format_duration(ms):>{TIME_WIDTH}}[/]"
    title = f"{mark} [bold]{escape(f'{name:<{NAME_WIDTH}}')}[/]"
    if console.width < NARROW:
        line(f"{title} {' ' * (console.width - NAME_WIDTH - TIME_WIDTH - 4)}{duration}")
        for part in _wrap(what, console.width - 2):
            line(f"  {escape(part)}")
        return
    width = min(TEXT_WIDTH, console.width - NAME_WIDTH - TIME_WIDTH - 4)
    first, *rest = _wrap(what, width) or [""]
    line(f"{title} {escape(f'{first:<{width}}')} {duration}")
    for part in rest:
        line(f"{' ' * (NAME_WIDTH + 3)}{escape(part)}")


def line(markup: str) -> None:
    """One line, however narrow the terminal."""
    console.print(markup, soft_wrap=True)


def report_failure(message: str, advice: str) -> None:
    for markup, text in (("[red]✗[/] ", message), ("  ", advice)):
        for number, part in enumerate(_wrap(text, console.width - 2)):
            line(f"{markup if number == 0 else '  '}{escape(part)}")


def print_json(value: Any) -> None:
    """For programs: the whole value on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str | Text
    """A text of its own (a URL, a command, an id) stays on one line, to be copied; `Text` is wrapped between words."""
    note: str = ""
    style: str = ""


def print_facts(facts: Sequence[Fact], to: Console, indent: int = 0) -> None:
    """Names at the left, what is to be known about them to the right or, on a narrow terminal, below."""
    narrow = to.width < NARROW
    column = 2 if narrow else max(len(fact.name) for fact in facts) + 2
    margin = " " * indent
    for fact in facts:
        name = fact.name
        if narrow and name:
            to.print(Text(f"{margin}{name}", "dim"), soft_wrap=True)
        for part in _fact_lines(fact, to, to.width - indent - column):
            head = " " * column if narrow else f"{name:<{column}}"
            part.rstrip()
            to.print(Text.assemble(margin, (head, "dim"), part), soft_wrap=True)
            name = ""


def _fact_lines(fact: Fact, to: Console, width: int) -> list[Text]:
    value = fact.value
    lines = list(value.wrap(to, width)) if isinstance(value, Text) else [Text(value, fact.style)]
    if fact.note and lines[-1].cell_len + 2 + len(fact.note) <= width:
        lines[-1].append(f"  {fact.note}", "dim")
    elif fact.note:
        lines += [Text(part, "dim") for part in _wrap(fact.note, width)]
    return lines


def print_product(creation: dict[str, Any], files: Iterable[Path], to: Console = output) -> None:
    """A product as its maker would want to see it, and where its files are."""
    brief = creation["brief"]
    facts = [
        Fact("description", Text(brief["description"])),
        Fact("style", Text(f"{brief['style']}, {brief['mood']}")),
        Fact("palette", _swatches(brief["palette"])),
        Fact("price", format_price(creation["price_cents"], creation["currency"])),
        Fact("product", creation["ids"]["product_id"]),
        Fact("listing", creation["ids"]["listing_id"]),
        *(Fact("file", str(file), f"{file.stat().st_size // 1000} kB") for file in files),
    ]
    to.print()
    to.print(Text(brief["title"], style="bold"))
    print_facts(facts, to, indent=2)


def _swatches(palette: list[str]) -> Text:
    """Each colour with its name; without colours only the names."""
    text = Text()
    for colour in palette:
        text.append("\N{NO-BREAK SPACE}" * 2, style=f"on {colour}")
        text.append(f"\N{NO-BREAK SPACE}{colour}")
        text.append("  ")
    text.rstrip()
    return text


def _wrap(text: str, width: int) -> list[str]:
    """Lines of whole words; a word that is longer than a line is left to the terminal."""
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False)


def _milliseconds_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def format_duration(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"
