"""Lists that come in pages: their query parameters and their answer."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backend.framework.errors import HttpBadRequest, Raises

T = TypeVar("T")

Limit = Annotated[int, Field(ge=1, le=100, description="Items in a page, at most.")]
PageToken = Annotated[
    str,
    Field(min_length=1, max_length=2048, description="`next_page_token` of the previous page."),
    Raises(HttpBadRequest),
]


class Page(BaseModel, Generic[T]):
    """Subclass it for the name of its component: `class JobPage(Page[Job])`. Such a class may add fields."""

    model_config = ConfigDict(frozen=True)

    items: list[T] = Field(description="This page's items, in order.")
    count: int = Field(description="How many items this page has.")
    has_more: bool = Field(description="Whether there is another page.")
    next_page_token: Annotated[str | None, Field(json_schema_extra={"nullable": True})] = Field(
        description="Send it as page_token for the next page; null at the end."
    )

    @classmethod
    def of(cls, items: Sequence[T], next_page_token: str | None, **more: Any) -> Self:
        """`more` are the fields that a subclass adds."""
        token = next_page_token
        return cls(items=list(items), count=len(items), has_more=token is not None, next_page_token=token, **more)
