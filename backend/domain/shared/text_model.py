"""The port of text models, and what is asked and answered."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from backend.domain.shared.budget import Budget
from backend.domain.shared.meter import Meter
from backend.domain.shared.usage import Usage

TIME_LIMIT = "time_limit"
"""The stop reason of an answer that was cut off as its time was over; not one of Bedrock's."""


@dataclass(frozen=True, slots=True)
class ModelTool:
    """A tool that the model must call; its input is the structured output."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One call: what is asked, and how."""

    system: str
    messages: Sequence[Mapping[str, Any]]
    """As Converse takes them."""
    tool: ModelTool | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class TextAnswer:
    text: str
    tool_input: Any
    """The input of the tool that was called; None when none was."""
    message: Mapping[str, Any]
    """The whole answer as Converse gives it, to go on from."""
    model: str
    usage: Usage
    stop_reason: str


Pieces = Generator[str | TextAnswer, None, None]
"""An answer that is being given: its text piece by piece, then all of it. Who takes it closes it."""


class TextModel(Protocol):
    """A model that answers in text, or by calling a tool."""

    def converse(self, turn: Turn, *, meter: Meter, budget: Budget) -> TextAnswer:
        """The answer of the first model that gives one.

        A text that is not whole when the time is over is given as far as it came, with the stop reason `TIME_LIMIT`; a
        tool's input is not. Raises `ContentRefused` when the guardrail stops it, `ModelTimedOut` when the time is over
        or nobody knows whether a model answered, `ModelUnavailable` when no model could be reached, and `ModelFailed`
        for an answer that is malformed.
        """

    def stream(self, turn: Turn, *, meter: Meter, budget: Budget) -> tuple[str, Pieces]:
        """The model that answers, and its answer piece by piece, for turns without a tool.

        Returns when the first piece is there. Until then it raises what `converse` does; later the same errors come
        from the pieces.
        """

    def reachable(self) -> None:
        """Raises a `DreamForgeError` when the first model cannot be used."""
