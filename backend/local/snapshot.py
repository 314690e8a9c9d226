"""What the laptop cloud holds, kept in a folder between runs.

    state.jsonl       one JSON object a line; the first says what this is, the last that it is whole
    objects/<sha256>  the contents of S3 objects
    lock              held by the running server

state.jsonl is written anew beside the old one and renamed over it, so at any moment, and after kill -9, the folder holds
one whole state: never half a transaction, never a product without its listing. Old versions of S3 objects, queues and
sessions half way through signing in are not kept. The folder holds passwords: it is readable by its owner only.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

VERSION = 1
KIND = "dreamforge-laptop-cloud"

Record = dict[str, Any]
"""{"what": "header" | "key" | "pool" | "item" | "object" | "end", ...}"""


class SnapshotError(RuntimeError):
    """The folder cannot be used; the message names the file and says what to do."""


class Folder:
    """A locked data folder. Made if there is none; refused if it holds something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state = path / "state.jsonl"
        self._objects = path / "objects"
        self._prepare()
        self._lock = _locked(path / "lock")

    def close(self) -> None:
        self._lock.close()

    def load(self) -> list[Record]:
        """The records of the last whole state, without header and end; empty for a new folder."""
        if not self._state.exists():
            return []
        records = list(self._parsed())
        self._check(records)
        return records[1:-1]

    def save(self, region: str, records: Iterable[Record]) -> None:
        """Replace the state, all or nothing. Contents of objects must have been kept before."""
        temporary = self._state.with_suffix(".tmp")
        count = 0
        with open(temporary, "w", encoding="utf-8", opener=_private) as file:
            _write(file, {"what": "header", "kind": KIND, "version": VERSION, "region": region})
            for count, record in enumerate(records, 1):  # noqa: B007 (the last count is what is wanted)
                _write(file, record)
            _write(file, {"what": "end", "records": count})
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

    @property
    def region(self) -> str | None:
        """The region of the state in the folder, None for a new folder."""
        return next(self._parsed())["region"] if self._state.exists() else None

    def _prepare(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = {entry.name for entry in self.path.iterdir()}
            if not self._state.exists() and names - {"lock", "objects", "state.tmp"}:
                raise _unusable(self.path, "it holds something that is not DreamForge's")
            self._objects.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _unusable(self.path, f"it cannot be made or written ({error.strerror})") from error

    def _parsed(self) -> Iterator[Record]:
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

    def _check(self, records: list[Record]) -> None:
        end = records[-1] if records else {}
        if end.get("what") != "end" or end.get("records") != len(records) - 2:
            raise _unusable(self._state, "its end is missing")


def _locked(path: Path) -> Any:
    """The open lock file. The system lets go of it when the process ends, however it ends."""
    lock = open(path, "a+", opener=_private)  # noqa: SIM115 (held open for as long as the folder is in use)
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


def _write(file: Any, record: Record) -> None:
    file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def _unusable(path: Path, problem: str) -> SnapshotError:
    return SnapshotError(
        f"{path}: {problem}. Nothing was changed. Name another folder, or move this one away to begin anew."
    )
