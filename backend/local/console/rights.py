"""Which statement of which policy lets a call through on AWS: the evaluator of `make cloud`, applied to records."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from backend.local.console.policies import LaptopNames, PolicySource, RolePolicies
from backend.local.console.records import RecordedCall, Role
from backend.local.deploy_test.iam.facts import Facts
from backend.local.deploy_test.iam.matching import UnknownConditionError
from backend.local.deploy_test.iam.needs import UnknownRequestError, bedrock_needs_of, needs_of
from backend.local.deploy_test.iam.policy import (
    AccessRequest,
    PolicyDecision,
    Principal,
    Statement,
    decide,
    decide_key,
)

Verdict = Literal["allowed", "denied", "not needed"]
_ENVIRON = {
    "x-amz-target": "HTTP_X_AMZ_TARGET",
    "x-amz-copy-source": "HTTP_X_AMZ_COPY_SOURCE",
    "x-amz-tagging": "HTTP_X_AMZ_TAGGING",
    "x-amz-tagging-directive": "HTTP_X_AMZ_TAGGING_DIRECTIVE",
    "x-amz-acl": "HTTP_X_AMZ_ACL",
}


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission that a call needs. `statement` names what allows it: `role api, statement Products`; `file` has
    it. Without a statement `why` says what is missing."""

    action: str
    resource: str
    statement: str | None
    file: str | None
    document: Any
    why: str


@dataclass(frozen=True, slots=True)
class CallRights:
    verdict: Verdict
    role: str | None
    why: str
    permissions: Sequence[Permission] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class LaptopFacts(Facts):
    """What encrypts what on AWS: Terraform gives everything one key. Nothing is asked of the cloud."""

    def __init__(self, names: LaptopNames) -> None:
        super().__init__(_connect_to_nothing, names.account, names.region)
        self._names = names
        self._keyed = {names.buckets["uploads"], names.buckets["assets"]}

    def bucket_key(self, bucket: str) -> str | None:
        return self._names.key_arn if bucket in self._keyed else None

    def table_key(self, table: str) -> str | None:
        return self._names.key_arn if table in self._names.tables.values() else None

    def queue_key(self, queue: str) -> str | None:
        return self._names.key_arn if queue in (self._names.jobs_queue, self._names.dead_letters) else None

    def key(self, name: str) -> str:
        return name


