"""What an application tells of itself: texts for its document that no signature says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backend.framework.errors import HttpUnauthorized, status_of_class


class ErrorKind(NamedTuple):
    component: str
    """Its name in the document."""
    name: str
    """Its name in answers."""
    text: str


class HeaderKind(NamedTuple):
    type: str
    text: str
    example: Any


def no_errors(_: type) -> Iterable[type[Exception]]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiInfo:
    title: str = "API"
    version: str = "0.1.0"
    description: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Other members of the Info Object: `contact`, `license`."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tag -> its description, in the order of the document."""
    security: Mapping[str, Any] = field(default_factory=dict)
    """Name -> Security Scheme Object; any of them opens an operation that is not public."""
    examples: Mapping[str, Any] = field(default_factory=dict)
    """Component -> an example: an answer as it comes, or a request that has none with its model."""
    errors: Mapping[int, ErrorKind] = field(default_factory=dict)
    """Status -> what it means here, where that is more than HTTP says."""
    status_of: Callable[[type[Exception]], int] = status_of_class
    """The status of an error's class."""
    authentication_errors: tuple[type[Exception], ...] = (HttpUnauthorized,)
    """What an operation that is not public may raise before its handler is called."""
    service_errors: Callable[[type], Iterable[type[Exception]]] = no_errors
    """What a service may raise, in every operation whose handler asks for it."""
    headers: Mapping[str, HeaderKind] = field(default_factory=dict)
    """Header -> what it says here, where that is more than the framework knows."""
    rate_limited: bool = False
    """Calls are counted, and answers say in RateLimit headers how many are left."""
