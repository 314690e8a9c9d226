"""A small API that was deployed by boto3, run and called: functions, authorizers, queues, and what goes wrong."""

import io
import json
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import awslambdaric
import pytest

from backend.local.deploy_test.calling import DeployedCaller
from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.deploy_test.deployment import Deployment
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.runtime_home import RuntimeHome
from tests.contract.deploy_test.conftest import TRUST, allow
from tests.time_limits import scaled

CODE = """
import json, os, sys, time
import boto3

if os.environ.get("BROKEN"):
    raise RuntimeError("WANTED is missing")

def answer(event, context):
    path = event["path"]
    if path == "/slow": time.sleep(30)
    if path == "/nap": time.sleep(1)
    if path == "/crash": os._exit(3)
    if path == "/raise": raise ValueError("no")
    if path == "/nonsense": return {"status": 200}
    if path == "/layer":
        import of_a_layer
        return {"statusCode": 200, "body": json.dumps([of_a_layer.NAME, of_a_layer.__file__, sys.path])}
    found = {
        "resource": event["resource"], "authorizer": event["requestContext"].get("authorizer"),
        "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"], "shop": os.environ["SHOP"], "process": os.getpid(),
        "left": context.get_remaining_time_in_millis(), "function": context.invoked_function_arn,
        "keys": os.environ["AWS_ACCESS_KEY_ID"][:4], "stage": event["requestContext"]["stage"],
        "domain": event["requestContext"]["domainName"], "scheme": event["headers"]["X-Forwarded-Proto"],
    }
    print("answered", path)
    return {"statusCode": 200, "body": json.dumps(found)}

def batch(event, context):
    bodies = {record["messageId"]: record["body"] for record in event["Records"]}
    if "raise" in bodies.values(): raise ValueError("no")
    return {"batchItemFailures": [{"itemIdentifier": key} for key, body in bodies.items() if body == "again"]}
"""


