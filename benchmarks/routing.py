"""What finding an operation costs as their number grows: exact paths and templates, hits and misses."""

from collections.abc import Callable

from backend.framework.routing.operation import operation
from backend.framework.routing.router import Router
from benchmarks.measure import interleaved
from benchmarks.table import show

SIZES = (10, 1_000, 10_000)


def measure() -> list[tuple[str, ...]]:
    """A row for each way to find an operation: its name, us for each size, and the last as times the first."""
    routers = {size: _router(size) for size in SIZES}
    rows = []
    for name, path in (
        ("exact path", "/thing{last}"),
        ("template, one parameter", "/thing{last}/a%20b"),
        ("template, two parameters", "/thing{last}/a/parts/b"),
        ("nothing there", "/thing{last}/a/nothing"),
    ):
        timings = interleaved(
            {str(n): _asking(router, path.replace("{last}", str(n // 4 - 1))) for n, router in routers.items()}
        )
        first = timings[str(SIZES[0])].median
        each = [f"{timings[str(size)].median * 1e6:.2f}" for size in SIZES]
        rows.append((name, *each, f"{timings[str(SIZES[-1])].median / first:.2f}"))
    return rows


def run() -> None:
    head = ("us", *(f"{n:,}" for n in SIZES), "10,000 : 10")
    show("Finding an operation, by the number of operations", head, measure())


def _asking(router: Router, path: str) -> Callable[[], object]:
    return lambda: router.match("GET", path)


def _router(size: int) -> Router:
    """Four operations for each noun; the one looked for is the last that was added."""

    def handler() -> None: ...

    paths = ("/thing{n}", "/thing{n}/{{a}}", "/thing{n}/{{a}}/parts/{{b}}", "/thing{n}/{{a}}/parts")
    return Router(
        operation("GET", path.format(n=n), handler, summary="x", tag="x", name=f"get_{n}_{at}")
        for n in range(max(1, size // 4))
        for at, path in enumerate(paths)
    )


if __name__ == "__main__":
    run()
