"""Measures what docs/performance.md says, and writes it with its plots: `python -m benchmarks document`.

`--counts FILE` takes instructions that `instructions --json FILE` counted before, instead of counting them again.
"""

import argparse
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import calls, growth, memory, routing
from benchmarks.apps.events import EVENTS
from benchmarks.bars import compute_bars, read_before
from benchmarks.gate import name_build
from benchmarks.instructions import CANDIDATES, ROOT, Count, count_all
from benchmarks.plots import write_bars, write_spans
from benchmarks.table import markdown

DOCUMENT, FOLDER = ROOT / "docs/performance.md", ROOT / "docs/performance"
Counts = Mapping[str, Count]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks document", description=__doc__)
    parser.add_argument("--counts", type=Path, help="figures of `instructions --json`")
    given = parser.parse_args(arguments).counts
    counts = read_counts(given) if given else count_all(list(CANDIDATES))
    sections = [
        _introduction(),
        _bars(counts),
        _cold(counts),
        _warm(counts),
        _create(),
        _growth(),
        _not_here(),
    ]
    DOCUMENT.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")


def read_counts(file: Path) -> dict[str, Count]:
    return {name: Count(**each) for name, each in json.loads(file.read_text()).items()}


def _introduction() -> str:
    return f"""# Performance

Written by `make bench`; do not edit it. Python {name_build()}, {platform.machine()}. Instructions are counted by
valgrind, with fixed hashes and compiled modules, so that two runs differ by less than 0.1 % on a busy machine too.
Peers run in environments of their own, whose packages are pinned in benchmarks/peers, on the same small API and the
same events of API Gateway. The floor is a dictionary of functions, pydantic and json. It has no log, no CORS and no
path templates. The start of the interpreter is not counted. benchmarks/README.md describes the method."""


def _bars(counts: Counts) -> str:
    bars = compute_bars(counts, memory.measure(), memory.find_zip_size())
    rows = [(bar.what, f"{bar.most:.2f}", f"{bar.measured:.2f}", "yes" if bar.met else "no") for bar in bars]
    before = read_before()
    return f"""## Bars

Before is commit {before["commit"]}, counted by the same programs with Python {before["python"]}. Memory is that of the
function's process on the laptop cloud, the zip is the one that `make build` wrote last.

{markdown(("", "at most", "measured", "met"), rows)}"""


def _cold(counts: Counts) -> str:
    names = [name for name in CANDIDATES if name in counts]
    floor = counts["floor"].cold
    rows = [
        (CANDIDATES[n].title, f"{c.imported / 1e6:.1f}", f"{c.first / 1e6:.1f}", f"{c.cold / floor:.2f}")
        for n, c in ((name, counts[name]) for name in names)
    ]
    bars = [(CANDIDATES[n].title, (counts[n].imported / 1e6, counts[n].first / 1e6)) for n in names]
    title = "Cold start, millions of instructions"
    plot = write_bars(FOLDER, "cold", title, bars, ("import", "first answer"), "M")
    return f"""## Cold start by step

{plot}

The first answer is that to `GET /ping`; to `GET /products`, with twenty products and their presigned URLs, where the
name says so. DynamoDB is a stub on this machine, without TLS.

{markdown(("", "import M", "first answer M", "both : floor"), rows)}"""


def _warm(counts: Counts) -> str:
    names = [name for name in CANDIDATES if name in counts and counts[name].warm]
    rows = [
        (
            CANDIDATES[n].title,
            *(f"{counts[n].warm[kind] / 1e3:.0f}" if kind in counts[n].warm else "" for kind in EVENTS),
        )
        for n in names
    ]
    kinds = ("status", "bad chat", "404")
    bars = [(CANDIDATES[n].title, [counts[n].warm[kind] / 1e3 for kind in kinds]) for n in names]
    plot = write_bars(FOLDER, "warm", "A warm request, thousands of instructions", bars, kinds, "k")
    return f"""## A warm request by peer

{plot}

Thousands of instructions. Only the last two write a log line with metrics, count the caller against a rate limit and
send security headers. The product's twenty items are products, decoded, joined with their listings and presigned; its
chat asks a model and is left out.

{markdown(("", *(f"{kind}" for kind in EVENTS)), rows)}"""


def _create() -> str:
    made = calls.measure(["POST /create"])["POST /create"]
    spans = [(f"{each.service} {each.name}", each.began * 1e3, each.seconds * 1e3) for each in made]
    plot = write_spans(FOLDER, "create", "One POST /create on the laptop: its calls of AWS", spans)
    return f"""## The waterfall of a creation

{plot}

A second creation of a process, on the laptop cloud, whose model draws on this processor: the order and the number of
the calls are those on AWS, the times are not."""


def _growth() -> str:
    head = ("us of processor", *(f"{size:,} routes" for size in routing.SIZES), "last : first")
    pages = [
        (
            name,
            *(f"{sum(c.reads for c in each):g} + {sum(c.writes for c in each):g}" for each in sizes),
            calls.describe(sizes[-1]),
        )
        for name, sizes in growth.measure().items()
    ]
    page_head = ("read + write units", *(f"{size:,} rows" for size in growth.SIZES), "calls")
    return f"""## Growth

Finding an operation:

{markdown(head, routing.measure())}

A page of twenty, by the number of rows that its owner has (docs/scale.md says how units are counted):

{markdown(page_head, pages)}"""


def _not_here() -> str:
    return """## What was not measured here

All of the above was measured on one machine. Not measured: Lambda's own times (INIT, a fraction of a core afterwards),
TLS to AWS, the latency of its services, arm64. `python -m benchmarks.on_aws --function NAME` reads them from the REPORT
lines of a deployed function: cold starts with their Init Duration, warm durations by percentile, and memory."""
