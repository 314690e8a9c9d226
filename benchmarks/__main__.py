"""`python -m benchmarks` runs them all; `python -m benchmarks presign items` runs those two."""

import sys
import time
from importlib import import_module

NAMES = ("imports", "warm", "routing", "presign", "items", "designer", "laptop", "servers", "create_flow")
ASKED_FOR = ("container", "deadlines")
"""Take minutes, and run only when they are named."""


def main(asked: list[str]) -> int:
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
