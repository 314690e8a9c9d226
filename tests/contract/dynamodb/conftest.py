"""A laptop cloud of these tests' own: they order faults and slow transactions down."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.local.cloud import Cloud


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as running:
        yield running


@pytest.fixture
def dynamodb(cloud: Cloud) -> Iterator[Any]:
    cloud.dynamodb.faults.clear()
    yield cloud.client("dynamodb")
    cloud.dynamodb.faults.clear()


@pytest.fixture
def users(cloud: Cloud) -> str:
    return cloud.tables["users"]


@pytest.fixture
def user_id() -> str:
    return secrets.token_hex(8)


def refusal_of(call: Callable[[], Any]) -> dict[str, Any]:
    """What DynamoDB answered a call that it refused."""
    with pytest.raises(ClientError) as caught:
        call()
    response: dict[str, Any] = caught.value.response
    return response
