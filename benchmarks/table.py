"""Tables on the terminal, which are Markdown too."""

from collections.abc import Mapping, Sequence

from benchmarks.measure import Timing

Row = Sequence[str]


def show(title: str, head: Row, rows: Sequence[Row]) -> None:
    print(f"\n## {title}\n\n{markdown(head, rows)}")


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """The table without a title."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    rule = "|" + "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths)) + "|"
    return "\n".join([_line(head, widths), rule, *(_line(row, widths) for row in rows)])


def compared(title: str, timings: Mapping[str, Timing], *, unit: str = "us") -> None:
    """Timings next to each other, with their ratio to the first."""
    scale = {"us": 1e6, "ms": 1e3}[unit]
    first = next(iter(timings.values())).median
    rows = [
        (name, f"{each.median * scale:.1f}", f"{each.median / first:.2f}", f"{each.spread:.0%}")
        for name, each in timings.items()
    ]
    show(title, ("", unit, "ratio", "noise"), rows)


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join(cells) + " |"
