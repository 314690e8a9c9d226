"""Which picture an owner had made of which prompt, for a day."""

import hashlib
import time
from collections.abc import Callable

from backend.adapters.dynamodb.tables import Tables
from backend.domain.products.ports import Pictures

KEPT_SECONDS = 24 * 3600


class DynamoDBPictures(Pictures):
    def __init__(self, tables: Tables, table: str, *, now: Callable[[], float] = time.time) -> None:
        self._tables = tables
        self._table = table
        self._now = now

    def remember(self, owner_id: str, prompt: str, media_key: str) -> None:
        until = int(self._now()) + KEPT_SECONDS
        self._tables.put(self._table, {"key": _key(owner_id, prompt), "media_key": media_key, "expires_at": until})

    def recall(self, owner_id: str, prompt: str) -> str | None:
        row = self._tables.get(self._table, {"key": _key(owner_id, prompt)})
        if row is None or row["expires_at"] < self._now():
            return None
        return str(row["media_key"])


def _key(owner_id: str, prompt: str) -> str:
    return f"picture#{owner_id}#{hashlib.sha256(prompt.encode()).hexdigest()}"
