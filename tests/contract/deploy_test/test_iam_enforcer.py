"""IAM before the stand-ins: what a role is allowed, what it is refused, and in which words; seen by boto3."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from botocore.exceptions import ClientError

from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.deploy_test.iam.policy import AccessRequest
from backend.local.deploy_test.iam.sessions import CannotAssumeError
from tests.contract.deploy_test.conftest import TRUST, allow
from tests.time_limits import scaled
from tests.uploading import sent

Client = Callable[..., Any]


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    """(code, message) of AWS's refusal."""
    with pytest.raises(ClientError) as error:
        call()
    told = error.value.response["Error"]
    return told["Code"], told["Message"]


# ---- DynamoDB


@pytest.fixture
def table(cloud: EmptyCloud, name: str) -> str:
    cloud.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("id", "owner")],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_owner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return name


def arn(cloud: EmptyCloud, service: str, rest: str) -> str:
    return f"arn:aws:{service}:{cloud.region}:{cloud.account}:{rest}"


def test_what_is_allowed_is_done_and_the_rest_named(cloud: EmptyCloud, as_role: Client, table: str) -> None:
    """AWS's own sentence: who, what, on what, and why not."""
    of_table = arn(cloud, "dynamodb", f"table/{table}")
    dynamodb = as_role("dynamodb", [allow("dynamodb:PutItem", of_table)])
    dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}})
    code, message = refused(lambda: dynamodb.get_item(TableName=table, Key={"id": {"S": "a"}}))
    assert code == "AccessDeniedException"
    assert (
        f"is not authorized to perform: dynamodb:GetItem on resource: {of_table} because no identity-based" in message
    )
    assert any(refusal.resource == of_table for refusal, _ in cloud.access_log.refusals)


def test_a_transaction_needs_what_its_parts_need(cloud: EmptyCloud, as_role: Client, table: str) -> None:
    """Each put, delete and check for itself."""
    of_table = arn(cloud, "dynamodb", f"table/{table}")
    parts: list[Any] = [
        {"Put": {"TableName": table, "Item": {"id": {"S": "b"}}}},
        {"Delete": {"TableName": table, "Key": {"id": {"S": "c"}}}},
    ]
    both = as_role("dynamodb", [allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], of_table)])
    both.transact_write_items(TransactItems=parts)
    one = as_role("dynamodb", [allow(["dynamodb:PutItem", "dynamodb:TransactWriteItems"], of_table)])
    assert "dynamodb:DeleteItem" in refused(lambda: one.transact_write_items(TransactItems=parts))[1]


def test_an_index_is_a_resource_of_its_own(cloud: EmptyCloud, as_role: Client, table: str) -> None:
    """The table's ARN does not cover it."""
    query: dict[str, Any] = {
        "TableName": table,
        "IndexName": "by_owner",
        "KeyConditionExpression": "#o = :o",
        "ExpressionAttributeNames": {"#o": "owner"},
        "ExpressionAttributeValues": {":o": {"S": "ana"}},
    }
    of_table = arn(cloud, "dynamodb", f"table/{table}")
    as_role("dynamodb", [allow("dynamodb:Query", f"{of_table}/index/by_owner")]).query(**query)
    only_table = as_role("dynamodb", [allow("dynamodb:Query", of_table)])
    assert f"{of_table}/index/by_owner" in refused(lambda: only_table.query(**query))[1]


def test_a_batch_needs_each_of_its_tables(cloud: EmptyCloud, as_role: Client, table: str) -> None:
    """By the name of the batch's own action."""
    dynamodb = as_role("dynamodb", [allow("dynamodb:BatchGetItem", arn(cloud, "dynamodb", f"table/{table}"))])
    wanted = {"Keys": [{"id": {"S": "a"}}]}
    dynamodb.batch_get_item(RequestItems={table: wanted})
    told = refused(lambda: dynamodb.batch_get_item(RequestItems={table: wanted, "other": wanted}))[1]
    assert "table/other" in told


