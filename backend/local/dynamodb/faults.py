"""Failures to order: what the next requests to DynamoDB are to suffer.

    laptop.cloud.dynamodb.faults.add(operation="TransactWriteItems", reason="ThrottlingError", table="products")
    laptop.cloud.dynamodb.faults.add(operation="UpdateItem", code="TransactionConflictException", times=2)
    laptop.cloud.dynamodb.faults.add(operation="PutItem", lose_answer=True)

Each request suffers the first fault that fits it. `clear()` when done: a laptop is shared by a whole test run.
"""

import re
from typing import Literal

from pydantic import field_validator

from backend.local.dynamodb.conflicts import CONFLICT
from backend.local.dynamodb.items import TRANSACT_GET, TRANSACT_WRITE, PathPart
from backend.local.dynamodb.wire import (
    NO_REASON,
    Reason,
    RefusedRequest,
    error_codes,
    service_model,
    transaction_canceled,
)
from backend.local.fault_list import OrderedFault

_BUSY_TABLE = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or "
    "index so please try again shortly. If exceptions persist, check if you have a hot key: "
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html."
)
_SMALL_TABLE = (
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning "
    "level with the UpdateTable API."
)
REASONS = {
    "ConditionalCheckFailed": "The conditional request failed",
    "ItemCollectionSizeLimitExceeded": "Collection size exceeded.",
    CONFLICT.code: CONFLICT.message or "",
    "ProvisionedThroughputExceeded": _SMALL_TABLE,
    "ThrottlingError": _BUSY_TABLE,
    "ValidationError": "One or more parameter values were invalid.",
}
"""Cancellation reasons and their messages. Source: API reference of TransactionCanceledException."""
_MESSAGES = {
    "ConditionalCheckFailedException": "The conditional request failed",
    "InternalServerError": "Internal server error",
    "ProvisionedThroughputExceededException": _SMALL_TABLE,
    "ThrottlingException": _BUSY_TABLE,
    "TransactionConflictException": CONFLICT.message,
}


class StoreFault(OrderedFault):
    """What a request to DynamoDB is to suffer."""

    operation: str | None = None
    """Such as `PutItem`; None: any of them."""
    table: str | None = None
    """A regular expression searched for in the names of the tables that the request is about."""
    code: str | None = None
    """Fail with this error, such as `ThrottlingException`."""
    reason: (
        Literal[
            "ConditionalCheckFailed",
            "ItemCollectionSizeLimitExceeded",
            "ProvisionedThroughputExceeded",
            "ThrottlingError",
            "TransactionConflict",
            "ValidationError",
        ]
        | None
    ) = None
    """Cancel a transaction for this reason, which is given for each part on `table`; the others have none."""
    message: str | None = None
    """Of the error or reason, in place of AWS's."""
    drop: bool = False
    """Close the connection without an answer, and do nothing."""
    lose_answer: bool = False
    """Do what is asked, then close the connection without an answer."""

    @field_validator("operation")
    @classmethod
    def _is_operation(cls, value: str | None) -> str | None:
        if value is not None and value not in service_model().operation_names:
            raise ValueError("not an operation of DynamoDB")
        return value

    @field_validator("code")
    @classmethod
    def _is_error(cls, value: str | None) -> str | None:
        if value is not None and value not in error_codes():
            raise ValueError(f"not an error of DynamoDB; there are {', '.join(sorted(error_codes()))}")
        return value

    @field_validator("table")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return value

    def befalls(self, operation: str, tables: list[str]) -> bool:
        if self.reason is not None and operation not in (TRANSACT_WRITE, TRANSACT_GET):
            return False
        return self.operation in (None, operation) and (self.table is None or any(map(self._names, tables)))

    def error(self, parts: list[PathPart]) -> RefusedRequest | None:
        """What to answer with in place of doing what is asked; None: do it."""
        if self.reason is not None:
            reason = Reason(self.reason, self.message or REASONS[self.reason])
            return transaction_canceled([reason if self._names(part.table) else NO_REASON for part in parts])
        if self.code is not None:
            return RefusedRequest(self.code, self.message or _MESSAGES.get(self.code) or "Injected fault.")
        return None

    def _names(self, table: str) -> bool:
        return bool(re.search(self.table or "", table))


NO_FAULT = StoreFault()
