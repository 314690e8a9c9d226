"""Failures to order: what the next calls are to suffer, and a log of the calls there were."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from backend.local.bedrock.wire import error_statuses, service_model, stream_errors
from backend.local.fault_list import Milliseconds, OrderedFault

Operation = Literal["Converse", "ConverseStream", "InvokeModel", "CountTokens"]


class BedrockFault(OrderedFault):
    """What a call is to suffer."""

    operation: Operation | None = None
    """None: any of them."""
    model: str | None = None
    """A regular expression searched for in the model id."""
    code: str | None = None
    """Fail with this error, such as `ThrottlingException`."""
    message: str = "Injected fault."
    drop: bool = False
    """Close the connection without an answer."""
    garbage: bool = False
    """Answer 200 with a body nobody can parse."""
    after_deltas: int | None = Field(default=None, ge=0)
    """Let `code` or `drop` strike in mid-stream, after so many deltas."""
    delta_delay_ms: Milliseconds = 0
    """Wait this long before each delta of a stream."""
    tool_input: dict[str, Any] | None = None
    """Call the tool with this, whatever its schema says."""
    stop_reason: str | None = None
    """End the answer for this reason."""
    guardrail: bool | list[str] = False
    """True: the guardrail intervenes; a list: it also blocks these words (where the request names a guardrail)."""

    @field_validator("model")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return value

    @field_validator("code")
    @classmethod
    def _is_error(cls, value: str | None) -> str | None:
        if value is not None and value not in error_statuses():
            raise ValueError(f"not an error of Bedrock Runtime; there are {', '.join(sorted(error_statuses()))}")
        return value

    @field_validator("stop_reason")
    @classmethod
    def _is_reason(cls, value: str | None) -> str | None:
        reasons = service_model().shape_for("StopReason").enum
        if value is not None and value not in reasons:
            raise ValueError(f"not a stop reason; there are {', '.join(reasons)}")
        return value

    @model_validator(mode="after")
    def _is_possible_in_a_stream(self) -> "BedrockFault":
        if self.after_deltas is None:
            return self
        if self.operation not in (None, "ConverseStream"):
            raise ValueError(f"after_deltas is for ConverseStream, not for {self.operation}")
        if not self.drop and self.code not in stream_errors():
            raise ValueError(f"after_deltas needs drop or a code out of {', '.join(sorted(stream_errors()))}")
        return self

    def befalls(self, operation: str, model_id: str) -> bool:
        if self.after_deltas is not None and operation != "ConverseStream":
            return False
        return self.operation in (None, operation) and bool(re.search(self.model or "", model_id))


NO_FAULT = BedrockFault()


@dataclass(frozen=True, slots=True)
class BedrockCall:
    """One call that reached the service: never its body."""

    operation: str
    model: str
    status: int | None
    """None: the connection was dropped without an answer."""
    error: str | None
