"""Between the running cloud and its data folder: collects the state, writes it every few seconds, puts it back."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from backend.local import moto_state
from backend.local.moto_front import RequestSerializer
from backend.local.snapshot import Folder, Record, SnapshotError, State

EVERY_SECONDS = 2.0

_log = logging.getLogger("dreamforge.local")


@dataclass(frozen=True, slots=True)
class PersistedCloud:
    """What in moto belongs to one cloud. Tables and buckets: what we call them -> what they are called there."""

    account: str
    region: str
    key_arn: str
    pool_id: str
    tables: Mapping[str, str]
    buckets: Mapping[str, str]


class Persistence:
    """Keeps one cloud in one folder. What was written more than EVERY_SECONDS ago survives kill -9."""

    def __init__(self, folder: Folder, turnstile: RequestSerializer, place: PersistedCloud) -> None:
        self._folder = folder
        self._turnstile = turnstile
        self._place = place
        self._contents: dict[tuple[str, str, str], str] = {}  # (bucket, key, version) -> name of the contents
        self._saved_writes = -1
        self._stop = threading.Event()
        self.save()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def save(self) -> None:
        """Write the state if anything may have changed since the last time."""
        with self._turnstile.still():
            writes = self._turnstile.writes
            if writes == self._saved_writes:
                return
            state = self._collect()
        self._folder.save(state)
        self._folder.sweep({record["content"] for record in state.objects})
        self._saved_writes = writes

    def close(self) -> None:
        """Save for the last time. OSError: it could not be saved."""
        self._stop.set()
        self._thread.join()
        self.save()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            try:
                self.save()
            except Exception:  # noqa: BLE001 (a full disk today must not be the end of keeping)
                _log.exception("what was made cannot be kept in %s", self._folder.path)

    def _collect(self) -> State:
        place = self._place
        return State(
            region=place.region,
            key=moto_state.key_material(place.account, place.region, place.key_arn),
            pool=moto_state.pool_state(place.account, place.region, place.pool_id),
            items=[
                {"table": key, "item": item}
                for key, name in place.tables.items()
                for item in moto_state.items(place.account, place.region, name)
            ],
            objects=[
                self._object_record(role, stored)
                for role, name in place.buckets.items()
                for stored in moto_state.objects(place.account, name)
            ],
        )

    def _object_record(self, role: str, stored: moto_state.StoredObject) -> Record:
        place = (role, stored.key, stored.version)
        if place not in self._contents:
            self._contents[place] = self._folder.keep_content(stored.data())
        return {
            "bucket": role,
            "key": stored.key,
            "content": self._contents[place],
            "headers": stored.headers,
            "tags": stored.tags,
            "modified": stored.modified.isoformat(),
        }


def open_folder(path: Path, region: str) -> tuple[Folder, State | None]:
    """The folder, locked, and what it holds. SnapshotError if it is in use, foreign, broken or of another region."""
    folder = Folder(path)
    try:
        state = folder.load()
        if state is not None and state.region != region:
            raise SnapshotError(
                f"{path} was kept in the region {state.region}: start with that one, or name another folder"
            )
    except SnapshotError:
        folder.close()
        raise
    return folder, state


def restore_data(folder: Folder, state: State, place: PersistedCloud, s3: Any) -> None:
    """Put items and objects back into tables and buckets that were made already."""
    for record in state.items:
        table = _find_name(folder, "table", record, place.tables)
        moto_state.put_item(place.account, place.region, table, record["item"])
    for record in state.objects:
        bucket = _find_name(folder, "bucket", record, place.buckets)
        tags = {"Tagging": urlencode(record["tags"])} if record["tags"] else {}
        content = folder.content(record["content"])
        s3.put_object(Bucket=bucket, Key=record["key"], Body=content, **_put_arguments(record["headers"]), **tags)
        modified = datetime.fromisoformat(record["modified"])
        moto_state.set_modified(place.account, bucket, record["key"], modified)


def _find_name(folder: Folder, what: str, record: Record, names: Mapping[str, str]) -> str:
    if record[what] not in names:
        raise SnapshotError(
            f"{folder.path} holds things for the {what} {record[what]!r}, unknown to this version of DreamForge: "
            "use the version that wrote it, or name another folder"
        )
    return names[record[what]]


def _put_arguments(headers: Mapping[str, str]) -> dict[str, Any]:
    """{"Content-Type": "text/css", "x-amz-meta-by": "ana"} -> {"ContentType": "text/css", "Metadata": {"by": "ana"}}"""
    names = ("Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type")
    lower = {name.lower(): value for name, value in headers.items()}
    found: dict[str, Any] = {n.replace("-", ""): lower[n.lower()] for n in names if n.lower() in lower}
    prefix = "x-amz-meta-"
    return found | {"Metadata": {n.removeprefix(prefix): v for n, v in lower.items() if n.startswith(prefix)}}
