"""Failures to order: what the next requests to DynamoDB are to suffer.

    laptop.cloud.dynamodb.faults.add(operation="TransactWriteItems", reason="ThrottlingError", table="products")
    laptop.cloud.dynamodb.faults.add(operation="UpdateItem", code="TransactionConflictException", times=2)
    laptop.cloud.dynamodb.faults.add(operation="PutItem", lose_answer=True)

Each request suffers the first fault that fits it. `clear()` when done: a laptop is shared by a whole test run.
"""

import re
import threading
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from backend.local.dynamodb.conflicts import CONFLICT
from backend.local.dynamodb.items import TRANSACT_GET, TRANSACT_WRITE, Part
from backend.local.dynamodb.wire import NO_REASON, Reason, Refused, canceled, error_codes, service_model

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


class Fault(BaseModel):
    """What befalls a request. Without any field set, nothing does."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    operation: str | None = None
    """Such as `PutItem`; None: any of them."""
    table: str | None = None
    """A regular expression searched for in the names of the tables that the request is about."""
    times: int | None = Field(default=1, ge=1)
    """How many requests it befalls; None: all of them."""
    delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 0
    """Wait this long before anything else."""
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

    def error(self, parts: list[Part]) -> Refused | None:
        """What to answer with in place of doing what is asked; None: do it."""
        if self.reason is not None:
            reason = Reason(self.reason, self.message or REASONS[self.reason])
            return canceled([reason if self._names(part.table) else NO_REASON for part in parts])
        if self.code is not None:
            return Refused(self.code, self.message or _MESSAGES.get(self.code) or "Injected fault.")
        return None

    def _names(self, table: str) -> bool:
        return bool(re.search(self.table or "", table))


NO_FAULT = Fault()
_FAULT = TypeAdapter(Fault)


class FaultsRefused(ValueError):
    """The fault asked for makes no sense; the message says why."""


class FaultList:
    """The faults still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, **fault: Any) -> None:
        """The fields of `Fault`. FaultsRefused: they make no sense."""
        try:
            parsed = _FAULT.validate_python(fault)
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise FaultsRefused("; ".join(wrong)) from None
        with self._lock:
            self._faults.append(parsed)

    def clear(self) -> None:
        with self._lock:
            self._faults = []

    def pending(self) -> list[Fault]:
        """With `times` counted down to what is left."""
        with self._lock:
            return list(self._faults)

    def take(self, operation: str, tables: list[str]) -> Fault:
        """The fault for this request, one time less for the next; NO_FAULT if none fits."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fault.befalls(operation, tables):
                    self._faults[index : index + 1] = _count_down(fault)
                    return fault
        return NO_FAULT


def _count_down(fault: Fault) -> list[Fault]:
    if fault.times is None:
        return [fault]
    return [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
