"""What the laptop cloud holds, kept in a folder between runs.

    state.jsonl       one JSON object a line; the first says what this is, the last that it is whole
    objects/<sha256>  the contents of S3 objects
    lock              held by the running server

state.jsonl is written to a new file and renamed over the old one, so at any moment, and after kill -9, the folder
holds one whole state: never half a transaction, never a product without its listing. Old versions of S3 objects, queues
and sessions half way through signing in are not kept. The folder holds passwords: only its owner can read it.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = 1
KIND = "dreamforge-laptop-cloud"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is kept, as plain values.

    key: id, material; pool: ids, groups, users, refresh tokens; items: {"table", "item" in DynamoDB's JSON};
    objects: {"bucket", "key", "content" (a name for Folder.content), "headers", "tags", "modified"}.
    """

    region: str
    key: Record
    pool: Record
    items: list[Record]
    objects: list[Record]


class SnapshotError(RuntimeError):
    """The folder cannot be used; the message names the file and says what to do."""


class Folder:
    """A locked data folder. Made if there is none; refused if it holds something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state = path / "state.jsonl"
        self._objects = path / "objects"
        self._prepare()
        self._lock = _lock_file(path / "lock")

    def close(self) -> None:
        self._lock.close()

    def load(self) -> State | None:
        """The last whole state; None for a new folder."""
        if not self._state.exists():
            return None
        records = list(self._read_records())
        if not records or records[-1].get("what") != "end" or records[-1].get("records") != len(records) - 2:
            raise _unusable(self._state, "its end is missing")
        found: dict[str, list[Record]] = {"header": [], "key": [], "pool": [], "item": [], "object": [], "end": []}
        for number, record in enumerate(records, 1):
            if record["what"] not in found:
                raise _unusable(self._state, f"line {number} is no record")
            found[record["what"]].append(record)
        if any(len(found[once]) != 1 for once in ("header", "key", "pool")):
            raise _unusable(self._state, "it is not whole")
        return State(found["header"][0]["region"], found["key"][0], found["pool"][0], found["item"], found["object"])

    def save(self, state: State) -> None:
        """Replace the state, all or nothing. Contents of objects must have been kept before."""
        temporary = self._state.with_suffix(".tmp")
        with open(temporary, "w", encoding="utf-8", opener=_private) as file:
            for record in _records(state):
                file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._state)

    def keep_content(self, data: bytes) -> str:
        """Store the contents of an object; answers the name to find them by."""
        name = hashlib.sha256(data).hexdigest()
        path = self._objects / name
        if not path.exists():
            temporary = path.with_suffix(".tmp")
            with open(temporary, "wb", opener=_private) as file:
                file.write(data)
            temporary.replace(path)
        return name

    def content(self, name: str) -> bytes:
        path = self._objects / Path(name).name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise _unusable(path, f"it cannot be read ({error.strerror})") from error
        if hashlib.sha256(data).hexdigest() != name:
            raise _unusable(path, "its contents have changed")
        return data

    def sweep(self, wanted: set[str]) -> None:
        """Remove contents that no object has any more."""
        for path in self._objects.iterdir():
            if path.name not in wanted:
                path.unlink()

    def _prepare(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = {entry.name for entry in self.path.iterdir()}
            if not self._state.exists() and names - {"lock", "objects", "state.tmp"}:
                raise _unusable(self.path, "it holds something that is not DreamForge's")
            self._objects.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _unusable(self.path, f"it cannot be made or written ({error.strerror})") from error

    def _read_records(self) -> Iterator[Record]:
        try:
            with self._state.open(encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    yield self._record(number, line)
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(self._state, f"it cannot be read ({error})") from error

    def _record(self, number: int, line: str) -> Record:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or "what" not in record:
            raise _unusable(self._state, f"line {number} is no record")
        if number == 1 and (record.get("kind") != KIND or "region" not in record):
            raise _unusable(self._state, "it was not written by DreamForge")
        if number == 1 and record.get("version") != VERSION:
            raise _unusable(self._state, f"it is of version {record.get('version')}, this program reads {VERSION}")
        return record


def _records(state: State) -> Iterator[Record]:
    """The lines of the file, in order."""
    yield {"what": "header", "kind": KIND, "version": VERSION, "region": state.region}
    yield {"what": "key"} | state.key
    yield {"what": "pool"} | state.pool
    yield from ({"what": "item"} | record for record in state.items)
    yield from ({"what": "object"} | record for record in state.objects)
    yield {"what": "end", "records": 2 + len(state.items) + len(state.objects)}


def _lock_file(path: Path) -> Any:
    """The open lock file. The system lets go of it when the process ends, however it ends."""
    try:
        lock = open(path, "a+", opener=_private)  # noqa: SIM115 (held open for as long as the folder is in use)
    except OSError as error:
        raise _unusable(path, f"it cannot be written ({error.strerror})") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise SnapshotError(
            f"{path.parent} is in use by another DreamForge (process {owner}): stop it, or name another folder"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unusable(path: Path, problem: str) -> SnapshotError:
    return SnapshotError(
        f"{path}: {problem}. Nothing was changed. Name another folder, or move this one away to start empty."
    )
