"""What the command line shows. What is going on goes to standard error; what was asked for to standard output."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from backend.domain.shared.money import format_price

PIPED_WIDTH = 120
"""Columns where there is no terminal that has a width of its own."""


def _console(stream: IO[str], *, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else PIPED_WIDTH)


console = _console(sys.stderr, stderr=True)
output = _console(sys.stdout, stderr=False)


@contextmanager
def step(name: str, doing: str) -> Iterator[None]:
    """Says what is being done, then that it is done, or that it failed, and how long it took."""
    began = time.perf_counter()
    try:
        with working(f"{name:<10} {doing}"):
            yield
    except BaseException:
        done(name, doing, _since(began), ok=False)
        raise
    done(name, doing, _since(began))


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Something moves as long as it takes, where somebody watches."""
    if not console.is_terminal:
        yield
        return
    with console.status(escape(doing)):
        yield


def done(name: str, what: str, ms: float, *, ok: bool = True) -> None:
    """`✓ design     2 files by stability.stable-image-core-v1:1      480 ms`"""
    mark = "[green]✓[/]" if ok else "[red]✗[/]"
    line(f"{mark} [bold]{escape(f'{name:<10}')}[/] {escape(f'{what:<58}')} [dim]{duration(ms):>8}[/]")


def line(markup: str) -> None:
    """One line, however narrow the terminal."""
    console.print(markup, soft_wrap=True)


def trouble(message: str, advice: str) -> None:
    line(f"[red]✗ {escape(message)}[/]")
    line(f"  {escape(advice)}")


def facts(rows: Iterable[tuple[str, str | Text]]) -> Table:
    """Two columns: what it is, and what is to be known about it. Text in the second is markup."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, fact in rows:
        table.add_row(name, fact)
    return table


def product(creation: dict[str, Any], files: Iterable[Path]) -> None:
    """A product as its maker would want to see it, and where its files are."""
    brief = creation["brief"]
    rows: list[tuple[str, str | Text]] = [
        ("description", Text(brief["description"])),
        ("style", Text(f"{brief['style']}, {brief['mood']}")),
        ("palette", _swatches(brief["palette"])),
        ("price", format_price(creation["price_cents"], creation["currency"])),
        ("product", creation["ids"]["product_id"]),
        ("listing", creation["ids"]["listing_id"]),
        *(("file", Text(f"{file}, {file.stat().st_size // 1000} kB")) for file in files),
    ]
    output.print(Panel(facts(rows), title=Text(brief["title"], style="bold"), title_align="left", expand=False))


def _swatches(palette: list[str]) -> Text:
    text = Text()
    for colour in palette:
        text.append("  ", style=f"on {colour}")
        text.append(f" {colour}  ")
    return text


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def duration(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"
