"""Records that expire: counters, and the key that signs page tokens (which does not)."""

import secrets
import time
from contextlib import suppress
from functools import cached_property

from backend.adapters.dynamodb.tables import ConditionFailed, Tables, delete_of, put_of, update_of
from backend.domain.limits.ports import Counters
from backend.domain.shared.unit_of_work import Write

_TAKE = "SET expires_at = :expires ADD taken :amount"
_MAY_TAKE = "attribute_not_exists(taken) OR taken <= :most"
_GIVE_BACK = "SET expires_at = if_not_exists(expires_at, :soon) ADD taken :amount"


class DynamoDBCounters(Counters):
    def __init__(self, tables: Tables, table: str) -> None:
        self._tables = tables
        self._table = table

    def take(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> int | None:
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

    def taking(self, counter: str, *, limit: int, expires_at: int, amount: int = 1) -> Write:
        return update_of(
            self._table,
            {"key": counter},
            _TAKE,
            condition=_MAY_TAKE,
            expires=expires_at,
            amount=amount,
            most=limit - amount,
        )

    def give_back(self, counter: str, amount: int = 1) -> None:
        self._tables.update(self._table, {"key": counter}, _GIVE_BACK, amount=-amount, soon=_soon())

    def take_for(self, work: str, counter: str, *, limit: int, expires_at: int) -> bool:
        mark = put_of(
            self._table, {"key": _mark(work), "expires_at": expires_at}, condition="attribute_not_exists(expires_at)"
        )
        try:
            self._tables.transact([mark, self.taking(counter, limit=limit, expires_at=expires_at)])
        except ConditionFailed as error:
            return 0 in error.failed and 0 not in error.conflicts  # it was counted before
        return True

    def give_back_for(self, work: str, counter: str) -> None:
        mark = delete_of(self._table, {"key": _mark(work)}, condition="attribute_exists(expires_at)")
        with suppress(ConditionFailed):  # nothing was counted
            self._tables.transact([mark, self.giving_back(counter)])

    def giving_back(self, counter: str, amount: int = 1) -> Write:
        return update_of(self._table, {"key": counter}, _GIVE_BACK, amount=-amount, soon=_soon())

    def count(self, counter: str) -> int:
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
    """When a counter expires that had expired already and that a refund creates again."""
    return int(time.time()) + 86_400