def test_what_the_proof_does_not_know_is_no_yes(as_role: Client, table: str) -> None:
    """A call whose permissions are not known here is refused, and says so."""
    told = refused(lambda: as_role("dynamodb", [allow("*")]).list_tables())[1]
    assert "does not know which permission" in told


# ---- S3 and KMS


@pytest.fixture
def bucket(cloud: EmptyCloud, name: str) -> tuple[str, str]:
    """A bucket with a key of its own: (name, the key's ARN)."""
    key = str(cloud.client("kms").create_key()["KeyMetadata"]["Arn"])
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    s3.put_bucket_encryption(
        Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{**rule, "BucketKeyEnabled": True}]}
    )
    s3.put_object(Bucket=name, Key="mine/a", Body=b"x")
    return name, key


def objects(name: str) -> str:
    return f"arn:aws:s3:::{name}/mine/*"


def test_an_encrypted_object_needs_the_key_too(as_role: Client, bucket: tuple[str, str]) -> None:
    """To write, GenerateDataKey; to read, Decrypt: by way of S3."""
    name, key = bucket
    mine = allow(["s3:GetObject", "s3:PutObject"], objects(name))
    through_s3 = {"StringEquals": {"kms:ViaService": "s3.us-west-2.amazonaws.com"}}
    both = as_role("s3", [mine, allow(["kms:Decrypt", "kms:GenerateDataKey"], key, Condition=through_s3)])
    both.put_object(Bucket=name, Key="mine/b", Body=b"y")
    assert both.get_object(Bucket=name, Key="mine/b")["Body"].read() == b"y"
    reader = as_role("s3", [mine, allow("kms:Decrypt", key)])
    assert "kms:GenerateDataKey" in refused(lambda: reader.put_object(Bucket=name, Key="mine/b", Body=b"y"))[1]
    through_sqs = {"StringEquals": {"kms:ViaService": "sqs.us-west-2.amazonaws.com"}}
    elsewhere = as_role("s3", [mine, allow("kms:Decrypt", key, Condition=through_sqs)])
    assert refused(lambda: elsewhere.get_object(Bucket=name, Key="mine/a"))[0] == "AccessDenied"


def test_tags_are_a_right_of_their_own(as_role: Client, bucket: tuple[str, str]) -> None:
    """Also where they come with the object."""
    name, key = bucket
    s3 = as_role("s3", [allow("s3:PutObject", objects(name)), allow("kms:*", key)])
    s3.put_object(Bucket=name, Key="mine/b", Body=b"y")
    put = refused(lambda: s3.put_object(Bucket=name, Key="mine/b", Body=b"y", Tagging="a=b"))
    tag = refused(lambda: s3.put_object_tagging(Bucket=name, Key="mine/a", Tagging={"TagSet": []}))
    assert ("s3:PutObjectTagging" in put[1], "s3:PutObjectTagging" in tag[1]) == (True, True)


def test_deleting_several_needs_each(as_role: Client, bucket: tuple[str, str]) -> None:
    """Key by key."""
    name, _ = bucket
    s3 = as_role("s3", [allow("s3:DeleteObject", objects(name))])
    s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": "mine/a"}], "Quiet": True})
    both = {"Objects": [{"Key": "mine/a"}, {"Key": "theirs"}]}
    assert "theirs" in refused(lambda: s3.delete_objects(Bucket=name, Delete=both))[1]


def test_what_is_missing_is_reported_to_those_who_may_list(as_role: Client, bucket: tuple[str, str]) -> None:
    """Others get 403, as if it were there."""
    name, key = bucket
    reading = [allow("s3:GetObject", objects(name)), allow("kms:Decrypt", key)]
    blind = as_role("s3", reading)
    seeing = as_role("s3", [*reading, allow("s3:ListBucket", f"arn:aws:s3:::{name}")])
    assert refused(lambda: blind.get_object(Bucket=name, Key="mine/none"))[0] == "AccessDenied"
    assert refused(lambda: seeing.get_object(Bucket=name, Key="mine/none"))[0] == "NoSuchKey"


