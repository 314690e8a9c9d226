"""The fault proxy before the laptop cloud, asked by plain boto3."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from backend.local.cloud import Cloud
from backend.local.faults import FaultProxy, ProxyFault, name_call
from backend.local.moto_front import ACCESS_KEY, SECRET_KEY

TABLE = "dreamforge-local-users"


class Behind:
    """A cloud, the proxy before it, and clients that do not retry."""

    def __init__(self, cloud: Cloud, proxy: FaultProxy) -> None:
        self.cloud = cloud
        self.proxy = proxy
        self.plan = proxy.plan
        self._url = proxy.listen(cloud.endpoint)
        self.dynamodb = self.client("dynamodb")

    def client(self, service: str, read_timeout: float = 20) -> Any:
        config = Config(retries={"total_max_attempts": 1}, read_timeout=read_timeout, s3={"addressing_style": "path"})
        return boto3.client(
            service,
            region_name=self.cloud.region,
            endpoint_url=self._url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=config,
        )

    def put(self, user_id: str, client: Any = None) -> None:
        (client or self.dynamodb).put_item(TableName=TABLE, Item={"user_id": {"S": user_id}})

    def is_kept(self, user_id: str) -> bool:
        """Read past the proxy."""
        found = self.cloud.client("dynamodb").get_item(TableName=TABLE, Key={"user_id": {"S": user_id}})
        return "Item" in found

    def count(self) -> int:
        found = self.cloud.client("dynamodb").get_item(TableName=TABLE, Key={"user_id": {"S": "counter"}})
        return int(found.get("Item", {}).get("n", {"N": "0"})["N"])

    def add_one(self, token: str | None = None, user_id: str = "counter") -> None:
        update = {
            "TableName": TABLE,
            "Key": {"user_id": {"S": user_id}},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
        more = {} if token is None else {"ClientRequestToken": token}
        self.dynamodb.transact_write_items(TransactItems=[{"Update": update}], **more)


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud.start() as running:
        yield running


@pytest.fixture
def behind(cloud: Cloud) -> Iterator[Behind]:
    with FaultProxy() as proxy:
        yield Behind(cloud, proxy)


def test_passes_everything_without_a_fault(behind: Behind) -> None:
    """Calls are carried out, counted and named."""
    behind.put("passes")
    behind.client("s3").put_object(Bucket=behind.cloud.buckets["assets"], Key="a/b.txt", Body=b"text")
    assert behind.is_kept("passes")
    assert [(call.number, call.name) for call in behind.plan.calls] == [
        (1, "dynamodb.PutItem users"),
        (2, "s3.PutObject assets"),
    ]


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("error", "InternalServerError", 500),
        ("away", "ServiceUnavailable", 503),
        ("throttle", "ProvisionedThroughputExceededException", 400),
        ("conflict", "TransactionConflictException", 400),
    ],
)
def test_answers_as_the_service_would(behind: Behind, kind: Any, code: str, status: int) -> None:
    """The service's own error, and nothing is carried out."""
    behind.plan.reset(ProxyFault(kind, 2))
    behind.put(f"{kind}-1")
    with pytest.raises(ClientError) as raised:
        behind.put(f"{kind}-2")
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert behind.is_kept(f"{kind}-1")
    assert not behind.is_kept(f"{kind}-2")


def test_a_lasting_fault_strikes_later_calls_of_the_same_name(behind: Behind) -> None:
    """`away` strikes PutItem again and lets GetItem pass; `disarm` ends it."""
    behind.plan.reset(ProxyFault("away", 1))
    for _ in range(2):
        with pytest.raises(ClientError):
            behind.put("away")
    behind.dynamodb.get_item(TableName=TABLE, Key={"user_id": {"S": "x"}})
    behind.plan.disarm()
    behind.put("away")
    assert behind.plan.struck == "dynamodb.PutItem users"


def test_a_lost_answer_was_carried_out(behind: Behind) -> None:
    """`lost` closes the connection after the call, `reset` before it."""
    for kind, kept in (("lost", True), ("reset", False)):
        behind.plan.reset(ProxyFault(kind, 1))  # type: ignore[arg-type]
        with pytest.raises(ConnectionClosedError):
            behind.put(f"connection-{kind}")
        assert behind.is_kept(f"connection-{kind}") is kept