class Rights:
    """Judges calls. What is judged is kept with the call until the policies change."""

    def __init__(self, source: PolicySource, names: LaptopNames) -> None:
        self._source = source
        self._names = names
        self._facts = LaptopFacts(names)

    def policies(self) -> tuple[RolePolicies, str, str]:
        return self._source.current()

    def judge(self, call: RecordedCall, role: Role, policies: RolePolicies) -> CallRights:
        if call.rights is not None and call.rights[0] == policies.version:
            kept: CallRights = call.rights[1]
            return kept
        found = self._judge(call, role, policies)
        if call.ended:
            call.rights = (policies.version, found)
        return found

    def _judge(self, call: RecordedCall, role: Role, policies: RolePolicies) -> CallRights:
        if call.place == "kie":
            return CallRights("not needed", None, "KIE is no service of AWS")
        if "signed-scope" not in call.headers:
            return CallRights("not needed", None, "an open call, which carries no signature")
        acting = self._acting_role(call, role)
        if acting is None:
            return CallRights("not needed", None, "no function of the stack makes this call")
        try:
            asks = self._needs(call)
        except (UnknownRequestError, KeyError, ValueError) as error:
            return CallRights("denied", acting, f"it is not known which permission this needs: {error}")
        permissions = [self._decide(ask, acting, policies) for ask in asks]
        missing = [each for each in permissions if each.statement is None]
        if missing:
            told = ", ".join(f"{each.action} on {each.resource}" for each in missing)
            return CallRights("denied", acting, f"the role of {acting} may not {told}", permissions)
        return CallRights("allowed", acting, "", permissions)

    def _acting_role(self, call: RecordedCall, role: Role) -> str | None:
        """An event source mapping receives and deletes messages with the role of the function that it calls."""
        if role == "poller":
            return "dead_letters" if self._names.dead_letters.encode() in call.body.content else "worker"
        return role if role in ("api", "worker", "dead_letters") else None

    def _needs(self, call: RecordedCall) -> list[AccessRequest]:
        if not call.body.is_whole and call.body.content:
            raise UnknownRequestError("its body is too long to be kept")
        scope = call.headers["signed-scope"].split("/")
        region, service = scope[2], scope[3]
        path = unquote(urlsplit(call.target).path)
        if call.place == "bedrock":
            return bedrock_needs_of(path, call.body.content, self._facts, region)
        environ: dict[str, Any] = {"REQUEST_METHOD": call.method, "RAW_URI": call.target, "PATH_INFO": path}
        environ |= {_ENVIRON[name]: value for name, value in call.headers.items() if name in _ENVIRON}
        asks = needs_of(service, environ, call.body.content, self._facts)
        if service == "s3" and call.status == 404:  # S3 says that an object is missing only to those who may list
            asks.append(AccessRequest("s3:ListBucket", f"arn:aws:s3:::{path.removeprefix('/').partition('/')[0]}"))
        return asks

    def _decide(self, ask: AccessRequest, role: str, policies: RolePolicies) -> Permission:
        arn = f"arn:aws:iam::{self._names.account}:role/{role}"
        context = {
            "aws:SecureTransport": "true",  # plain HTTP within this machine stands for TLS
            "s3:TlsVersion": "1.3",
            "aws:RequestedRegion": self._names.region,
            "aws:PrincipalAccount": self._names.account,
            "aws:PrincipalArn": arn,
            "aws:PrincipalType": "AssumedRole",
            **ask.context,
        }
        asked = AccessRequest(ask.action, ask.resource, context)
        principal = Principal(f"arn:aws:sts::{self._names.account}:assumed-role/{role}/laptop", role_arn=arn)
        try:
            decision = self._consult(asked, principal, policies.roles[role], policies)
        except UnknownConditionError as error:
            decision = PolicyDecision(allowed=False, why=f"{error} cannot be judged here")
        return _describe(ask, decision, role, policies)

    def _consult(
        self, ask: AccessRequest, principal: Principal, own: Sequence[Statement], policies: RolePolicies
    ) -> PolicyDecision:
        if ask.action.startswith("kms:"):
            return decide_key(ask, principal, own, policies.key)
        bucket = ask.resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        return decide(ask, principal, own, policies.buckets.get(bucket, ()) if ask.action.startswith("s3:") else ())


def _describe(ask: AccessRequest, decision: PolicyDecision, role: str, policies: RolePolicies) -> Permission:
    if not decision.allowed:
        return Permission(ask.action, ask.resource, None, None, None, decision.why)
    documents: Mapping[str, Any] = policies.documents[role]
    own = [part.statement for part in decision.parts if part.statement.where == f"role {role}"]
    statement = own[0] if own else decision.parts[0].statement
    document = documents.get(statement.sid) if own else None
    return Permission(ask.action, ask.resource, statement.name, _written_in(statement), document, "")


def _written_in(statement: Statement) -> str:
    """The file of infra/ that has the statement."""
    if not statement.where.startswith("role "):
        return "infra/modules/kms/main.tf" if "KMS" in statement.where else "infra/modules/s3/main.tf"
    if all(action.startswith("dynamodb:") for action in statement.actions):
        return "infra/apps/functions.tf"
    if statement.sid.startswith(("Text", "Image", "Guardrail")):
        return "infra/apps/bedrock.tf"
    return "infra/apps/permissions.tf"


def _connect_to_nothing(service: str) -> Any:
    raise AssertionError(f"the console judges what it recorded, and asks {service} nothing")
