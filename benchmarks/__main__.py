"""`python -m benchmarks` runs them all; `python -m benchmarks presign items` runs those two.

Options are those of the one that is named: `python -m benchmarks instructions --only ours,floor`.
"""

import sys
import time
from importlib import import_module

NAMES = (
    "imports",
    "warm",
    "routing",
    "presign",
    "items",
    "designer",
    "laptop",
    "servers",
    "create_flow",
    "calls",
    "growth",
)
ASKED_FOR = ("container", "deadlines", "memory", "instructions", "document", "prints")
"""Take minutes, and run only when they are named. `make bench` runs the document after the others."""
WITH_OPTIONS = ("instructions", "document")


def main(asked: list[str]) -> int:
    if asked and asked[0] in WITH_OPTIONS:
        import_module(f"benchmarks.{asked[0]}").main(asked[1:])
        return 0
    unknown = [name for name in asked if name not in NAMES + ASKED_FOR]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}. Choose from: {', '.join(NAMES + ASKED_FOR)}.", file=sys.stderr)
        return 2
    began = time.perf_counter()
    for name in asked or NAMES:
        import_module(f"benchmarks.{name}").run()
    print(f"\n{time.perf_counter() - began:.0f} s in all. Compare within a run: another run is another machine.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
