"""Records that expire: counters, and the key that signs page tokens (which does not)."""

import secrets
import time
from contextlib import suppress
from functools import cached_property

from backend.forge.repositories.tables import ConditionFailed, Tables, Write, delete_of, put_of, update_of

_TAKE = "SET expires_at = :expires ADD taken :amount"
_MAY_TAKE = "attribute_not_exists(taken) OR taken <= :most"
_GIVE_BACK = "SET expires_at = if_not_exists(expires_at, :soon) ADD taken :amount"


class ShortLived:
    def __init__(self, tables: Tables, table: str) -> None:
        self._tables = tables
        self._table = table

    def take(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> int | None:
        """Adds to a counter unless that would pass the limit; the count after it, or None when it would.

        `expires_at` is in seconds of Unix time and should name the moment in the counter's own name, as DynamoDB may
        keep a record for days after it expired.
        """
        if amount > limit:
            return None
        try:
            row = self._tables.update(
                self._table,
                {"key": counter},
                _TAKE,
                condition=_MAY_TAKE,
                expires=expires_at,
                amount=amount,
                most=limit - amount,
            )
        except ConditionFailed:
            return None
        return int(row["taken"])

    def taking(self, counter: str, *, limit: int, expires_at: int) -> Write:
        """The part of a transaction that does what `take` does; its condition fails where `take` gives None."""
        key = {"key": counter}
        return update_of(self._table, key, _TAKE, condition=_MAY_TAKE, expires=expires_at, amount=1, most=limit - 1)

    def give_back(self, counter: str, amount: int = 1) -> None:
        """Takes back what `take` added; a negative amount adds to it whatever the limit."""
        self._tables.update(self._table, {"key": counter}, _GIVE_BACK, amount=-amount, soon=_soon())

    def take_for(self, work: str, counter: str, *, limit: int, expires_at: int) -> bool:
        """Adds 1 to a counter on behalf of some work, once for each work; False when that would pass the limit."""
        mark = put_of(
            self._table, {"key": _mark(work), "expires_at": expires_at}, condition="attribute_not_exists(expires_at)"
        )
        try:
            self._tables.transact([mark, self.taking(counter, limit=limit, expires_at=expires_at)])
        except ConditionFailed as error:
            return 0 in error.failed and 0 not in error.conflicts  # it was counted before
        return True

    def give_back_for(self, work: str, counter: str) -> None:
        """Takes back what `take_for` added for this work, if it did."""
        mark = delete_of(self._table, {"key": _mark(work)}, condition="attribute_exists(expires_at)")
        with suppress(ConditionFailed):  # nothing was counted
            self._tables.transact([mark, self.giving_back(counter)])

    def giving_back(self, counter: str) -> Write:
        """The part of a transaction that does what `give_back` does."""
        return update_of(self._table, {"key": counter}, _GIVE_BACK, amount=-1, soon=_soon())

    def taken(self, counter: str) -> int:
        row = self._tables.get(self._table, {"key": counter})
        return int(row["taken"]) if row else 0

    @cached_property
    def signing_key(self) -> bytes:
        """32 random bytes that all instances share: the first one to ask makes them.

        They lie in a table that is encrypted with the service's own key, so no secret has to be configured.
        """
        key = {"key": "signing_key#cursors"}
        row = self._tables.get(self._table, key)
        if row is None:
            made = {**key, "secret": secrets.token_bytes(32), "made_at": int(time.time())}
            with suppress(ConditionFailed):  # when another instance was first, its key is the one to take
                self._tables.put(self._table, made, condition="attribute_not_exists(secret)")
            row = self._tables.get(self._table, key)
        assert row is not None
        return bytes(row["secret"])


def _mark(work: str) -> str:
    return f"counted#{work}"


def _soon() -> int:
    """When a counter is to expire that had expired already, and is made anew by what is given back to it."""
    return int(time.time()) + 86_400
