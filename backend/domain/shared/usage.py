"""Tokens."""

from pydantic import Field

from backend.domain.shared.schemas import Answer


class Usage(Answer):
    """Tokens that a model counted."""

    input_tokens: int = Field(default=0, description="Of question and passages.")
    output_tokens: int = Field(default=0, description="Of the answer.")
    cached_tokens: int = Field(default=0, description="Input tokens from the prompt cache.")

    @property
    def total(self) -> int:
        return self.input_tokens + self.output_tokens + self.cached_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
        )
