"""What order requests need of others."""

from typing import Protocol

from backend.domain.order_requests.models import OrderRequest, OrderRole
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write


class OrderRequestRepository(Protocol):
    """Order requests, found by their id, their seller and their buyer."""

    def add(self, request: OrderRequest, *, counted: Write) -> bool:
        """Writes a new request and its count in one transaction; False when the count is at its limit.

        A request of this id that exists already is what an earlier attempt wrote: nothing is written, nothing counted.
        """

    def get(self, request_id: str) -> OrderRequest:
        """`NotFound` when there is none."""

    def change(self, before: OrderRequest, after: OrderRequest) -> None:
        """Replaces a request. `Conflict` when it is no longer as it was in `before`."""

    def page(
        self, role: OrderRole, user_id: str, *, limit: int, token: str | None, asked_by: str
    ) -> Slice[OrderRequest]:
        """The requests that a user got as seller or sent as buyer, the newest first: one Query."""
