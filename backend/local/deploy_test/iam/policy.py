"""Policy documents, and the decision they make together.

Source: IAM user guide, "Policy evaluation logic"; KMS developer guide, "Key policies".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.local.deploy_test.iam.matching import Conditions, Context, action_like, arn_like, hold


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a role's session, or a service of AWS (`service` is then its name, such as lambda.amazonaws.com)."""

    arn: str
    role_arn: str = ""
    service: str = ""

    @property
    def account_root(self) -> str:
        return f"arn:aws:iam::{self.arn.split(':')[4]}:root" if self.arn else ""


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One permission that a request needs: s3:GetObject on arn:aws:s3:::bucket/key."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """A statement's words that let a request through."""

    statement: "Statement"
    action: str
    resource: str


@dataclass(frozen=True, eq=False)
class Statement:
    """`where` names its policy; `principals` is None in a role's policy."""

    where: str
    sid: str
    allows: bool
    actions: Sequence[str]
    resources: Sequence[str]
    but_actions: bool = False
    """Whether it is about all actions but these (NotAction)."""
    but_resources: bool = False
    principals: Mapping[str, Sequence[str]] | None = None
    conditions: Conditions = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.where}, statement {self.sid}"

    def part_for(self, ask: AccessRequest) -> PolicyPart | None:
        action = next((each for each in self.actions if action_like(each, ask.action)), None)
        resource = next((each for each in self.resources if arn_like(each, ask.resource)), None)
        if (action is None) != self.but_actions or (resource is None) != self.but_resources:
            return None
        if not hold(self.conditions, ask.context):
            return None
        return PolicyPart(self, action or "*", resource or "*")

    def names(self, principal: Principal) -> bool:
        """Whether a resource's policy means this principal, and not only the account as a whole."""
        assert self.principals is not None
        people = self.principals.get("AWS", ())
        return (
            "*" in people
            or principal.arn in people
            or (principal.role_arn != "" and principal.role_arn in people)
            or (principal.service != "" and principal.service in self.principals.get("Service", ()))
        )

    def names_account_of(self, principal: Principal) -> bool:
        """The account as a principal hands the decision to the policies of its roles."""
        assert self.principals is not None
        root = principal.account_root
        return bool(root) and any(each in (root, root.split(":")[4]) for each in self.principals.get("AWS", ()))


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    allowed: bool
    why: str
    parts: Sequence[PolicyPart] = ()
    """What let it through."""
    denied: bool = False
    """Whether a policy says no; else none says yes."""


def read_policy(document: Mapping[str, Any], where: str, *, resource: str | None = None) -> list[Statement]:
    """The statements of a policy document. A policy of a resource may leave out `Resource`: it is then that one."""
    statements = document["Statement"]
    listed = [statements] if isinstance(statements, dict) else statements
    return [_statement(each, where, at, resource) for at, each in enumerate(listed, 1)]


def _statement(given: Mapping[str, Any], where: str, at: int, resource: str | None) -> Statement:
    return Statement(
        where=where,
        sid=str(given.get("Sid") or at),
        allows=given["Effect"] == "Allow",
        actions=_as_list(given.get("Action", given.get("NotAction"))),
        but_actions="NotAction" in given,
        resources=_as_list(given.get("Resource", given.get("NotResource", resource or "*"))),
        but_resources="NotResource" in given,
        principals=_principals(given["Principal"]) if "Principal" in given else None,
        conditions=given.get("Condition", {}),
    )


def _principals(given: Any) -> dict[str, list[str]]:
    return {"AWS": ["*"]} if given == "*" else {kind: _as_list(names) for kind, names in given.items()}


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def decide(
    ask: AccessRequest, principal: Principal, own: Iterable[Statement], of_resource: Iterable[Statement] = ()
) -> PolicyDecision:
    """Within one account: a deny anywhere wins, an allow in the role's policies or in the resource's is enough."""
    mine = _matching(own, ask)
    theirs = [(s, part) for s, part in _matching(of_resource, ask) if s.names(principal)]
    denial = _denial([*mine, *theirs])
    if denial:
        return denial
    parts = [part for statement, part in [*mine, *theirs] if statement.allows]
    if parts:
        return PolicyDecision(allowed=True, why="", parts=parts)
    return PolicyDecision(allowed=False, why=f"no identity-based policy allows the {ask.action} action")


def decide_key(
    ask: AccessRequest, principal: Principal, own: Iterable[Statement], of_key: Iterable[Statement]
) -> PolicyDecision:
    """KMS: the key's policy lets the role in, or hands the decision to the account, and the role's policies allow."""
    mine, theirs = _matching(own, ask), _matching(of_key, ask)
    named = [(s, part) for s, part in theirs if s.names(principal)]
    denial = _denial([*mine, *named])
    if denial:
        return denial
    direct = [part for statement, part in named if statement.allows]
    handed = [part for statement, part in theirs if statement.allows and statement.names_account_of(principal)]
    allowed = [part for statement, part in mine if statement.allows]
    if direct or (handed and allowed):
        return PolicyDecision(allowed=True, why="", parts=[*direct, *handed, *allowed])
    missing = "no identity-based policy allows" if handed else "no resource-based policy allows"
    return PolicyDecision(allowed=False, why=f"{missing} the {ask.action} action")


def _matching(statements: Iterable[Statement], ask: AccessRequest) -> list[tuple[Statement, PolicyPart]]:
    found = ((statement, statement.part_for(ask)) for statement in statements)
    return [(statement, part) for statement, part in found if part is not None]


def _denial(matching: Iterable[tuple[Statement, PolicyPart]]) -> PolicyDecision | None:
    denying = next((statement for statement, _ in matching if not statement.allows), None)
    if denying is None:
        return None
    return PolicyDecision(allowed=False, why=f"with an explicit deny in {denying.name}", denied=True)
