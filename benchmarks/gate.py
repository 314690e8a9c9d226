"""Fails when a cold start or warm requests execute more than 3 % more instructions than baseline.json says.

Figures are ratios to the floor, counted in the same run, for each build of Python: another build changes the
interpreter and leaves pydantic's Rust as it is. For a build that has no figures, those of the commit that last changed
baseline.json are counted on the spot, which takes twice as long. A change that is meant to cost more, or that saves,
writes the new figures: `make gate ARGS=--write`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.callgrind import is_available
from benchmarks.instructions import BASE, CANDIDATES, ROOT, Count, count
from benchmarks.table import show

BASELINE = "benchmarks/baseline.json"
MOST = 0.03
"""Growth that passes. Two runs of one build differ by less than 0.1 %."""
KINDS = ("ping", "status", "bad chat", "404", "20 items")
"""Of the 1,000 warm requests, in equal parts. The page of products counts against the floor's page of items."""
SKIPPED = 77
Ratios = dict[str, float]


class GateError(RuntimeError):
    """There is nothing to compare with. The message says what to do."""


def measure(root: Path) -> Ratios:
    """Counts the checkout at `root`."""
    counts = {name: count(CANDIDATES[name], root=root) for name in (BASE, "product", "product_page")}
    return make_ratios(counts[BASE], counts["product"], counts["product_page"])


def make_ratios(floor: Count, product: Count, page: Count) -> Ratios:
    """What is gated -> how many times the floor's import, or the floor's warm requests of the same kinds."""
    warm = sum(product.warm[kind] / floor.warm[kind] for kind in KINDS) / len(KINDS)
    return {
        "import": product.imported / floor.imported,
        "first answer": product.first / floor.imported,
        "first page of products": page.first / floor.imported,
        "1,000 warm requests": warm,
    }


def find_growth(baseline: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """Names of what grew by more than `MOST`."""
    return [name for name, each in measured.items() if each > baseline[name] * (1 + MOST)]


def name_build() -> str:
    """`3.11.7, GCC 12.2.0`, with `optimized` where configure was told so."""
    asked = str(sysconfig.get_config_var("CONFIG_ARGS"))
    optimized = [word for word in ("optimized",) if "--enable-optimizations" in asked]
    return ", ".join([platform.python_version(), platform.python_compiler(), *optimized])


def find_baseline_commit(root: Path) -> str:
    """The commit that last changed baseline.json. `GateError` where the history is not there."""
    if _git(root, "rev-parse", "--is-shallow-repository") != "false":
        raise GateError("The checkout has no history. Fetch it: git fetch --unshallow")
    commit = _git(root, "log", "-1", "--format=%H", "--", BASELINE)
    if not commit:
        raise GateError(f"{BASELINE} was never committed. Write it: make gate ARGS=--write")
    return commit


def measure_commit(root: Path, commit: str) -> Ratios:
    with TemporaryDirectory() as folder:
        checkout = Path(folder) / "baseline"
        _git(root, "worktree", "add", "--detach", str(checkout), commit)
        try:
            return measure(checkout)
        finally:
            _git(root, "worktree", "remove", "--force", str(checkout))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GateError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("--write", action="store_true", help="make what is measured now the figures to compare with")
    write = parser.parse_args().write
    if not is_available():
        print("skipped: valgrind counts instructions, and is not installed. On Debian: apt-get install valgrind")
        return 1 if os.environ.get("CI") else SKIPPED
    file, build = ROOT / BASELINE, name_build()
    kept: dict[str, Ratios] = json.loads(file.read_text()) if file.exists() else {}
    measured = measure(ROOT)
    if write:
        kept[build] = {name: round(each, 4) for name, each in measured.items()}
        file.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    try:
        baseline = kept.get(build) or _measure_baseline(build)
    except GateError as error:
        print(error)
        return 1
    return report(build, baseline, measured)


def _measure_baseline(build: str) -> Ratios:
    commit = find_baseline_commit(ROOT)
    print(f"no figures for Python {build}: counting commit {commit[:10]}", file=sys.stderr)
    return measure_commit(ROOT, commit)


def report(build: str, baseline: Ratios, measured: Ratios) -> int:
    rows = [
        (name, f"{baseline[name]:.3f}", f"{each:.3f}", f"{each / baseline[name] - 1:+.1%}")
        for name, each in measured.items()
    ]
    show(f"Instructions, as times the floor's, Python {build}", ("", "committed", "now", "growth"), rows)
    grown = find_growth(baseline, measured)
    if grown:
        print(f"\nMore than {MOST:.0%} more: {', '.join(grown)}. If it is meant: make gate ARGS=--write")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
