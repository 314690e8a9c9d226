"""The bars that the service is held to: ratios to the floor, to peers, and to a commit before this was measured.

`before.json` has the figures of that commit and the build of Python that they were counted with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.instructions import Count

BEFORE = Path(__file__).parent / "before.json"
KINDS = ("status", "chat", "bad chat", "404")


@dataclass(frozen=True, slots=True)
class Bar:
    what: str
    most: float
    measured: float

    @property
    def met(self) -> bool:
        return self.measured <= self.most


def read_before() -> Any:
    """`{"commit": ..., "python": ..., "memory": {...}, "zip_mb": ..., "counts": {name: {...}}}`"""
    return json.loads(BEFORE.read_text())


def compute_bars(counts: Mapping[str, Count], memory: Mapping[str, float], zip_mb: float | None) -> list[Bar]:
    before = read_before()
    floor, page = counts["floor"], counts["product_page"].cold
    old_page = sum(before["counts"]["product_page"][part] for part in ("imported", "first"))
    peer, ours = counts["powertools"].warm, counts["middleware"].warm
    bars = [
        Bar("import + first GET /ping of the product : floor", 1.10, counts["product"].cold / floor.cold),
        Bar("import + first GET /products : the same before", 0.45, page / old_page),
        Bar("import + first GET /products : FastAPI + Mangum + boto3", 0.60, page / counts["fastapi_page"].cold),
        *(Bar(f"warm {kind}, all middleware : powertools", 0.25, ours[kind] / peer[kind]) for kind in KINDS),
        *(Bar(f"warm {kind}, bare : floor", 0.80, counts["bare"].warm[kind] / floor.warm[kind]) for kind in KINDS),
        Bar("warm 20 items, bare : floor", 0.90, counts["bare"].warm["20 items"] / floor.warm["20 items"]),
        Bar("warm 20 items, all middleware : floor", 0.90, ours["20 items"] / floor.warm["20 items"]),
    ]
    bars += [Bar(f"memory {name} : before", 1.0, mb / before["memory"][name]) for name, mb in memory.items()]
    if zip_mb is not None:
        bars.append(Bar("size of the zip : before", 1.0, zip_mb / before["zip_mb"]))
    return bars
