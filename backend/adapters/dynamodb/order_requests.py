"""Order requests: a row each, with an index for the seller and one for the buyer."""

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import BUSY, ConditionFailed, Tables, put_of
from backend.domain.order_requests.models import OrderRequest, OrderRole
from backend.domain.order_requests.ports import OrderRequestRepository
from backend.domain.shared.errors import Conflict, NotFound, StoreUnavailable
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write


class DynamoDBOrderRequests(OrderRequestRepository):
    def __init__(self, tables: Tables, table: str, cursors: Cursors) -> None:
        self._tables = tables
        self._table = table
        self._cursors = cursors
        self._by_role = {
            "seller": find_key_schema("requests", "seller_id"),
            "buyer": find_key_schema("requests", "buyer_id"),
        }

    def add(self, request: OrderRequest, *, counted: Write) -> bool:
        own = put_of(self._table, request.model_dump(mode="json"), condition="attribute_not_exists(request_id)")
        try:
            self._tables.transact([own, counted])
        except ConditionFailed as error:
            if error.conflicts:
                raise StoreUnavailable(BUSY) from error
            return 0 in error.failed  # an earlier attempt wrote it, and counted it
        return True

    def get(self, request_id: str) -> OrderRequest:
        row = self._tables.get(self._table, {"request_id": request_id})
        if row is None:
            raise NotFound("Order request not found.")
        return OrderRequest.model_validate(row)

    def change(self, before: OrderRequest, after: OrderRequest) -> None:
        row = after.model_dump(mode="json")
        try:
            self._tables.put(self._table, row, condition="version = :version", version=before.version)
        except ConditionFailed:
            raise Conflict("It was changed by another request at the same time. Read it again and retry.") from None

    def page(
        self, role: OrderRole, user_id: str, *, limit: int, token: str | None, asked_by: str
    ) -> Slice[OrderRequest]:
        scope = ("requests", asked_by, role, user_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._table, self._by_role[role], user_id, limit=limit, start=start)
        found = [OrderRequest.model_validate(row) for row in rows.items]
        return Slice(found, self._cursors.seal(rows.last, *scope))
