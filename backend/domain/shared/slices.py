"""Parts of lists."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some items of a list, and the token that continues it; None at its end."""

    items: list[T]
    next_page_token: str | None
