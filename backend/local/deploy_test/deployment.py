"""What was deployed, running: functions with their roles, queues with their mappings, the API in front."""

import io
import os
import threading
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from backend.local.closing import Closing
from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.function import DeployedFunction, FunctionSpec
from backend.local.deploy_test.iam.policy import AccessRequest, Statement
from backend.local.deploy_test.iam.sessions import CannotAssumeError, Session
from backend.local.deploy_test.logs import FunctionLogs, LogStream
from backend.local.deploy_test.queues import Mapping as QueueMapping
from backend.local.deploy_test.queues import read_mappings, serve_queue
from backend.local.deploy_test.rest_api import Found, RestApiReader
from backend.local.deploy_test.runtime_home import RuntimeHome
from backend.local.deploy_test.tracing import SegmentSink
from backend.local.gateway import RestApi
from backend.local.moto_patches.functions import code_of, layer_code_of

RESERVED = {
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
}  # fmt: skip
"""Variables that Lambda refuses to be given: developer guide, "Defined runtime environment variables"."""


class Deployment(Closing):
    """Reads everything through the cloud's own API; `folder` takes what is unpacked."""

    def __init__(self, cloud: EmptyCloud, home: RuntimeHome, folder: Path) -> None:
        self.cloud = cloud
        self._home = home
        self._folder = folder
        self._lambda = cloud.client("lambda")
        self._lock = threading.Lock()
        self.functions: dict[str, DeployedFunction] = {}
        """By ARN with alias."""
        self.sessions: dict[str, Session] = {}
        """By the function's name."""
        self.logs: dict[str, FunctionLogs] = {}
        self.statements: list[Statement] = []
        """All that lets somebody do something: of roles, and of the functions' own policies."""
        self.mappings: list[QueueMapping] = []
        self._running = ExitStack()
        self._sink = self._running.enter_context(SegmentSink())
        self.api: RestApi
        self.found: Found

    def start(self) -> Self:
        """Everything is read; the API listens, and the queues are looked after."""
        try:
            reader = RestApiReader(
                self.cloud.client,
                self.cloud.account,
                self.cloud.region,
                self.cloud.endpoint,
                self.function,
                self.cloud.access_log,
            )
            self.api, self.found = reader.read()
            self.mappings = read_mappings(self._lambda)
            for mapping in self.mappings:
                self.function(mapping.function_arn)
            self.statements += [each for policy in reader.policies.values() for each in policy]
            self._running.enter_context(self.api.serve())
            for mapping in self.mappings:
                self._serve(mapping)
        except BaseException:
            self.close()
            raise
        return self

    def function(self, arn: str) -> DeployedFunction:
        """The function behind an ARN, made when it is first asked for."""
        with self._lock:
            if arn not in self.functions:
                self.functions[arn] = self._create_function(self._spec(arn))
            return self.functions[arn]

    def close(self) -> None:
        self._running.close()

    def _serve(self, mapping: QueueMapping) -> None:
        function = self.function(mapping.function_arn)
        sqs = self.cloud.client("sqs", self.sessions[function.spec.name])
        name = mapping.queue_arn.rpartition(":")[2]
        url = self.cloud.client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
        self._running.enter_context(serve_queue(sqs, url, mapping, function))

    def _spec(self, arn: str) -> FunctionSpec:
        try:
            found = self._lambda.get_function(FunctionName=arn)
        except self._lambda.exceptions.ResourceNotFoundException:
            raise ProofFailedError(f"there is no function {arn}", "Look at who names it in infra/.") from None
        config = found["Configuration"]
        if config["PackageType"] != "Zip":
            raise ProofFailedError(f"{arn} is no zip", "The proof runs zips only.")
        return FunctionSpec(
            name=config["FunctionName"],
            arn=arn,
            version=config["Version"],
            handler=config["Handler"],
            timeout=float(config["Timeout"]),
            memory_mb=config["MemorySize"],
            runtime=config["Runtime"],
            role_arn=config["Role"],
            log_group=config["LoggingConfig"]["LogGroup"],
            traced=config["TracingConfig"]["Mode"] == "Active",
            environment=config.get("Environment", {}).get("Variables", {}),
            code_sha256=config["CodeSha256"],
            layers=tuple(each["Arn"] for each in config.get("Layers", [])),
            reserved=found.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
        )

    def _create_function(self, spec: FunctionSpec) -> DeployedFunction:
        reserved = sorted(RESERVED & spec.environment.keys())
        if reserved:
            raise ProofFailedError(f"{spec.name} is given {', '.join(reserved)}", "Lambda refuses what it sets itself.")
        session = self._assume_role(spec)
        logs = FunctionLogs(self.cloud.client("logs", session), spec.log_group)
        self._running.callback(logs.close)
        self.logs[spec.name] = logs
        self._check_log_group(spec)
        function = DeployedFunction(
            spec,
            self._unpack_code(spec),
            self._unpack_layers(spec),
            self._home,
            self._environment(spec, session),
            lambda of: self._open_log_stream(of, session, logs),
        )
        self._running.callback(function.close)
        return function

    def _assume_role(self, spec: FunctionSpec) -> Session:
        if spec.name not in self.sessions:
            try:
                session = self.cloud.sessions.assume(spec.role_arn, spec.name)
            except CannotAssumeError as error:
                raise ProofFailedError(str(error), "Let Lambda assume the role: aws_iam_role.") from None
            self.sessions[spec.name] = session
            self.statements += session.statements
        return self.sessions[spec.name]

    def _check_log_group(self, spec: FunctionSpec) -> None:
        found = self.cloud.client("logs").describe_log_groups(logGroupNamePrefix=spec.log_group)["logGroups"]
        if not any(group["logGroupName"] == spec.log_group for group in found):
            raise ProofFailedError(
                f"{spec.name} has no log group {spec.log_group}",
                "Without it Lambda makes one that never expires.",
            )

    def _open_log_stream(self, spec: FunctionSpec, session: Session, logs: FunctionLogs) -> LogStream:
        """A new instance: it has a log stream, and X-Ray's daemon tells how it is doing."""
        if spec.traced:
            for action in ("xray:PutTelemetryRecords", "xray:PutTraceSegments"):
                self.cloud.enforcer.check(session, AccessRequest(action, "*"))
        return logs.open(spec.version)

    def _unpack_code(self, spec: FunctionSpec) -> Path:
        folder = self._folder / "task" / spec.code_sha256.replace("/", "_").replace("+", "-").rstrip("=")
        if not folder.exists():
            _extract(code_of(self.cloud.account, self.cloud.region, spec.arn), folder)
        return folder

    def _unpack_layers(self, spec: FunctionSpec) -> Path:
        """What Lambda has as /opt: each layer over those before it."""
        names = (arn.partition(":layer:")[2].replace(":", "-") for arn in spec.layers)
        folder = self._folder / "opt" / ("+".join(names) or "none")
        if not folder.exists():
            folder.mkdir(parents=True)
            for arn in spec.layers:
                _extract(layer_code_of(self.cloud.account, self.cloud.region, arn), folder)
        return folder

    def _environment(self, spec: FunctionSpec, session: Session) -> Mapping[str, str]:
        """What Terraform set, what Lambda itself sets, and where the stand-ins are."""
        lambdas_own = {
            "AWS_REGION": self.cloud.region,
            "AWS_DEFAULT_REGION": self.cloud.region,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{spec.runtime}",
            "AWS_LAMBDA_FUNCTION_NAME": spec.name,
            "AWS_LAMBDA_FUNCTION_VERSION": spec.version,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory_mb),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": spec.log_group,
            "AWS_ACCESS_KEY_ID": session.access_key,
            "AWS_SECRET_ACCESS_KEY": session.secret_key,
            "AWS_SESSION_TOKEN": session.token,
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "PATH": os.defpath,
            **({"AWS_XRAY_DAEMON_ADDRESS": self._sink.address} if spec.traced else {}),
        }
        return {**spec.environment, **lambdas_own, **self.cloud.environment()}


def _extract(packed: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
