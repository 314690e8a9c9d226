"""What the command line shows: steps with their times, and a product."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from backend.forge.money import spelled

console = Console(stderr=True, highlight=False)


@contextmanager
def step(name: str, doing: str) -> Iterator[None]:
    """Says what is being done, then that it is done and how long it took."""
    began = time.perf_counter()
    spinner = console.status(f"{name:<10} {doing}") if console.is_terminal else None
    if spinner is not None:
        spinner.start()
    try:
        yield
    finally:
        if spinner is not None:
            spinner.stop()
        failed = sys.exc_info()[0] is not None
    done(name, doing, (time.perf_counter() - began) * 1000, ok=not failed)


def done(name: str, what: str, ms: float, *, ok: bool = True) -> None:
    mark = "[green]✓[/]" if ok else "[red]✗[/]"
    console.print(f"{mark} [bold]{name:<10}[/] {what:<52} [dim]{_duration(ms):>8}[/]")


def _duration(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"


def product(creation: dict[str, Any], files: list[Path]) -> None:
    brief = creation["brief"]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("description", Text(brief["description"]))
    table.add_row("style", Text(f"{brief['style']}, {brief['mood']}"))
    table.add_row("palette", _swatches(brief["palette"]))
    table.add_row("price", spelled(creation["price_cents"], creation["currency"]))
    table.add_row("product", creation["ids"]["product_id"])
    table.add_row("listing", creation["ids"]["listing_id"])
    for file in files:
        table.add_row("file", str(file))
    console.print(Panel(table, title=f"[bold]{brief['title']}[/]", title_align="left", expand=False))


def _swatches(palette: list[str]) -> Text:
    text = Text()
    for colour in palette:
        text.append("  ", style=f"on {colour}")
        text.append(f" {colour}  ")
    return text


def trouble(message: str, advice: str) -> None:
    console.print(f"[red]✗ {message}[/]\n  {advice}")