def opened(url: str) -> int:
    opener = build_opener(ProxyHandler({}))
    try:
        return int(opener.open(Request(url), timeout=scaled(5)).status)
    except OSError as error:
        return int(getattr(error, "code", 0))


def test_a_presigned_url_is_good_for_what_its_signer_may(as_role: Client, bucket: tuple[str, str]) -> None:
    """Signed by a role's temporary keys; without their session's token it is nothing."""
    name, key = bucket
    s3 = as_role("s3", [allow("s3:GetObject", objects(name)), allow("kms:Decrypt", key)])
    url = s3.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "mine/a"})
    assert opened(url) == 200
    blind = as_role("s3", [allow("s3:GetObject", objects(name))])
    assert opened(blind.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "mine/a"})) == 403
    assert opened(url.replace("X-Amz-Security-Token=", "X-Amz-Security-Token=A")) == 403


def test_a_form_is_good_for_what_its_signer_may(as_role: Client, bucket: tuple[str, str]) -> None:
    """A browser's upload puts with the rights of the role that signed its policy."""
    name, key = bucket
    rights = [allow("s3:PutObject", objects(name)), allow("kms:GenerateDataKey", key)]
    form = as_role("s3", rights).generate_presigned_post(name, "mine/c")
    assert sent(form["url"], form["fields"], b"y").status == 204
    without_token = {field: value for field, value in form["fields"].items() if field != "x-amz-security-token"}
    assert sent(form["url"], without_token, b"y").status == 403
    other = as_role("s3", rights[:1]).generate_presigned_post(name, "mine/c")
    assert sent(other["url"], other["fields"], b"y").status == 403


# ---- the rest


