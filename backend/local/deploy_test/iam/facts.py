"""What a request does not say of what it is for: which key encrypts a bucket, a table, a queue; a secret's ARN."""

import json
import threading
from collections.abc import Callable
from typing import Any

from backend.local.deploy_test.iam.policy import Statement, read_policy

Connect = Callable[[str], Any]
"""Service name -> boto3 client, as the account's owner."""


class Facts:
    """Asked of the cloud once and kept: what is deployed does not change while it is used."""

    def __init__(self, connect: Connect, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self._connect = connect
        self._known: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()

    def arn(self, service: str, rest: str, region: str | None = None) -> str:
        """("sqs", "jobs") -> "arn:aws:sqs:us-west-2:123456789012:jobs"; `region` is the cloud's own unless given."""
        return f"arn:aws:{service}:{region or self.region}:{self.account}:{rest}"

    def bucket_key(self, bucket: str) -> str | None:
        found: str | None = self._once("bucket_key", bucket, self._ask_bucket_key)
        return found

    def table_key(self, table: str) -> str | None:
        found: str | None = self._once("table_key", table, self._ask_table_key)
        return found

    def queue_key(self, queue: str) -> str | None:
        found: str | None = self._once("queue_key", queue, self._ask_queue_key)
        return found

    def parameter_key(self, name: str) -> str | None:
        found: str | None = self._once("parameter_key", name, self._ask_parameter_key)
        return found

    def secret(self, name: str) -> tuple[str, str | None]:
        """(ARN, key ARN or None)"""
        found: tuple[str, str | None] = self._once("secret", name, self._ask_secret)
        return found

    def key(self, name: str) -> str:
        """The ARN of a key by its id, alias or ARN; what is no key stays as it is."""
        return str(self._once("key", name, self._ask_key))

    def key_policy(self, arn: str) -> list[Statement]:
        return list(self._once("key_policy", arn, self._ask_key_policy))

    def bucket_policy(self, bucket: str) -> list[Statement]:
        return list(self._once("bucket_policy", bucket, self._ask_bucket_policy))

    def queue_policy(self, queue: str) -> list[Statement]:
        return list(self._once("queue_policy", queue, self._ask_queue_policy))

    def _once(self, kind: str, name: str, ask: Callable[[str], Any]) -> Any:
        with self._lock:
            if (kind, name) not in self._known:
                self._known[kind, name] = ask(name)
            return self._known[kind, name]

    def _ask_bucket_key(self, bucket: str) -> str | None:
        s3 = self._connect("s3")
        try:
            rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        except s3.exceptions.ClientError:
            return None
        default = rules[0]["ApplyServerSideEncryptionByDefault"]
        return self.key(default["KMSMasterKeyID"]) if default.get("KMSMasterKeyID") else None

    def _ask_table_key(self, table: str) -> str | None:
        dynamodb = self._connect("dynamodb")
        try:
            described = dynamodb.describe_table(TableName=table)["Table"]
        except dynamodb.exceptions.ResourceNotFoundException:
            return None
        arn = described.get("SSEDescription", {}).get("KMSMasterKeyArn")
        return self.key(arn) if arn else None

    def _queue_attributes(self, queue: str) -> dict[str, str]:
        sqs = self._connect("sqs")
        try:
            url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        except sqs.exceptions.QueueDoesNotExist:
            return {}
        found: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})
        return found

    def _ask_queue_key(self, queue: str) -> str | None:
        key = self._queue_attributes(queue).get("KmsMasterKeyId")
        return self.key(key) if key else None

    def _ask_queue_policy(self, queue: str) -> list[Statement]:
        policy = self._queue_attributes(queue).get("Policy")
        return read_policy(json.loads(policy), f"policy of queue {queue}") if policy else []

    def _ask_parameter_key(self, name: str) -> str | None:
        ssm = self._connect("ssm")
        filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
        found = ssm.describe_parameters(ParameterFilters=filters)["Parameters"]
        key = found[0].get("KeyId") if found else None
        return self.key(key) if key and key != "alias/aws/ssm" else None

    def _ask_secret(self, name: str) -> tuple[str, str | None]:
        secrets = self._connect("secretsmanager")
        try:
            found = secrets.describe_secret(SecretId=name)
        except secrets.exceptions.ResourceNotFoundException:
            return self.arn("secretsmanager", f"secret:{name}"), None
        key = found.get("KmsKeyId")
        return found["ARN"], self.key(key) if key and key != "alias/aws/secretsmanager" else None

    def _ask_key(self, name: str) -> str:
        kms = self._connect("kms")
        try:
            return str(kms.describe_key(KeyId=name)["KeyMetadata"]["Arn"])
        except kms.exceptions.NotFoundException:
            return name

    def _ask_key_policy(self, arn: str) -> list[Statement]:
        kms = self._connect("kms")
        policy = kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
        return read_policy(json.loads(policy), "policy of the KMS key", resource=arn)

    def _ask_bucket_policy(self, bucket: str) -> list[Statement]:
        s3 = self._connect("s3")
        try:
            policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
        except s3.exceptions.ClientError:
            return []
        return read_policy(json.loads(policy), f"policy of bucket {bucket}")