def pack(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


class Stack:
    """What Terraform would lay down, made by boto3."""

    def __init__(self, cloud: EmptyCloud, name: str) -> None:
        self.cloud = cloud
        self.name = name
        self.functions: list[str] = []

    def layer(self, name: str, **files: str) -> str:
        """The ARN of a version with these modules."""
        made = self.cloud.client("lambda").publish_layer_version(
            LayerName=f"{self.name}-{name}",
            Content={"ZipFile": pack({f"python/{module}.py": text for module, text in files.items()})},
        )
        return str(made["LayerVersionArn"])

    def function(
        self, kind: str, *, timeout: int = 3, permitted: bool = True, layers: Sequence[str] = (), **environment: str
    ) -> str:
        """The ARN of the alias."""
        name = f"{self.name}-{kind}"
        iam, functions, logs = (self.cloud.client(each) for each in ("iam", "lambda", "logs"))
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        rights = [
            allow(["logs:CreateLogStream", "logs:PutLogEvents"]),
            allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]),
        ]
        document = json.dumps({"Version": "2012-10-17", "Statement": rights})
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document)
        logs.create_log_group(logGroupName=f"/aws/lambda/{name}")
        functions.create_function(
            FunctionName=name, Role=role, Runtime="python3.13", Handler=f"code_of_test.{kind}", Publish=True,
            Code={"ZipFile": pack({"code_of_test.py": CODE})}, Timeout=timeout, Layers=list(layers),
            Environment={"Variables": {"SHOP": "x", **environment}},
        )  # fmt: skip
        arn = str(functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")["AliasArn"])
        if permitted:
            functions.add_permission(
                FunctionName=name, Qualifier="live", StatementId="api", Action="lambda:InvokeFunction",
                Principal="apigateway.amazonaws.com",
                SourceArn=f"arn:aws:execute-api:us-west-2:{self.cloud.account}:*/dev/*",
            )  # fmt: skip
        return arn

    def api(self, arn: str) -> None:
        """`/` and `/{proxy+}` to a function, without an authorizer."""
        gateway = self.cloud.client("apigateway")
        api = gateway.create_rest_api(name=self.name)["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        proxy = gateway.create_resource(restApiId=api, parentId=root, pathPart="{proxy+}")["id"]
        uri = f"arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/{arn}/invocations"
        for resource in (root, proxy):
            of = {"restApiId": api, "resourceId": resource, "httpMethod": "ANY"}
            gateway.put_method(**of, authorizationType="NONE")
            gateway.put_integration(
                **of, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri, timeoutInMillis=10_000
            )
        gateway.put_gateway_response(
            restApiId=api, responseType="DEFAULT_5XX", responseTemplates={"application/json": '{"ours":true}'},
            responseParameters={
                "gatewayresponse.header.X-Ours": "'yes'", "gatewayresponse.header.X-Id": "context.requestId"
            },
        )  # fmt: skip
        gateway.create_deployment(restApiId=api, stageName="dev")

    def queue(self, arn: str, *, enabled: bool = True, **attributes: str) -> str:
        """The URL of a queue whose messages the function gets."""
        url = str(self.cloud.client("sqs").create_queue(QueueName=self.name, Attributes=attributes)["QueueUrl"])
        self.cloud.client("lambda").create_event_source_mapping(
            EventSourceArn=f"arn:aws:sqs:us-west-2:{self.cloud.account}:{self.name}", FunctionName=arn,
            BatchSize=5, FunctionResponseTypes=["ReportBatchItemFailures"], Enabled=enabled,
        )  # fmt: skip
        return url


@pytest.fixture
def cloud() -> Iterator[EmptyCloud]:
    """Empty for each test: a deployment has one API."""
    with EmptyCloud() as made:
        yield made


@pytest.fixture
def stack(cloud: EmptyCloud, name: str) -> Stack:
    return Stack(cloud, name)


@pytest.fixture
def home() -> RuntimeHome:
    """The interpreter of this run, and its packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return RuntimeHome(Path(sys.executable), version, Path(awslambdaric.__file__).parents[1])


@pytest.fixture
def running(cloud: EmptyCloud, home: RuntimeHome, tmp_path: Path) -> Iterator[Deployment]:
    """Not started yet."""
    with Deployment(cloud, home, tmp_path) as deployment:
        yield deployment


def test_layers_are_below_opt(stack: Stack, running: Deployment, home: RuntimeHome) -> None:
    """Unpacked one over the other, in their order; found behind the function's own code, and before the runtime's."""
    first = stack.layer("first", of_a_layer="NAME = 'the first'", of_the_first="")
    second = stack.layer("second", of_a_layer="NAME = 'the second'", code_of_test="raise RuntimeError('not the code')")
    stack.api(stack.function("answer", layers=[first, second]))
    running.start()
    name, file, path = DeployedCaller(running.api.stage_url).call("GET", "/layer").json
    opt = str(Path(file).parent)
    assert name == "the second"
    assert (Path(opt) / "of_the_first.py").exists()
    assert path.index(opt) < path.index(str(home.packages))


def test_the_deployed_code_answers(stack: Stack, running: Deployment) -> None:
    """With its own environment, its role's temporary keys and the time it has."""
    arn = stack.function("answer")
    stack.api(arn)
    running.start()
    found = DeployedCaller(running.api.stage_url).call("GET", "/products/1").json
    assert {name: found[name] for name in ("resource", "name", "shop", "keys", "stage", "function")} == {
        "resource": "/{proxy+}", "name": f"{stack.name}-answer", "shop": "x", "keys": "ASIA", "stage": "dev",
        "function": arn,
    }  # fmt: skip
    assert 0 < found["left"] <= 3000
    assert found["authorizer"] is None


def test_an_api_knows_its_domain_and_no_other(stack: Stack, running: Deployment) -> None:
    """By its name at AWS it is called over https; another name in Host changes nothing."""
    stack.api(stack.function("answer"))
    running.start()
    caller, own = DeployedCaller(running.api.stage_url), f"{running.found.api_id}.execute-api.us-west-2.amazonaws.com"
    told = [
        caller.call("GET", "/a", headers={"Host": host}).json for host in (own, f"{own}.evil.example", "evil.example")
    ]
    here = (urlsplit(running.api.url).netloc, "http")
    assert [(each["domain"], each["scheme"]) for each in told] == [(own, "https"), here, here]


def test_what_a_function_writes_is_in_its_log_group(stack: Stack, running: Deployment, cloud: EmptyCloud) -> None:
    """Sent with the rights of its role."""
    stack.api(stack.function("answer"))
    running.start()
    DeployedCaller(running.api.stage_url).call("GET", "/told")
    running.close()
    logs = cloud.client("logs")
    group = f"/aws/lambda/{stack.name}-answer"
    (stream,) = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert "[1]" in stream["logStreamName"]
    events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    assert any("answered /told" in each["message"] for each in events)
    assert cloud.access_log.refusals == []


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/raise", "ValueError: no"),
        ("/crash", "Runtime.ExitError"),
        ("/slow", "Task timed out after 1.00 seconds"),
    ],
)
def test_a_function_that_fails_is_named_and_the_next_call_is_well(
    stack: Stack, running: Deployment, path: str, error: str
) -> None:
    """The caller gets the API's own words; who looks after it gets the reason."""
    arn = stack.function("answer", timeout=1)
    stack.api(arn)
    running.start()
    caller = DeployedCaller(running.api.stage_url)
    answer = caller.call("GET", path)
    assert (answer.status, answer.json, answer.headers["x-ours"]) == (502, {"ours": True}, "yes")
    assert answer.headers["x-id"] == answer.headers["x-amzn-requestid"]
    assert error in running.function(arn).errors[-1]
    assert caller.call("GET", "/well").status == 200


