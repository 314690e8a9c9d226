"""The two kinds of model at the edge of the service, and how their optional fields are declared."""

from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Input(BaseModel):
    """What a caller sends. Unknown fields are refused and nothing is converted: `"3"` is no number."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def example(**values: Any) -> ConfigDict:
    """`model_config = example(q="...")`: what the OpenAPI document shows as a body of this model."""
    return ConfigDict(json_schema_extra={"example": values})


class Answer(BaseModel):
    """What a caller gets. A field that has no value is absent."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _is_none(value: Any) -> bool:
    return value is None


Omittable: TypeAlias = T | None
"""An optional field of an `Input`. A null in a request means that it is left out."""
OmitNone = Annotated[T | None, Field(exclude_if=_is_none)]
"""An optional field of an `Answer`: absent when it is None."""
Nullable = Annotated[T | None, Field(json_schema_extra={"nullable": True})]
"""A field of an `Answer` that is null when there is none, because callers know it so."""
