"""The mock datasets: JSON arrays in S3, read once in a while and kept."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.shared.errors import StoreUnavailable
from backend.domain.shared.media import MediaStore

FRESH_SECONDS = 300.0
Row = Mapping[str, Any]


@dataclass(slots=True)
class Datasets:
    """Datasets by their S3 key."""

    store: MediaStore
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, list[Row]]] = field(default_factory=dict)

    def rows(self, key: str) -> list[Row]:
        """All rows of a dataset. `StoreUnavailable` when it was never loaded into S3."""
        read_at, rows = self._kept.get(key, (float("-inf"), []))
        if self.clock() - read_at < FRESH_SECONDS:
            return rows
        content = self.store.get(key)
        if content is None:
            raise StoreUnavailable("This dataset is not loaded.")
        try:
            rows = list(json.loads(content))
        except ValueError as error:
            raise StoreUnavailable("This dataset is malformed.") from error
        self._kept[key] = (self.clock(), rows)
        return rows
