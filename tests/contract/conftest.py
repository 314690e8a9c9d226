"""The laptop's tables for repositories, and the Bedrock stand-in with a mind that is quick and easy to see through."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from backend.forge.repositories.tables import Tables
from backend.local.bedrock import Account, BedrockStandIn
from backend.local.laptop import Laptop
from tests.makers import Counting, Mind

WHEN_ALL_WERE_ACTIVE = date(2025, 12, 1)
"""A day on which every family that the clients know could be used."""


@pytest.fixture
def owner() -> str:
    """An owner of this test's own."""
    return f"owner-{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def dynamodb(laptop: Laptop) -> Any:
    return laptop.cloud.client("dynamodb")


@pytest.fixture
def counting(dynamodb: Any) -> Counting:
    return Counting(dynamodb)


@pytest.fixture
def tables(counting: Counting) -> Tables:
    """Tables whose calls `counting` counts."""
    return Tables(counting)


@pytest.fixture(scope="session")
def models() -> Iterator[tuple[BedrockStandIn, Mind]]:
    mind = Mind()
    with BedrockStandIn(mind, account=Account(today=WHEN_ALL_WERE_ACTIVE)) as bedrock:
        yield bedrock, mind


@pytest.fixture
def bedrock(models: tuple[BedrockStandIn, Mind]) -> Iterator[BedrockStandIn]:
    models[0].faults.clear()
    yield models[0]
    models[0].faults.clear()


@pytest.fixture
def mind(models: tuple[BedrockStandIn, Mind]) -> Mind:
    models[1].drawn.clear()
    return models[1]


@pytest.fixture
def calls_of(bedrock: BedrockStandIn) -> Callable[[], list[str]]:
    """The models that were asked since the test began, in their order."""
    before = len(bedrock.calls)
    return lambda: [call.model for call in bedrock.calls[before:]]


@pytest.fixture(scope="session")
def table_of(laptop: Laptop) -> Mapping[str, str]:
    """Role -> name: `products`, `listings`, ..."""
    return laptop.cloud.tables
