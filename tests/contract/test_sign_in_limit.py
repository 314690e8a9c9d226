"""Sign-ins are limited by address and by name, apart from all else, before either front."""

import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.services import Services
from backend.local.laptop import Laptop, in_environment
from tests.conftest import PASSWORD, Client
from tests.contract.test_container_front import served

LIMIT = 4
Post = Callable[[str, Any, str], int]
"""The status of a POST of (path, body) from an address."""


@pytest.fixture
def services(laptop: Laptop) -> Services:
    """With a limit so small that a test can use it up, over a whole day."""
    strict = {"rate_limit_requests": LIMIT, "rate_limit_window": 86_400}
    services = Services(laptop.services.settings.with_(**strict))
    with in_environment(laptop.environment):
        services.connect()
    return services


@pytest.fixture(params=["function", "container"])
def post(request: pytest.FixtureRequest, laptop: Laptop, services: Services) -> Any:
    if request.param == "function":
        yield posting_to(LambdaHandler(services, log_to=logging.NullHandler()))
        return
    with served(laptop, services, connections={"trusted_proxies": ["127.0.0.1/32"]}) as client:
        yield lambda path, body, address: client.post(path, body, headers={"X-Forwarded-For": address}).status


def posting_to(handler: LambdaHandler) -> Post:
    def post(path: str, body: Any, address: str) -> int:
        event = {
            "httpMethod": "POST",
            "path": path,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps(body),
            "requestContext": {"identity": {"sourceIp": address}},
        }
        return int(handler(event, None)["statusCode"])

    return post


@pytest.fixture
def address() -> Callable[[], str]:
    """A new address with each call."""
    return lambda: "2001:db8:0:0:" + ":".join(secrets.token_hex(2) for _ in range(4))


def test_many_addresses_guess_no_faster_than_one(
    client: Client, post: Post, address: Callable[[], str], ana: str, ben: str
) -> None:
    """However a name is written, and from wherever; another name is not concerned."""
    for user in (ana, ben):
        client.token(user)
    guesses = [ana, ana.upper(), f" {ana} ", ana]
    statuses = [post("/auth/login", {"username": name, "password": "guess"}, address()) for name in guesses]
    assert 429 not in statuses
    assert post("/auth/login", {"username": ana, "password": "guess"}, address()) == 429
    assert post("/auth/login", {"username": ben, "password": PASSWORD}, address()) == 200


def test_one_address_guesses_at_few(post: Post, address: Callable[[], str]) -> None:
    """Whatever name it guesses at; and its refused guesses do not count against the name."""
    here, name = address(), f"nobody-{secrets.token_hex(4)}"
    others = [post("/auth/login", {"username": secrets.token_hex(8), "password": "x"}, here) for _ in range(LIMIT)]
    assert 429 not in others
    refused = [post("/auth/login", {"username": name, "password": "x"}, here) for _ in range(LIMIT)]
    assert refused == [429] * LIMIT
    assert post("/auth/login", {"username": name, "password": "x"}, address()) == 401


def test_a_refresh_token_is_counted_too(post: Post, address: Callable[[], str]) -> None:
    """By itself, from wherever it is sent."""
    body = {"refresh_token": secrets.token_hex(16)}
    statuses = [post("/auth/refresh", body, address()) for _ in range(LIMIT + 1)]
    assert 429 not in statuses[:LIMIT]
    assert statuses[LIMIT] == 429


def test_other_calls_use_up_no_sign_in(client: Client, post: Post, address: Callable[[], str], ana: str) -> None:
    """Of the same address, as of all callers behind a load balancer that is not trusted."""
    client.token(ana)
    here = address()
    assert [post("/create", {"q": "a fox"}, here) for _ in range(LIMIT)] == [401] * LIMIT
    assert post("/create", {"q": "a fox"}, here) == 429
    assert post("/auth/login", {"username": ana, "password": PASSWORD}, here) == 200


@pytest.mark.parametrize("body", [[], "ana", {"username": 7}, {"username": None}, {}], ids=str)
def test_a_body_that_names_nobody(post: Post, address: Callable[[], str], body: Any) -> None:
    """Is refused for what it is, and counted by address."""
    here = address()
    assert [post("/auth/login", body, here) for _ in range(LIMIT)] == [422] * LIMIT
    assert post("/auth/login", body, here) == 429
