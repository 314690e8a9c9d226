"""Which resource of a deployed API a request comes in by."""

from collections.abc import Iterable
from typing import Any, cast

import pytest

from backend.local.deploy_test.invoker import Invoker
from backend.local.deploy_test.routing import DeployedRouting, Method, Resource
from backend.local.gateway.event import Api, HttpRequest, Ids
from backend.local.gateway.responses import RefusedError

API = Api("dev", api_id="abc", account="1")


def request(method: str, path: str, headers: Iterable[tuple[str, str]] = ()) -> HttpRequest:
    return HttpRequest(method, path, "", list(headers), b"", "127.0.0.1", 80, 0.0)


def door(*resources: tuple[str, str]) -> DeployedRouting:
    """("/docs", "GET ANY"): each with a function of its own, known by its timeout."""
    made = []
    for at, (path, methods) in enumerate(resources):
        method = Method(None, cast(Invoker, None), float(at))
        made.append(Resource(f"r{at}", path, dict.fromkeys(methods.split(), method)))
    return DeployedRouting(API, "us-west-2", made)


def entered(found: DeployedRouting, method: str, path: str) -> tuple[str, Any]:
    place = found.enter(request(method, path), path, Ids("r", "e", "t")).place
    return place.resource, place.parameters


EVERYTHING = door(
    ("/{proxy+}", "ANY OPTIONS"),
    ("/", "ANY"),
    ("/auth", ""),
    ("/auth/login", "ANY"),
    ("/docs/{file}", "GET"),
    ("/docs/index", "GET"),
)


@pytest.mark.parametrize(
    ("method", "path", "resource", "parameters"),
    [
        ("GET", "/", "/", None),
        ("POST", "/auth/login", "/auth/login", None),
        ("POST", "/auth/login/", "/auth/login", None),
        ("GET", "/docs/index", "/docs/index", None),
        ("GET", "/docs/a%20b", "/docs/{file}", {"file": "a b"}),
        ("GET", "/products/prd_1", "/{proxy+}", {"proxy": "products/prd_1"}),
        ("GET", "/docs/a/b", "/{proxy+}", {"proxy": "docs/a/b"}),
    ],
)
def test_the_most_specific_resource(method: str, path: str, resource: str, parameters: Any) -> None:
    """A word comes before a parameter, and that before the rest of a path."""
    assert entered(EVERYTHING, method, path) == (resource, parameters)


@pytest.mark.parametrize(("method", "path"), [("PUT", "/docs/index"), ("GET", "/auth")])
def test_a_resource_without_the_method_is_passed_by(method: str, path: str) -> None:
    """API Gateway looks for resource and method together."""
    assert entered(EVERYTHING, method, path)[0] == "/{proxy+}"


@pytest.mark.parametrize(("method", "path"), [("GET", "/other"), ("POST", "/docs")])
def test_what_is_not_there_is_forbidden(method: str, path: str) -> None:
    """In API Gateway's own words."""
    with pytest.raises(RefusedError, match="Missing Authentication Token") as refused:
        entered(door(("/docs", "GET")), method, path)
    assert refused.value.status == 403
