"""What middleware and handlers tell each other about one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """The mutable part of a request. It is shared by all copies that `Request.with_` makes."""

    operation_id: str | None = None
    """Of the operation that was found."""
    status: int | None = None
    """For the access log, where it is not the status that was sent."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Added to the response."""
    _values: dict[type, object] = field(default_factory=dict)

    def put(self, value: object) -> None:
        """Keeps a value of the application's, such as the caller, under its type."""
        self._values[type(value)] = value

    def find(self, kind: type[T]) -> T | None:
        value = self._values.get(kind)
        return value if isinstance(value, kind) else None

    def get(self, kind: type[T]) -> T:
        """`LookupError` where there is none."""
        value = self.find(kind)
        if value is None:
            raise LookupError(f"this request has no {kind.__name__}")
        return value

    def copy(self) -> "Context":
        return replace(self, _values=dict(self._values))
