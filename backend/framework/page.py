"""Query parameters of lists that come in pages."""

from typing import Annotated

from pydantic import Field

from backend.framework.errors import HttpBadRequest, Raises

Limit = Annotated[int, Field(ge=1, le=100, description="How many items a page has at most.")]
PageToken = Annotated[
    str,
    Field(min_length=1, max_length=2048, description="`next_page_token` of the page before."),
    Raises(HttpBadRequest),
]
