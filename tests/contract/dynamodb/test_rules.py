"""What DynamoDB refuses, the stand-in refuses, in the same words; what is just small enough goes through."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config

from backend.local.cloud import Cloud
from tests.contract.dynamodb.conftest import refusal_of
from tests.contract.dynamodb.requests import ACCEPTED, MOTOS_OWN, OURS, Refused, Request, addressed


@pytest.fixture(scope="module")
def unchecked(cloud: Cloud) -> Any:
    """A client that sends what it is given: the SDK's own checks are not at issue."""
    return unchecked_client(cloud.endpoint, cloud.region)


def unchecked_client(endpoint: str, region: str) -> Any:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local-secret"}
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, proxies={})
    return boto3.Session().client("dynamodb", region_name=region, endpoint_url=endpoint, config=config, **keys)


@pytest.mark.parametrize("case", [*MOTOS_OWN, *OURS], ids=lambda case: case.name)
def test_is_refused(unchecked: Any, table_of: Mapping[str, str], case: Refused) -> None:
    """As a ValidationException that says what is wrong."""
    operation, _ = case.request
    refusal = refusal_of(lambda: getattr(unchecked, operation)(**addressed(case.request, table_of)))
    assert refusal["Error"]["Code"] == "ValidationException"
    assert case.message in refusal["Error"]["Message"]


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=ACCEPTED)
def test_is_accepted(unchecked: Any, dynamodb: Any, table_of: Mapping[str, str], request_: Request) -> None:
    """A limit refuses only what lies above it."""
    dynamodb.delete_item(TableName=table_of["users"], Key={"user_id": {"S": "a"}})
    operation, _ = request_
    if "OR" in str(request_[1].get("ConditionExpression")):
        dynamodb.put_item(TableName=table_of["users"], Item={"user_id": {"S": "a"}, "a": {"S": "y"}})
    answer = getattr(unchecked, operation)(**addressed(request_, table_of))
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
