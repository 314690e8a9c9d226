"""Echoes, and the uploads that were promised to become one."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import KeySchema, find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, put_of, update_of
from backend.domain.echoes.models import EchoPhase, Emotion, StoredEcho
from backend.domain.echoes.ports import Echoes, PendingUpload
from backend.domain.shared.errors import Conflict, NotFound, Remedy
from backend.domain.shared.slices import Slice

PROMISED_SECONDS = 2 * 24 * 3600
"""How long an upload may wait to be saved: an Idempotency-Key's day, and time to upload after it."""
WINDOW = 25
"""Among how many neighbours a random echo is drawn."""
_UNUSED = "attribute_exists(#key) AND attribute_not_exists(used)"
_BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class DynamoDBEchoes(Echoes):
    """An echo is addressed by its owner and its id together, so nobody can reach another user's."""

    def __init__(
        self, tables: Tables, table: str, short_lived: str, cursors: Cursors, *, now: Callable[[], float] = time.time
    ) -> None:
        self._tables = tables
        self._table = table
        self._short_lived = short_lived
        self._cursors = cursors
        self._by_owner = find_key_schema("echoes", "owner_id")
        self._by_emotion = find_key_schema("echoes", "owner_emotion")
        self._now = now

    def promise(self, upload: PendingUpload, owner_id: str) -> None:
        row = {
            "key": _promise_key(owner_id, upload.echo_id),
            "audio_key": upload.audio_key,
            "content_type": upload.content_type,
            "size": upload.size,
            "filename": upload.filename,
            "expires_at": int(self._now()) + PROMISED_SECONDS,
        }
        self._tables.put(self._short_lived, row)

    def find_promise(self, echo_id: str, owner_id: str) -> PendingUpload:
        row = self._tables.get(self._short_lived, {"key": _promise_key(owner_id, echo_id)})
        if row is None or row["expires_at"] < self._now():
            raise _unknown()
        if row.get("used"):
            raise _saved_already()
        return PendingUpload(echo_id, row["audio_key"], row["content_type"], row["size"], row["filename"])

    def start_saving(self, echo: StoredEcho) -> None:
        promise = {"key": _promise_key(echo.owner_id, echo.echo_id)}
        writes = [
            put_of(self._table, _row(echo, "saving"), condition="attribute_not_exists(echo_id)"),
            update_of(
                self._short_lived, promise, "SET used = :used", condition=_UNUSED, names={"#key": "key"}, used=True
            ),
        ]
        try:
            self._tables.transact(writes)
        except ConditionFailed:
            raise _saved_already() from None

    def restart_saving(self, echo: StoredEcho) -> None:
        try:
            self._tables.put(self._table, _row(echo, "saving"), condition="phase = :saving", saving="saving")
        except ConditionFailed:
            raise _saved_already() from None

    def finish_saving(self, echo: StoredEcho) -> None:
        try:
            self._tables.update(
                self._table, _key(echo), "SET phase = :live", condition="phase = :saving AND saved_by = :work",
                live="live", saving="saving", work=echo.saved_by,
            )  # fmt: skip
        except ConditionFailed:
            found = self.get(echo.echo_id, echo.owner_id)
            if found.phase != "live" or found.saved_by != echo.saved_by:
                raise _saved_already() from None

    def start_deleting(self, echo: StoredEcho) -> None:
        try:
            self._tables.update(
                self._table, _key(echo), "SET phase = :deleting", condition="attribute_exists(echo_id)",
                deleting="deleting",
            )  # fmt: skip
        except ConditionFailed:
            raise _unknown() from None

    def add_mood(self, echo: StoredEcho, mood: str) -> None:
        with suppress(ConditionFailed):
            self._tables.update(
                self._table, _key(echo), "SET detected_mood = :mood", condition="attribute_exists(echo_id)", mood=mood
            )

    def find(self, echo_id: str, owner_id: str) -> StoredEcho | None:
        row = self._tables.get(self._table, {"owner_id": owner_id, "echo_id": echo_id})
        return None if row is None else StoredEcho.model_validate(row)

    def get(self, echo_id: str, owner_id: str) -> StoredEcho:
        found = self.find(echo_id, owner_id)
        if found is None:
            raise _unknown()
        return found

    def page(
        self, owner_id: str, *, emotion: Emotion | None, limit: int, token: str | None, asked_by: str
    ) -> Slice[StoredEcho]:
        scope = ("echoes", asked_by, owner_id, emotion)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._table, *self._filter_by(owner_id, emotion), limit=limit, start=start)
        found = [StoredEcho.model_validate(row) for row in rows.items]
        return Slice(found, self._cursors.seal(rows.last, *scope))

    def random(self, owner_id: str, *, emotion: Emotion | None) -> StoredEcho:
        """Up to `WINDOW` echoes each is as likely as any other. Of more, a moment between the first and the last is
        chosen, and then one of the `WINDOW` echoes that follow it; the first follows the last. So a group of echoes
        is likelier the longer the silence before it: one from a quiet year comes up more often than one from a busy
        day, but within the day no echo is passed over.
        """
        where = self._filter_by(owner_id, emotion)
        newest = self._tables.query(self._table, *where, limit=WINDOW)
        if not newest.items:
            raise NotFound("No echo matches.")
        # what is deleted between two Queries leaves nothing in the window; the newest are at hand
        rows = (newest.last and self._window(where, newest.items[0]["echo_id"])) or newest.items
        live = [row for row in rows if row.get("phase", "live") == "live"]
        return StoredEcho.model_validate(secrets.choice(live or rows))

    def _window(self, where: tuple[KeySchema, str], last: str) -> list[dict[str, Any]]:
        oldest = self._tables.query(self._table, *where, limit=1, newest_first=False).items
        if not oldest:
            return []
        begin = id_between(oldest[0]["echo_id"], last)
        rows = self._tables.query(self._table, *where, limit=WINDOW, newest_first=False, begin=begin).items
        if len(rows) < WINDOW:
            rows += self._tables.query(self._table, *where, limit=WINDOW - len(rows), newest_first=False).items
        return rows

    def _filter_by(self, owner_id: str, emotion: Emotion | None) -> tuple[KeySchema, str]:
        """Which rows a Query asks for: an owner's, or those of one emotion."""
        if emotion is None:
            return self._by_owner, owner_id
        return self._by_emotion, _emotion_key(owner_id, emotion)

    def finish_deleting(self, echo: StoredEcho) -> None:
        self._tables.delete(self._table, _key(echo))


