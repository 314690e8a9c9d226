"""Tables for repositories, and the Bedrock stand-in with a mind that is quick and easy to see through.

The tables are the laptop's, with `--dynalite` those of an independent DynamoDB. Then only tests that use `store` run.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backend.adapters.dynamodb.tables import Tables
from backend.local.bedrock import Account, BedrockStandIn
from tests.dynalite import server
from tests.dynalite.transactions import WithTransactions
from tests.makers import Counting, Mind

WHEN_ALL_WERE_ACTIVE = date(2025, 12, 1)
"""A day on which every family that the clients know could be used."""


@dataclass(frozen=True, slots=True)
class Store:
    """A client of a DynamoDB, and the names of its tables by their role: `products`, `listings`, ..."""

    client: Any
    tables: Mapping[str, str]


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if not request.config.getoption("--dynalite"):
        cloud = request.getfixturevalue("laptop").cloud
        yield Store(cloud.client("dynamodb"), cloud.tables)
        return
    missing = server.missing_program()
    if missing is not None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with server.dynalite() as endpoint:
        client = server.connect(endpoint, max_pool_connections=50)
        yield Store(WithTransactions(client), server.make_tables(client))


@pytest.fixture
def owner() -> str:
    """An owner of this test's own."""
    return f"owner-{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def dynamodb(store: Store) -> Any:
    return store.client


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
def table_of(store: Store) -> Mapping[str, str]:
    """Role -> name: `products`, `listings`, ..."""
    return store.tables
