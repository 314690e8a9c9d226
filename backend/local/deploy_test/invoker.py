"""API Gateway calling a function: only with the permission that the function's own policy gives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backend.local.deploy_test.function import DeployedFunction
from backend.local.deploy_test.iam.access_log import AccessLog, Refusal
from backend.local.deploy_test.iam.policy import AccessRequest, Principal, Statement, decide
from backend.local.deploy_test.instance import InvocationOutcome
from backend.local.gateway.function import FunctionFailedError

GATEWAY = "apigateway.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Invoker:
    """`source_arn` says for which method or authorizer it is; `policy` are the statements of the function's policy."""

    function: DeployedFunction
    policy: Sequence[Statement]
    source_arn: str
    access_log: AccessLog

    def invoke(self, event: dict[str, Any], request_id: str, patience: float) -> tuple[Any, Iterable[bytes] | None]:
        if not self._may():
            raise FunctionFailedError
        return self.function.invoke(event, request_id, patience)

    def call(self, event: dict[str, Any], request_id: str, trace: str) -> InvocationOutcome | None:
        """None when API Gateway may not call the function."""
        return self.function.call(event, request_id, trace) if self._may() else None

    def _may(self) -> bool:
        account = self.source_arn.split(":")[4]
        context = {"AWS:SourceArn": self.source_arn, "AWS:SourceAccount": account}
        ask = AccessRequest("lambda:InvokeFunction", self.function.spec.arn, context)
        verdict = decide(ask, Principal("", service=GATEWAY), (), self.policy)
        if verdict.allowed:
            self.access_log.record_allowed(verdict.parts)
            return True
        why = f"no statement of the function's policy lets it, for {self.source_arn} (aws_lambda_permission)"
        self.access_log.record_refusal(Refusal(GATEWAY, ask.action, ask.resource, why))
        return False