def test_a_garbled_answer_was_carried_out(behind: Behind) -> None:
    """`garbled` and `garbage` both answer 200 with a body that is no JSON; only the first has an effect."""
    for kind, kept in (("garbled", True), ("garbage", False)):
        behind.plan.reset(ProxyFault(kind, 1))  # type: ignore[arg-type]
        answer = behind.dynamodb.put_item(TableName=TABLE, Item={"user_id": {"S": f"body-{kind}"}})
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert behind.is_kept(f"body-{kind}") is kept


def test_a_call_that_hangs_is_not_carried_out(behind: Behind) -> None:
    """The caller's own timeout ends it."""
    behind.plan.reset(ProxyFault("hang", 1))
    with pytest.raises(ReadTimeoutError):
        behind.put("hang", behind.client("dynamodb", read_timeout=0.3))
    assert not behind.is_kept("hang")


def test_kills_before_and_after(behind: Behind) -> None:
    """`on_kill` runs before the call is forwarded, or when it is carried out."""
    for kind, kept in (("kill-before", False), ("kill-after", True)):
        seen: list[bool] = []
        behind.proxy.on_kill = lambda kind=kind, seen=seen: seen.append(behind.is_kept(kind))  # type: ignore[misc]
        behind.plan.reset(ProxyFault(kind, 1))  # type: ignore[arg-type]
        with pytest.raises(ConnectionClosedError):
            behind.put(kind)
        assert seen == [kept]


def test_a_transaction_with_one_token_is_carried_out_once(behind: Behind) -> None:
    """What lies behind knows tokens, and the proxy passes them on: repeated, it is not applied again."""
    before = behind.count()
    for _ in range(3):
        behind.add_one("token-1")
    assert behind.count() == before + 1
    with pytest.raises(ClientError, match="IdempotentParameterMismatchException"):
        behind.add_one("token-1", user_id="other")
    behind.add_one("token-2")
    assert behind.count() == before + 2


@pytest.mark.parametrize("kind", ["throttle", "conflict"])
def test_a_transaction_is_cancelled_with_its_reasons(behind: Behind, kind: Any) -> None:
    behind.plan.reset(ProxyFault(kind, 1))
    with pytest.raises(ClientError) as raised:
        behind.add_one("cancelled")
    reasons = raised.value.response["CancellationReasons"]
    assert reasons[0]["Code"] == ("ThrottlingError" if kind == "throttle" else "TransactionConflict")


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "name"),
    [
        ("POST", "/", {"x-amz-target": "AmazonSQS.SendMessage"}, b"{}", "sqs.SendMessage"),
        (
            "POST",
            "/",
            {"x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth"},
            b"{}",
            "cognito.InitiateAuth",
        ),
        ("POST", "/", {"x-amz-target": "DynamoDB_20120810.TransactWriteItems"}, b"{}", "dynamodb.TransactWriteItems"),
        ("POST", "/model/anthropic.claude%3A0/converse-stream", {}, b"", "bedrock.ConverseStream"),
        ("POST", "/api/v1/jobs/createTask", {}, b"{}", "kie.createTask"),
        ("GET", "/result/task_1.png", {}, b"", "kie.result"),
        ("PUT", "/dreamforge-local-assets-123456789012/a.png?tagging", {}, b"", "s3.PutObjectTagging assets"),
        ("PUT", "/dreamforge-local-uploads-123456789012/a", {"x-amz-copy-source": "b/c"}, b"", "s3.CopyObject uploads"),
        ("POST", "/dreamforge-local-uploads-123456789012?delete", {}, b"", "s3.DeleteObjects uploads"),
        ("HEAD", "/dreamforge-local-uploads-123456789012/a", {}, b"", "s3.HeadObject uploads"),
        ("GET", "/us-east-1_abc/.well-known/jwks.json", {}, b"", "cognito.GetKeys"),
    ],
)
def test_names_calls(method: str, target: str, headers: dict[str, str], body: bytes, name: str) -> None:
    assert name_call(method, target, headers, body) == name
