"""Between the running cloud and its data folder: collects the state, writes it every few seconds, puts it back."""

import logging
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from backend.local import moto_state
from backend.local.furniture import Pool
from backend.local.moto_front import Turnstile
from backend.local.snapshot import Folder, Record, SnapshotError

EVERY_SECONDS = 2.0

_log = logging.getLogger("dreamforge.local")


class Keeper:
    """Keeps one cloud in one folder. What was written more than EVERY_SECONDS ago survives kill -9."""

    def __init__(
        self, folder: Folder, turnstile: Turnstile, account: str, region: str, *, every: float = EVERY_SECONDS
    ) -> None:
        self._folder = folder
        self._turnstile = turnstile
        self._account = account
        self._region = region
        self._every = every
        self._contents: dict[tuple[str, str, str], str] = {}  # (bucket, key, version) -> name of the contents
        self._saved_writes = -1
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def restore_key(self, records: list[Record], key_arn: str) -> str:
        """Give the new key the saved one's id and material; answers the ARN to use."""
        saved = next((record for record in records if record["what"] == "key"), None)
        return moto_state.restore_key(self._account, self._region, key_arn, saved) if saved else key_arn

    def restore_pool(self, records: list[Record], pool_id: str, client_id: str) -> tuple[str, str]:
        saved = next((record for record in records if record["what"] == "pool"), None)
        if saved is None:
            return pool_id, client_id
        return moto_state.restore_pool(self._account, self._region, pool_id, saved)

    def restore_data(
        self, records: list[Record], dynamodb: Any, s3: Any, tables: Mapping[str, str], buckets: Mapping[str, str]
    ) -> None:
        for record in records:
            try:
                if record["what"] == "item":
                    dynamodb.put_item(TableName=tables[record["table"]], Item=record["item"])
                elif record["what"] == "object":
                    self._restore_object(record, s3, buckets[record["bucket"]])
            except KeyError as error:
                raise SnapshotError(
                    f"{self._folder.path}: there is no {error} in this version of DreamForge; use the version that wrote it, or move the folder away"
                ) from None

    def start(self, pool: Pool, key_arn: str, tables: Mapping[str, str], buckets: Mapping[str, str]) -> None:
        self._pool, self._key_arn, self._tables, self._buckets = pool, key_arn, tables, buckets
        self.save()
        self._thread.start()

    def save(self) -> None:
        """Write the state if anything may have changed since the last time."""
        with self._turnstile.still():
            writes = self._turnstile.writes
            if writes == self._saved_writes:
                return
            records = list(self._records())
        self._folder.save(self._region, records)
        self._folder.sweep({record["content"] for record in records if record["what"] == "object"})
        self._saved_writes = writes

    def close(self) -> None:
        """Save for the last time and let go of the folder. SnapshotError or OSError: it could not be saved."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        try:
            self.save()
        finally:
            self._folder.close()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self.save()
            except OSError:
                _log.exception("what was made cannot be kept in %s", self._folder.path)

    def _records(self) -> Iterator[Record]:
        yield {"what": "key"} | moto_state.key_material(self._account, self._region, self._key_arn)
        yield {"what": "pool"} | moto_state.pool_state(self._account, self._region, self._pool.pool_id)
        for key, name in self._tables.items():
            for item in moto_state.items(self._account, self._region, name):
                yield {"what": "item", "table": key, "item": item}
        for role, name in self._buckets.items():
            for stored in moto_state.objects(self._account, name):
                yield self._object_record(role, stored)

    def _object_record(self, role: str, stored: moto_state.StoredObject) -> Record:
        place = (role, stored.key, stored.version)
        if place not in self._contents:
            self._contents[place] = self._folder.keep_content(stored.data())
        return {
            "what": "object",
            "bucket": role,
            "key": stored.key,
            "content": self._contents[place],
            "headers": stored.headers,
            "tags": stored.tags,
            "modified": stored.modified.isoformat(),
        }

    def _restore_object(self, record: Record, s3: Any, bucket: str) -> None:
        s3.put_object(
            Bucket=bucket,
            Key=record["key"],
            Body=self._folder.content(record["content"]),
            **_put_arguments(record["headers"]),
            **({"Tagging": urlencode(record["tags"])} if record["tags"] else {}),
        )
        moto_state.set_modified(self._account, bucket, record["key"], datetime.fromisoformat(record["modified"]))


def _put_arguments(headers: Mapping[str, str]) -> dict[str, Any]:
    """{"Content-Type": "image/png", "x-amz-meta-by": "ana"} -> {"ContentType": "image/png", "Metadata": {"by": "ana"}}"""
    names = ("Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type")
    lower = {name.lower(): value for name, value in headers.items()}
    found: dict[str, Any] = {n.replace("-", ""): lower[n.lower()] for n in names if n.lower() in lower}
    prefix = "x-amz-meta-"
    return found | {"Metadata": {n.removeprefix(prefix): v for n, v in lower.items() if n.startswith(prefix)}}


def open_folder(path: Path, region: str) -> Folder:
    """The folder, locked. SnapshotError if it is in use, foreign, broken or of another region."""
    folder = Folder(path)
    try:
        kept = folder.region
        if kept not in {None, region}:
            raise SnapshotError(f"{path} was kept in the region {kept}: start with that one, or name another folder")
    except SnapshotError:
        folder.close()
        raise
    return folder
