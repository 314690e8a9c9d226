"""What must exist in the laptop cloud before the service can start: a key, buckets, tables, a user pool.

Terraform lays the same things down on AWS. Tables come from the file that Terraform reads too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.jobs.job_service import MAX_ATTEMPTS

BUCKETS = ("uploads", "assets", "public")
GROUPS = ("admin", "seller")
KEY_ALIAS = "alias/dreamforge-local"
VISIBILITY_SECONDS = 120
"""How long a message is out of sight while a worker has it: longer than the worker's own time."""
POOL_NAME = "dreamforge-local"
PASSWORD_POLICY = {
    "MinimumLength": 10,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}


_ORPHANS = {"ID": "orphans", "Filter": {"Tag": {"Key": "state", "Value": "orphan"}}}
LIFECYCLE: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "uploads": [
        {**_ORPHANS, "Expiration": {"Days": 30}},
        {"ID": "expire-uploads", "Filter": {"Prefix": "uploads/"}, "Expiration": {"Days": 30}},
        {
            "ID": "inbox",
            "Filter": {"Prefix": "inbox/"},
            "Expiration": {"Days": 2},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        },
    ],
    "assets": [{**_ORPHANS, "Expiration": {"Days": 7}}],
    "public": [],
}
"""Bucket -> its own rules; every bucket has one more."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A Cognito user pool and its public client. `issuer` is AWS's, `jwks_url` is where the keys are had here."""

    pool_id: str
    client_id: str
    issuer: str
    jwks_url: str


@dataclass(frozen=True, slots=True)
class Queue:
    url: str
    arn: str


CALLBACKS = (
    "http://localhost:6274/oauth/callback",
    "http://localhost:6274/oauth/callback/debug",
    "http://localhost:8765/callback",
    "http://127.0.0.1:8765/callback",
)
"""Where the sign-in pages send a browser back to: the MCP Inspector, and programs that listen on port 8765."""
CLIENT = {
    "ClientName": "dreamforge-public",
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60},
    "PreventUserExistenceErrors": "ENABLED",
    "ReadAttributes": ["email", "email_verified", "name"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["email", "openid", "profile", "dreamforge/mcp"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": list(CALLBACKS),
}
"""The public client, as Terraform's (infra/modules/cognito)."""


def table_name(key: str) -> str:
    """ "short_lived" -> "dreamforge-local-short-lived" """
    return "dreamforge-local-" + key.replace("_", "-")


def bucket_name(role: str, account: str) -> str:
    """Bucket names are global, so they carry the account, as is the custom on AWS."""
    return f"dreamforge-local-{role}-{account}"


def make_key(kms: Any) -> str:
    """The ARN of the one key, rotation on."""
    key = kms.create_key(Description="DreamForge, everything at rest")["KeyMetadata"]
    kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=key["KeyId"])
    kms.enable_key_rotation(KeyId=key["KeyId"])
    return str(key["Arn"])


def make_bucket(s3: Any, name: str, key_arn: str, *, region: str, private: bool) -> None:
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **where)
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn} if private else {"SSEAlgorithm": "AES256"}
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": private}]
        },
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if private:
        blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    else:
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_readable_by_all(name)))


def set_lifecycle(s3: Any, bucket: str, role: str) -> None:
    """Which objects go by themselves. The same rules as Terraform's (infra/modules/s3), which a test compares."""
    every = {
        "ID": "unfinished-and-noncurrent",
        "Filter": {},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
    }
    rules = [{**rule, "Status": "Enabled"} for rule in (every, *LIFECYCLE[role])]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


def allow_origins(s3: Any, bucket: str, origins: Sequence[str]) -> None:
    """Browsers of these origins may read and upload, given a presigned URL."""
    rule = {
        "AllowedOrigins": list(origins),
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3000,
    }
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


def make_table(dynamodb: Any, key: str, shape: Mapping[str, Any]) -> None:
    indexes = [
        {
            "IndexName": name,
            "KeySchema": _key_schema(index),
            "Projection": {"ProjectionType": index["projection"]},
        }
        for name, index in shape.get("indexes", {}).items()
    ]
    dynamodb.create_table(
        TableName=table_name(key),
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in shape["attributes"].items()],
        KeySchema=_key_schema(shape),
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    )
    if shape.get("ttl"):
        dynamodb.update_time_to_live(
            TableName=table_name(key), TimeToLiveSpecification={"Enabled": True, "AttributeName": shape["ttl"]}
        )


def make_queue(sqs: Any, name: str, **attributes: str) -> Queue:
    url = sqs.create_queue(QueueName=f"dreamforge-local-{name}", Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return Queue(url, arn)


def make_queues(sqs: Any) -> tuple[Queue, Queue]:
    """The queue of jobs, and the one where messages end that were handed out five times."""
    dead = make_queue(sqs, "jobs-dead-letters")
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": MAX_ATTEMPTS})
    return make_queue(sqs, "jobs", VisibilityTimeout=str(VISIBILITY_SECONDS), RedrivePolicy=redrive), dead


def make_pool(cognito: Any) -> tuple[str, str]:
    """(pool id, client id): a pool with its groups and a public client that signs in with username and password."""
    pool_id = cognito.create_user_pool(
        PoolName=POOL_NAME,
        Policies={"PasswordPolicy": PASSWORD_POLICY},
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
    )["UserPool"]["Id"]
    cognito.create_resource_server(
        UserPoolId=pool_id,
        Identifier="dreamforge",
        Name="DreamForge",
        Scopes=[{"ScopeName": "mcp", "ScopeDescription": "Use DreamForge's tools"}],
    )
    client_id = cognito.create_user_pool_client(UserPoolId=pool_id, GenerateSecret=False, **CLIENT)["UserPoolClient"][
        "ClientId"
    ]
    for group in GROUPS:
        cognito.create_group(UserPoolId=pool_id, GroupName=group)
    return str(pool_id), str(client_id)


def set_callbacks(cognito: Any, pool_id: str, client_id: str, service: str) -> None:
    """Adds the docs page of the service at this address, which signs in as well. All settings are sent: Cognito resets
    those that are not."""
    docs = [f"{each}/docs" for each in _names_of(service)]
    cognito.update_user_pool_client(
        UserPoolId=pool_id, ClientId=client_id, **{**CLIENT, "CallbackURLs": [*CALLBACKS, *docs], "LogoutURLs": docs}
    )


def make_resource_servers(cognito: Any, pool_id: str, service: str) -> None:
    """The addresses of the MCP endpoint, for which tokens can be asked: with and without the stage."""
    for number, base in enumerate(_names_of(service), 1):
        for stage in ("", "/local"):
            cognito.create_resource_server(
                UserPoolId=pool_id, Identifier=f"{base}{stage}/mcp", Name=f"MCP endpoint {number}{stage}", Scopes=[]
            )


def _names_of(service: str) -> tuple[str, str]:
    """`http://127.0.0.1:9000` and `http://localhost:9000`"""
    return service, service.replace("127.0.0.1", "localhost")


def _readable_by_all(bucket: str) -> dict[str, Any]:
    read = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    return {"Version": "2012-10-17", "Statement": [read]}


def _key_schema(shape: Mapping[str, Any]) -> list[dict[str, str]]:
    """{"hash_key": "a", "range_key": "b"} -> [{"AttributeName": "a", "KeyType": "HASH"}, {... "b", "RANGE"}]"""
    schema = [{"AttributeName": shape["hash_key"], "KeyType": "HASH"}]
    if shape.get("range_key"):
        schema.append({"AttributeName": shape["range_key"], "KeyType": "RANGE"})
    return schema
