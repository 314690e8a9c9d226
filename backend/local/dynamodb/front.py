"""The middleware before moto: a request is checked, may meet a transaction or a fault, and is then passed to moto."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from backend.local.dynamodb.conflicts import OngoingWrites
from backend.local.dynamodb.faults import NO_FAULT, StoreFault
from backend.local.dynamodb.items import ITEM_WRITES, TRANSACT_GET, TRANSACT_WRITE, TableShape, identify, parts_of
from backend.local.dynamodb.rules import check_request
from backend.local.dynamodb.tokens import RequestTokens
from backend.local.dynamodb.wire import RefusedRequest, WireRequest, parse_request, write_answer, write_error
from backend.local.fault_list import FaultList
from backend.local.serving import App

SPAN_SECONDS = 0.004
"""How long a transaction takes at least, and so holds its items: AWS answers one in some milliseconds, moto in one."""
_LONGEST_SLEEP = 0.01

Environ = dict[str, Any]


class DynamoDBFront:
    """`shape` answers the keys of a table, None if there is none.

    `faults` are what the next requests are to suffer; see its module. `span` is for how many seconds a transaction
    holds its items at least; a change applies to the ongoing one as well.
    """

    def __init__(
        self,
        app: App,
        shape: Callable[[str], TableShape | None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.faults = FaultList(StoreFault)
        self._app = app
        self._shape = shape
        self.span = SPAN_SECONDS
        self._ongoing = OngoingWrites()
        self._tokens = RequestTokens(monotonic)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        request = parse_request(environ.get("HTTP_X_AMZ_TARGET", ""), environ["wsgi.input"].getvalue())
        if request is None:
            return self._app(environ, start_response)
        try:
            return self._answer(request, environ, start_response)
        except RefusedRequest as refused:
            return write_error(refused, start_response)

    def _answer(self, request: WireRequest, environ: Environ, start_response: Any) -> Iterable[bytes]:
        parts = parts_of(request)
        tables = tables_of(request)
        fault = self.faults.take(lambda each: each.befalls(request.operation, tables)) or NO_FAULT
        time.sleep(fault.delay_ms / 1000)
        if fault.drop:
            raise ConnectionAbortedError
        error = fault.error(parts)
        if error is not None:
            raise error
        check_request(request, parts, self._shape)
        answer = self._carry_out(request, environ, start_response)
        if fault.lose_answer:
            raise ConnectionAbortedError
        return answer

    def _carry_out(self, request: WireRequest, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if request.operation == TRANSACT_WRITE:
            return self._transact(request, environ, start_response)
        with self._hold(request.operation, self._items(request)):
            return self._app(environ, start_response)

    def _hold(self, operation: str, items: Sequence[str]) -> AbstractContextManager[None]:
        if operation in ITEM_WRITES:
            return self._ongoing.plain_write(items)
        if operation == TRANSACT_GET:
            self._ongoing.check_read(items)
        return nullcontext()

    def _transact(self, request: WireRequest, environ: Environ, start_response: Any) -> Iterable[bytes]:
        began = time.monotonic()
        if not self._tokens.begin(request.body):
            return write_answer({}, start_response)
        statuses: list[str] = []

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            statuses.append(status)
            return start_response(status, headers, exc_info)

        try:
            with self._ongoing.transaction(self._items(request)):
                answer = self._app(environ, start)
                self._wait_since(began)
            return answer
        finally:
            self._tokens.end(request.body, done=any(status.startswith("200") for status in statuses))

    def _wait_since(self, began: float) -> None:
        while (left := began + self.span - time.monotonic()) > 0:
            time.sleep(min(left, _LONGEST_SLEEP))

    def _items(self, request: WireRequest) -> list[str]:
        """The items that a request is about; none in tables that do not exist."""
        parts = parts_of(request)
        return [identify(part, self._shape(part.table) or TableShape((), {}, {})) for part in parts]


def tables_of(request: WireRequest) -> list[str]:
    """The names of the tables that a request is about."""
    tables = [part.table for part in parts_of(request)]
    batch = request.body.get("RequestItems")
    if isinstance(batch, dict):
        tables += batch
    if isinstance(request.body.get("TableName"), str):
        tables.append(request.body["TableName"])
    return [table.rpartition("/")[2] for table in tables]
