"""Fails when a cold start or warm requests execute more than 3 % more instructions than baseline.json says.

Figures are ratios to the floor, counted in the same run: another processor or build of Python changes both. A change
that is meant to cost more, or that saves, writes the new figures: `python -m benchmarks.gate --write`.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.callgrind import is_available
from benchmarks.instructions import BASE, CANDIDATES, Count, count
from benchmarks.table import show

FILE = Path(__file__).parent / "baseline.json"
MOST = 0.03
"""Growth that passes: what differs between builds of one version of Python is less."""
KINDS = ("ping", "status", "bad chat", "404", "20 items")
SKIPPED = 77
Ratios = dict[str, float]


def measure() -> Ratios:
    counts = {name: count(CANDIDATES[name]) for name in (BASE, "product", "product_page")}
    return ratios(counts[BASE], counts["product"], counts["product_page"])


def ratios(floor: Count, product: Count, page: Count) -> Ratios:
    """What is gated -> how many times the floor's import, or the floor's warm requests of the same kinds."""
    warm = sum(product.warm[kind] for kind in KINDS) / sum(floor.warm[kind] for kind in KINDS)
    return {
        "import": product.imported / floor.imported,
        "first answer": product.cold / floor.imported,
        "first page of products": page.cold / floor.imported,
        "1,000 warm requests": warm,
    }


def find_growth(baseline: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """Names of what grew by more than `MOST`."""
    return [name for name, each in measured.items() if each > baseline[name] * (1 + MOST)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("--write", action="store_true", help="make what is measured now the figures to compare with")
    write = parser.parse_args().write
    if not is_available():
        print("valgrind is not installed: instructions are not counted. On Debian: apt-get install valgrind")
        return 1 if os.environ.get("CI") else SKIPPED
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    kept: dict[str, Ratios] = json.loads(FILE.read_text()) if FILE.exists() else {}
    if not write and version not in kept:
        print(f"{FILE.name} has no figures for Python {version}: python -m benchmarks.gate --write")
        return 1
    measured = measure()
    if write:
        kept[version] = {name: round(each, 4) for name, each in measured.items()}
        FILE.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    return report(version, kept[version], measured)


def report(version: str, baseline: Ratios, measured: Ratios) -> int:
    rows = [
        (name, f"{baseline[name]:.3f}", f"{each:.3f}", f"{each / baseline[name] - 1:+.1%}")
        for name, each in measured.items()
    ]
    show(f"Instructions, as times the floor's, Python {version}", ("", "committed", "now", "growth"), rows)
    grown = find_growth(baseline, measured)
    if grown:
        print(f"\nMore than {MOST:.0%} more: {', '.join(grown)}. If it is meant: python -m benchmarks.gate --write")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
