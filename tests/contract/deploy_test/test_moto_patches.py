"""Each patch of moto: the fact of AWS that it restores, seen by boto3."""

import io
import json
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from backend.local import moto_patches
from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.moto_patches import applied
from backend.local.moto_patches.functions import code_of
from backend.local.moto_patches.patching import FidelityError, add, replace
from tests.contract.deploy_test.conftest import TRUST


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


# ---- patching


class Patched:
    def there(self) -> str:
        return "moto's"


def test_a_patch_of_what_is_gone_fails() -> None:
    """An upgrade of moto that moves what is patched is noticed at once."""
    with pytest.raises(FidelityError, match="Patched has no gone"):
        replace(Patched, "gone", lambda original: original)
    with pytest.raises(FidelityError, match="has a there of its own now"):
        add(Patched, "there", lambda self: None)


def test_patches_are_applied_once(cloud: EmptyCloud) -> None:
    """However often it is asked for: a second time would patch the patches, or find what was added."""
    before = list(applied._applied)
    moto_patches.apply()
    assert applied._applied == before


# ---- KMS


@pytest.mark.parametrize(("asked", "told"), [({}, 365), ({"RotationPeriodInDays": 90}, 90)])
def test_a_rotating_key_says_how_often(cloud: EmptyCloud, asked: dict[str, int], told: int) -> None:
    """365 days unless it was asked for others; nothing while it does not rotate."""
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key)
    kms.enable_key_rotation(KeyId=key, **asked)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == told


# ---- Cognito


def test_a_resource_server_is_deleted(cloud: EmptyCloud, name: str) -> None:
    """And is gone then."""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]
    cognito.create_resource_server(UserPoolId=pool, Identifier="shop", Name="shop")
    cognito.delete_resource_server(UserPoolId=pool, Identifier="shop")
    with pytest.raises(ClientError) as error:
        cognito.delete_resource_server(UserPoolId=pool, Identifier="shop")
    assert code(error) == "ResourceNotFoundException"


def test_a_protected_pool_stays(cloud: EmptyCloud, name: str) -> None:
    """Until its protection is taken off."""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName=name, DeletionProtection="ACTIVE")["UserPool"]["Id"]
    with pytest.raises(ClientError) as error:
        cognito.delete_user_pool(UserPoolId=pool)
    assert code(error) == "InvalidParameterException"
    cognito.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
    cognito.delete_user_pool(UserPoolId=pool)


# ---- S3


def with_policy(cloud: EmptyCloud, bucket: str, **statement: Any) -> Any:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    everything = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything, **statement}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return s3


@pytest.mark.parametrize(
    ("condition", "denied"),
    [
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"NumericLessThan": {"s3:TlsVersion": "1.2"}}, False),
    ],
)
def test_a_bucket_s_policy_has_conditions(cloud: EmptyCloud, name: str, condition: Any, denied: bool) -> None:
    """A deny of plain HTTP is none of what comes by TLS."""
    s3 = with_policy(cloud, name, Condition=condition)
    if not denied:
        s3.put_object(Bucket=name, Key="a", Body=b"x")
        assert s3.get_object(Bucket=name, Key="a")["Body"].read() == b"x"
        return
    with pytest.raises(ClientError):
        s3.put_object(Bucket=name, Key="a", Body=b"x")


def test_a_bucket_s_policy_is_for_those_it_names(cloud: EmptyCloud, name: str) -> None:
    """A deny of one role leaves the owner alone."""
    s3 = with_policy(cloud, name, Principal={"AWS": "arn:aws:iam::210987654321:role/other"})
    s3.put_object(Bucket=name, Key="a", Body=b"x")


