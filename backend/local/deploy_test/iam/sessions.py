"""Temporary credentials of roles, as Lambda gets them from STS, and the keys with which presigned URLs are checked."""

import base64
import json
import secrets
import string
import threading
from dataclasses import dataclass
from typing import Any

from backend.local.deploy_test.iam.facts import Connect
from backend.local.deploy_test.iam.policy import AccessRequest, Principal, Statement, decide, read_policy
from backend.local.s3.refusal import access_denied
from backend.local.s3.sigv4 import ALGORITHM, Signer

LAMBDA = "lambda.amazonaws.com"


class CannotAssumeError(Exception):
    """Lambda is not among those whom the role trusts."""


@dataclass(frozen=True, slots=True)
class Session:
    """A role being used by a function."""

    role: str
    principal: Principal
    statements: tuple[Statement, ...]
    access_key: str
    secret_key: str
    token: str


class Sessions:
    """All that were given out."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._by_key: dict[str, Session] = {}

    def assume(self, role_arn: str, session_name: str) -> Session:
        """What STS's AssumeRole gives Lambda. `CannotAssumeError` when the role's trust policy says otherwise."""
        iam, name = self._connect("iam"), role_arn.rpartition("/")[2]
        role = iam.get_role(RoleName=name)["Role"]
        self._check_trust(role)
        account = role_arn.split(":")[4]
        session = Session(
            role=name,
            principal=Principal(f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}", role_arn=role_arn),
            statements=tuple(role_statements(iam, name)),
            access_key="ASIA" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16)),
            secret_key=secrets.token_urlsafe(30),
            token=secrets.token_urlsafe(150),
        )
        self._by_key[session.access_key] = session
        return session

    def get(self, access_key: str) -> Session | None:
        return self._by_key.get(access_key)

    def _check_trust(self, role: Any) -> None:
        trusted = read_policy(role["AssumeRolePolicyDocument"], f"trust policy of {role['RoleName']}")
        if not decide(AccessRequest("sts:AssumeRole", role["Arn"]), Principal("", service=LAMBDA), (), trusted).allowed:
            raise CannotAssumeError(f"the trust policy of role {role['RoleName']} does not let {LAMBDA} assume it")


def role_statements(iam: Any, role: str) -> list[Statement]:
    """Everything a role is allowed, from its own policies and from those attached to it."""
    found: list[Statement] = []
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        found += read_policy(_parse_document(document), f"role {role}, policy {name}")
    for each in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=each["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=each["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        found += read_policy(_parse_document(document), f"role {role}, policy {each['PolicyName']}")
    return found


def _parse_document(document: Any) -> Any:
    return json.loads(document) if isinstance(document, str) else document


class Keyring(Signer):
    """Checks what was signed with the owner's keys or with those of a session, and remembers whose keys they were."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        super().__init__(access_key, secret_key)
        self.sessions: Sessions | None = None
        self._last = threading.local()

    def secret_of(self, access_key: str) -> str | None:
        session = self.sessions.get(access_key) if self.sessions else None
        return session.secret_key if session else super().secret_of(access_key)

    def check(self, credential: str, text: str, signature: str) -> None:
        super().check(credential, text, signature)
        access_key = credential.partition("/")[0]
        session = self.sessions.get(access_key) if self.sessions else None
        if session and not text.startswith(ALGORITHM) and session.token not in _plain(text):
            raise access_denied("Invalid according to Policy: the session's token is not among its conditions")
        self._last.access_key = access_key

    def take_signer(self) -> str | None:
        """The access key with which this thread's request was signed; None for one that needed no signature."""
        found: str | None = getattr(self._last, "access_key", None)
        self._last.access_key = None
        return found


def _plain(policy: str) -> str:
    return base64.b64decode(policy).decode(errors="replace")