def test_an_answer_of_another_shape_is_a_failure(stack: Stack, running: Deployment) -> None:
    """A proxy integration takes its own fields only."""
    stack.api(stack.function("answer"))
    running.start()
    assert DeployedCaller(running.api.stage_url).call("GET", "/nonsense").status == 502


def test_a_function_that_cannot_start_says_why(stack: Stack, running: Deployment) -> None:
    """What its module raised when it was loaded: here, a variable that is missing."""
    arn = stack.function("answer", BROKEN="1")
    stack.api(arn)
    running.start()
    assert DeployedCaller(running.api.stage_url).call("GET", "/").status == 502
    assert "WANTED is missing" in running.function(arn).errors[-1]


def test_as_many_instances_as_calls_at_once(stack: Stack, running: Deployment) -> None:
    """Each in a process of its own, which is used again."""
    stack.api(stack.function("answer", timeout=8))
    running.start()
    caller = DeployedCaller(running.api.stage_url)
    with ThreadPoolExecutor(3) as pool:
        first = {answer.json["process"] for answer in pool.map(lambda _: caller.call("GET", "/nap"), range(3))}
    assert len(first) == 3
    assert caller.call("GET", "/").json["process"] in first


def test_without_its_permission_the_api_calls_no_function(stack: Stack, running: Deployment, cloud: EmptyCloud) -> None:
    """aws_lambda_permission: its absence is named."""
    stack.api(stack.function("answer", permitted=False))
    running.start()
    assert DeployedCaller(running.api.stage_url).call("GET", "/").status == 502
    ((refusal, _),) = cloud.access_log.refusals
    assert (refusal.who, refusal.action) == ("apigateway.amazonaws.com", "lambda:InvokeFunction")


def messages(cloud: EmptyCloud, url: str) -> tuple[int, int]:
    """(waiting, handed out and not deleted)"""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(found[names[0]]), int(found[names[1]])


def settled(cloud: EmptyCloud, url: str, stay: int) -> bool:
    """Whether all were handed out and so many stay, within some seconds, and for longer than a moment."""
    deadline = time.monotonic() + scaled(15)
    while time.monotonic() < deadline:
        if messages(cloud, url) == (0, stay):
            time.sleep(0.5)
            if messages(cloud, url) == (0, stay):
                return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(("bodies", "stay"), [(["a", "b"], 0), (["a", "again", "b"], 1), (["raise"], 1)])
def test_a_queue_s_messages_go_to_its_function(
    stack: Stack, running: Deployment, cloud: EmptyCloud, bodies: list[str], stay: int
) -> None:
    """Those that it names as failed stay, and all of a batch in which it raised."""
    stack.api(stack.function("answer"))
    url = stack.queue(stack.function("batch"), VisibilityTimeout="60")
    for body in bodies:
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody=body)
    running.start()
    assert settled(cloud, url, stay)
    assert cloud.access_log.refusals == []


@pytest.mark.parametrize("enabled", [True, False])
def test_a_mapping_that_is_switched_off_hands_out_nothing(stack: Stack, running: Deployment, enabled: bool) -> None:
    """Its messages wait in the queue."""
    stack.api(stack.function("answer"))
    stack.queue(stack.function("batch"), enabled=enabled, VisibilityTimeout="60")
    running.start()
    assert len(running.mappings) == enabled


def test_a_queue_that_is_impatient_gets_no_mapping(stack: Stack, running: Deployment) -> None:
    """Lambda wants a visibility timeout of at least the function's own time."""
    stack.api(stack.function("answer"))
    stack.queue(stack.function("batch", timeout=30), VisibilityTimeout="10")
    with pytest.raises(ProofFailedError, match="10 s"):
        running.start()


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME"])
def test_lambda_s_own_variables_are_not_to_be_set(stack: Stack, running: Deployment, variable: str) -> None:
    """Lambda refuses them: so does the proof, by name."""
    variables: dict[str, Any] = {variable: "x"}
    stack.api(stack.function("answer", **variables))
    with pytest.raises(ProofFailedError, match=variable):
        running.start()