def test_queues(cloud: EmptyCloud, as_role: Client, name: str) -> None:
    """With a key of its own a queue's messages need it: to send both rights, to receive one."""
    key = str(cloud.client("kms").create_key()["KeyMetadata"]["Arn"])
    url = cloud.client("sqs").create_queue(QueueName=name, Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    queue = arn(cloud, "sqs", name)
    full = as_role("sqs", [allow("sqs:SendMessage", queue), allow(["kms:GenerateDataKey", "kms:Decrypt"], key)])
    full.send_message(QueueUrl=url, MessageBody="x")
    half = as_role("sqs", [allow("sqs:*", queue), allow("kms:Decrypt", key)])
    assert half.receive_message(QueueUrl=url)["Messages"]
    code, message = refused(lambda: half.send_message(QueueUrl=url, MessageBody="x"))
    assert code == "AccessDenied"
    assert "kms:GenerateDataKey" in message


def test_parameters_and_secrets(cloud: EmptyCloud, as_role: Client, name: str) -> None:
    """By their ARNs: a parameter's without its first slash, a secret's with what AWS puts behind its name."""
    cloud.client("ssm").put_parameter(Name=f"/shop/{name}", Type="SecureString", Value="v")
    cloud.client("secretsmanager").create_secret(Name=name, SecretString="s")
    ssm = as_role("ssm", [allow("ssm:GetParameter", arn(cloud, "ssm", f"parameter/shop/{name}"))])
    assert ssm.get_parameter(Name=f"/shop/{name}", WithDecryption=True)["Parameter"]["Value"] == "v"
    assert refused(lambda: ssm.get_parameter(Name="/shop/other"))[0] == "AccessDeniedException"
    pattern = arn(cloud, "secretsmanager", f"secret:{name}-??????")
    secrets = as_role("secretsmanager", [allow("secretsmanager:GetSecretValue", pattern)])
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "s"
    exact = as_role("secretsmanager", [allow("secretsmanager:GetSecretValue", pattern.removesuffix("-??????"))])
    assert refused(lambda: exact.get_secret_value(SecretId=name))[0] == "AccessDeniedException"


ASKED: dict[str, Any] = {"messages": [{"role": "user", "content": [{"text": "hello"}]}]}
PROFILE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def test_a_profile_needs_the_models_behind_it(cloud: EmptyCloud, as_role: Client) -> None:
    """In each region that it may send the request to."""
    profile = allow("bedrock:InvokeModel", arn(cloud, "bedrock", f"inference-profile/{PROFILE}"))
    model = PROFILE.removeprefix("us.")
    behind = allow("bedrock:InvokeModel", f"arn:aws:bedrock:*::foundation-model/{model}")
    here = allow("bedrock:InvokeModel", f"arn:aws:bedrock:us-west-2::foundation-model/{model}")
    assert as_role("bedrock-runtime", [profile, behind]).converse(modelId=PROFILE, **ASKED)["output"]
    code, message = refused(lambda: as_role("bedrock-runtime", [profile, here]).converse(modelId=PROFILE, **ASKED))
    assert code == "AccessDeniedException"
    assert "arn:aws:bedrock:us-east-1::foundation-model" in message


def test_a_model_is_allowed_in_the_region_where_it_is_called(cloud: EmptyCloud, as_role: Client) -> None:
    """The region of the request counts, which is another than the cloud's where pictures are made elsewhere."""
    model = "mistral.mistral-small-2402-v1:0"

    def asked_in(region: str, **condition: Any) -> Any:
        allowed = allow("bedrock:InvokeModel", f"arn:aws:bedrock:{region}::foundation-model/{model}", **condition)
        return as_role("bedrock-runtime", [allowed], region="us-east-1")

    assert asked_in("us-east-1").converse(modelId=model, **ASKED)["output"]
    assert "us-east-1::foundation-model" in refused(lambda: asked_in(cloud.region).converse(modelId=model, **ASKED))[1]
    at_home = {"Condition": {"StringEquals": {"aws:RequestedRegion": cloud.region}}}
    told = refused(lambda: asked_in("us-east-1", **at_home).converse(modelId=model, **ASKED))
    assert told[0] == "AccessDeniedException"


def test_a_stream_and_a_guardrail_are_rights_of_their_own(as_role: Client) -> None:
    """Next to that of asking the model."""
    bedrock = as_role("bedrock-runtime", [allow("bedrock:InvokeModel")])
    assert "WithResponseStream" in refused(lambda: bedrock.converse_stream(modelId=PROFILE, **ASKED))[1]
    guard = {"guardrailIdentifier": "gr0000000001", "guardrailVersion": "1"}
    told = refused(lambda: bedrock.converse(modelId=PROFILE, guardrailConfig=guard, **ASKED))[1]
    assert "bedrock:ApplyGuardrail" in told
    assert "guardrail/gr0000000001" in told


def test_only_whom_a_role_trusts_gets_its_keys(cloud: EmptyCloud, name: str) -> None:
    """Lambda has to be in the trust policy."""
    trust = json.dumps(TRUST).replace("lambda", "ec2")
    role = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    with pytest.raises(CannotAssumeError, match=name):
        cloud.sessions.assume(role, "f")


def test_unused_words_are_found(cloud: EmptyCloud, session: Callable[..., Any]) -> None:
    """What let nothing through, action by action and resource by resource."""
    made = session([allow(["dynamodb:GetItem", "dynamodb:PutItem"], ["*", "arn:aws:dynamodb:*:*:table/never"])])
    assert cloud.enforcer.check(made, AccessRequest("dynamodb:GetItem", arn(cloud, "dynamodb", "table/x"))) is None
    unused = [(kind, word) for _, kind, word in cloud.access_log.find_unused(made.statements)]
    assert unused == [("action", "dynamodb:PutItem"), ("resource", "arn:aws:dynamodb:*:*:table/never")]
