"""Which requests come in, by which resource, and which function they get to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.local.gateway.authorizer import Authorizer, claims_as_strings
from backend.local.gateway.event import Api, ApiPlace, HttpRequest, Ids, everything
from backend.local.gateway.paths import PublicPaths


class Invoked(Protocol):
    """A function behind the gateway."""

    def invoke(self, event: dict[str, Any], request_id: str, patience: float) -> tuple[Any, Iterable[bytes] | None]: ...


@dataclass(frozen=True, slots=True)
class RoutedRequest:
    """`authorizer` goes into the event's requestContext, None where no authorizer looked; `timeout` in seconds."""

    place: ApiPlace
    authorizer: Mapping[str, Any] | None
    function: Invoked
    timeout: float


class Routing(Protocol):
    """The resources, methods, authorizers and integrations of an API."""

    @property
    def api(self) -> Api: ...

    def enter(self, request: HttpRequest, path: str, ids: Ids) -> RoutedRequest:
        """`path` is without the stage, percent-encoded as received. RefusedError: the gateway answers by itself."""
        ...


@dataclass(frozen=True, slots=True)
class SingleFunctionRouting:
    """One function behind `/` and `/{proxy+}`, method ANY, and one authorizer before all but the public paths."""

    api: Api
    function: Invoked
    authorizer: Authorizer
    public: PublicPaths
    timeout: float

    def enter(self, request: HttpRequest, path: str, ids: Ids) -> RoutedRequest:  # noqa: ARG002 (a Routing's signature)
        claims = None
        if not self.public.allows(request.method, path):
            claims = self.authorizer.claims(request.header("Authorization"))
        found = None if claims is None else {"claims": claims_as_strings(claims)}
        return RoutedRequest(everything(path), found, self.function, self.timeout)
