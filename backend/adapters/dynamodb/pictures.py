"""Which picture an owner had made of which prompt, for a day."""

import hashlib
import time
from collections.abc import Callable

from backend.adapters.dynamodb.tables import Tables
from backend.domain.products.ports import Pictures, RememberedPicture

KEPT_SECONDS = 24 * 3600


class DynamoDBPictures(Pictures):
    def __init__(self, tables: Tables, table: str, *, now: Callable[[], float] = time.time) -> None:
        self._tables = tables
        self._table = table
        self._now = now

    def remember(self, owner_id: str, prompt: str, picture: RememberedPicture) -> None:
        until = int(self._now()) + KEPT_SECONDS
        row = {"key": _key(owner_id, prompt), "media_key": picture.key, "seed": picture.seed, "expires_at": until}
        self._tables.put(self._table, row)

    def recall(self, owner_id: str, prompt: str) -> RememberedPicture | None:
        row = self._tables.get(self._table, {"key": _key(owner_id, prompt)})
        if row is None or row["expires_at"] < self._now():
            return None
        return RememberedPicture(row["media_key"], row.get("seed"))


def _key(owner_id: str, prompt: str) -> str:
    return f"picture#{owner_id}#{hashlib.sha256(prompt.encode()).hexdigest()}"