def id_between(first: str, last: str) -> str:
    """A random id of the same prefix, from `first` up to `last`, or the other way round."""
    prefix = first[:-26]
    low, high = sorted(_number(each) for each in (first, last))
    number = low + secrets.randbelow(high - low + 1)
    return prefix + "".join(_BASE_32[number >> shift & 31] for shift in range(125, -1, -5))


def _number(ulid: str) -> int:
    number = 0
    for letter in ulid[-26:]:
        number = number << 5 | _BASE_32.index(letter)
    return number


def _row(echo: StoredEcho, phase: EchoPhase) -> dict[str, Any]:
    emotion = _emotion_key(echo.owner_id, echo.emotion)
    return {**echo.model_dump(mode="json"), "phase": phase, "owner_emotion": emotion}


def _key(echo: StoredEcho) -> dict[str, str]:
    return {"owner_id": echo.owner_id, "echo_id": echo.echo_id}


def _emotion_key(owner_id: str, emotion: Emotion) -> str:
    return f"{owner_id}#{emotion}"


def _promise_key(owner_id: str, echo_id: str) -> str:
    return f"echo#{owner_id}#{echo_id}"


def _saved_already() -> Conflict:
    return Conflict("This echo is already saved.", remedy=Remedy.CREATE_ANOTHER_ECHO)


def _unknown() -> NotFound:
    return NotFound("Echo not found.")
