"""Instructions of a cold start and of warm requests, next to frameworks of others. There is no noise in them.

`python -m benchmarks instructions --only floor,product` counts some of them; `--json FILE` keeps the figures.

    import     importing the application, after the interpreter has started
    first      the first answer after it: `GET /ping`, or the page of products where the name says so
    warm       a request of each kind, the mean of fifty after five
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.apps.events import EVENTS, PRODUCT_EVENTS
from benchmarks.aws_stub import serve_rows
from benchmarks.callgrind import count_instructions, is_available
from benchmarks.peers import find_python
from benchmarks.stand_ins import ENVIRONMENT, REGION
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
REPEATS = 50
PAGE = "20 items"
BASE = "floor"


@dataclass(frozen=True, slots=True)
class Candidate:
    title: str
    app: str
    """A module of `benchmarks.apps`."""
    peer: str = ""
    """The environment of `benchmarks.peers` that it runs in; ours has none of its own."""
    first: str = "ping"
    events: Sequence[str] = tuple(EVENTS)
    warm: bool = True
    aws: bool = False
    """Whether the local stub answers for DynamoDB."""


CANDIDATES = {
    "floor": Candidate("floor: dictionary, pydantic, json", "floor"),
    "chalice": Candidate("Chalice", "chalice_app", peer="chalice"),
    "powertools": Candidate("powertools, validation", "powertools", peer="powertools"),
    "powertools_plain": Candidate("powertools, no validation", "powertools_plain", peer="powertools"),
    "flask": Candidate("Flask + apig-wsgi", "flask_wsgi", peer="flask"),
    "starlette": Candidate("Starlette + Mangum", "starlette_mangum", peer="starlette"),
    "fastapi": Candidate("FastAPI + Mangum", "fastapi_mangum", peer="fastapi"),
    "bare": Candidate("ours: the framework alone", "bare"),
    "middleware": Candidate("ours: all middleware, log line, metrics", "middleware"),
    "product": Candidate("ours: the whole product", "product", events=tuple(PRODUCT_EVENTS)),
    "fastapi_page": Candidate(
        "FastAPI + Mangum + boto3: GET /products", "fastapi_products", peer="fastapi", first=PAGE, warm=False, aws=True
    ),
    "product_page": Candidate("ours: the whole product: GET /products", "product", first=PAGE, warm=False, aws=True),
}
GROUPS = {"ours": ("bare", "middleware", "product", "product_page")}


@dataclass(frozen=True, slots=True)
class Count:
    imported: int
    first: int
    warm: dict[str, float] = field(default_factory=dict)
    """Instructions of a request by its kind."""

    @property
    def cold(self) -> int:
        return self.imported + self.first


def count(candidate: Candidate, *, root: Path = ROOT, repeats: int = REPEATS) -> Count:
    """`root` is the checkout that is measured."""
    python = str(find_python(candidate.peer)) if candidate.peer else sys.executable
    program = str(root / "benchmarks/apps/run.py")
    repeats = repeats if candidate.warm else 0
    with _aws(candidate.aws) as variables:
        command = [python, "-P", program, candidate.app, candidate.first, str(repeats)]
        parts = count_instructions(command, {**ENVIRONMENT, **variables}, root=root)
    imported, _, first, *warm = parts
    measured = warm[1::2]
    kinds = candidate.events if candidate.warm else ()
    return Count(imported, first, {kind: each / repeats for kind, each in zip(kinds, measured, strict=True)})


@contextmanager
def _aws(wanted: bool) -> Iterator[dict[str, str]]:
    if not wanted:
        yield {}
        return
    with serve_rows() as url:
        yield {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": REGION}


def count_all(names: Sequence[str]) -> dict[str, Count]:
    if not is_available():
        raise SystemExit("valgrind is not installed. On Debian and Ubuntu: apt-get install valgrind")
    counts = {}
    for name in names:
        print(f"  {CANDIDATES[name].title}", file=sys.stderr, flush=True)
        counts[name] = count(CANDIDATES[name])
    return counts


def show_counts(counts: dict[str, Count]) -> None:
    base, kinds, rows = counts.get(BASE), list(EVENTS), []
    for name, each in counts.items():
        ratio = f"{each.cold / base.cold:.2f}" if base else ""
        cold = [f"{part / 1e6:.1f}" for part in (each.imported, each.first, each.cold)] + [ratio]
        warm = [f"{each.warm[kind] / 1e3:.0f}" if kind in each.warm else "" for kind in kinds]
        rows.append((CANDIDATES[name].title, *cold, *warm))
    head = ("", "import M", "first M", "both M", "both : floor", *(f"{kind} k" for kind in kinds))
    show(f"Instructions, Python {sys.version.split()[0]}", head, rows)


def names_of(only: str) -> list[str]:
    """`ours,floor` -> the names of `GROUPS` and `CANDIDATES`, in the order of the table."""
    asked = [each for name in only.split(",") for each in GROUPS.get(name, (name,))]
    unknown = [name for name in asked if name not in CANDIDATES]
    if unknown:
        raise SystemExit(f"No candidate {', '.join(unknown)}. Choose from: {', '.join([*GROUPS, *CANDIDATES])}.")
    return [name for name in CANDIDATES if name in asked]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks instructions", description=__doc__)
    parser.add_argument("--only", default=",".join(CANDIDATES), help="names, separated by commas; ours for all our own")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args(arguments)
    counts = count_all(names_of(options.only))
    show_counts(counts)
    if options.json:
        options.json.write_text(json.dumps({name: asdict(each) for name, each in counts.items()}, indent=2) + "\n")


def run() -> None:
    main([])
