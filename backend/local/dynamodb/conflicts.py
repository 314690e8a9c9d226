"""Transactions that overlap in time on an item.

Source: DynamoDB developer guide, "Transaction conflict handling in DynamoDB", and the API reference of
TransactionCanceledException (botocore 1.43, November 2026). A TransactWriteItems conflicts with another one, a plain
write with a TransactWriteItems, a TransactGetItems with either. Plain reads and plain writes never conflict among
themselves. The request that comes second is refused.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from backend.local.dynamodb.wire import NO_REASON, Reason, RefusedRequest, transaction_canceled

CONFLICT = Reason("TransactionConflict", "Transaction is ongoing for the item")


class OngoingWrites:
    """The items that are being written at this moment, by transactions and by plain writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._transacted: set[str] = set()
        self._written: Counter[str] = Counter()

    @contextmanager
    def transaction(self, items: Sequence[str]) -> Iterator[None]:
        """Holds the items of a TransactWriteItems. Refused: another one holds some of them."""
        with self._lock:
            _cancel_if_met(items, self._transacted)
            self._transacted.update(items)
        try:
            yield
        finally:
            with self._lock:
                self._transacted.difference_update(items)

    @contextmanager
    def plain_write(self, items: Sequence[str]) -> Iterator[None]:
        """Marks the item of a PutItem, UpdateItem or DeleteItem. Refused: a transaction holds it."""
        with self._lock:
            if not self._transacted.isdisjoint(items):
                raise RefusedRequest("TransactionConflictException", CONFLICT.message or "")
            self._written.update(items)
        try:
            yield
        finally:
            with self._lock:
                self._written.subtract(items)
                self._written += Counter()  # forgets those that nobody writes any more

    def check_read(self, items: Sequence[str]) -> None:
        """Refused: an item of a TransactGetItems is being written. (AWS also refuses it if the write begins later.)"""
        with self._lock:
            _cancel_if_met(items, self._transacted | self._written.keys())


def _cancel_if_met(items: Sequence[str], held: set[str]) -> None:
    reasons = [CONFLICT if item in held else NO_REASON for item in items]
    if CONFLICT in reasons:
        raise transaction_canceled(reasons)
