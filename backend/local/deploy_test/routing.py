"""The resources of a deployed REST API: which path and method leads through which authorizer to which function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from backend.local.deploy_test.authorizers import MethodAuthorizer
from backend.local.deploy_test.invoker import Invoker
from backend.local.gateway.event import Api, ApiPlace, HttpRequest, Ids
from backend.local.gateway.paths import segments_of
from backend.local.gateway.responses import RefusedError
from backend.local.gateway.routing import RoutedRequest

ANY = "ANY"
_LITERAL, _PARAMETER, _GREEDY = range(3)


@dataclass(frozen=True, slots=True)
class Method:
    """`guard` is None where the method needs no authorization; `timeout` is the integration's, in seconds."""

    guard: MethodAuthorizer | None
    invoker: Invoker
    timeout: float


@dataclass(frozen=True, slots=True)
class Resource:
    """`path` as API Gateway has it, such as `/docs/{file}` or `/{proxy+}`; methods by name, or `ANY`."""

    resource_id: str
    path: str
    methods: Mapping[str, Method]

    def match(self, segments: Sequence[str]) -> dict[str, str] | None:
        """The path's parameters if it fits, else None."""
        wanted = segments_of(self.path)
        found: dict[str, str] = {}
        for at, want in enumerate(wanted):
            if want.endswith("+}"):
                rest = "/".join(segments[at:])
                return {**found, want[1:-2]: rest} if rest else None
            if at >= len(segments) or not _fits(want, segments[at]):
                return None
            if want.startswith("{"):
                found[want[1:-1]] = segments[at]
        return found if len(segments) == len(wanted) else None

    @property
    def precedence(self) -> tuple[int, ...]:
        """Segment by segment a word comes before a parameter, and that before the rest of a path."""
        return tuple(_rank(segment) for segment in segments_of(self.path))


def _fits(want: str, segment: str) -> bool:
    return segment != "" if want.startswith("{") else want == segment


def _rank(segment: str) -> int:
    if not segment.startswith("{"):
        return _LITERAL
    return _GREEDY if segment.endswith("+}") else _PARAMETER


class DeployedRouting:
    """Takes requests to the most specific resource that fits and has the method, as API Gateway does."""

    def __init__(self, api: Api, region: str, resources: Sequence[Resource]) -> None:
        self.api = api
        self._region = region
        self._resources = sorted((each for each in resources if each.methods), key=lambda each: each.precedence)

    def enter(self, request: HttpRequest, path: str, ids: Ids) -> RoutedRequest:
        resource, parameters, method = self._find_method(path, request.method)
        place = ApiPlace(resource.path, resource.resource_id, parameters or None)
        authorizer = None
        if method.guard is not None:
            arn = f"arn:aws:execute-api:{self._region}:{self.api.account}:{self.api.api_id}/{self.api.stage}"
            authorizer = method.guard.admit(request, ids, place, f"{arn}/{request.method}/{unquote(path[1:])}")
        return RoutedRequest(place, authorizer, method.invoker, method.timeout)

    def _find_method(self, path: str, name: str) -> tuple[Resource, dict[str, str], Method]:
        segments = segments_of(path)
        for resource in self._resources:
            parameters = resource.match(segments)
            method = resource.methods.get(name) or resource.methods.get(ANY)
            if parameters is not None and method is not None:
                return resource, parameters, method
        raise _no_such_thing()


def _no_such_thing() -> RefusedError:
    """API Gateway answers an unknown path or method with 403, and these words."""
    return RefusedError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token")
