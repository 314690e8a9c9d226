"""What DynamoDB refuses, the stand-in refuses, in the same words; what is just small enough goes through.

With `--dynalite` an independent DynamoDB is asked whether that is so.
"""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.contract.conftest import Store
from tests.contract.dynamodb.conftest import refusal_of
from tests.contract.dynamodb.requests import ACCEPTED, MOTOS_OWN, OURS, Refused, Request, addressed


@pytest.fixture(scope="module")
def unchecked(store: Store) -> Any:
    """A client that sends what it is given: the SDK's own checks are not at issue."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local-secret"}
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, proxies={})
    meta = store.client.meta
    return boto3.Session().client(
        "dynamodb", region_name=meta.region_name, endpoint_url=meta.endpoint_url, config=config, **keys
    )


@pytest.fixture(autouse=True)
def _skip_where_there_are_no_transactions(request: pytest.FixtureRequest) -> None:
    """dynalite implements no transactions, and a few checks differently; `Refused.elsewhere` says which and how."""
    case = next(value for name, value in request.node.callspec.params.items() if name in ("case", "request_"))
    asked, elsewhere = (case.request, case.elsewhere) if isinstance(case, Refused) else (case, None)
    if request.config.getoption("--dynalite") and (elsewhere or asked[0] == "transact_write_items"):
        pytest.skip(f"dynalite {elsewhere or 'has no transactions'}")


@pytest.mark.parametrize("case", [*MOTOS_OWN, *OURS], ids=lambda case: case.name)
def test_is_refused(unchecked: Any, table_of: Mapping[str, str], case: Refused) -> None:
    """As a ValidationException that says what is wrong."""
    operation, _ = case.request
    refusal = refusal_of(lambda: getattr(unchecked, operation)(**addressed(case.request, table_of)))
    assert refusal["Error"]["Code"] == "ValidationException"
    assert case.message in refusal["Error"]["Message"]


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=ACCEPTED)
def test_is_accepted(unchecked: Any, table_of: Mapping[str, str], request_: Request) -> None:
    """A limit refuses only what lies above it."""
    unchecked.delete_item(TableName=table_of["users"], Key={"user_id": {"S": "a"}})
    if "OR" in str(request_[1].get("ConditionExpression")):
        unchecked.put_item(TableName=table_of["users"], Item={"user_id": {"S": "a"}, "a": {"S": "y"}})
    answer = getattr(unchecked, request_[0])(**addressed(request_, table_of))
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
