"""An empty cloud, and roles in it."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.deploy_test.iam.sessions import Session

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmptyCloud]:
    with EmptyCloud() as made:
        yield made


@pytest.fixture
def name() -> str:
    """A name of this test's own."""
    return f"t-{secrets.token_hex(6)}"


@pytest.fixture
def session(cloud: EmptyCloud) -> Callable[..., Session]:
    """`session([{"Effect": "Allow", ...}])`: a function's session of a role with these statements."""

    def make(statements: list[dict[str, Any]]) -> Session:
        role, iam = f"r-{secrets.token_hex(6)}", cloud.client("iam")
        arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        document = {"Version": "2012-10-17", "Statement": statements}
        iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=json.dumps(document))
        return cloud.sessions.assume(arn, "f")

    return make


@pytest.fixture
def as_role(cloud: EmptyCloud, session: Callable[..., Session]) -> Callable[..., Any]:
    """`as_role("s3", [...])`: a boto3 client of a role with these statements."""

    def client(service: str, statements: list[dict[str, Any]], region: str = cloud.region) -> Any:
        found = session(statements)
        return boto3.Session().client(
            service,
            region_name=region,
            endpoint_url=cloud.bedrock.url if service == "bedrock-runtime" else cloud.endpoint,
            aws_access_key_id=found.access_key,
            aws_secret_access_key=found.secret_key,
            aws_session_token=found.token,
            config=Config(
                retries={"total_max_attempts": 1},
                signature_version="s3v4" if service == "s3" else "v4",
                s3={"addressing_style": "path"},
                proxies={},
            ),
        )

    return client


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
