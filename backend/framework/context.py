"""What middleware and handlers tell each other about one request."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")
NONE: Mapping[str, str] = {}


class Context:
    """The part of a request that all its copies share."""

    operation_id: str | None = None
    """Of the operation that was found."""
    status: int | None = None
    """For the access log, where it is not the status that was sent."""
    headers = NONE
    """Added to the response."""

    def __init__(self, operation_id: str | None = None) -> None:
        if operation_id is not None:
            self.operation_id = operation_id
        self._values: dict[type, object] = {}

    def put(self, value: object) -> None:
        """Keeps a value of the application's, such as the caller, under its type."""
        self._values[type(value)] = value

    def find(self, kind: type[T]) -> T | None:
        return self._values.get(kind)  # type: ignore[return-value]  # `put` keeps a value under its type

    def get(self, kind: type[T]) -> T:
        """`LookupError` where there is none."""
        value = self.find(kind)
        if value is None:
            raise LookupError(f"this request has no {kind.__name__}")
        return value

    def copy(self) -> "Context":
        made = Context(self.operation_id)
        made.status, made.headers, made._values = self.status, self.headers, dict(self._values)
        return made
