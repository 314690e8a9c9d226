"""Faults that are ordered for requests to come, as the stand-ins of DynamoDB, Bedrock and KIE take them."""

import threading
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Milliseconds = Annotated[int, Field(ge=0, le=600_000)]


class OrderedFault(BaseModel):
    """What every stand-in can suffer. Without any field set, nothing happens."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    times: int | None = Field(default=1, ge=1)
    """How many requests it strikes; None: all of them."""
    delay_ms: Milliseconds = 0
    """Wait this long before anything else."""


class FaultsRefused(ValueError):
    """The faults cannot be ordered; the message says which and why."""


F = TypeVar("F", bound=OrderedFault)


class FaultList(Generic[F]):
    """The faults still to come. Each request suffers the first that fits it. Used by several threads at once."""

    def __init__(self, kind: type[F]) -> None:
        self._faults: list[F] = []
        self._lock = threading.Lock()
        self._adapter = TypeAdapter(list[kind])  # type: ignore[valid-type]

    def add(self, **fault: Any) -> None:
        """The fields of the stand-in's `Fault`; `FaultsRefused` for others, and for values that do not fit."""
        parsed = self._parse([fault])
        with self._lock:
            self._faults += parsed

    def replace(self, faults: Any) -> None:
        """`replace([{"code": "ThrottlingException"}])`"""
        parsed = self._parse(faults)
        with self._lock:
            self._faults = parsed

    def clear(self) -> None:
        self.replace([])

    def pending(self) -> list[F]:
        """With `times` counted down to what is left."""
        with self._lock:
            return list(self._faults)

    def take(self, fits: Callable[[F], bool]) -> F | None:
        """The fault for a request, one time less for the next; None if none fits."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fits(fault):
                    self._faults[index : index + 1] = _count_down(fault)
                    return fault
        return None

    def _parse(self, faults: Any) -> list[F]:
        try:
            return self._adapter.validate_python(faults)
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, each['loc'])) or 'faults'}: {each['msg']}" for each in error.errors())
            raise FaultsRefused("; ".join(wrong)) from None


def _count_down(fault: F) -> list[F]:
    if fault.times is None:
        return [fault]
    return [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