def test_versions_are_deleted_where_versioning_is_suspended(cloud: EmptyCloud, name: str) -> None:
    """One by one, the marks of deletions too: so a bucket is emptied."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for content in (b"1", b"2"):
        s3.put_object(Bucket=name, Key="a", Body=content)
    s3.delete_object(Bucket=name, Key="a")
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    found = s3.list_object_versions(Bucket=name)
    first, *rest = [{"Key": "a", "VersionId": each["VersionId"]} for each in found["Versions"] + found["DeleteMarkers"]]
    s3.delete_objects(Bucket=name, Delete={"Objects": [first], "Quiet": True})
    assert len(s3.list_object_versions(Bucket=name)["Versions"]) == 1
    s3.delete_objects(Bucket=name, Delete={"Objects": rest, "Quiet": True})
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Suspended"
    s3.delete_bucket(Bucket=name)


# ---- SQS


def test_one_attribute_of_a_queue_leaves_the_others(cloud: EmptyCloud, name: str) -> None:
    """Its policy among them."""
    sqs = cloud.client("sqs")
    statement = {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7"})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert (found["Policy"], found["VisibilityTimeout"]) == (policy, "7")
    assert "RedriveAllowPolicy" not in found


@given(st.integers(1, 1000))
def test_redrive_policies_come_back_as_they_were_sent(cloud: EmptyCloud, tries: int) -> None:
    """Both of them, without blanks that nobody sent."""
    sqs = cloud.client("sqs")
    allowed = '{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-west-2:210987654321:q"]}'
    dead = sqs.create_queue(QueueName="dead", Attributes={"RedriveAllowPolicy": allowed})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["All"])["Attributes"]
    assert arn["RedriveAllowPolicy"] == allowed
    redrive = f'{{"deadLetterTargetArn":"{arn["QueueArn"]}","maxReceiveCount":{tries}}}'
    url = sqs.create_queue(QueueName=f"of-{tries}", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    sqs.delete_queue(QueueUrl=url)
    assert found == redrive


# ---- Lambda


def zipped(text: str = "def handler(event, context): return 1") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("code.py"), text)  # with a time of its own, two of them would differ
    return packed.getvalue()


@pytest.fixture
def function(cloud: EmptyCloud, name: str) -> str:
    """The ARN of the alias `live` of a function."""
    role = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    functions = cloud.client("lambda")
    functions.create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="code.handler", Publish=True,
        Code={"ZipFile": zipped()}, TracingConfig={"Mode": "Active"}, LoggingConfig={"LogFormat": "JSON"},
        DeadLetterConfig={"TargetArn": "arn:aws:sqs:us-west-2:210987654321:dead"},
    )  # fmt: skip
    return str(functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")["AliasArn"])


def test_a_function_keeps_its_configuration(cloud: EmptyCloud, function: str) -> None:
    """Where its failures go and how it logs, in the published version too; the log group by its default."""
    found = cloud.client("lambda").get_function_configuration(FunctionName=function)
    assert found["DeadLetterConfig"] == {"TargetArn": "arn:aws:sqs:us-west-2:210987654321:dead"}
    assert found["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": f"/aws/lambda/{found['FunctionName']}"}
    assert found["TracingConfig"] == {"Mode": "Active"}


def test_a_function_s_configuration_is_updated(cloud: EmptyCloud, function: str, name: str) -> None:
    """What is not named stays."""
    functions = cloud.client("lambda")
    functions.update_function_configuration(FunctionName=name, TracingConfig={"Mode": "PassThrough"})
    found = functions.get_function_configuration(FunctionName=name)
    assert found["TracingConfig"] == {"Mode": "PassThrough"}
    assert found["LoggingConfig"]["LogFormat"] == "JSON"


def test_the_code_is_what_was_deployed(cloud: EmptyCloud, function: str) -> None:
    """Byte by byte, by the alias's ARN."""
    assert code_of(cloud.account, cloud.region, function) == zipped()


def test_a_mapping_keeps_the_alias_and_calls_nobody(cloud: EmptyCloud, function: str, name: str) -> None:
    """Lambda's pollers take messages; sending one does not wait for the function."""
    sqs, functions = cloud.client("sqs"), cloud.client("lambda")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = f"arn:aws:sqs:us-west-2:{cloud.account}:{name}"
    made = functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=function, Enabled=True)
    assert made["FunctionArn"] == function
    changed = functions.update_event_source_mapping(UUID=made["UUID"], FunctionName=function, BatchSize=3)
    assert (changed["FunctionArn"], changed["BatchSize"]) == (function, 3)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


# ---- API Gateway, IAM


def test_an_api_keeps_its_binary_types(cloud: EmptyCloud, name: str) -> None:
    """Those that it is made with."""
    gateway = cloud.client("apigateway")
    made = gateway.create_rest_api(name=name, binaryMediaTypes=["*/*", "image/png"])
    assert made["binaryMediaTypes"] == ["*/*", "image/png"]
    assert gateway.get_rest_api(restApiId=made["id"])["binaryMediaTypes"] == ["*/*", "image/png"]


def test_aws_s_own_policies_can_be_attached(cloud: EmptyCloud, name: str) -> None:
    """They are in every account."""
    iam = cloud.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    policy = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"][0]["PolicyArn"] == policy
